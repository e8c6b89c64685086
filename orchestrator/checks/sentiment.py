"""How a text feels, against the mood it should have.

Each sentence is rated (``valence``) and the ratings are averaged: rating the whole at once saturates with length.
Lexicons miss irony, restraint and images, so this is a trend, not a verdict: a text fails only if it clearly feels
the other way than asked. The role `rater` asks the model for a judgement instead.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.checks.check import Check
from orchestrator.checks.judging import Bound, Targets, TargetSpec, asks, by_name, closeness, severity_of
from orchestrator.checks.moods import mood_valence
from orchestrator.checks.passage import Passage
from orchestrator.checks.quoting import label, shown
from orchestrator.checks.sentences import Sentence
from orchestrator.checks.telling import finding_at, in_language_of, told
from orchestrator.checks.valence import felt_words, sentence_valence, words_valence
from orchestrator.domain.critiques import Severity
from orchestrator.domain.reports import CheckReport, Finding, Measure

MIN_SENTENCES = 3
"""Shorter texts are measured but not judged."""

NEUTRAL_BAND = 0.25
"""A mean this near to 0 agrees with every mood: one coloured word in a dozen sentences moves it that far."""

VALENCE_TOLERANCE = 2.0
"""How far from a bare ``valence`` a text may be; lexicons are no finer."""

STRONGEST_MEAN = 3.0
"""No prose averages beyond this, however dark: a bare ``valence`` of -5 is judged as -3."""

_SPAN = 2.5
_MAX_WORDS_NAMED = 3
_RATED = frozenset({"en", "zh"})


@dataclass(frozen=True, slots=True)
class _Aim:
    """Where the text should lie, and how an instruction names that."""

    bound: Bound
    name: str
    target: Measure


def measure_sentiment(passage: Passage, targets: Targets) -> CheckReport:
    """Feeling of ``passage``; judged by ``valence`` if there is one, else by the sign of ``mood``."""
    ratings = valences(passage)
    if ratings is None:
        return CheckReport(check="sentiment", reliable=False, targets=dict(targets))
    report = CheckReport(
        check="sentiment",
        reliable=len(ratings) >= MIN_SENTENCES and passage.has_end_marks,
        measured=_measures(ratings),
        targets=dict(targets),
    )
    aim = _aim(targets, passage)
    if aim is None or not report.reliable:
        return report
    gap = aim.bound.gap(_mean(ratings))
    score = closeness(gap, _SPAN)
    findings = () if gap == 0 else _findings(passage, ratings, aim, gap, severity_of(score))
    return report.model_copy(update={"passed": gap == 0, "score": score, "findings": findings})


def valences(passage: Passage) -> tuple[float, ...] | None:
    """The valence of each sentence, -5 to 5; None for a language that is not rated.

    >>> [round(v) for v in valences(Passage.of("She was happy. He wept. The cup stood there."))]
    [3, -3, 0]
    """
    if passage.script == "other" or (passage.script == "latin" and passage.primary_language not in _RATED):
        return None
    return _valences(passage.sentences)


# The arc asks for the same sentences as this check.
@functools.lru_cache(maxsize=2)
def _valences(sentences: tuple[Sentence, ...]) -> tuple[float, ...]:
    return tuple(words_valence(sentence.words, sentence.plain) for sentence in sentences)


def _unrounded_mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _mean(values: Sequence[float]) -> float:
    # Rounded as it is reported, so that a report never contradicts itself; + 0.0 turns -0.0 into 0.0.
    return round(_unrounded_mean(values), 2) + 0.0


def _measures(ratings: Sequence[float]) -> dict[str, Measure]:
    third = -(-len(ratings) // 3)
    return {
        "valence": _mean(ratings),
        "valence_first_third": _mean(ratings[:third]),
        "valence_last_third": _mean(ratings[-third:]) if third else 0.0,
        "valence_trend": _trend(ratings),
        "positive_sentences": sum(1 for rating in ratings if rating > 0),
        "negative_sentences": sum(1 for rating in ratings if rating < 0),
        "sentences": len(ratings),
    }


def _trend(ratings: Sequence[float]) -> float:
    """How much the valence rises from the first sentence to the last, on the straight line that fits best."""
    count = len(ratings)
    if count < MIN_SENTENCES:
        return 0.0
    middle, mean = (count - 1) / 2, _unrounded_mean(ratings)
    rise = sum((at - middle) * (rating - mean) for at, rating in enumerate(ratings))
    spread = sum((at - middle) ** 2 for at in range(count))
    return round(rise / spread * (count - 1), 2) + 0.0


def _aim(targets: Targets, passage: Passage) -> _Aim | None:
    """What the targets ask for; None for nothing, a neutral mood or an unknown one."""
    valence = targets.get("valence")
    if asks(valence):
        if isinstance(valence, (int, float)):
            reachable = max(-STRONGEST_MEAN, min(STRONGEST_MEAN, float(valence)))
            name = in_language_of(passage, f"valence: {valence:g}", f"情感值：{valence:g}")
            return _Aim(Bound.of(reachable, bare="around", slack=VALENCE_TOLERANCE), name, valence)
        bound = Bound.of(valence, bare="max")
        sides = [f"{name} {side:g}" for name, side in (("min", bound.low), ("max", bound.high)) if side is not None]
        name = in_language_of(passage, f"valence: {', '.join(sides)}", f"情感值：{_limits_zh(bound)}")
        return _Aim(bound, name, ", ".join(sides))
    mood = targets.get("mood")
    if not isinstance(mood, str) or not mood.strip():
        return None
    wanted = mood_valence(mood)
    if wanted is None:
        wanted = sentence_valence(mood)
    if abs(wanted) <= 1:
        return None
    bound = Bound(low=-NEUTRAL_BAND) if wanted > 0 else Bound(high=NEUTRAL_BAND)
    return _Aim(bound, in_language_of(passage, f"mood: {label(mood)}", f"基调：{label(mood)}"), label(mood))


def _limits_zh(bound: Bound) -> str:
    sides = (("不低于", bound.low), ("不高于", bound.high))
    return "，".join(f"{name} {side:g}" for name, side in sides if side is not None)


def _findings(
    passage: Passage, ratings: Sequence[float], aim: _Aim, gap: float, severity: Severity
) -> tuple[Finding, ...]:
    """The sentences that pull furthest the wrong way; where none does, the text as a whole."""
    sign = 1.0 if gap > 0 else -1.0
    wrong = [(rating, s) for rating, s in zip(ratings, passage.sentences, strict=True) if rating * sign > 0]
    worst = sorted(wrong, key=lambda entry: (-entry[0] * sign, entry[1].start))
    chosen = told((_sentence_finding(passage, s, rating, aim, sign, severity) for rating, s in worst), passage)
    if chosen:
        return chosen
    instruction = in_language_of(
        passage, f"Make the text {_DIRECTIONS[sign]} ({aim.name}).", f"让全文{_DIRECTIONS_ZH[sign]}（{aim.name}）。"
    )
    return (Finding(severity=severity, instruction=instruction, measured=_mean(ratings), target=aim.target),)


_DIRECTIONS = {1.0: "darker", -1.0: "brighter"}
_DIRECTIONS_ZH = {1.0: "更沉一些", -1.0: "更明快一些"}


def _sentence_finding(
    passage: Passage, sentence: Sentence, rating: float, aim: _Aim, sign: float, severity: Severity
) -> Finding:
    pulling = sorted(felt_words(sentence.plain), key=lambda felt: -felt[1] * sign)
    words = [shown(word) for word, value in pulling if value * sign > 0][:_MAX_WORDS_NAMED]
    change = (
        in_language_of(passage, f", beginning with {', '.join(words)}", f"，先改{'、'.join(words)}") if words else ""
    )
    instruction = in_language_of(
        passage,
        f"Make this sentence {_DIRECTIONS[sign]} ({aim.name}){change}: {shown(sentence.quote)}",
        f"让这句{_DIRECTIONS_ZH[sign]}（{aim.name}）{change}：{shown(sentence.quote)}",
    )
    return finding_at(passage, sentence.place, instruction, severity, measured=round(rating, 2), target=aim.target)


CHECK = Check(
    "sentiment",
    "How it feels, from -5 (despair) to 5 (joy), sentence by sentence.",
    by_name(
        TargetSpec("mood", "text", "A mood, such as lonely: the text must not feel the other way."),
        TargetSpec("valence", "bound", "Mean valence, -5 to 5; a bare number is met within 2."),
    ),
    ("en", "zh"),
    measure_sentiment,
)
