"""Samples become a profile, and a text is held against one.

How far a text is from a profile is the quadratic form of Burrows's Delta (Argamon 2008, Literary and Linguistic
Computing 23:2): the root mean square over all features of how many standard deviations the text is away. The deviations
are those among the windows of the samples themselves. Few windows tell little of them, so each is drawn towards what
chance alone would make of the feature: a rate varies at least as counts do (Poisson), a length or a share by a part of
itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from orchestrator.checks.passage import Passage
from orchestrator.checks.styles.measuring import PER_WORDS, WINDOW_WORDS, features_of, style_language, windows_of
from orchestrator.checks.styles.voice import voice_of
from orchestrator.domain.critiques import Portrait
from orchestrator.domain.styles import Feature, Style

MIN_SAMPLE_WORDS = 300
"""Fewer words of samples are no profile; some thousands make a good one."""

_PRIOR_WINDOWS = 3
_LENGTH_SHARE = 0.3  # of a length, as its spread where nothing else is known
_SHARE_SPREAD = 0.1
_LENGTHS = frozenset({"sentence_length", "sentence_spread", "clause_length", "paragraph_length"})
_TIGHT = {"variety": 0.02, "word_length": 0.15, "long_words": 0.03}
_SHARES = frozenset({"dialogue", "past_tense"})
_FAR = 3.0  # standard deviations; one odd feature must not decide for all
_UNKNOWN = Feature(mean=1.0, spread=0.1)  # of so few windows; it is what the deviations are made to be


def profile(samples: Sequence[Passage], portrait: Portrait | None = None) -> Style:
    """The style of ``samples``.

    Args:
        samples: prose of one author, in English or Chinese; some thousands of words in all.
        portrait: what a reader found in them.

    Raises:
        ValueError: too little text, or not all of it in one of the two languages.
    """
    languages = {style_language(sample) for sample in samples}
    language = next(iter(languages), "")
    if len(languages) != 1 or not language:
        raise ValueError("the samples must be English or Chinese prose, all in one language")
    words = sum(sample.word_count for sample in samples)
    if words < MIN_SAMPLE_WORDS:
        raise ValueError(f"{words:,} words are too few to know a style by; {MIN_SAMPLE_WORDS:,} are the least")
    windows = [features_of(sample, window, language) for sample in samples for window in windows_of(sample, language)]
    features = {name: _feature(name, [w[name] for w in windows], language) for name in windows[0]}
    return Style(
        language=language,
        words=words,
        features={name: _rounded(feature) for name, feature in features.items()},
        distance=_rounded(_own_distance(windows, language)),
        voice=voice_of(features, language),
        traits=portrait.traits if portrait is not None else (),
    )


def _rounded(feature: Feature) -> Feature:
    return Feature(mean=round(feature.mean, 4), spread=round(feature.spread, 4))


def _feature(name: str, values: Sequence[float], language: str) -> Feature:
    return _settled(name, len(values), math.fsum(values), math.fsum(value * value for value in values), language)


def _settled(name: str, count: int, total: float, squares: float, language: str) -> Feature:
    """The feature of ``count`` values with that sum and that sum of squares."""
    mean = total / count
    around = max(0.0, squares - count * mean * mean)
    chance = _chance(name, mean, language)
    return Feature(mean=mean, spread=math.sqrt((around + _PRIOR_WINDOWS * chance**2) / (count - 1 + _PRIOR_WINDOWS)))


def _chance(name: str, mean: float, language: str) -> float:
    """The spread of a feature among windows that differ by chance alone."""
    if name in _LENGTHS:
        return _LENGTH_SHARE * mean
    if name in _TIGHT:
        return _TIGHT[name]
    if name in _SHARES or name.startswith("opens_"):
        return _SHARE_SPREAD
    return math.sqrt(max(mean, 1.0) * PER_WORDS / WINDOW_WORDS[language])


def _own_distance(windows: Sequence[Mapping[str, float]], language: str) -> Feature:
    """How far each window is from the profile of the other ones."""
    if len(windows) <= _PRIOR_WINDOWS:
        return _UNKNOWN
    left = len(windows) - 1
    totals = {name: math.fsum(w[name] for w in windows) for name in windows[0]}
    squares = {name: math.fsum(w[name] ** 2 for w in windows) for name in windows[0]}
    distances = []
    for window in windows:
        others = {
            name: _settled(name, left, totals[name] - value, squares[name] - value * value, language)
            for name, value in window.items()
        }
        distances.append(delta(window, others))
    mean = math.fsum(distances) / len(distances)
    return Feature(mean=mean, spread=math.sqrt(math.fsum((d - mean) ** 2 for d in distances) / left))


def deviations(window: Mapping[str, float], known: Mapping[str, Feature], scale: float = 1.0) -> dict[str, float]:
    """How many spreads each feature of ``window`` is above what is ``known``; ``scale`` widens the spreads."""
    return {
        name: (window[name] - feature.mean) / (scale * feature.spread)
        for name, feature in known.items()
        if name in window and feature.spread > 0
    }


def delta(window: Mapping[str, float], known: Mapping[str, Feature], scale: float = 1.0) -> float:
    """Quadratic Delta of a window: the root mean square of its deviations, none counted as more than 3; 0 for none.

    >>> delta({"x": 3.0, "y": 9.0}, {"x": Feature(mean=2, spread=1), "y": Feature(mean=2, spread=1)})  # 1 and 7
    2.23606797749979
    """
    found = deviations(window, known, scale)
    return math.sqrt(sum(min(_FAR, abs(z)) ** 2 for z in found.values()) / len(found)) if found else 0.0
