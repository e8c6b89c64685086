"""What all checks share: targets as they are written, how far a value is from them, how bad that is.

A target is of one kind::

    bound    12            a bare number: the check says what it means (a maximum, or a value to meet)
             {max: 12}     at most; {min: 3}: at least; {min: 3, max: 12}: between
    number   0.15          exactly that setting
    text     lonely        words
    choice   children      one of the names that the target knows
    flag     true          yes or no
    curve    man-in-a-hole a shape that the target knows by name, or a list of numbers
    texts    [One., Two.]  other texts to compare with: Drafts or plain texts
    bible    {places: …}   a Bible
    style    {features: …} a Style

A target whose value is None, an empty text or an empty list asks for nothing: an outline may leave a mood out.
A check gets plain data: a list of str for ``texts``, a mapping with every field of a Bible for ``bible``,
and one of a Style for ``style``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from orchestrator.domain.critiques import Severity

TargetKind = Literal["bound", "number", "text", "choice", "flag", "curve", "texts", "bible", "style"]
Number = float | int
TargetValue = Number | str | None | Mapping[str, Any] | Sequence[Any]
Targets = Mapping[str, TargetValue]

GENRES = ("ad", "children", "dialogue", "fiction", "news", "ya")
"""What a text can be written as; each check has bands for those that it can tell apart."""

_CRITICAL_BELOW = 0.25
_MAJOR_BELOW = 0.75


@dataclass(frozen=True, slots=True)
class TargetSpec:
    """A target that a check understands; ``choices`` are the names of a ``choice`` or the shapes of a ``curve``."""

    name: str
    kind: TargetKind
    description: str
    choices: tuple[str, ...] = ()


GENRE = TargetSpec("genre", "choice", f"What it is written as ({', '.join(GENRES)}): asks for its bands.", GENRES)
"""The target of every check that has bands."""


def by_name(*specs: TargetSpec) -> Mapping[str, TargetSpec]:
    """``specs`` as a check declares them."""
    return MappingProxyType({spec.name: spec for spec in specs})


@dataclass(frozen=True, slots=True)
class Bound:
    """An interval; None on a side leaves that side open."""

    low: float | None = None
    high: float | None = None

    @classmethod
    def of(cls, value: TargetValue, *, bare: Literal["min", "max", "around"], slack: float = 0.0) -> Bound:
        """The interval that a target of kind ``bound`` means.

        Args:
            value: a number, or a mapping with ``min``, ``max`` or both; what is None is left open.
            bare: what a bare number means: a minimum, a maximum, or a value to meet within ``slack`` on either side.
            slack: in the unit of the target; only for ``around``.

        Raises:
            ValueError: anything else.

        >>> Bound.of({"min": 2, "max": 4}, bare="max")
        Bound(low=2.0, high=4.0)
        >>> Bound.of(3, bare="around", slack=2)
        Bound(low=1.0, high=5.0)
        """
        if isinstance(value, Mapping):
            return cls(low=_optional_number(value.get("min")), high=_optional_number(value.get("max")))
        number = as_number(value)
        if bare == "around":
            return cls(low=number - slack, high=number + slack)
        return cls(high=number) if bare == "max" else cls(low=number)

    def gap(self, value: float) -> float:
        """How far ``value`` is outside: positive above, negative below, 0 inside.

        >>> Bound(high=4.0).gap(5.5), Bound(low=2.0).gap(1.5), Bound(2.0, 4.0).gap(3)
        (1.5, -0.5, 0.0)
        """
        if self.high is not None and value > self.high:
            return value - self.high
        if self.low is not None and value < self.low:
            return value - self.low
        return 0.0


def asks(value: TargetValue) -> bool:
    """Whether a target asks for anything: not None, no empty text or list, not a mapping of nothing but None."""
    if isinstance(value, Mapping):
        return any(part is not None for part in value.values())
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and not (isinstance(value, Sequence) and not value)


def as_number(value: object) -> float:
    """``value`` as a finite float.

    Raises:
        ValueError: it is no number, or not a finite one.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{value!r} is not a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"{value!r} is not a finite number")
    return number


def _optional_number(value: Number | None) -> float | None:
    return None if value is None else as_number(value)


def closeness(gap: float, span: float) -> float:
    """Score of a value ``gap`` away from its target: 1 on target, falling evenly to 0 at ``span``.

    >>> closeness(-1.5, span=6)
    0.75
    """
    return max(0.0, 1.0 - abs(gap) / span)


def severity_of(score: float) -> Severity:
    """How bad a score is: critical below 0.25, major below 0.75, minor from there.

    The same rule for every check, so that the three findings a writer is shown are the worst three.

    >>> severity_of(0.1), severity_of(0.5), severity_of(0.9)
    ('critical', 'major', 'minor')
    """
    if score < _CRITICAL_BELOW:
        return "critical"
    return "major" if score < _MAJOR_BELOW else "minor"
