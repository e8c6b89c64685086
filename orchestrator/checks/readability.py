"""How easily a text reads, and what would make it easier.

English is measured in US school grades (Flesch-Kincaid). The formula has two terms, so there are two ways down:

    grade = 0.39 * words/sentence + 11.8 * syllables/word - 15.59        (Kincaid et al. 1975, Navy RBR 8-75)

With W words, S sentences and Y syllables, a target grade g is met at
``w = (g + 15.59 - 11.8 * Y/W) / 0.39`` words a sentence, that is with ``ceil(W/w - S)`` more sentences; or, at
the sentence length there is, with ``ceil(W * (grade - g) / 11.8)`` syllables fewer. Splitting comes first, for it
keeps the writer's words; where even sentences of five words would not do, the hardest words must go.

Chinese (and other CJK) texts are measured in characters a sentence and a clause.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from orchestrator.checks.check import Check
from orchestrator.checks.judging import Bound, Targets, TargetSpec, asks, by_name, closeness, severity_of
from orchestrator.checks.passage import Passage
from orchestrator.checks.quoting import shown
from orchestrator.checks.sentences import Sentence
from orchestrator.checks.syllables import count_syllables
from orchestrator.domain.critiques import Severity
from orchestrator.domain.reports import CheckReport, Finding, Measure
from orchestrator.domain.text import words

MIN_WORDS = 100
"""Shorter texts are measured but not judged: one long sentence moves their grade by years."""

MAX_WORDS_PER_SENTENCE = 100
"""A text that averages more has lost its end marks; it is measured but not judged."""

SHORTEST_USEFUL_SENTENCE = 5
"""Words; asking for shorter sentences than this on average is asking for a telegram."""

_GRADE_SPAN = 6.0
_CHARACTERS_SPAN = 20.0
_MAX_QUOTED_SENTENCES = 3
_MAX_QUOTED_WORDS = 3
_MAX_PARTS = 4
_HARD_WORD_SYLLABLES = 3
_FORMULA_LANGUAGES = frozenset({"en", "zh"})  # English prose in a Chinese project is still English
_CLAUSE_END = re.compile(r"[，,；;：:。.！!？?…—]+")


def flesch_kincaid_grade(words_per_sentence: float, syllables_per_word: float) -> float:
    """US school grade needed to read a text; lower is easier, about -3.4 at the easiest.

    >>> round(flesch_kincaid_grade(10.0, 1.5), 2)
    6.01
    """
    return 0.39 * words_per_sentence + 11.8 * syllables_per_word - 15.59


def flesch_reading_ease(words_per_sentence: float, syllables_per_word: float) -> float:
    """Flesch's score; higher is easier, about 121 at the easiest (Flesch 1948, J. Applied Psychology 32:3).

    >>> round(flesch_reading_ease(10.0, 1.5), 1)
    69.8
    """
    return 206.835 - 1.015 * words_per_sentence - 84.6 * syllables_per_word


def measure_readability(passage: Passage, targets: Targets) -> CheckReport:
    """Readability of ``passage``; judged by ``grade`` (English) or ``characters_per_sentence`` (CJK).

    A bare number is a maximum. A text of fewer than ``MIN_WORDS`` words is not judged.
    """
    if passage.script == "cjk":
        return _characters_report(passage, targets)
    if passage.script == "other" or passage.primary_language not in _FORMULA_LANGUAGES:
        return CheckReport(check="readability", reliable=False, measured=_counts(passage), targets=dict(targets))
    counts = _Counts.of(passage)
    measured: dict[str, Measure] = {**_counts(passage), **counts.measures()}
    if counts.words < MIN_WORDS or counts.words > MAX_WORDS_PER_SENTENCE * counts.sentences:
        return CheckReport(check="readability", reliable=False, measured=measured, targets=dict(targets))
    if not asks(targets.get("grade")):
        return CheckReport(check="readability", measured=measured, targets=dict(targets))
    bound = Bound.of(targets["grade"], bare="max")
    gap = bound.gap(counts.grade)
    score = closeness(gap, _GRADE_SPAN)
    findings: tuple[Finding, ...] = ()
    if gap > 0 and bound.high is not None:
        measured |= _distance(counts, bound.high)
        findings = _easier(passage, counts, bound.high, severity_of(score))
    elif gap < 0 and bound.low is not None:
        findings = _fuller(passage, severity_of(score))
    return CheckReport(
        check="readability", passed=gap == 0, score=score, measured=measured, targets=dict(targets), findings=findings
    )


@dataclass(frozen=True, slots=True)
class _Counts:
    words: int
    sentences: int
    syllables: int
    hard_words: int

    @classmethod
    def of(cls, passage: Passage) -> _Counts:
        syllables = [count_syllables(word) for sentence in passage.sentences for word in sentence.words]
        hard = sum(1 for number in syllables if number >= _HARD_WORD_SYLLABLES)
        return cls(len(syllables), len(passage.sentences), sum(syllables), hard)

    @property
    def syllables_per_word(self) -> float:
        return self.syllables / self.words

    @property
    def grade(self) -> float:
        """Rounded as it is reported, so that a report never contradicts itself."""
        return round(flesch_kincaid_grade(self.words / self.sentences, self.syllables_per_word), 1)

    def measures(self) -> Mapping[str, Measure]:
        words_per_sentence = self.words / self.sentences
        return {
            "flesch_kincaid_grade": self.grade,
            "flesch_reading_ease": round(flesch_reading_ease(words_per_sentence, self.syllables_per_word), 1),
            "words_per_sentence": round(words_per_sentence, 1),
            "syllables_per_word": round(self.syllables_per_word, 2),
            "hard_words": self.hard_words,
        }


def _counts(passage: Passage) -> dict[str, Measure]:
    return {"words": passage.word_count, "sentences": len(passage.sentences)}


def sentence_length_for(grade: float, syllables_per_word: float) -> float:
    """Words a sentence at which a text of such words reads at ``grade``; may be below any real sentence.

    >>> round(sentence_length_for(4, 1.3), 1)
    10.9
    """
    return (grade + 15.59 - 11.8 * syllables_per_word) / 0.39


def _distance(counts: _Counts, grade: float) -> dict[str, Measure]:
    """How many sentences more, or how many syllables fewer, would meet ``grade``."""
    length = sentence_length_for(grade, counts.syllables_per_word)
    fewer = math.ceil(counts.words * (counts.grade - grade) / 11.8)
    distance: dict[str, Measure] = {"syllables_to_drop": fewer}
    if length >= SHORTEST_USEFUL_SENTENCE:
        distance["sentences_to_add"] = max(1, math.ceil(counts.words / length - counts.sentences))
    return distance


def _easier(passage: Passage, counts: _Counts, grade: float, severity: Severity) -> tuple[Finding, ...]:
    wanted = sentence_length_for(grade, counts.syllables_per_word)
    length = max(wanted, float(SHORTEST_USEFUL_SENTENCE))
    missing = max(1, math.ceil(counts.words / length - counts.sentences))
    findings = _splits(passage, length, missing, severity)
    if wanted < SHORTEST_USEFUL_SENTENCE or not findings:
        syllables_per_word = (grade + 15.59 - 0.39 * min(length, counts.words / counts.sentences)) / 11.8
        findings = (*_hardest_words(passage, counts, syllables_per_word, severity), *findings)
    return findings or (Finding(severity=severity, instruction="Use shorter words and shorter sentences."),)


def _splits(passage: Passage, length: float, missing: int, severity: Severity) -> tuple[Finding, ...]:
    """The longest sentences, each with the parts it should become until ``missing`` sentences are won."""
    findings = []
    for sentence in sorted(passage.sentences, key=lambda s: (-len(s.words), s.start))[:_MAX_QUOTED_SENTENCES]:
        size = len(sentence.words)
        parts = min(math.ceil(size / length), missing + 1, _MAX_PARTS)
        if parts < 2:
            break
        missing -= parts - 1
        instruction = f"Split this sentence of {size} words into {parts}: {shown(sentence.quote)}"
        findings.append(_finding(passage, sentence, severity, instruction, size, int(length)))
    return tuple(findings)


def _hardest_words(
    passage: Passage, counts: _Counts, syllables_per_word: float, severity: Severity
) -> tuple[Finding, ...]:
    """One finding that names the words with most syllables; its quote is the hardest where it first stands."""
    hardest: dict[str, tuple[int, Sentence, str]] = {}
    for sentence in passage.sentences:
        for word in sentence.words:
            syllables = count_syllables(word)
            # A name cannot be made shorter; one in capitals within a sentence is taken for a name.
            is_name = word[0].isupper() and word != sentence.words[0]
            if syllables >= _HARD_WORD_SYLLABLES and not is_name:
                hardest.setdefault(word.lower(), (syllables, sentence, word))
    chosen = sorted(hardest.values(), key=lambda entry: (-entry[0], entry[1].start))[:_MAX_QUOTED_WORDS]
    if not chosen:
        return ()
    _, sentence, word = chosen[0]
    paragraphs = {passage.paragraph_at(entry[1].start) for entry in chosen}
    return (
        Finding(
            quote=word,
            start=passage.text.index(word, sentence.start),
            paragraph=paragraphs.pop() if len(paragraphs) == 1 else "",
            severity=severity,
            instruction=f"Use shorter words for {', '.join(shown(entry[2]) for entry in chosen)}",
            measured=round(counts.syllables_per_word, 2),
            target=round(syllables_per_word, 2),
        ),
    )


def _fuller(passage: Passage, severity: Severity) -> tuple[Finding, ...]:
    """The shortest sentences that have another behind them in their paragraph."""
    pairs = [
        one
        for one, other in zip(passage.sentences, passage.sentences[1:], strict=False)
        if passage.paragraph_at(one.start) == passage.paragraph_at(other.start)
    ]
    chosen = sorted(pairs, key=lambda s: (len(s.words), s.start))[:_MAX_QUOTED_SENTENCES]
    if not chosen:
        return (Finding(severity=severity, instruction="Use longer sentences."),)
    return tuple(
        _finding(passage, s, severity, f"Join this sentence with the next one: {shown(s.quote)}", len(s.words), None)
        for s in chosen
    )


def _finding(
    passage: Passage, sentence: Sentence, severity: Severity, instruction: str, measured: int, target: int | None
) -> Finding:
    return Finding(
        quote=sentence.quote,
        start=sentence.start,
        paragraph=passage.paragraph_at(sentence.start),
        severity=severity,
        instruction=instruction,
        measured=measured,
        target=target,
    )


def _characters_report(passage: Passage, targets: Targets) -> CheckReport:
    """Characters a sentence and a clause; other words, such as Latin names, count one character each."""
    characters = passage.word_count
    clauses = sum(1 for sentence in passage.sentences for clause in _CLAUSE_END.split(sentence.plain) if words(clause))
    per_sentence = round(characters / len(passage.sentences), 1)
    measured: dict[str, Measure] = {
        "characters": characters,
        "sentences": len(passage.sentences),
        "characters_per_sentence": per_sentence,
        "characters_per_clause": round(characters / clauses, 1),
    }
    reliable = characters >= MIN_WORDS and per_sentence <= 2 * MAX_WORDS_PER_SENTENCE
    if not reliable or not asks(targets.get("characters_per_sentence")):
        return CheckReport(check="readability", reliable=reliable, measured=measured, targets=dict(targets))
    gap = Bound.of(targets["characters_per_sentence"], bare="max").gap(per_sentence)
    return CheckReport(
        check="readability",
        passed=gap == 0,
        score=closeness(gap, _CHARACTERS_SPAN),
        measured=measured,
        targets=dict(targets),
    )


CHECK = Check(
    "readability",
    "How easily it reads: school grade (English), characters a sentence (Chinese).",
    by_name(
        TargetSpec("grade", "bound", "US school grade (Flesch-Kincaid); a bare number is a maximum."),
        TargetSpec("characters_per_sentence", "bound", "Chinese characters a sentence; a bare number is a maximum."),
    ),
    ("en", "zh"),
    measure_readability,
)
