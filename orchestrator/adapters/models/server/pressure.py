"""How many calls a server digests at once, learned from how it takes them.

It is counted in windows, each as long as it takes to end twice as many calls as are allowed at once. The limit
doubles while that brings clearly more tokens a second; where it brings little it stays, where it brings nothing it
goes back midway, where it does harm all the way, until the work or the server changes. A server that says that it is
overloaded, or lets calls run out of time, is believed: the limit is cut by a quarter and afterwards creeps, one call
a window (additive increase, multiplicative decrease: Chiu and Jain 1989).
"""

from __future__ import annotations

from dataclasses import dataclass, field

FIRST = 32
LOWEST = 1
HIGHEST = 1024
_MUCH, _LITTLE, _HARM = 1.2, 1.05, 0.95
"""Tokens a second, as a share of what half the calls brought: doubling brought much, little, nothing, or did harm."""
_CHANGED = 1.5
"""That many times as many tokens a second with the same calls: the server or the work is another, all is open again."""
_NEVER = float("inf")


@dataclass(slots=True)
class Pressure:
    """The limit of one server.

    >>> pressure = Pressure(limit=8)
    >>> pressure.overloaded(sent_at=0.5, now=1.0)
    >>> pressure.limit
    6
    """

    limit: int = FIRST
    _growing: bool = True
    _rate: float = 0.0
    _cut_at: float = -_NEVER
    _window: _Window | None = None

    def ended(self, *, tokens: int, in_flight: int, sent_at: float, now: float) -> None:
        """A call has ended well.

        Args:
            tokens: that it brought.
            in_flight: calls when it ended, itself included.
            sent_at: when it was sent, in seconds of a clock that only goes forward.
            now: of the same clock.
        """
        # A window begins when its first call was sent: calls sent together end together, too.
        window = self._window = self._window or _Window(begun=sent_at)
        window.tokens += max(1, tokens)
        window.ended += 1
        window.full += in_flight >= self.limit
        if window.ended >= 2 * self.limit:
            self._window = _Window(begun=now)
            if window.full * 2 >= window.ended:  # where the limit was not reached it says nothing
                self._step(window.tokens / max(1e-9, now - window.begun))

    def _step(self, rate: float) -> None:
        if rate >= self._rate * (_MUCH if self._growing else _CHANGED):
            self._rate, self._growing = rate, True
            self.limit = min(HIGHEST, self.limit * 2)
        elif self._growing:
            self._growing = False
            half = max(LOWEST, self.limit // 2)
            if rate < self._rate * _LITTLE:
                self.limit = half if rate < self._rate * _HARM else (half + self.limit) // 2
        elif self._rate == _NEVER:
            self.limit = min(HIGHEST, self.limit + 1)

    def overloaded(self, *, sent_at: float, now: float) -> None:
        """The server turned a call away, or let it run out of time."""
        if sent_at <= self._cut_at:
            return  # sent under a limit that has been cut since: those turned away together are one sign
        self.limit = max(LOWEST, self.limit * 3 // 4)
        self._cut_at = now
        self._growing, self._rate, self._window = False, _NEVER, None


@dataclass(slots=True)
class _Window:
    begun: float
    tokens: int = field(default=0)
    ended: int = field(default=0)
    full: int = field(default=0)
