"""Whether a story goes up and down as planned: its valence beat by beat, against a shape or a list of numbers.

A beat is a scene where the text has as many (headings and scene breaks part them), else a stretch of as many
sentences as the others. The measured arc is smoothed and both are standardized, for lexicons know less of the height
of a feeling than of its direction; what is compared is the course (``curves``).
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.checks.check import Check
from orchestrator.checks.curves import (
    SHAPES,
    SMOOTH_TERMS,
    dtw,
    nearest_shape,
    pearson,
    shape_values,
    smooth,
    standardized,
)
from orchestrator.checks.judging import Targets, TargetSpec, as_number, asks, by_name, severity_of
from orchestrator.checks.markup import section_starts
from orchestrator.checks.passage import Passage
from orchestrator.checks.sentences import Sentence
from orchestrator.checks.sentiment import valences
from orchestrator.checks.telling import finding_at, in_language_of, told
from orchestrator.checks.valence import SCALE
from orchestrator.domain.reports import CheckReport, Finding, Measure

LEAST_R = 0.5
"""Correlation of plan and text from which the plan counts as kept."""

BEATS = 10
"""Beats of a named shape, unless the text has scenes enough."""

MIN_BEATS = 3
MIN_SENTENCES_PER_BEAT = 3
"""Fewer are measured but not judged."""

MAX_BEATS = 200


@dataclass(frozen=True, slots=True)
class _Beat:
    sentences: tuple[Sentence, ...]
    ratings: tuple[float, ...]

    @property
    def valence(self) -> float:
        return sum(self.ratings) / len(self.ratings)


def measure_arc(passage: Passage, targets: Targets) -> CheckReport:
    """The arc of ``passage``; judged by its correlation with ``plan``."""
    ratings = valences(passage)
    plan = targets.get("plan")
    beats = _beats(passage, ratings, plan) if ratings else ()
    if len(beats) < MIN_BEATS:
        return CheckReport(check="arc", reliable=False, targets=dict(targets))
    values = tuple(beat.valence for beat in beats)
    measured: dict[str, Measure] = {
        "beats": len(beats),
        "shape": nearest_shape(values),
        "highest_beat": 1 + values.index(max(values)),
        "lowest_beat": 1 + values.index(min(values)),
        "arc": " ".join(f"{value:.1f}" for value in values),
    }
    reliable = passage.has_end_marks and len(passage.sentences) >= MIN_SENTENCES_PER_BEAT * len(beats)
    report = CheckReport(check="arc", reliable=reliable, measured=measured, targets=dict(targets))
    planned = _planned(plan, len(beats))
    if planned is None or not reliable:
        return report
    return _judged(passage, report, beats, planned, targets)


def _judged(
    passage: Passage, report: CheckReport, beats: Sequence[_Beat], planned: Sequence[float], targets: Targets
) -> CheckReport:
    values = tuple(beat.valence for beat in beats)
    course = smooth(values) if len(values) > SMOOTH_TERMS else values
    wanted, found = standardized(planned), standardized(course)
    if wanted is None:
        return report  # a flat plan asks for nothing
    least = as_number(targets["r"]) if asks(targets.get("r")) else LEAST_R
    r = round(pearson(planned, course) or 0.0, 2)  # a flat text goes along with no plan
    differences = [b - a for a, b in zip(wanted, found or (0.0,) * len(wanted), strict=True)]
    worst = sorted(range(len(beats)), key=lambda at: -abs(differences[at]))
    measured = report.measured | {
        "r": r,
        "dtw": round(dtw(wanted, found or (0.0,) * len(wanted)), 2),
        "worst_beat": worst[0] + 1,
        "worst_planned": round(planned[worst[0]], 1),
        "worst_measured": round(values[worst[0]], 1),
    }
    score = max(0.0, min(1.0, (r + 1) / (least + 1))) if least > -1 else 1.0
    findings: tuple[Finding, ...] = ()
    if r < least:
        off = (at for at in worst if abs(differences[at]) > 0.5 or at == worst[0])
        findings = told((_finding(passage, beats[at], at, planned[at], differences[at], score) for at in off), passage)
    return report.model_copy(update={"measured": measured, "passed": r >= least, "score": score, "findings": findings})


def _planned(plan: object, beats: int) -> tuple[float, ...] | None:
    if isinstance(plan, str) and plan.strip():
        return tuple(SCALE * value for value in shape_values(plan.strip(), beats))
    if isinstance(plan, Sequence) and not isinstance(plan, str) and plan:
        return tuple(as_number(value) for value in plan)
    return None


def _beats(passage: Passage, ratings: Sequence[float], plan: object) -> tuple[_Beat, ...]:
    """The scenes of ``passage`` if they fit the plan, else equal stretches of it."""
    wanted = len(plan) if isinstance(plan, Sequence) and not isinstance(plan, str) and plan else 0
    starts = section_starts(passage.text)
    scenes: dict[int, list[int]] = {}
    for at, sentence in enumerate(passage.sentences):
        scenes.setdefault(bisect.bisect_right(starts, sentence.start), []).append(at)
    groups = list(scenes.values())
    if (len(groups) != wanted) if wanted else not (BEATS // 2 <= len(groups) <= MAX_BEATS):
        count = min(wanted or BEATS, len(ratings))
        borders = [len(ratings) * beat // count for beat in range(count + 1)]
        groups = [list(range(*span)) for span in itertools.pairwise(borders)]
    if wanted and len(groups) != wanted:
        return ()
    return tuple(_Beat(tuple(passage.sentences[at] for at in g), tuple(ratings[at] for at in g)) for g in groups)


def _finding(passage: Passage, beat: _Beat, at: int, planned: float, difference: float, score: float) -> Finding:
    """What to change in one beat; quotes the sentence of it that pulls furthest the wrong way."""
    sign = 1.0 if difference > 0 else -1.0
    _, sentence = max(
        zip(beat.ratings, beat.sentences, strict=True), key=lambda entry: (entry[0] * sign, -entry[1].start)
    )
    value = round(beat.valence, 1)
    english, chinese = ("darker", "沉一些") if sign > 0 else ("brighter", "明快一些")
    instruction = in_language_of(
        passage,
        f"Make beat {at + 1} {english}: planned {planned:+.0f}, measured {value:+.1f}. Begin with: {{quote}}",
        f"第 {at + 1} 拍要更{chinese}：计划 {planned:+.0f}，实测 {value:+.1f}。从这句改起：{{quote}}",
    )
    return finding_at(
        passage, sentence.place, instruction, severity_of(score), measured=value, target=round(planned, 1)
    )


CHECK = Check(
    "arc",
    "Whether it goes up and down as planned, scene by scene.",
    by_name(
        TargetSpec(
            "plan",
            "curve",
            f"The valence of each scene or stretch, -5 to 5, or a shape ({', '.join(SHAPES)}).",
            tuple(SHAPES),
        ),
        TargetSpec("r", "number", f"Least correlation of plan and text, -1 to 1; {LEAST_R} unless given."),
    ),
    ("en", "zh"),
    measure_arc,
)
