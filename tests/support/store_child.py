"""A process that writes a store, and may be killed, run out of space or be stopped while it does.

    python -m tests.support.store_child HOME write N FAULT      N: of the write or sync at which it happens, 0 for never
    python -m tests.support.store_child HOME claim
    python -m tests.support.store_child HOME hold LEASE_SECONDS

The faults are those of ``faulty_disk``. Each acknowledged reply is told on stdout.
"""

import asyncio
import os
import sys
from pathlib import Path

from orchestrator.adapters.store import Lease, Store
from orchestrator.domain.errors import InkloomError
from tests.support import journals
from tests.support.faulty_disk import Faults, FaultyDisk

CALLS = 24


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
    """Take the run over when told to, and keep it until told to end."""
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
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
