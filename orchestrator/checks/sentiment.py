"""How a text feels, against the mood it should have.

Each sentence is rated by VADER (Hutto and Gilbert 2014), a lexicon with rules for negation and emphasis, and the
ratings are averaged: rating the whole at once saturates with length. Lexicons miss irony, restraint and images (9
of 20 literary sentences right), so this is a trend, not a verdict: a text fails only if it clearly feels the
other way than asked.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from orchestrator.checks.check import Check
from orchestrator.checks.judging import Bound, Targets, TargetSpec, asks, by_name, closeness, severity_of
from orchestrator.checks.moods import mood_valence
from orchestrator.checks.passage import Passage
from orchestrator.checks.quoting import label, shown
from orchestrator.checks.sentences import Sentence
from orchestrator.domain.critiques import Severity
from orchestrator.domain.reports import CheckReport, Finding, Measure

MIN_SENTENCES = 3
"""Shorter texts are measured but not judged."""

SCALE = 5.0
"""Valence runs from -5 (despair) to 5 (joy)."""

NEUTRAL_BAND = 0.25
"""A mean this near to 0 agrees with every mood: one coloured word in a dozen sentences moves it that far."""

VALENCE_TOLERANCE = 2.0
"""How far from a bare ``valence`` a text may be; lexicons are no finer."""

STRONGEST_MEAN = 3.0
"""No prose averages beyond this, however dark: a bare ``valence`` of -5 is judged as -3."""

_SPAN = 2.5
_MAX_QUOTED = 3
_MAX_PIECE_WORDS = 100


@dataclass(frozen=True, slots=True)
class _Aim:
    """Where the text should lie, and how an instruction names that."""

    bound: Bound
    name: str
    target: Measure


def measure_sentiment(passage: Passage, targets: Targets) -> CheckReport:
    """Feeling of ``passage``; judged by ``valence`` if there is one, else by the sign of ``mood``."""
    if passage.script != "latin":
        return CheckReport(check="sentiment", reliable=False, targets=dict(targets))
    ratings = [sentence_valence(sentence.plain) for sentence in passage.sentences]
    report = CheckReport(
        check="sentiment",
        reliable=len(ratings) >= MIN_SENTENCES,
        measured=_measures(ratings),
        targets=dict(targets),
    )
    aim = _aim(targets)
    if aim is None or not report.reliable:
        return report
    gap = aim.bound.gap(_mean(ratings))
    score = closeness(gap, _SPAN)
    findings = () if gap == 0 else _findings(passage, ratings, aim, gap, severity_of(score))
    return report.model_copy(update={"passed": gap == 0, "score": score, "findings": findings})


def sentence_valence(text: str) -> float:
    """Valence of one sentence, -5 to 5; 0 where no word of it is in the lexicon.

    >>> sentence_valence("She was happy and full of hope.") > 2
    True
    """
    pieces = text.split()
    # VADER takes quadratic time in the words of a sentence; only a text without end marks has such sentences.
    chunks = [" ".join(pieces[at : at + _MAX_PIECE_WORDS]) for at in range(0, len(pieces), _MAX_PIECE_WORDS)]
    rate = _rater().polarity_scores
    return SCALE * _unrounded_mean([float(rate(chunk)["compound"]) for chunk in chunks])


@functools.cache
def _rater() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


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
        "positive_sentences": sum(1 for rating in ratings if rating > 0),
        "negative_sentences": sum(1 for rating in ratings if rating < 0),
        "sentences": len(ratings),
    }


def _aim(targets: Targets) -> _Aim | None:
    """What the targets ask for; None for nothing, a neutral mood or an unknown one."""
    valence = targets.get("valence")
    if asks(valence):
        if isinstance(valence, (int, float)):
            reachable = max(-STRONGEST_MEAN, min(STRONGEST_MEAN, float(valence)))
            return _Aim(Bound.of(reachable, bare="around", slack=VALENCE_TOLERANCE), f"valence: {valence:g}", valence)
        bound = Bound.of(valence, bare="max")
        sides = [f"{name} {side:g}" for name, side in (("min", bound.low), ("max", bound.high)) if side is not None]
        return _Aim(bound, f"valence: {', '.join(sides)}", ", ".join(sides))
    mood = targets.get("mood")
    if not isinstance(mood, str) or not mood.strip():
        return None
    wanted = mood_valence(mood)
    if wanted is None:
        wanted = sentence_valence(mood)
    if abs(wanted) <= 1:
        return None
    bound = Bound(low=-NEUTRAL_BAND) if wanted > 0 else Bound(high=NEUTRAL_BAND)
    return _Aim(bound, f"mood: {label(mood)}", label(mood))


def _findings(
    passage: Passage, ratings: Sequence[float], aim: _Aim, gap: float, severity: Severity
) -> tuple[Finding, ...]:
    """The sentences that pull furthest the wrong way; where none does, the text as a whole."""
    direction = "darker" if gap > 0 else "brighter"
    sign = 1.0 if gap > 0 else -1.0
    wrong = [(rating, s) for rating, s in zip(ratings, passage.sentences, strict=True) if rating * sign > 0]
    chosen = sorted(wrong, key=lambda entry: (-entry[0] * sign, entry[1].start))[:_MAX_QUOTED]
    if not chosen:
        instruction = f"Make the text {direction} ({aim.name})."
        return (Finding(severity=severity, instruction=instruction, measured=_mean(ratings), target=aim.target),)
    return tuple(_sentence_finding(passage, s, rating, aim, direction, severity) for rating, s in chosen)


def _sentence_finding(
    passage: Passage, sentence: Sentence, rating: float, aim: _Aim, direction: str, severity: Severity
) -> Finding:
    return Finding(
        quote=sentence.quote,
        start=sentence.start,
        paragraph=passage.paragraph_at(sentence.start),
        severity=severity,
        instruction=f"Make this sentence {direction} ({aim.name}): {shown(sentence.quote)}",
        measured=round(rating, 2),
        target=aim.target,
    )


CHECK = Check(
    "sentiment",
    "How it feels, from -5 (despair) to 5 (joy), sentence by sentence.",
    by_name(
        TargetSpec("mood", "text", "A mood, such as lonely: the text must not feel the other way."),
        TargetSpec("valence", "bound", "Mean valence, -5 to 5; a bare number is met within 2."),
    ),
    ("en",),
    measure_sentiment,
)
