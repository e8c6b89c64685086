"""A process that writes a store, and may be killed, run out of space or be stopped while it does.

    python -m tests.support.store_child HOME write N FAULT      N: of the write or sync at which it happens, 0 for never
    python -m tests.support.store_child HOME claim
    python -m tests.support.store_child HOME hold LEASE_SECONDS

The faults happen below SQLite, in a VFS through which every byte goes. Each acknowledged reply is told on stdout.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

import apsw

from orchestrator.adapters.store import Lease, Store
from orchestrator.domain.errors import InkloomError
from tests.support import journals

CALLS = 24


class Faults:
    """Counts what is written and synced, and does its worst at the nth."""

    def __init__(self, at, fault):
        self.at, self.fault, self.count = at, fault, 0

    def pass_one(self):
        self.count += 1
        if self.at == 0 or self.count < self.at:
            return
        if self.fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.count == self.at:
            print("full", flush=True)
        raise apsw.FullError("no space")


class FaultyFile(apsw.VFSFile):
    def __init__(self, name, flags, faults):
        super().__init__("unix", name, flags)
        self.faults = faults

    def xWrite(self, data, offset):
        self.faults.pass_one()
        super().xWrite(data, offset)

    def xSync(self, flags):
        if self.faults.fault == "kill":
            self.faults.pass_one()
        super().xSync(flags)


class FaultyDisk(apsw.VFS):
    def __init__(self, faults):
        self.faults = faults
        super().__init__("faulty", "unix", makedefault=True)

    def xOpen(self, name, flags):
        return FaultyFile(name, flags, self.faults)


async def write(home):
    """Calls in groups of four at once, with visits, items and a question between."""
    store = await Store.open(home)
    print("opened", flush=True)
    writer = await store.begin(journals.run())
    print("begun", flush=True)
    writer.item(journals.item(1))
    writer.asked(journals.question())

    async def keep(number):
        writer.visit(journals.visit(f"draft#{number}", "started"))
        await writer.keep(journals.call(number))
        print(f"kept {number}", flush=True)

    for first in range(0, CALLS, 4):
        await asyncio.gather(*(keep(number) for number in range(first, first + 4)))
    await writer.item_ended(journals.item(1, status="done", result='{"text": "The hen."}'))
    print("ended", flush=True)
    await store.aclose()


async def claim(home):
    """Take the run over and keep it until told to end."""
    store = await Store.open(home)
    await store.claim("r1")
    print("owner", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await store.aclose()


async def hold(home, lease_seconds):
    """Begin a run, and write once more when told to."""
    store = await Store.open(home, lease=Lease(lease_seconds))
    writer = await store.begin(journals.run())
    await writer.keep(journals.call(1))
    print("holding", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await writer.keep(journals.call(2))


def main(home, action, *rest):
    try:
        if action == "write":
            faults = Faults(int(rest[0]), rest[1])
            disk = FaultyDisk(faults)
            asyncio.run(write(Path(home)))
            print(f"writes {faults.count}", flush=True)
            disk.unregister()
        elif action == "claim":
            asyncio.run(claim(Path(home)))
        else:
            asyncio.run(hold(Path(home), float(rest[0])))
    except InkloomError as error:
        print(f"{type(error).__name__}: {error.message}", flush=True)
        os._exit(error.exit_code)


if __name__ == "__main__":
    main(*sys.argv[1:])
