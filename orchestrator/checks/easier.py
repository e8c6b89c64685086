"""What to tell a writer whose text is too hard, or too simple: where to split, which words to change, what to join."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

from orchestrator.checks.counting import POLYSYLLABLE
from orchestrator.checks.formulas import Counts, Linear
from orchestrator.checks.judging import Bound, closeness, severity_of
from orchestrator.checks.passage import Passage
from orchestrator.checks.quoting import shown
from orchestrator.checks.sentences import Sentence
from orchestrator.checks.splitting import MAX_PARTS, cue, split_places
from orchestrator.checks.syllables import count_syllables
from orchestrator.checks.telling import finding_at, in_language_of, told
from orchestrator.domain.critiques import Severity
from orchestrator.domain.reports import Finding

SHORTEST_USEFUL_SENTENCE = 5
"""Words; asking for shorter sentences than this on average is asking for a telegram."""

REASONABLE_SENTENCE = 10.0
"""Words; what sentences are split to where that alone cannot do it, so that the words carry the rest."""

_MAX_QUOTED_WORDS = 5


@dataclass(frozen=True, slots=True)
class Material:
    """What a text is made of; in Chinese its words are characters."""

    counts: Counts
    language: str

    @property
    def chinese(self) -> bool:
        """Whether it is read character by character."""
        return self.language == "zh"


@dataclass(frozen=True, slots=True)
class Aim:
    """One target: what was measured, by which formula, and where it should lie."""

    name: str
    value: float
    formula: Linear
    bound: Bound
    span: float

    @property
    def gap(self) -> float:
        """How far the value is outside of its bound."""
        return self.bound.gap(self.value)

    @property
    def score(self) -> float:
        """1 within the bound, 0 at ``span`` from it."""
        return closeness(self.gap, self.span)

    @property
    def too_hard(self) -> bool:
        """Whether shorter sentences would help: a grade grows with their length, a score of ease falls."""
        return (self.gap > 0) == (self.formula.sentence > 0)

    @property
    def target(self) -> float:
        """The side of the bound that is missed."""
        side = self.bound.high if self.gap > 0 else self.bound.low
        return self.value if side is None else side


def findings_for(passage: Passage, material: Material, aim: Aim) -> tuple[Finding, ...]:
    """What to do about ``aim``, which is missed; at least one thing."""
    severity = severity_of(aim.score)
    if not aim.too_hard:
        return _fuller(passage, severity)
    counts = material.counts
    length = wanted = aim.formula.sentence_length_for(aim.target, counts.syllables_per_word)
    if aim.formula.word and wanted < SHORTEST_USEFUL_SENTENCE:
        length = REASONABLE_SENTENCE
    missing = max(1, math.ceil(counts.words / max(1.0, length) - counts.sentences))
    findings = _splits(passage, material, max(1.0, length), missing, severity)
    if aim.formula.word and (wanted < SHORTEST_USEFUL_SENTENCE or not findings):
        size = aim.formula.syllables_for(aim.target, min(length, counts.words_per_sentence))
        findings = (*_hardest_words(passage, material, size, severity), *findings)
    shorter = in_language_of(passage, "Use shorter words and shorter sentences.", "用更短的词、更短的句子。")
    return findings or (Finding(severity=severity, instruction=shorter),)


def _splits(
    passage: Passage, material: Material, length: float, missing: int, severity: Severity
) -> tuple[Finding, ...]:
    """The longest sentences, each with the parts it should become, until ``missing`` sentences are won."""
    splits = list(_each_split(passage, material, length, missing))
    chosen = told((_split_finding(passage, material, split, length, severity) for split in splits), passage)
    won = sum(split.parts - 1 for split in splits if any(f.start == split.sentence.start for f in chosen))
    if chosen and won < missing and len(splits) > len(chosen):
        more = missing - won
        rest = in_language_of(passage, f" Then win {more} more the same way.", f" 另外还要多断出 {more} 句。")
        last = chosen[-1]
        chosen = (*chosen[:-1], last.model_copy(update={"instruction": last.instruction + rest}))
    return chosen


@dataclass(frozen=True, slots=True)
class _Split:
    """A sentence, how many it should become, and where the new ones begin as far as that can be said."""

    sentence: Sentence
    parts: int
    places: tuple[int, ...]


def _each_split(passage: Passage, material: Material, length: float, missing: int) -> Iterator[_Split]:
    for sentence in sorted(passage.sentences, key=lambda s: (-len(s.words), s.start)):
        parts = min(math.ceil(len(sentence.words) / length), missing + 1, MAX_PARTS)
        if parts < 2:
            return
        places = split_places(sentence.quote, parts, chinese=material.chinese)
        if places:
            parts = len(places) + 1
        if sentence.quote not in passage.intended:
            missing -= parts - 1
        yield _Split(sentence, parts, places)


def _split_finding(passage: Passage, material: Material, split: _Split, length: float, severity: Severity) -> Finding:
    sentence, parts = split.sentence, split.parts
    size, quote = len(sentence.words), sentence.quote
    cues = [shown(cue(quote, place, chinese=material.chinese)) for place in split.places]
    where = in_language_of(passage, f", after {' and '.join(cues)}", f"，在{'、'.join(cues)}之后断开") if cues else ""
    instruction = in_language_of(
        passage,
        f"Split this sentence of {size} words into {parts}{where}: {shown(quote)}",
        f"这句有 {size} 个字，断成 {parts} 句{where}：{shown(quote)}",
    )
    return finding_at(passage, sentence.place, instruction, severity, measured=size, target=int(length))


def _hardest_words(
    passage: Passage, material: Material, syllables_per_word: float, severity: Severity
) -> tuple[Finding, ...]:
    """One finding that names the words with most syllables; its quote is the hardest where it first stands."""
    hardest: dict[str, tuple[int, Sentence, str]] = {}
    for sentence in passage.sentences:
        for word in sentence.words:
            syllables = count_syllables(word, material.language)
            if syllables >= POLYSYLLABLE and not _is_name(word, sentence, material.language):
                hardest.setdefault(word.lower(), (syllables, sentence, word))
    chosen = sorted(hardest.values(), key=lambda entry: (-entry[0], entry[1].start))[:_MAX_QUOTED_WORDS]
    if not chosen:
        return ()
    _, sentence, word = chosen[0]
    counts = material.counts
    fewer = math.ceil(counts.syllables - counts.words * syllables_per_word)
    names = ", ".join(shown(entry[2]) for entry in chosen)
    paragraphs = {passage.paragraph_at(entry[1].start) for entry in chosen}
    finding = Finding(
        quote=word,
        start=passage.text.index(word, sentence.start),
        paragraph=paragraphs.pop() if len(paragraphs) == 1 else "",
        severity=severity,
        instruction=f"Use shorter words, {fewer} syllables fewer in all; begin with {names}.",
        measured=round(counts.syllables_per_word, 2),
        target=round(syllables_per_word, 2),
    )
    return told([finding], passage)


def _is_name(word: str, sentence: Sentence, language: str) -> bool:
    """A name cannot be made shorter; one in capitals within a sentence is taken for a name (not in German)."""
    return language != "de" and word[0].isupper() and word != sentence.words[0]


def _fuller(passage: Passage, severity: Severity) -> tuple[Finding, ...]:
    """The shortest sentences that have another behind them in their paragraph."""
    pairs = [
        one
        for one, other in itertools.pairwise(passage.sentences)
        if passage.paragraph_at(one.start) == passage.paragraph_at(other.start)
    ]
    if not pairs:
        longer = in_language_of(passage, "Use longer sentences.", "句子写长些。")
        return (Finding(severity=severity, instruction=longer),)
    join = in_language_of(passage, "Join this sentence with the next one: {quote}", "把这句和下一句连成一句：{quote}")
    shortest = sorted(pairs, key=lambda s: (len(s.words), s.start))
    return told((finding_at(passage, s.place, join, severity, measured=len(s.words)) for s in shortest), passage)
