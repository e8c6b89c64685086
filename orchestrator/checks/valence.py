"""What one sentence feels like, in English and Chinese.

The words of VADER's lexicon (Hutto and Gilbert 2014) and of our own for prose are added up; a negation turns the
words behind it round, an emphasis makes them stronger, and a gesture (a heart that sinks, a tail that wags) counts
like a word. With x the sum, the valence is ``5 x / sqrt(x² + 15)``, VADER's way to keep it within its scale.

Lexicons know what words mean, not what is meant: irony, restraint and images pass them by.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from orchestrator.checks import lexicon_en, lexicon_zh
from orchestrator.checks.moods import mood_ratings
from orchestrator.domain.text import words

SCALE = 5.0
"""Valence runs from -5 (despair) to 5 (joy)."""

_ALPHA = 15.0
_OURS_TO_VADER = 0.8  # VADER rates words from -4 to 4
_TURNED = -0.6
_STRONGER, _WEAKER = 1.3, 0.7
_AFTER_BUT, _BEFORE_BUT = 1.4, 0.7
_NEGATION_REACH = 5  # words
_GESTURE_REACH = 4  # words
_CHINESE_REACH = 4  # characters
_CHINESE_GESTURE_REACH = 7  # characters
_MAX_WORDS = 100
_WORDS_REMEMBERED = 65_536
_ENDINGS = (("ies", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""))
_TURNS = frozenset({"but", "yet", "however"})
_CLAUSE_END = frozenset("，。；：！？,.;:!?…—")
_HAS_CHINESE = re.compile(r"[\u3400-\u9fff]")


Felt = tuple[str, float]
"""A word, a phrase or a gesture, and what it adds."""


def sentence_valence(text: str) -> float:
    """Valence of one sentence, -5 to 5; 0 where no word of it is known.

    Chinese words and other words are each rated by their own rules and added.

    >>> sentence_valence("She was happy and full of hope.") > 2, sentence_valence("她的心一沉。") < -1
    (True, True)
    """
    return words_valence(words(text), text)


def words_valence(tokens: Sequence[str], text: str) -> float:
    """As ``sentence_valence``, for a sentence whose words are known already."""
    # A sentence of thousands of words is a text without end marks: rated piece by piece, or it saturates.
    if len(tokens) > _MAX_WORDS:
        pieces = [tokens[at : at + _MAX_WORDS] for at in range(0, len(tokens), _MAX_WORDS)]
        return sum(words_valence(piece, "".join(piece)) for piece in pieces) / len(pieces)
    total = sum(value for _, value in _felt_in(tokens, text))
    return SCALE * total / math.sqrt(total * total + _ALPHA) if total else 0.0


def felt_words(text: str) -> tuple[Felt, ...]:
    """What in one sentence carries feeling, in no particular order.

    >>> [(word, value > 0) for word, value in felt_words("His heart sank, but she smiled.")]
    [('heart', False), ('smiled', True)]
    """
    return tuple(_felt_in(words(text)[:_MAX_WORDS], text))


def _felt_in(tokens: Sequence[str], text: str) -> Iterator[Felt]:
    yield from _english(tokens)
    if _HAS_CHINESE.search(text):
        yield from _chinese(text)


def _english(tokens: Sequence[str]) -> Iterator[Felt]:
    known = _known_english
    hits = [(at, value) for at, token in enumerate(tokens) if (value := known(token)) is not None]
    if not hits:
        return
    lowered = [token.lower().replace("’", "'") for token in tokens]
    turn = next((at for at, token in enumerate(lowered) if token in _TURNS and at), None)
    behind = 0
    for at, value in hits:
        if at < behind:
            continue
        felt, behind = _felt(lowered, at, value)
        if turn is not None:
            felt *= _AFTER_BUT if at > turn else _BEFORE_BUT
        if felt:
            yield " ".join(tokens[at:behind]), felt


def _felt(lowered: Sequence[str], at: int, value: _Meaning) -> tuple[float, int]:
    """What the word at ``at`` adds, and where to go on: behind the phrase that it begins."""
    if value.phrases:
        for phrase, rating in value.phrases:
            if tuple(lowered[at : at + len(phrase)]) == phrase:
                return rating * _OURS_TO_VADER, at + len(phrase)
    if value.cues:
        return _gesture(lowered, at, value.cues), at + 1
    return value.rating * _english_factor(lowered, at) if value.rating else 0.0, at + 1


def _english_factor(lowered: Sequence[str], at: int) -> float:
    factor = 1.0
    if at and lowered[at - 1] in lexicon_en.STRONGER:
        factor = _STRONGER
    elif at and lowered[at - 1] in lexicon_en.WEAKER:
        factor = _WEAKER
    for before in range(at - 1, max(-1, at - 1 - _NEGATION_REACH), -1):
        token = lowered[before]
        if token in _TURNS:
            break
        if token in lexicon_en.NEGATIONS:
            cancelled = any(between in lexicon_en.CANCELS for between in lowered[before + 1 : at])
            return factor if cancelled else factor * _TURNED
    return factor


def _gesture(lowered: Sequence[str], at: int, cues: Mapping[str, float]) -> float:
    """The strongest meaning of the words near a part of the body."""
    near = (*lowered[max(0, at - _GESTURE_REACH) : at], *lowered[at + 1 : at + 1 + _GESTURE_REACH])
    found = [cues[token] for token in near if token in cues]
    return max(found, key=abs) * _OURS_TO_VADER if found else 0.0


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a word may add: its rating, what the words near it mean if it is a part of a body, its phrases."""

    rating: float
    cues: Mapping[str, float]
    phrases: Sequence[tuple[tuple[str, ...], float]]


