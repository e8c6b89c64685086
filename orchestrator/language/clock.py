"""The processor time of a thread without garbage collections, whose cost is that of all the process has made.

Whoever happens to make the last object before a collection pays for it: with millions of objects alive, a rendering of
0.1 seconds took 0.9.
"""

from __future__ import annotations

import gc
import threading
import time
from typing import Any


class _Collections(threading.local):
    """What collections have cost the present thread."""

    started = 0.0
    seconds = 0.0


_collections = _Collections()


def own_seconds() -> float:
    """Seconds of processor time that the present thread has worked; differences of it alone mean something."""
    return time.thread_time() - _collections.seconds


def _count(phase: str, _: dict[str, Any]) -> None:
    if phase == "start":
        _collections.started = time.thread_time()
    else:
        _collections.seconds += time.thread_time() - _collections.started


gc.callbacks.append(_count)
