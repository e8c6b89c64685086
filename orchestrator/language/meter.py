"""What one rendering may cost: a count of steps that a hostile template uses up long before time or memory end.

A step stands for one node of a syntax tree that runs, one element that is looked at, or sixteen characters that
are read or made: work of about a tenth of a microsecond. One currency bounds both time and memory, and it is
the same on every machine. The clock is only the last resort, for what the count judges too cheaply.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import StrictUndefined
from jinja2.exceptions import SecurityError

from orchestrator.language.clock import own_seconds

MAX_STEPS = 1_000_000
MAX_CPU_SECONDS = 0.6
MAX_DEPTH = 100
"""Levels of lists and mappings in one value."""

CHARACTERS_PER_STEP = 16
_STEPS_BETWEEN_LOOKS = 20_000


class Meter:
    """The steps that are left to one rendering; whoever does work spends them first.

    >>> meter = Meter()
    >>> meter.weigh([1, ["two"]])
    >>> MAX_STEPS - meter.left
    3
    """

    __slots__ = ("_clock", "_look_at", "_started", "left")

    def __init__(self, clock: Callable[[], float] = own_seconds) -> None:
        self.left = MAX_STEPS
        self._look_at = MAX_STEPS - _STEPS_BETWEEN_LOOKS
        # The processor time of this thread, so that a busy machine makes no difference.
        self._clock = clock
        self._started = clock()

    def spend(self, steps: int) -> None:
        """Pay for work that comes next.

        Raises:
            SecurityError: nothing is left.
        """
        self.left -= steps
        if self.left < self._look_at:
            self._look()

    def spend_characters(self, characters: int) -> None:
        """Pay for text that is read or made."""
        self.left -= characters // CHARACTERS_PER_STEP
        if self.left < self._look_at:
            self._look()

    def weigh(self, value: Any, times: int = 1) -> None:
        """Pay ``times`` for all of ``value``, however deep, as what compares, sorts or writes it will see all of it.

        A list that holds the same list twice counts it twice, as ``x = [x, x]`` in a loop would have it.

        Raises:
            SecurityError: it is larger than what is left, or nested too deeply.
            UndefinedError: something in it is missing.
        """
        level = [value]
        for depth in range(MAX_DEPTH):
            inner: list[Any] = []
            for part in level:
                if isinstance(part, str):
                    self.spend_characters(len(part) * times)
                elif isinstance(part, (list, tuple)):
                    self.spend(len(part) * times)
                    inner += part
                elif isinstance(part, dict):
                    self.spend(2 * len(part) * times)
                    inner += part.keys()
                    inner += part.values()
                elif isinstance(part, range):
                    self.spend(len(part) * times)
                elif depth and isinstance(part, StrictUndefined):
                    str(part)  # raises, and says what is missing: a list would be written with a gap
            if not inner:
                return
            level = inner
        raise SecurityError(f"a value is nested more than {MAX_DEPTH} levels deep")

    def _look(self) -> None:
        if self.left < 0:
            raise SecurityError(f"it takes more than {MAX_STEPS:,} steps")
        if self._clock() - self._started > MAX_CPU_SECONDS:
            raise SecurityError(f"it takes more than {MAX_CPU_SECONDS} seconds")
        self._look_at = max(0, self.left - _STEPS_BETWEEN_LOOKS)
