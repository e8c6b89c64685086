"""The checks there are, and running some of them over a text.

A check declares itself in its own module (``check.Check``); the built-in ones are listed in ``REGISTRY``, and
whoever has more passes a mapping of their own.

A check measures any text and judges only what a target, or the band of a genre, asks for: without one its report
has ``passed`` None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from orchestrator.checks import (
    arc,
    continuity,
    copying,
    dialogue,
    diversity,
    improper,
    language,
    length,
    person,
    personal,
    readability,
    repetition,
    sentiment,
    sourced,
    style,
    tells,
    tense,
)
from orchestrator.checks.asking import plain_targets, told_targets, unknown, validate_targets, with_band
from orchestrator.checks.check import Check
from orchestrator.checks.judging import GENRE, Targets
from orchestrator.checks.passage import Passage
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import Intended, Report

__all__ = ["REGISTRY", "Check", "asked_of_genre", "run_checks", "validate_targets"]

REGISTRY: Mapping[str, Check] = MappingProxyType(
    {
        check.name: check
        for check in (
            readability.CHECK,
            sentiment.CHECK,
            arc.CHECK,
            repetition.CHECK,
            length.CHECK,
            diversity.CHECK,
            tells.CHECK,
            language.CHECK,
            person.CHECK,
            tense.CHECK,
            dialogue.CHECK,
            continuity.CHECK,
            sourced.CHECK,
            style.CHECK,
            copying.CHECK,
            personal.CHECK,
            improper.CHECK,
        )
    }
)
"""The built-in checks by name."""


def run_checks(
    text: Draft | str,
    checks: Sequence[str],
    targets: Mapping[str, Targets] | None = None,
    language: str = "en",
    *,
    intended: Sequence[Intended | str] = (),
    known: Mapping[str, Check] = REGISTRY,
) -> Report:
    """Measure ``text`` with ``checks``, in their order, and judge it by ``targets``.

    Args:
        text: a draft (findings then name paragraphs) or plain text.
        checks: names of checks; each runs once.
        targets: for each check what it should meet; see ``Check.targets``. None values ask for nothing. Domain
            objects (a Bible, Drafts) may stand in them.
        language: ISO 639 code of the text.
        intended: findings that the author means: they stay in the report, marked, and ask for nothing. A text is
            the quote of one, of whichever check.
        known: the checks there are, by name.

    Raises:
        ValueError: an unknown check or target, or a value of the wrong kind; the message names the nearest.

    >>> report = run_checks("Too short.", ["length"], {"length": {"words": 30}})
    >>> report.passed, report.instructions[0].instruction
    (False, 'Add about 30 words.')
    """
    targets = targets or {}
    for name in (*checks, *targets):
        if name not in known:
            raise ValueError(unknown("check", name, known, "checks"))
    for name in targets:
        if name not in checks:
            raise ValueError(f"targets for '{name}', which is not among the checks: {', '.join(checks)}")
    asked = {name: plain_targets(known[name], targets.get(name, {})) for name in dict.fromkeys(checks)}
    meant = tuple(Intended(quote=i) if isinstance(i, str) else i for i in intended if i)
    passage = Passage.of(text, language)
    reports = []
    for name, wanted in asked.items():
        check = known[name]
        own = tuple(i for i in meant if i.check in ("", name))
        here = replace(passage, intended=frozenset(i.quote for i in own)) if own else passage
        judged_by = with_band(check, wanted, passage)
        report = check.measure(here, judged_by)
        if judged_by and not report.targets:
            report = report.model_copy(update={"targets": told_targets(check, judged_by)})
        reports.append(report.with_intended(own))
    return Report.of(reports)


def asked_of_genre(genre: str, checks: Sequence[str], known: Mapping[str, Check] = REGISTRY) -> dict[str, Targets]:
    """The targets that ask each of ``checks`` for the bands of ``genre``; a check without bands is left out.

    >>> asked_of_genre("news", ["length"])
    {}
    """
    return {name: {GENRE.name: genre} for name in checks if GENRE.name in known[name].targets}
