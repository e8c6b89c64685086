"""How much of a text is said aloud, and how long the speeches are.

Speech is what stands in quotation marks of any kind and on lines that begin with a dash (``speech``); a script has
none of these, so where a name with a colon or a cue in capitals stands over lines, those lines count as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from orchestrator.checks.check import Check
from orchestrator.checks.judging import GENRE, Targets, TargetSpec, by_name, severity_of
from orchestrator.checks.passage import Passage
from orchestrator.checks.speech import speech_spans
from orchestrator.checks.telling import MAX_PLACES, finding_at, in_language_of, told
from orchestrator.checks.verdicts import Verdict, settled, verdicts_on
from orchestrator.domain.reports import CheckReport, Finding
from orchestrator.domain.text import count_words

MIN_WORDS = 50
"""Shorter texts are measured but not judged: they may be all of one speech."""

_LEAST_CUES = 3
_CUE = re.compile(
    r"(?m:^)[^\S\n]*(?:[A-Z][A-Z .'’-]{1,30}(?:\([^()\n]{1,30}\))?[^\S\n]*\n(?=[^\n])"  # a name in capitals on its own
    r"|[A-Z][\w.'’-]{0,20}(?: [A-Z][\w.'’-]{0,20})?: "
    r"|[\u4e00-\u9fff]{1,5}(?:（[^（）\n]{1,20}）)?：)"
    r"((?:[^\n]+(?:\n(?=[^\n]))?)+)"
)


def measure_dialogue(passage: Passage, targets: Targets) -> CheckReport:
    """Speech in ``passage``; judged by ``share`` and ``words_per_line`` (bare numbers are maxima)."""
    spans = _speeches(passage.text)
    lengths = [count_words(passage.text[start:end]) for start, end in spans]
    total = max(passage.word_count, sum(lengths))
    measured = {
        "share": round(sum(lengths) / total, 3) if total else 0.0,
        "words_per_line": round(sum(lengths) / len(lengths), 1) if lengths else 0.0,
        "lines": len(lengths),
    }
    report = CheckReport(check="dialogue", reliable=total >= MIN_WORDS and passage.script != "other", measured=measured)
    if not report.reliable:
        return report
    verdicts = verdicts_on(measured, targets)
    found = (finding for verdict in verdicts if verdict.gap for finding in _findings(passage, verdict, spans, lengths))
    return settled(report, verdicts, told(found, passage, MAX_PLACES))


def _speeches(text: str) -> tuple[tuple[int, int], ...]:
    spans = speech_spans(text)
    if spans:
        return spans
    cues = tuple(match.span(1) for match in _CUE.finditer(text))
    return cues if len(cues) >= _LEAST_CUES else ()


def _findings(
    passage: Passage, verdict: Verdict, spans: Iterable[tuple[int, int]], lengths: Iterable[int]
) -> Iterator[Finding]:
    severity = severity_of(verdict.score)
    if verdict.name == "words_per_line" and verdict.gap > 0:
        for length, place in sorted(zip(lengths, spans, strict=True), key=lambda line: -line[0]):
            if length > verdict.missed:
                instruction = in_language_of(
                    passage, f"Shorten this line of {length} words: {{quote}}", f"把这句{length}字的台词说短：{{quote}}"
                )
                yield finding_at(passage, place, instruction, severity, measured=length, target=verdict.missed)
        return
    if verdict.name == "share":
        english = "Tell less in speech and more in narration." if verdict.gap > 0 else "Let the characters speak more."
        chinese = "少用对话，多用叙述。" if verdict.gap > 0 else "让人物多说话。"
    else:
        english = "Let the lines of dialogue be longer." if verdict.gap < 0 else "Write fewer lines of dialogue."
        chinese = "把台词写长一些。" if verdict.gap < 0 else "少写几句台词。"
    instruction = in_language_of(passage, english, chinese)
    yield Finding(severity=severity, instruction=instruction, measured=verdict.value, target=verdict.missed)


CHECK = Check(
    "dialogue",
    "How much is said aloud, and how long the speeches are.",
    by_name(
        TargetSpec("share", "bound", "Share of the words that is speech, 0 to 1; a bare number is a maximum."),
        TargetSpec("words_per_line", "bound", "Words of a speech (Chinese: characters); a bare number is a maximum."),
        TargetSpec("lines", "bound", "Speeches; a bare number is a maximum."),
        GENRE,
    ),
    (),
    measure_dialogue,
    {
        "en": {"dialogue": {"share": {"min": 0.5}, "words_per_line": {"max": 12}}},
        "zh": {"dialogue": {"share": {"min": 0.5}, "words_per_line": {"max": 20}}},
    },
)
