"""Seeds: from what a call is, never from when or in which order it runs."""

from __future__ import annotations

import hashlib

SEED_LIMIT = 2**31
"""Servers take seeds as signed 32-bit integers."""


def derive_seed(run_seed: int, path: str, attempt: int) -> int:
    """The seed of one call, 0 to 2**31 - 1.

    Args:
        run_seed: of the whole run.
        path: of the step, with item keys and rounds, so that an inserted item changes no other's seed.
        attempt: 0 for the first try; a repair or a retry draws anew.

    >>> derive_seed(0, "outline", 0) == derive_seed(0, "outline", 0) != derive_seed(0, "outline", 1)
    True
    """
    digest = hashlib.sha256(f"{run_seed}\n{path}\n{attempt}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % SEED_LIMIT
