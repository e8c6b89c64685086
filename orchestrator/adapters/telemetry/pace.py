"""How far a batch is, how fast it goes, and how long it will take."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from orchestrator.domain.runs import ItemResult, Status
from orchestrator.engine.ports import Event

_WINDOW_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class _Mark:
    at: float
    ended: int
    tokens: int


class Pace:
    """The numbers of a batch, from its events and the ends of its items.

    Args:
        total: items that there are.
        clock: seconds that only go forward.
    """

    def __init__(self, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.total = total
        self.items: Counter[Status] = Counter()
        self.reasons: Counter[str] = Counter()
        self.calls = self.cached = 0
        self.tokens_in = self.tokens_out = 0
        self._clock = clock
        self._marks: deque[_Mark] = deque([_Mark(clock(), 0, 0)])
        self._ended = 0

    def notice(self, event: Event) -> None:
        """Take notice of an event."""
        if event.kind == "call_ended":
            usage = event.detail["usage"]
            self.calls += 1
            self.tokens_in += usage.prompt_tokens
            self.tokens_out += usage.completion_tokens
        elif event.kind == "call_failed":  # it was sent all the same
            self.calls += 1
        elif event.kind == "call_reused":
            self.cached += 1
        elif event.kind == "item_reused":
            self.cached += event.detail["replies"]

    def settle(self, items: Mapping[Status | None, int]) -> None:
        """Take the numbers of items as they are known: what is not counted has not ended."""
        self.items = Counter({status: count for status, count in items.items() if status is not None})

    def ended(self, result: ItemResult) -> None:
        """An item has ended."""
        self.items[result.status] += 1
        self._ended += 1
        if result.status != "done":
            self.note_failure(result)

    def note_failure(self, result: ItemResult) -> None:
        """Count why an item is not done."""
        self.reasons.update(failure.error for failure in result.failures[:1])

    def document(self) -> dict[str, Any]:
        """All of it, as machines read it; a new mark of the pace is set."""
        now = self._clock()
        self._marks.append(_Mark(now, self._ended, self.tokens_out))
        while len(self._marks) > 2 and now - self._marks[1].at > _WINDOW_SECONDS:
            self._marks.popleft()
        first = self._marks[0]
        seconds = max(1e-9, now - first.at)
        rate = (self._ended - first.ended) / seconds
        open_ = max(0, self.total - self.items.total())
        return {
            "items": {
                "total": self.total,
                **{status: self.items[status] for status in ("done", "failed", "waiting")},
                "open": open_,
            },
            "calls": self.calls,
            "cached": self.cached,
            "prompt_tokens": self.tokens_in,
            "completion_tokens": self.tokens_out,
            "tokens_per_second": round((self.tokens_out - first.tokens) / seconds, 1),
            "items_per_second": round(rate, 3),
            "seconds_left": round(open_ / rate) if rate else None,
            "failures": {reason: count for reason, count in self.reasons.most_common() if count},
        }
