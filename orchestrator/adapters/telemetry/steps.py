"""Progress on a terminal: which step is running, what each step brought, what its role has cost so far."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.status import Status

from orchestrator.domain.runs import RoleUsage
from orchestrator.engine.ports import Event

_MARKS = {
    "step_ended": "[green]✓[/]",
    "step_skipped": "[dim]–[/]",
    "repair": "[yellow]↻[/]",
    "retry": "[yellow]↻[/]",
    "dropped": "[dim]·[/]",
    "chosen": "[green]✓[/]",
}


_SHOWN_CHARACTERS = 90


def _short(text: object) -> str:
    """``text`` on one line, cut where it gets long, with no markup in it."""
    line = " ".join(str(text).split())
    return escape(line if len(line) <= _SHOWN_CHARACTERS else line[:_SHOWN_CHARACTERS] + " …")


class Progress:
    """An observer that tells a person on stderr; on a terminal with a line that moves, elsewhere line by line.

    Args:
        console: where to write.
        clock: seconds that only go forward.
    """

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._clock = clock
        self._started: dict[str, float] = {}
        self._roles: dict[str, RoleUsage] = {}
        self._status: Status | None = None
        self._questions = 0
        self._held: list[str] = []

    def __enter__(self) -> Self:
        """Start the moving line, where there is a terminal for it."""
        if self._console.is_terminal:
            self._status = self._console.status("waiting for the model …")
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Take the moving line away."""
        if self._status is not None:
            self._status.stop()

    def __call__(self, event: Event) -> None:
        """Take notice of one event."""
        match event.kind:
            case "step_started":
                self._started[event.path] = self._clock()
            case "call_started":
                self._move(event.path, event.detail["role"])
            case "call_ended":
                self._count(event)
            case "round_ended":
                self._round(event)
            case "asked" | "answered":
                self._person(event)
            case _ if event.kind in _MARKS:
                self._print(f"{_MARKS[event.kind]} {escape(event.path)}  {self._told(event)}")

    def _told(self, event: Event) -> str:
        detail = event.detail
        match event.kind:
            case "step_skipped":
                return "[dim]not needed[/]"
            case "repair" | "retry":
                return f"[yellow]asked again: {_short(detail['problem'])}[/]"
            case "dropped":
                return f"[dim]left out {_short(detail['entry'])}: {detail['reason']}[/]"
            case "chosen":
                return f"[dim]variant {detail['variant']} of {detail['of']}[/]"
        seconds = self._clock() - self._started.pop(event.path, self._clock())
        return f"[dim]{seconds:.1f} s[/]"

    def _person(self, event: Event) -> None:
        """While somebody is asked, nothing moves and nothing is written into what they read."""
        self._questions += 1 if event.kind == "asked" else -1
        if self._status is not None:
            self._status.stop() if self._questions else self._status.start()
        if self._questions == 0:
            held, self._held = self._held, []
            for line in held:
                self._console.print(line)

    def _print(self, line: str) -> None:
        if self._questions:
            self._held.append(line)
        else:
            self._console.print(line)

    def _round(self, event: Event) -> None:
        score = ", ".join(f"{value:g}" for value in event.detail["score"])
        verdict = "met" if event.detail["met"] else "not met" if not score else ""
        standing = "best so far" if event.detail["best"] else "no better"
        told = ", ".join(part for part in (f"score {score}, {standing}" if score else "", verdict) if part)
        self._print(f"  [dim]{escape(event.path)}: {told}[/]")

    def _count(self, event: Event) -> None:
        role, usage = event.detail["role"], event.detail["usage"]
        used = RoleUsage(**usage.model_dump(exclude={"calls"}), calls=1, seconds=event.detail["seconds"])
        self._roles[role] = self._roles.get(role, RoleUsage()) + used

    def _move(self, path: str, role: str) -> None:
        if self._status is not None:
            in_all = sum(used.calls for used in self._roles.values())
            own = told_of(role, self._roles[role]) if role in self._roles else role
            self._status.update(f"{escape(path)}  [dim]{escape(own)} · {in_all} calls in all[/]")


def told_of(role: str, used: RoleUsage) -> str:
    """What ``role`` has used, and how quick its replies were, for people.

    >>> told_of("critic", RoleUsage(calls=2, prompt_tokens=1500, completion_tokens=80, seconds=2))
    'critic: 2 calls, 1,500 + 80 tokens, 40 tokens/s a call'
    """
    calls = "1 call" if used.calls == 1 else f"{used.calls} calls"
    cached = f" ({used.cached_prompt_tokens:,} cached)" if used.cached_prompt_tokens else ""
    tokens = f"{used.prompt_tokens:,}{cached} + {used.completion_tokens:,} tokens"
    return f"{role}: {calls}, {tokens}, {used.tokens_per_second:.0f} tokens/s a call"
