"""The checks there are, and running some of them over a text.

A check is a name, what it can be asked for, and a pure function from a ``Passage`` and its targets to a
``CheckReport``. The built-in ones stand in ``REGISTRY``; whoever has more passes a mapping of their own.

A check measures any text and judges only what a target asks for: without one its report has ``passed`` None.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from orchestrator.checks.judging import Targets, TargetSpec, TargetValue, as_number
from orchestrator.checks.length import measure_length
from orchestrator.checks.passage import Passage
from orchestrator.checks.readability import measure_readability
from orchestrator.checks.repetition import measure_repetition
from orchestrator.checks.sentiment import measure_sentiment
from orchestrator.checks.sourced import measure_sourced
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import CheckReport, Report

Measurement = Callable[[Passage, Targets], CheckReport]

_SIDES = ("min", "max")


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        name: as workflows write it.
        description: one line for listings.
        targets: what it can be asked for, by name.
        languages: ISO 639 codes of the languages it can judge; others it only measures; empty: any.
        measure: text and targets in, report out; must not fail on any text.
    """

    name: str
    description: str
    targets: Mapping[str, TargetSpec]
    languages: tuple[str, ...]
    measure: Measurement


def _check(
    name: str, description: str, measure: Measurement, languages: tuple[str, ...], targets: Sequence[TargetSpec]
) -> Check:
    return Check(name, description, MappingProxyType({t.name: t for t in targets}), languages, measure)


REGISTRY: Mapping[str, Check] = MappingProxyType(
    {
        check.name: check
        for check in (
            _check(
                "readability",
                "How easily it reads: school grade (English), characters a sentence (Chinese).",
                measure_readability,
                ("en", "zh"),
                (
                    TargetSpec("grade", "bound", "US school grade (Flesch-Kincaid); a bare number is a maximum."),
                    TargetSpec(
                        "characters_per_sentence", "bound", "Chinese characters a sentence; a bare number is a maximum."
                    ),
                ),
            ),
            _check(
                "sentiment",
                "How it feels, from -5 (despair) to 5 (joy), sentence by sentence.",
                measure_sentiment,
                ("en",),
                (
                    TargetSpec("mood", "text", "A mood, such as lonely: the text must not feel the other way."),
                    TargetSpec("valence", "bound", "Mean valence, -5 to 5; a bare number is met within 2."),
                ),
            ),
            _check(
                "repetition",
                "Phrases and sentences that come twice.",
                measure_repetition,
                ("en", "zh"),
                (TargetSpec("share", "bound", "Share of repeated phrases, 0 to 1; a bare number is a maximum."),),
            ),
            _check(
                "length",
                "How many words (Chinese: characters).",
                measure_length,
                ("en", "zh"),
                (
                    TargetSpec("words", "bound", "Words; a bare number is met within the tolerance."),
                    TargetSpec("tolerance", "number", "Share of a bare number of words to allow, 0.1 unless given."),
                ),
            ),
            _check(
                "sourced",
                "Figures and names that are not in a source.",
                measure_sourced,
                ("en", "zh"),
                (TargetSpec("source", "text", "What the text was written from; each figure and name must be in it."),),
            ),
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
    known: Mapping[str, Check] = REGISTRY,
) -> Report:
    """Measure ``text`` with ``checks``, in their order, and judge it by ``targets``.

    Args:
        text: a draft (findings then name paragraphs) or plain text.
        checks: names of checks; each runs once.
        targets: for each check what it should meet; see ``Check.targets``. None values ask for nothing.
        language: ISO 639 code of the text.
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
            raise ValueError(_unknown("check", name, known, "checks"))
    for name in targets:
        if name not in checks:
            raise ValueError(f"targets for '{name}', which is not among the checks: {', '.join(checks)}")
        validate_targets(known[name], targets[name])
    passage = Passage.of(text, language)
    return Report.of(known[name].measure(passage, _plain(targets.get(name, {}))) for name in dict.fromkeys(checks))


def _plain(targets: Targets) -> Targets:
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in targets.items()}


def validate_targets(check: Check, targets: Targets) -> None:
    """See that ``check`` understands ``targets``.

    Raises:
        ValueError: an unknown target, or a value of the wrong kind.

    >>> validate_targets(REGISTRY["readability"], {"grad": 4})
    Traceback (most recent call last):
    ...
    ValueError: unknown target 'grad' of readability; did you mean 'grade'? there are: characters_per_sentence, grade
    """
    for name, value in targets.items():
        spec = check.targets.get(name)
        if spec is None:
            raise ValueError(_unknown("target", name, check.targets, "", f" of {check.name}"))
        try:
            _validate_value(spec, value)
        except ValueError as error:
            raise ValueError(f"target '{name}' of {check.name}: {error}") from error


def _validate_value(spec: TargetSpec, value: TargetValue) -> None:
    if value is None:
        return
    if spec.kind == "text":
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is not a text")
    elif spec.kind == "bound" and isinstance(value, Mapping):
        _validate_sides(value)
    else:
        as_number(value)


def _validate_sides(value: Mapping[str, float | int | None]) -> None:
    for side, number in value.items():
        if side not in _SIDES:
            raise ValueError(_unknown("bound", side, _SIDES, ""))
        if number is not None:
            as_number(number)
    low, high = value.get("min"), value.get("max")
    if low is not None and high is not None and low > high:
        raise ValueError(f"min {low:g} is more than max {high:g}")


def _unknown(kind: str, name: str, known: Iterable[str], plural: str, of: str = "") -> str:
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    meant = f"; did you mean '{near[0]}'?" if near else ";"
    there = f"{plural} there are" if plural else "there are"
    return f"unknown {kind} '{name}'{of}{meant} {there}: {', '.join(names)}"
