from __future__ import annotations

import pytest

from orchestrator.checks.registry import run_checks
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import CheckReport

BRIGHT = "He was happy. She laughed with joy. They loved the feast."
FLAT = "He took the cup. It stood on the table. The door was shut."
DARK = "She wept alone. The cruel wind hurt her. He was dead."
BRIGHT_ZH = "他很高兴。她开心地笑了。大家都很幸福。"
FLAT_ZH = "他拿起杯子。杯子放在桌上。门关着。"
DARK_ZH = "她独自哭泣。冷酷的风吹痛了她。他死了。"


def arc(text: str | Draft, language: str = "en", **targets: object) -> CheckReport:
    (report,) = run_checks(text, ["arc"], {"arc": targets}, language).reports  # type: ignore[dict-item]
    return report


def scenes(*parts: str) -> str:
    return "\n\n".join(f"## Scene\n\n{part}" for part in parts)


def test_a_story_that_falls_into_a_hole_and_climbs_out_is_named_so() -> None:
    report = arc(scenes(BRIGHT, FLAT, DARK, FLAT, BRIGHT))
    assert report.measured["shape"] == "man-in-a-hole"
    assert (report.measured["beats"], report.measured["lowest_beat"]) == (5, 3)
    assert (report.passed, report.reliable, report.findings) == (None, True, ())


@pytest.mark.parametrize(("plan", "passed"), [("man-in-a-hole", True), ("icarus", False), ("rise", False)])
def test_a_plan_may_be_a_shape(plan: str, passed: bool) -> None:
    assert arc(scenes(BRIGHT, FLAT, DARK, FLAT, BRIGHT), plan=plan).passed is passed


def test_the_worst_beat_is_told_with_what_was_planned_and_measured() -> None:
    draft = Draft.of(scenes(BRIGHT, FLAT, DARK, FLAT, BRIGHT))
    report = arc(draft, plan=[3, 1, -3, 0, -4], r=0.8)
    assert report.passed is False
    assert (report.measured["worst_beat"], report.measured["worst_planned"]) == (5, -4)
    finding = report.findings[0]
    assert finding.instruction.startswith(f"Make beat 5 darker: planned -4, measured +{finding.measured}. Begin with: ")
    assert draft.text[finding.start :].startswith(finding.quote)
    assert finding.paragraph == "p10"


def test_a_chinese_story_is_told_in_chinese() -> None:
    report = arc(scenes(BRIGHT_ZH, FLAT_ZH, DARK_ZH, FLAT_ZH, BRIGHT_ZH), "zh", plan=[3, 1, -3, 0, -4], r=0.8)
    assert report.measured["shape"] == "man-in-a-hole"
    assert report.findings[0].instruction.startswith("第 5 拍要更沉一些：计划 -4，实测 +")


def test_a_plan_that_the_text_keeps_is_met() -> None:
    report = arc(scenes(BRIGHT, FLAT, DARK, FLAT, BRIGHT), plan=[4, 0, -4, 0, 4])
    assert (report.passed, report.score, report.findings) == (True, 1.0, ())
    assert float(str(report.measured["r"])) > 0.9


def test_without_scenes_the_text_is_cut_into_as_many_stretches_as_the_plan_has() -> None:
    text = " ".join([BRIGHT, FLAT, DARK])
    report = arc(text, plan=[3, 0, -3])
    assert (report.measured["beats"], report.passed) == (3, True)
    assert arc(" ".join([text] * 5)).measured["beats"] == 10


def test_a_flat_plan_asks_for_nothing_and_a_flat_text_keeps_no_plan() -> None:
    text = scenes(BRIGHT, FLAT, DARK)
    assert arc(text, plan=[1, 1, 1]).passed is None
    assert arc(scenes(FLAT, FLAT, FLAT), plan=[3, 0, -3]).passed is False


def test_too_few_sentences_for_the_beats_are_measured_but_not_judged() -> None:
    report = arc(scenes("He was happy.", "The cup stood there.", "She wept."), plan=[3, 0, -3])
    assert (report.reliable, report.passed) == (False, None)
    assert report.measured["beats"] == 3
    assert arc("He was happy.", plan=[3, 0, -3]).measured == {}


def test_an_unknown_shape_is_an_error_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="did you mean 'icarus'"):
        arc(FLAT, plan="ikarus")
