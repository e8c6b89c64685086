"""Checks that a project defines itself, as data: what is looked for, and what may be made of the counts.

``own_check`` makes an ordinary ``Check`` of a definition. Each place found is a finding with its exact quote;
``found`` and the measures are judged by targets, the definition's own where none are given. How a definition
is written in a file is the business of ``language.check_files``.
"""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from orchestrator.checks.check import Check
from orchestrator.checks.judging import Bound, Targets, TargetSpec, as_number, asks, severity_of
from orchestrator.checks.passage import Passage
from orchestrator.checks.quoting import shown
from orchestrator.checks.searching import Searcher
from orchestrator.checks.verdicts import Verdict, settled
from orchestrator.domain.critiques import Severity
from orchestrator.domain.reports import CheckReport, Finding
from orchestrator.domain.text import count_words

FOUND = "found"
COUNTS: Mapping[str, str] = MappingProxyType(
    {
        FOUND: "places found",
        "words": "words; Chinese: characters",
        "sentences": "sentences",
        "paragraphs": "paragraphs",
        "characters": "characters but white space",
    }
)
"""What is counted in every text, by the name that measures read it by."""

MAX_FINDINGS = 100
MAX_SECONDS = 2.0
QUOTE = "{quote}"
DEFAULT_INSTRUCTION = 'Take out or change "{quote}".'
_PIECE_CHARACTERS = 5_000
_LETTERS_AROUND = 40
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Measure:
    """A number made of counts.

    Attributes:
        source: the formula as it was written.
        value: counts in, number out; raises ``ValueError`` where there is none, as for a division by zero.
    """

    source: str
    value: Callable[[Counts], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A check of a project.

    Attributes:
        language: ISO 639 code of the texts that are judged; empty: any.
        search: finds the places; None for a check of measures alone.
        measures: by name, in their order.
        targets: what is asked for where no others are given.
        instruction: what a writer is told of a place; ``{quote}`` stands for its text.
        too_few: what a writer is told where a minimum is missed; empty: a plain sentence with the numbers.
        severity: of each finding; None: by how far off the text is.
    """

    name: str
    description: str = ""
    language: str = ""
    search: Searcher | None = None
    measures: Mapping[str, Measure] = field(default_factory=dict)
    targets: Targets = field(default_factory=dict)
    instruction: str = ""
    too_few: str = ""
    severity: Severity | None = None


def own_check(definition: Definition) -> Check:
    """``definition`` as a check like any other.

    >>> from orchestrator.checks.searching import search_for_words
    >>> check = own_check(Definition(name="no-very", search=search_for_words(["very"]), instruction="Cut {quote}."))
    >>> report = check.measure(Passage.of("Very well."), {"found": {"max": 0}})
    >>> report.passed, report.findings[0].quote
    (False, 'Very')
    """
    about = {name: measure.source for name, measure in definition.measures.items()}
    if definition.search is not None:
        about = {FOUND: "How many places are found", **about}
    specs = {name: TargetSpec(name, "bound", f"{text}; a bare number is a maximum.") for name, text in about.items()}
    return Check(
        name=definition.name,
        description=definition.description,
        targets=MappingProxyType(specs),
        languages=(definition.language,) if definition.language else (),
        measure=functools.partial(measure_own, definition),
    )


def measure_own(definition: Definition, passage: Passage, targets: Targets) -> CheckReport:
    """The report of one check of a project on ``passage``.

    It does not judge (``reliable`` is false) a text in another language than the definition's, a measure that
    has no value there, or a search that took more than two seconds.
    """
    targets = targets or definition.targets
    try:
        places = tuple(_places(definition, passage))
    except TimeoutError:
        return _unfinished(definition, targets)
    counts = _counts(passage, len(places))
    values = {name: _value(measure, counts) for name, measure in definition.measures.items()}
    if definition.search is not None:
        values = {FOUND: len(places), **values}
    asked = {name: Bound.of(target, bare="max") for name, target in targets.items() if asks(target)}
    in_language = not definition.language or passage.primary_language == definition.language
    report = CheckReport(
        check=definition.name,
        reliable=in_language and all(values[name] is not None for name in asked),
        measured=dict(values),
        targets=dict(targets),
    )
    if not report.reliable:
        return report
    verdicts = [Verdict(name, value, bound) for name, bound in asked.items() if (value := values[name]) is not None]
    return settled(report, verdicts, _findings(definition, passage, places, verdicts))


def _value(measure: Measure, counts: Counts) -> float | None:
    try:
        value = as_number(measure.value(counts))
    except ValueError:
        return None
    # Judged as it is reported, so that a report never contradicts itself; + 0.0 turns -0.0 into 0.0.
    return round(value, 6) + 0.0


def _counts(passage: Passage, found: int) -> Counts:
    return {
        FOUND: found,
        "words": count_words(passage.text),
        "sentences": len(passage.sentences),
        "paragraphs": sum(1 for _ in _paragraphs(passage.text)),
        "characters": sum(map(len, passage.text.split())),
    }


# -- places -------------------------------------------------------------------------------------------------


def _places(definition: Definition, passage: Passage) -> Iterator[tuple[int, int]]:
    """Start and end of each place found, in order; each lies within one paragraph.

    Raises:
        TimeoutError: it takes too long.
    """
    if definition.search is None:
        return
    end = time.monotonic() + MAX_SECONDS
    for start, piece in _pieces(passage):
        for match in definition.search.finditer(piece):
            # RE2 is linear in one search, but a hostile pattern can make each of many searches read to the end.
            if time.monotonic() > end:
                raise TimeoutError
            first, last = match.span()
            if last > first:
                yield start + first, start + last
        if time.monotonic() > end:
            raise TimeoutError


def _pieces(passage: Passage) -> Iterator[tuple[int, str]]:
    """Each paragraph with its start; what is too long for one is cut at a space."""
    for start, end in _paragraphs(passage.text):
        while end - start > _PIECE_CHARACTERS:
            space = passage.text.rfind(" ", start, start + _PIECE_CHARACTERS)
            cut = space + 1 if space > start else start + _PIECE_CHARACTERS
            yield start, passage.text[start:cut]
            start = cut
        yield start, passage.text[start:end]


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of what stands between blank lines."""
    start = 0
    for gap in (*_BLANK_LINES.finditer(text), None):
        end = gap.start() if gap else len(text)
        if text[start:end].strip():
            yield start, end
        start = gap.end() if gap else end


# -- findings -----------------------------------------------------------------------------------------------


def _findings(
    definition: Definition, passage: Passage, places: Sequence[tuple[int, int]], verdicts: Sequence[Verdict]
) -> Iterator[Finding]:
    """What a writer is told: of the text for a minimum that is missed, of each place for a maximum.

    Where nothing was asked for the places are told as well; where everything is met there is nothing to do.
    """
    missed = [verdict for verdict in verdicts if verdict.gap]
    told = severity_of(min(verdict.score for verdict in missed)) if missed else "minor"
    severity = definition.severity or told
    too_many = next((verdict for verdict in missed if verdict.gap > 0), None)
    for verdict in missed:
        if verdict.gap < 0 or not places:
            yield _whole(definition, verdict, severity)
    if too_many or not verdicts:
        for place in places[:MAX_FINDINGS]:
            start, quote = _quote(passage.text, *place)
            yield Finding(
                quote=quote,
                start=start,
                paragraph=passage.paragraph_at(start),
                severity=severity,
                instruction=_instruction(definition, quote),
                measured=too_many.value if too_many else None,
                target=too_many.missed if too_many else None,
            )


def _quote(text: str, start: int, end: int) -> tuple[int, str]:
    """What is quoted of a place, and where that begins: no white space around it, and never only white space."""
    if text[start:end].isspace():
        before = re.search(r"\S*\Z", text[max(0, start - _LETTERS_AROUND) : start])
        after = re.match(r"\S*", text[end : end + _LETTERS_AROUND])
        start -= len(before.group()) if before else 0
        end += len(after.group()) if after else 0
    quote = text[start:end]
    return start + len(quote) - len(quote.lstrip()), quote.strip()


def _instruction(definition: Definition, quote: str) -> str:
    # The quote is a value: whatever it holds is put in as it is. `shown` brings quotation marks of its own.
    return (definition.instruction or DEFAULT_INSTRUCTION).replace(QUOTE, shown(quote)[1:-1])


def _whole(definition: Definition, verdict: Verdict, severity: Severity) -> Finding:
    given = definition.too_few if verdict.gap < 0 else definition.instruction if definition.search is None else ""
    side = "at least" if verdict.gap < 0 else "at most"
    subject = f"{verdict.name.replace('_', ' ')} ({definition.name})"
    plain = f"{subject} is {verdict.value:g}; {side} {verdict.missed:g} is wanted."
    return Finding(severity=severity, instruction=given or plain, measured=verdict.value, target=verdict.missed)


def _unfinished(definition: Definition, targets: Targets) -> CheckReport:
    instruction = f"Looking for this took more than {MAX_SECONDS:g} seconds: simplify the pattern of {definition.name}."
    finding = Finding(severity="minor", instruction=instruction)
    return CheckReport(check=definition.name, reliable=False, targets=dict(targets), findings=(finding,))
