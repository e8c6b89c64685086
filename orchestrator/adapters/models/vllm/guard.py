"""The process between vLLM and its owner.

It starts vLLM in a session of its own and ends it with everything below it when its input ends: that happens too
when the owner is killed and can do nothing any more. Should the guard itself be killed, the kernel ends vLLM.

    python -m orchestrator.adapters.models.vllm.guard LOG COMMAND…
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from types import FrameType

_PR_SET_PDEATHSIG = 1
_GRACE_SECONDS = 10.0
_LOOK_SECONDS = 0.2


def main(arguments: list[str]) -> int:
    """Run the command until it ends or the owner is gone; its exit code, 128 and the number for a signal."""
    log, command = arguments[0], arguments[1:]
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the owner, who decides
    with open(log, "ab", buffering=0) as output:
        child = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
    try:
        while child.poll() is None:
            readable, _, _ = select.select([sys.stdin], [], [], _LOOK_SECONDS)
            if readable and not os.read(sys.stdin.fileno(), 4096):
                break
    except SystemExit:
        pass  # told to leave: what is below is ended first
    finally:
        _end(child)
    code = child.returncode
    return code if code >= 0 else 128 - code


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child and everything in its session, politely first."""
    _signal_group(child, signal.SIGTERM)
    deadline = time.monotonic() + _GRACE_SECONDS
    while child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    _signal_group(child, signal.SIGKILL)
    child.wait()


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
