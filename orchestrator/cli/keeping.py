"""Which runs may be forgotten."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.domain.records import RunRecord

_DAY_SECONDS = 86_400.0
_ENDED = ("done", "failed")


def forgettable(
    runs: Sequence[RunRecord], *, now: float, keep: int = 0, older_than_days: float = 0.0
) -> list[RunRecord]:
    """The runs that are over, but for the newest; where two limits are given, those that are beyond both.

    A run that waits, was interrupted or is running is not over.

    Args:
        runs: all there are, the newest first.
        now: seconds since the epoch.
        keep: how many of those that are over stay.
        older_than_days: how long ago a run must have ended.
    """
    over = [run for run in runs if run.status in _ENDED and run.ended is not None]
    return [run for run in over[keep:] if run.ended is not None and now - run.ended >= older_than_days * _DAY_SECONDS]


def in_words(size: int) -> str:
    """A number of bytes as people say it.

    >>> in_words(999), in_words(1_250_000)
    ('999 bytes', '1.2 MB')
    """
    for unit, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} bytes"
