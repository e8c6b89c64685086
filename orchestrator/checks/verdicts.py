"""A measured value beside what was asked of it, and a report settled by several of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from orchestrator.checks.judging import Bound, Targets, asks
from orchestrator.domain.reports import CheckReport, Finding


@dataclass(frozen=True, slots=True)
class Verdict:
    """A measured value beside what was asked."""

    name: str
    value: float
    bound: Bound

    @property
    def gap(self) -> float:
        """How far the value is outside: positive above, negative below, 0 inside."""
        return self.bound.gap(self.value)

    @property
    def missed(self) -> float:
        """The side of the bound that is not met."""
        return self.value - self.gap

    @property
    def score(self) -> float:
        """1 within the bound; falls to 0 at nothing where there is too little, and towards 0 where there is too much.

        It never stays level above a maximum: a loop that removes one place of fifty must see that it got better.
        """
        unit = abs(self.missed) or 1.0
        return max(0.0, 1.0 + self.gap / unit) if self.gap < 0 else unit / (unit + self.gap)


def verdicts_on(
    values: Mapping[str, float], targets: Targets, bare: Literal["min", "max"] = "max"
) -> tuple[Verdict, ...]:
    """A verdict for each of ``values`` that ``targets`` ask for; ``bare`` is what a bare number means.

    >>> [verdict.gap for verdict in verdicts_on({"share": 0.75, "other": 1}, {"share": 0.5})]
    [0.25]
    """
    return tuple(
        Verdict(name, value, Bound.of(targets[name], bare=bare))
        for name, value in values.items()
        if asks(targets.get(name))
    )


def settled(report: CheckReport, verdicts: Sequence[Verdict], findings: Iterable[Finding]) -> CheckReport:
    """``report`` with its verdict: met where all of ``verdicts`` are, their mean score; None where there is none.

    A text that cannot be trusted is not judged: what was found in it is told all the same.
    """
    if not report.reliable:
        verdicts = ()
    passed = all(verdict.gap == 0 for verdict in verdicts) if verdicts else None
    score = sum(verdict.score for verdict in verdicts) / len(verdicts) if verdicts else None
    return report.model_copy(update={"passed": passed, "score": score, "findings": tuple(findings)})
