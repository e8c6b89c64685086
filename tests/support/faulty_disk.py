"""A disk that does its worst at the nth write: below SQLite, in a VFS through which every byte goes."""

import os
import signal

import apsw


class Faults:
    """Counts what is written and synced; from the nth on there is no space, or at it the process is killed."""

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
