"""Which process is which: a number alone is not enough, since numbers are used again."""

from __future__ import annotations

import os
import platform
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_START_FIELD = 19  # of /proc/PID/stat after the name: start time, in ticks since the boot (man 5 proc)


def this_host() -> str:
    """The name of this machine."""
    return platform.node()


def born(pid: int) -> str:
    """A mark of the process with that number which no other one has; empty where the system does not tell.

    >>> born(os.getpid()) == born(os.getpid())
    True
    """
    try:
        ticks = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[_START_FIELD]
        return f"{_BOOT.read_text('ascii').strip()}:{ticks}"
    except (OSError, IndexError):
        return ""


def is_gone(pid: int, mark: str) -> bool:
    """Whether the process of this machine that had that mark has surely ended; False where that cannot be known.

    >>> is_gone(os.getpid(), born(os.getpid())), is_gone(os.getpid(), "another")
    (False, True)
    """
    if os.name != "posix":  # there a signal 0 is no question
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    now = born(pid)
    return bool(now and mark and now != mark)