_NO_CUES: Mapping[str, float] = MappingProxyType({})


@functools.lru_cache(maxsize=_WORDS_REMEMBERED)
def _known_english(token: str) -> _Meaning | None:
    word = token.lower().replace("’", "'")
    lexicon = _lexicon()
    rating = lexicon.get(word)
    if rating is None:
        rating = next((lexicon[stem] for stem in _stems(word) if stem in lexicon), 0.0)
    cues = lexicon_en.gestures().get(word, _NO_CUES)
    phrases = lexicon_en.phrases().get(word, ())
    return _Meaning(rating, cues, phrases) if rating or cues or phrases else None


def _stems(word: str) -> Iterator[str]:
    for ending, instead in _ENDINGS:
        if len(word) - len(ending) >= 3 and word.endswith(ending):
            stem = word.removesuffix(ending) + instead
            yield stem
            if stem[-1:] == stem[-2:-1]:
                yield stem[:-1]


@functools.cache
def _lexicon() -> Mapping[str, float]:
    # Loaded at the first use: the commands that measure nothing should not wait for it.
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    rated: dict[str, float] = dict(SentimentIntensityAnalyzer().lexicon)
    for ours in (mood_ratings("en"), lexicon_en.ratings()):
        rated |= {word: rating * _OURS_TO_VADER for word, rating in ours.items()}
    return MappingProxyType(rated)


@dataclass(frozen=True, slots=True)
class _Chinese:
    """What is looked for in Chinese text: everything of ``ratings``, ``gestures``, and words of grammar.

    ``words`` are all of them by their first character, the longest first; ``firsts`` finds those characters.
    """

    firsts: re.Pattern[str]
    words: Mapping[str, tuple[str, ...]]
    ratings: Mapping[str, float]
    gestures: Mapping[str, Mapping[str, float]]


@functools.cache
def _chinese_lexicon() -> _Chinese:
    rated = {word: rating * _OURS_TO_VADER for word, rating in {**mood_ratings("zh"), **lexicon_zh.ratings()}.items()}
    parts = lexicon_zh.gestures()
    by_first: dict[str, list[str]] = {}
    for word in sorted({*rated, *parts, *_ZH_GRAMMAR}, key=len, reverse=True):
        by_first.setdefault(word[0], []).append(word)
    words = {first: tuple(group) for first, group in by_first.items()}
    return _Chinese(re.compile(f"[{''.join(words)}]"), MappingProxyType(words), MappingProxyType(rated), parts)


def _known_chinese(text: str, lexicon: _Chinese) -> Iterator[tuple[str, int, int]]:
    """The words of ``lexicon`` in ``text`` with their start and end, the longest at each place, none overlapping."""
    behind = 0
    for first in lexicon.firsts.finditer(text):
        start = first.start()
        if start < behind:
            continue
        for word in lexicon.words[first.group()]:
            if text.startswith(word, start):
                behind = start + len(word)
                yield word, start, behind
                break


def _chinese(text: str) -> Iterator[Felt]:
    lexicon = _chinese_lexicon()
    negated_until = cancelled_until = stronger_until = weaker_until = -1
    for word, start, end in _known_chinese(text, lexicon):
        value = lexicon.ratings.get(word)
        if word in lexicon.gestures:
            if felt := _chinese_gesture(text, end, lexicon.gestures[word]):
                yield word, felt
        elif value:
            factor = _STRONGER if start <= stronger_until else _WEAKER if start <= weaker_until else 1.0
            if cancelled_until < start <= negated_until and _same_clause(text, negated_until, start):
                factor *= _TURNED
            yield word, value * factor
        if word in _ZH_NEGATIONS:
            negated_until = end + _CHINESE_REACH
        elif word in _ZH_CANCELS:
            cancelled_until = end + _CHINESE_REACH
        if word in _ZH_STRONGER:
            stronger_until = end + 1
        elif word in _ZH_WEAKER:
            weaker_until = end + 1


_ZH_NEGATIONS = frozenset(lexicon_zh.NEGATIONS)
_ZH_CANCELS = frozenset(lexicon_zh.CANCELS)
_ZH_STRONGER = frozenset(lexicon_zh.STRONGER)
_ZH_WEAKER = frozenset(lexicon_zh.WEAKER)
_ZH_GRAMMAR = _ZH_NEGATIONS | _ZH_CANCELS | _ZH_STRONGER | _ZH_WEAKER


def _same_clause(text: str, negated_until: int, start: int) -> bool:
    return _CLAUSE_END.isdisjoint(text[max(0, negated_until - _CHINESE_REACH) : start])


def _chinese_gesture(text: str, end: int, cues: Mapping[str, float]) -> float:
    """The strongest meaning of what stands close behind a part of the body, within its clause."""
    behind = text[end : end + _CHINESE_GESTURE_REACH]
    stop = next((at for at, character in enumerate(behind) if character in _CLAUSE_END), len(behind))
    behind = behind[:stop]
    found = [rating for cue, rating in cues.items() if cue in behind]
    return max(found, key=abs) * _OURS_TO_VADER if found else 0.0
