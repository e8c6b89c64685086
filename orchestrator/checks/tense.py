"""Drift of tense: narration in the past that slips into the present, or the other way round. English only.

A sentence shows its tense by verbs of action behind a subject ("he walks", "said Mira"); speech, emphasis and headings
do not count. One such sentence is no drift in a text that mixes both; where one tense has nearly all of them,
each of the others is. Chinese verbs have no tense: there is nothing to measure, and the report says so by
``reliable: false``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from orchestrator.checks.check import Check
from orchestrator.checks.judging import GENRE, GENRES, Targets, TargetSpec, by_name, severity_of
from orchestrator.checks.passage import Passage
from orchestrator.checks.sentences import Sentence
from orchestrator.checks.speech import narration
from orchestrator.checks.telling import MAX_PLACES, finding_at, told
from orchestrator.checks.verbs import tenses
from orchestrator.checks.verdicts import settled, verdicts_on
from orchestrator.domain.reports import CheckReport, Finding

MIN_SENTENCES = 5
"""Sentences that show a tense; from fewer it is not known in which the text is told."""

MIN_WORDS = 20
"""Shorter texts are not judged, even where a target says the tense."""

CLEAR = 0.8
"""Share of those sentences that must have the main tense; below, the text mixes both on purpose."""

_NO_NAMES = (
    "The|A|An|His|Her|Its|Their|My|Our|Your|This|That|These|Those|What|Who|Which|There|Some|Any|No|All|Every|Each|Both|"
    "And|But|Or|As|If|When|While|Then|So|For|In|On|At|With|From|To|Of|I|You|We|They|Not|Nor|Yet|How|Why|Where"
)
_SET_APART = re.compile(r"[*_=\[\]]")


def measure_tense(passage: Passage, targets: Targets) -> CheckReport:
    """Drift of tense in ``passage``; judged by ``drifts`` (a bare number is a maximum)."""
    if passage.script != "latin" or passage.primary_language != "en":
        return CheckReport(check="tense", reliable=False)
    shown = [(sentence, tense) for sentence in passage.sentences if (tense := _tense(passage, sentence))]
    past = sum(1 for _, tense in shown if tense == "past")
    main = _main(targets, past, len(shown) - past)
    report = CheckReport(
        check="tense",
        reliable=main != "" and passage.word_count >= MIN_WORDS,
        measured={"past_sentences": past, "present_sentences": len(shown) - past, "tense": main},
    )
    if not report.reliable:
        return report
    drifts = [sentence for sentence, tense in shown if tense != main]
    report = report.model_copy(update={"measured": {**report.measured, "drifts": len(drifts)}})
    verdicts = verdicts_on({"drifts": len(drifts)}, targets)
    failed = any(verdict.gap for verdict in verdicts)
    score = min((verdict.score for verdict in verdicts), default=1.0)
    found = _findings(passage, drifts, main, score)
    return settled(report, verdicts, told(found, passage, MAX_PLACES) if failed or not verdicts else ())


def _tense(passage: Passage, sentence: Sentence) -> str:
    """The tense that a sentence of narration shows; empty for none, for both, and for what is set apart."""
    told_here = narration(passage.text)
    found = {match.lastgroup for match in _verbs().finditer(told_here, sentence.start, sentence.end)}
    if len(found) != 1 or (found == {"present"} and _SET_APART.search(sentence.quote)):
        return ""
    return str(found.pop())


@functools.cache
def _verbs() -> re.Pattern[str]:
    forms = {tense: "|".join(f for f, t in sorted(tenses().items()) if t == tense) for tense in ("past", "present")}
    name = rf"\b(?!(?:{_NO_NAMES}|[A-Z][a-z]+ed)\b)[A-Z][a-z]+"
    adverb = r"(?:\s[a-z]+ly|\sthen|\sonly|\sjust)?\s"
    return re.compile(
        rf"(?:\b[Hh]e|\b[Ss]he|{name}){adverb}(?:(?P<present>{forms['present']})|(?P<past>{forms['past']}))\b"
    )


def _main(targets: Targets, past: int, present: int) -> str:
    wanted = targets.get("tense")
    if isinstance(wanted, str) and wanted:
        return wanted
    if past + present < MIN_SENTENCES:
        return ""
    if past >= CLEAR * (past + present):
        return "past"
    return "present" if present >= CLEAR * (past + present) else ""


def _findings(passage: Passage, drifts: Sequence[Sentence], main: str, score: float) -> Iterator[Finding]:
    instruction = f"The story is told in the {main} tense: bring this into it: {{quote}}"
    severity = severity_of(score) if score < 1 else "minor"
    for sentence in drifts:
        yield finding_at(passage, (sentence.start, sentence.end), instruction, severity)


CHECK = Check(
    "tense",
    "Narration that drifts from the past into the present, or back (English; Chinese verbs have no tense).",
    by_name(
        TargetSpec("drifts", "bound", "Sentences in the other tense; a bare number is a maximum."),
        TargetSpec(
            "tense", "choice", "The tense it is told in; that of most sentences unless given.", ("past", "present")
        ),
        GENRE,
    ),
    ("en",),
    measure_tense,
    {"en": {genre: {"drifts": 0} for genre in GENRES if genre in ("children", "fiction", "ya")}},
)
