"""Progress of a batch: a moving line on a terminal, a line now and then elsewhere, JSON lines for machines."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Literal, Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from orchestrator.adapters.telemetry.pace import Pace
from orchestrator.engine.ports import Event

Form = Literal["auto", "json", "none"]
LOOK_SECONDS = 1.0
"""How often to ``tell`` of a batch."""
_LINE_SECONDS = 15.0


class BatchProgress:
    """An observer that tells of a batch on stderr.

    Args:
        pace: the numbers.
        console: where to write.
        form: ``json`` for a line of JSON each time, ``none`` for nothing; else what suits the console.
        clock: seconds that only go forward.
    """

    def __init__(self, pace: Pace, console: Console, form: Form, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace = pace
        self._console = console
        self._form = form
        self._clock = clock
        self._live: Live | None = None
        self._told_at = clock()

    def __enter__(self) -> Self:
        """Start the moving line, where there is a terminal for it."""
        if self._form == "auto" and self._console.is_terminal:
            self._live = Live(Text(""), console=self._console, auto_refresh=False, transient=True)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Take the moving line away; machines are told the last numbers."""
        if self._live is not None:
            self._live.stop()
        elif self._form == "json":
            self.tell()

    def __call__(self, event: Event) -> None:
        """Take notice of one event."""
        self._pace.notice(event)

    def tell(self) -> None:
        """Say how far it is."""
        told = self._pace.document()
        if self._form == "json":
            self._console.file.write(json.dumps({"event": "progress", **told}) + "\n")
            self._console.file.flush()
        elif self._live is not None:
            self._live.update(Text(line_of(told)), refresh=True)
        elif self._form == "auto" and self._clock() - self._told_at >= _LINE_SECONDS:
            self._told_at = self._clock()
            self._console.print(Text(line_of(told)))


def line_of(told: dict[str, Any]) -> str:
    """The numbers of ``Pace.document`` in a line.

    >>> items = {"total": 1000, "done": 200, "failed": 3, "waiting": 0, "open": 797}
    >>> counts = {"calls": 1_218, "cached": 12, "tokens_per_second": 2310.4, "seconds_left": 95}
    >>> line_of({"items": items, **counts, "failures": {"BadRow": 2, "ReplyError": 1}})
    '203 of 1,000 items · 3 failed (BadRow 2, ReplyError 1) · 1,218 calls, 12 cached · 2,310 tokens/s · 1 min 35 s left'
    """
    items = told["items"]
    parts = [f"{items['total'] - items['open']:,} of {items['total']:,} items"]
    if items["failed"]:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in told["failures"].items())
        parts.append(f"{items['failed']:,} failed" + (f" ({reasons})" if reasons else ""))
    if items["waiting"]:
        parts.append(f"{items['waiting']:,} waiting")
    cached = f", {told['cached']:,} cached" if told["cached"] else ""
    parts += [f"{told['calls']:,} calls{cached}", f"{told['tokens_per_second']:,.0f} tokens/s"]
    if told["seconds_left"] is not None and items["open"]:
        parts.append(f"{duration(told['seconds_left'])} left")
    return " · ".join(parts)


def duration(seconds: float) -> str:
    """A stretch of time as people say it.

    >>> duration(8), duration(95), duration(7_380)
    ('8 s', '1 min 35 s', '2 h 3 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
