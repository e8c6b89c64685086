"""How often Python looks for objects that only refer to each other, while very many are in use."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_OBJECTS = 50_000
"""Objects made and not let go before the youngest are looked through; what a batch has open is more than that."""


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Look rarely, and never again at what is there now: modules, and what was compiled.

    Nearly all that a batch makes goes by itself when it is used no more. Looking for the rest as often as Python does
    for a small program takes a quarter of the time, in pauses of half a second in which no call is sent.
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
