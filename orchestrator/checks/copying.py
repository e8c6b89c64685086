"""Copying: long runs of words that stand, word for word, in a given source.

Texts are compared as runs of words (Chinese: characters) in small letters and of one width, so that white space,
quotation marks, punctuation and full-width letters make no difference. Every run of six words of a source is
noted with where it stands; the text is read once, and where such a run begins the common run is followed to its end,
in the source where it is longest. What is followed is not read again, so time grows with the texts and not with their
product (winnowing, Schleimer et al. 2003, without its sampling).

Quoting is copying too: whether a run is a quotation, a phrase everybody uses, or neither, a person must say.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestrator.checks.check import Check
from orchestrator.checks.judging import Targets, TargetSpec, as_number, asks, by_name
from orchestrator.checks.passage import Passage
from orchestrator.checks.telling import MAX_PLACES, finding_at, in_language_of, told
from orchestrator.checks.verdicts import settled, verdicts_on
from orchestrator.domain.critiques import Severity
from orchestrator.domain.reports import CheckReport, Finding
from orchestrator.domain.text import word_places

MIN_WORDS = 2
"""Of text in sentences: less is no text to judge."""

LEAST_RUN = {"latin": 12, "other": 12, "cjk": 20}
"""Words (Chinese: characters) in a row that count as copied where no target says otherwise."""

_SEED = 6
_MAX_PLACES_OF_A_SEED = 4  # places of one run that are remembered: keeps a source that is all one phrase linear
_GRAVE_RUN = 3  # times the least

_Seed = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text as they are compared, and where each stands in it."""

    folded: tuple[str, ...]
    places: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> _Words:
        places = tuple(word_places(text))
        plain = text.isascii()
        words = (text[start:end] for start, end in places)
        return cls(tuple(word.lower() if plain else _folded(word) for word in words), places)


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of the text, from ``start``, that stand in source number ``source`` from ``there`` on."""

    start: int
    length: int
    source: int
    there: int


def measure_copying(passage: Passage, targets: Targets) -> CheckReport:
    """Runs of ``passage`` that stand in one of ``sources``; judged by ``passages``, none unless given."""
    sources = targets.get("sources")
    reliable = passage.word_count >= MIN_WORDS and passage.script != "other"
    if not isinstance(sources, list) or not any(source.strip() for source in sources):
        return CheckReport(check="copying", reliable=reliable)  # without a source there is nothing to compare with
    least = LEAST_RUN[passage.script]
    if asks(targets.get("words")):
        least = max(_SEED, round(as_number(targets["words"])))
    own, others = _Words.of(passage.text), [_Words.of(source) for source in sources]
    runs = [run for run in _runs(own.folded, [other.folded for other in others]) if run.length >= least]
    copied = sum(run.length for run in runs)
    report = CheckReport(
        check="copying",
        reliable=reliable,
        measured={
            "passages": len(runs),
            "longest": max((run.length for run in runs), default=0),
            "share": round(copied / len(own.folded), 3) if own.folded else 0.0,
        },
    )
    findings = told(
        (_finding(passage, own, others, run, least) for run in sorted(runs, key=lambda run: -run.length)),
        passage,
        MAX_PLACES,
    )
    return settled(report, verdicts_on({"passages": len(runs)}, {"passages": 0, **_asked(targets)}), findings)


def _asked(targets: Targets) -> Targets:
    return {"passages": targets["passages"]} if asks(targets.get("passages")) else {}


def _runs(own: Sequence[str], others: Sequence[Sequence[str]]) -> Iterator[_Run]:
    """The common runs, in the order of the text, none overlapping."""
    seeds = _seeds_of(others, frozenset(own))
    at = 0
    while at + _SEED <= len(own):
        places = seeds.get(tuple(own[at : at + _SEED]), ())
        if not places:
            at += 1
            continue
        run = max((_Run(at, _common(own, at, others[n], there), n, there) for n, there in places), key=_length)
        yield run
        at += run.length


def _seeds_of(others: Sequence[Sequence[str]], known: frozenset[str]) -> dict[_Seed, list[tuple[int, int]]]:
    """Where in which source each run of so many words begins; runs with a word that the text does not have are not."""
    seeds: dict[_Seed, list[tuple[int, int]]] = {}
    for number, words in enumerate(others):
        since = 0  # how many words in a row the text has as well
        for end, word in enumerate(words, start=1):
            since = since + 1 if word in known else 0
            if since >= _SEED:
                places = seeds.setdefault(tuple(words[end - _SEED : end]), [])
                if len(places) < _MAX_PLACES_OF_A_SEED:
                    places.append((number, end - _SEED))
    return seeds


def _common(own: Sequence[str], at: int, other: Sequence[str], there: int) -> int:
    """How many words in a row are the same from there on."""
    length = _SEED
    most = min(len(own) - at, len(other) - there)
    while length < most and own[at + length] == other[there + length]:
        length += 1
    return length


def _length(run: _Run) -> int:
    return run.length


def _finding(passage: Passage, own: _Words, others: Sequence[_Words], run: _Run, least: int) -> Finding:
    place = own.places[run.start][0], own.places[run.start + run.length - 1][1]
    there = others[run.source].places[run.there][0]
    source = run.source + 1
    instruction = in_language_of(
        passage,
        f"{run.length} words in a row stand in source {source} (from character {there:,} on): "
        "write them anew, or quote them and say whose they are: {quote}",
        f"连续 {run.length} 个字与第 {source} 份来源相同（自第 {there:,} 个字符起）："
        "请改写，或加引号并注明出处：{quote}",
    )
    severity: Severity = "critical" if run.length >= _GRAVE_RUN * least else "major"
    return finding_at(passage, place, instruction, severity, measured=run.length, target=least)


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).lower().replace("’", "'")


CHECK = Check(
    "copying",
    "Long runs of words that stand word for word in a given source: a report of where, and where there.",
    by_name(
        TargetSpec("sources", "texts", "Texts that nothing may be copied from."),
        TargetSpec("words", "number", "Words (Chinese: characters) in a row that count; 12 (20) unless given."),
        TargetSpec("passages", "bound", "Copied passages; a bare number is a maximum, with sources none unless given."),
    ),
    (),
    measure_copying,
)
