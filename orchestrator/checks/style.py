"""Whether a text is written as the samples of a style are.

The text is held against the profile window by window (``styles.profile``): the distance is the root mean square of its
deviations, and what the windows of the samples differ from each other by is how far a text may be. A writer is told the
features that are farthest off and, where a feature stands in certain places, the place that has most of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from orchestrator.checks.check import Check
from orchestrator.checks.judging import Targets, TargetSpec, asks, by_name, severity_of
from orchestrator.checks.passage import Passage
from orchestrator.checks.sentences import Sentence
from orchestrator.checks.styles.lists import CLASSICAL, CONTRACTION, MARKS
from orchestrator.checks.styles.measuring import WINDOW_WORDS, features_of, style_language, windows_of
from orchestrator.checks.styles.profile import delta, deviations
from orchestrator.checks.telling import finding_at, in_language_of, told
from orchestrator.checks.verdicts import Verdict, settled, verdicts_on
from orchestrator.domain.reports import CheckReport, Finding
from orchestrator.domain.styles import Style

MIN_WORDS = 100
"""Shorter texts are measured but not judged."""

_DRIFT, _CHANCE = 0.5, 1.5

_LEAST_DEVIATION = 1.0
_SMALL_WORD_WEIGHT = 0.5  # a writer can do less about them
_SHARES = frozenset({"dialogue"})
_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "sentence_length": ("Words in a sentence", "每句字数"),
        "clause_length": ("Words in a clause", "每个分句字数"),
        "paragraph_length": ("Words in a paragraph", "每段字数"),
        "dialogue": ("Share that is said aloud", "对话比例"),
        "first_person": ("“I” and “we” in 1,000 words", "每千字第一人称"),
        "second_person": ("“You” in 1,000 words", "每千字第二人称"),
        "third_person": ("“He”, “she” and “they” in 1,000 words", "每千字第三人称"),
        "contractions": ("Contractions in 1,000 words", "每千字缩写"),
        "classical": ("Classical words in 1,000 characters", "每千字文言字眼"),
    }
)
_ADVICE: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = MappingProxyType(
    # What to do where there is too much, and where there is too little.
    {
        "sentence_length": (
            ("Split this one: {quote}", "把这句拆开：{quote}"),
            ("Join sentences, from here on: {quote}", "从这里起把短句连起来：{quote}"),
        ),
        "clause_length": (
            ("Break up this one: {quote}", "把这句断开：{quote}"),
            ("Use fewer breaks here: {quote}", "这句少断几次：{quote}"),
        ),
        "paragraph_length": (
            ("Begin new paragraphs more often.", "多分几段。"),
            ("Join paragraphs.", "把段落并起来。"),
        ),
        "dialogue": (
            ("Tell more, let them speak less.", "少用对话，多用叙述。"),
            ("Let them speak more.", "让人物多说话。"),
        ),
    }
)
_MORE_OR_LESS = (("Fewer, for instance here: {quote}", "少用一些，例如：{quote}"), ("Use more of them.", "多用一些。"))
_PLACES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        **{name: mark.pattern for name, mark in MARKS.items()},
        "contractions": CONTRACTION,
        "classical": CLASSICAL,
        "first_person": re.compile(r"\b(?:I|me|my|we|us|our)\b|[我咱]", re.IGNORECASE),
        "second_person": re.compile(r"\byou(?:r|rs)?\b|[你您]", re.IGNORECASE),
        "third_person": re.compile(r"\b(?:he|him|his|she|her|they|them|their)\b|[他她它]", re.IGNORECASE),
    }
)


def allowed_spreads(windows: int) -> float:
    """How much farther than its samples on average a text may be from a style, in the spread of their windows.

    What chance adds to a window evens out over many; that an author's books are not all alike does not.

    >>> allowed_spreads(1), allowed_spreads(9)
    (2.0, 1.0)
    """
    return _DRIFT + _CHANCE / math.sqrt(windows)


def measure_style(passage: Passage, targets: Targets) -> CheckReport:
    """How far ``passage`` is from the style ``profile``; judged by ``distance`` (a bare number is a maximum)."""
    language = style_language(passage)
    reliable = language != "" and passage.word_count >= MIN_WORDS and passage.has_end_marks
    if not asks(targets.get("profile")):
        return CheckReport(check="style", reliable=reliable)  # without a profile there is nothing to be far from
    style = Style.model_validate(targets["profile"])
    if language != style.language:
        return CheckReport(check="style", reliable=False)
    windows = windows_of(passage, style.language)
    features = [features_of(passage, window, style.language) for window in windows]
    # A short text varies more than a window does, as the root of how much shorter it is.
    scale = math.sqrt(max(1.0, WINDOW_WORDS[style.language] / passage.word_count))
    distance = round(sum(delta(window, style.features, scale) for window in features) / len(features), 3)
    report = CheckReport(
        check="style",
        reliable=reliable,
        measured={"distance": distance, "of_the_samples": round(style.distance.mean, 3)},
    )
    if not report.reliable:
        return report
    most = round(style.distance.mean + allowed_spreads(len(windows)) * style.distance.spread, 3)
    verdicts = verdicts_on({"distance": distance}, {"distance": most, **_given(targets)})
    missed = next((verdict for verdict in verdicts if verdict.gap), None)
    found = _findings(passage, style, features, scale, missed) if missed is not None else ()
    return settled(report, verdicts, told(found, passage))


def _given(targets: Targets) -> Targets:
    return {"distance": targets["distance"]} if asks(targets.get("distance")) else {}


def _findings(
    passage: Passage, style: Style, windows: Sequence[Mapping[str, float]], scale: float, verdict: Verdict
) -> Iterator[Finding]:
    """The features that are farthest off, the worst first."""
    means = {name: sum(w[name] for w in windows) / len(windows) for name in windows[0]}
    weighed = {
        name: z * (_SMALL_WORD_WEIGHT if name.startswith("word:") else 1.0)
        for name, z in deviations(means, style.features, scale).items()
        if name in _NAMES or name in MARKS or name.startswith("word:")
    }
    severity = severity_of(verdict.score)
    for name, weight in sorted(weighed.items(), key=lambda entry: -abs(entry[1])):
        if abs(weight) < _LEAST_DEVIATION:
            return
        wanted = style.features[name].mean
        instruction = _instruction(passage, name, means[name], wanted)
        place = _place(passage, name, is_more=weight > 0) if "{quote}" in instruction else None
        if place is not None:
            measured = round(means[name], 2)
            yield finding_at(passage, place, instruction, severity, measured=measured, target=round(wanted, 2))
        elif "{quote}" not in instruction:
            yield Finding(
                severity=severity,
                instruction=instruction,
                measured=round(means[name], 2),
                target=round(wanted, 2),
            )


def _instruction(passage: Passage, name: str, value: float, wanted: float) -> str:
    english, chinese = _NAMES.get(name) or _rate_name(name)
    more, less = _ADVICE.get(name, _MORE_OR_LESS)
    advice = more if value > wanted else less
    is_, be = (f"{100 * number:.0f} %" if name in _SHARES else _plain(number) for number in (value, wanted))
    return in_language_of(
        passage, f"{english}: {is_}, in this style {be}. {advice[0]}", f"{chinese}：{is_}，这种文风为{be}。{advice[1]}"
    )


def _rate_name(name: str) -> tuple[str, str]:
    if name in MARKS:
        english, chinese = MARKS[name].english, MARKS[name].chinese
        return f"{english[0].upper()}{english[1:]} in 1,000 words", f"每千字{chinese}"
    word = name.removeprefix("word:")
    return f"“{word}” in 1,000 words", f"每千字“{word}”"


def _plain(number: float) -> str:
    return f"{number:.0f}" if number >= 10 else f"{number:.1f}"


def _place(passage: Passage, name: str, *, is_more: bool) -> tuple[int, int] | None:
    """The sentence that shows a feature most, or least where there is too little of it; None for no sentence."""
    if name in ("sentence_length", "clause_length"):
        # Where sentences are too short the shortest one is joined; where clauses are, a long one has many.
        choose = min if name == "sentence_length" and not is_more else max
        return choose(passage.sentences, key=lambda sentence: len(sentence.words)).place
    pattern = _PLACES.get(name) or re.compile(_word_pattern(name.removeprefix("word:")), re.IGNORECASE)
    best = max(passage.sentences, key=lambda sentence: len(pattern.findall(_text(passage, sentence))))
    return best.place if pattern.search(_text(passage, best)) else None


def _text(passage: Passage, sentence: Sentence) -> str:
    return passage.text[sentence.start : sentence.end]


def _word_pattern(word: str) -> str:
    return rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)


CHECK = Check(
    "style",
    "How far the prose is from a style profile.",
    by_name(
        TargetSpec("profile", "style", "The Style to compare with, as `inkloom style` makes it."),
        TargetSpec(
            "distance",
            "bound",
            "Deviations from it; a bare number is a maximum; as far as its samples unless given.",
        ),
    ),
    ("en", "zh"),
    measure_style,
)
