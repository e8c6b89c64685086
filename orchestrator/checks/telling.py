"""Which findings a writer is told: few, for ten things are done badly; what the author means is marked."""

from __future__ import annotations

from collections.abc import Iterable

from orchestrator.checks.passage import Passage
from orchestrator.checks.quoting import shown
from orchestrator.domain.critiques import Severity
from orchestrator.domain.reports import Finding, Measure

MAX_TOLD = 3
MAX_MARKED = 100
MAX_PLACES = 100
"""Of a check that finds single places, each a fault of its own: a report has all, a writer hears of the worst."""


def told(findings: Iterable[Finding], passage: Passage, most: int = MAX_TOLD) -> tuple[Finding, ...]:
    """The first ``most`` of ``findings``; those that the author means stay among them, marked, and do not count.

    A check that tells only a few of what it finds hands all of it to this function, the worst first, so that the
    next one moves up when the author says of one that it is meant.
    """
    chosen: list[Finding] = []
    marked = 0
    for finding in findings:
        if finding.quote in passage.intended:
            if marked < MAX_MARKED:
                chosen.append(finding.model_copy(update={"intended": True}))
                marked += 1
        elif len(chosen) - marked < most:
            chosen.append(finding)
        if len(chosen) - marked == most:
            break
    return tuple(chosen)


def finding_at(
    passage: Passage,
    place: tuple[int, int],
    instruction: str,
    severity: Severity = "minor",
    *,
    measured: Measure = None,
    target: Measure = None,
) -> Finding:
    """A finding that quotes ``place`` (start and end); ``{quote}`` in ``instruction`` stands for the quote."""
    text = passage.text[place[0] : place[1]]
    quote = text.strip()
    start = place[0] + len(text) - len(text.lstrip())
    return Finding(
        quote=quote,
        start=start,
        paragraph=passage.paragraph_at(start),
        severity=severity,
        instruction=instruction.replace("{quote}", shown(quote)),
        measured=measured,
        target=target,
    )


def in_language_of(passage: Passage, english: str, chinese: str) -> str:
    """The one of two instructions that is in the language of ``passage``."""
    return chinese if passage.script == "cjk" else english
