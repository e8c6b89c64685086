"""A text in windows, and the features of each window: numbers that depend on how it is written.

A window is as many whole sentences as have ``WINDOW_WORDS`` words; rates are for 1,000 words (Chinese: characters),
lengths in words, shares from 0 to 1.
"""

from __future__ import annotations

import functools
import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from orchestrator.checks.diversity import mattr
from orchestrator.checks.passage import Passage
from orchestrator.checks.sentences import Sentence
from orchestrator.checks.speech import speech_spans
from orchestrator.checks.styles import lists
from orchestrator.checks.verbs import tenses

WINDOW_WORDS: Mapping[str, int] = MappingProxyType({"en": 300, "zh": 400})
PER_WORDS = 1000
"""Rates are for so many words (Chinese: characters)."""

_VARIETY_WORDS = 100
_LONG_WORD = 7  # letters
_PAST = frozenset(["was", "were", "had", "did"])
_PRESENT = frozenset(["is", "are", "has", "does", "am"])
_PARAGRAPH_BREAK: Mapping[str, re.Pattern[str]] = MappingProxyType(
    # Chinese is not wrapped by hand, and many files have one paragraph a line.
    {"en": re.compile(r"\n[^\S\n]*\n"), "zh": re.compile(r"\n")}
)


def style_language(passage: Passage) -> str:
    """``en`` or ``zh``, whose features ``passage`` has; empty where it is in neither."""
    written = {"cjk": "zh", "latin": "en"}.get(passage.script, "")
    # What is said to be in a third language is not measured as one of the two.
    return written if passage.word_count and passage.primary_language in ("en", "zh") else ""


def windows_of(passage: Passage, language: str) -> list[Sequence[Sentence]]:
    """The sentences of ``passage`` in windows; what is left over makes the last one longer, or one of its own."""
    full = WINDOW_WORDS[language]
    found: list[Sequence[Sentence]] = []
    begun, words = 0, 0
    for at, sentence in enumerate(passage.sentences, start=1):
        words += len(sentence.words)
        if words >= full:
            found.append(passage.sentences[begun:at])
            begun, words = at, 0
    rest = passage.sentences[begun:]
    if found and words * 2 < full:
        found[-1] = [*found[-1], *rest]
    elif rest:
        found.append(rest)
    return found


def features_of(passage: Passage, window: Sequence[Sentence], language: str) -> dict[str, float]:
    """The features of one window, by name."""
    tokens = [word.lower().replace("’", "'") for sentence in window for word in sentence.words]
    counts = Counter(tokens)
    text = passage.text[window[0].start : window[-1].end]
    per = PER_WORDS / len(tokens)
    return {
        **_lengths(passage, window, text, len(tokens), language),
        **{name: per * len(mark.pattern.findall(text)) for name, mark in _marks(language).items()},
        "dialogue": _spoken(passage, window),
        "variety": mattr(tokens, _VARIETY_WORDS),
        **{name: per * sum(counts[w] for w in forms) for name, forms in lists.PERSONS[language].items()},
        **_openers(window, language),
        **(_english(tokens, counts, text, per) if language == "en" else _chinese(text, per)),
        **dict(_small_words(counts, text, per, language)),
    }


@functools.cache
def _marks(language: str) -> Mapping[str, lists.Mark]:
    return {name: mark for name, mark in lists.MARKS.items() if language == "zh" or name != "list_commas"}


def _lengths(passage: Passage, window: Sequence[Sentence], text: str, words: int, language: str) -> dict[str, float]:
    lengths = [len(sentence.words) for sentence in window]
    mean = words / len(lengths)
    return {
        "sentence_length": mean,
        "sentence_spread": math.sqrt(sum((length - mean) ** 2 for length in lengths) / len(lengths)),
        "clause_length": words / max(1, len(lists.CLAUSE_ENDS.findall(text))),
        "paragraph_length": words / _paragraphs(passage, window, language),
    }


def _paragraphs(passage: Passage, window: Sequence[Sentence], language: str) -> int:
    """How many paragraphs begin in a window; the first sentence counts as one."""
    pattern = _PARAGRAPH_BREAK[language]
    breaks = 0
    end = window[0].end
    for sentence in window[1:]:
        # Within a sentence that was put together of several lines there is no paragraph either.
        breaks += pattern.search(passage.text, end, sentence.start) is not None
        end = sentence.end
    return 1 + breaks


def _spoken(passage: Passage, window: Sequence[Sentence]) -> float:
    """Share of the characters between quotation marks."""
    spans = speech_spans(passage.text)
    start, end = window[0].start, window[-1].end
    at = bisect_left(spans, start, key=lambda span: span[1])
    inside = 0
    while at < len(spans) and spans[at][0] < end:
        inside += max(0, min(end, spans[at][1]) - max(start, spans[at][0]))
        at += 1
    return inside / max(1, end - start)


def _openers(window: Sequence[Sentence], language: str) -> dict[str, float]:
    firsts = Counter(sentence.words[0].lower() for sentence in window)
    return {name: sum(firsts[word] for word in forms) / len(window) for name, forms in lists.OPENERS[language].items()}


def _english(tokens: Sequence[str], counts: Counter[str], text: str, per: float) -> dict[str, float]:
    known = tenses()
    past = present = letters = long_words = 0
    for form, n in counts.items():
        letters += n * len(form)
        long_words += n * (len(form) >= _LONG_WORD)
        tense = known.get(form)
        past += n * (tense == "past" or form in _PAST)
        present += n * (tense == "present" or form in _PRESENT)
    return {
        "word_length": letters / len(tokens),
        "long_words": long_words / len(tokens),
        # One of each is added, so that a window without a verb of either is in between.
        "past_tense": (past + 1) / (past + present + 2),
        "contractions": per * len(lists.CONTRACTION.findall(text)),
    }


def _chinese(text: str, per: float) -> dict[str, float]:
    return {"classical": per * len(lists.CLASSICAL.findall(text))}


def _small_words(counts: Counter[str], text: str, per: float, language: str) -> Iterator[tuple[str, float]]:
    for word in lists.SMALL_WORDS[language]:
        found = counts[word] if len(word) == 1 or language == "en" else text.count(word)
        yield f"word:{word}", per * found
