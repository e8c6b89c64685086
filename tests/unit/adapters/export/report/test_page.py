"""The page of a report, of texts that break pages and of runs that brought nothing."""

import re

import pytest
from lxml.html import fromstring

from orchestrator.adapters.export.report import to_report
from orchestrator.adapters.export.report.curves import score_curve, valence_curves
from orchestrator.adapters.export.report.model import Beat, DraftReport, RunReport
from orchestrator.domain.runs import Failure, RoleUsage
from tests.support.books import HOSTILE, ROUNDS, hostile_book
from tests.support.running import compiled

PLAN = compiled(
    "name: story\nsteps:\n  a: {agent: planner, with: {premise: \"'x'\", scenes: 1}}\noutputs: {o: a.title}\n"
)


def report(**changes):
    nothing = {
        "run": "r1", "item": "main", "title": "T", "status": "done", "model": "m", "seed": 0,
        "started": "2026-01-01T00:00:00Z", "ended": None, "plan": PLAN, "statuses": {}, "roles": {}, "drafts": (),
        "beats": (), "failures": (), "gaps": (), "words": 0,
    }  # fmt: skip
    return RunReport(**{**nothing, **changes})


def hostile_report():
    rounds = hostile_book().parts[0].passages[0].rounds
    text = HOSTILE[1]
    return report(
        title=text,
        model=text,
        statuses={"a": {"failed": 2, "done": 1}},
        roles={HOSTILE[0]: RoleUsage(calls=1)},
        drafts=(DraftReport(path=text, name=text, best_by=(text,), until=text, rounds=rounds, final=rounds[-1].path),),
        beats=tuple(Beat(path=t, name=t, planned=1, measured=2.0) for t in HOSTILE),
        failures=(Failure(item="main", step=text, error="X", message=text, hint=text),),
        gaps=HOSTILE,
    )


def test_nothing_in_a_text_becomes_markup():
    page = to_report(hostile_report())
    tree = fromstring(page)
    assert not tree.xpath("//script | //img | //iframe | //@style | //@onerror | //@src")
    assert all(link.startswith("#") for link in tree.xpath("//@href"))
    assert HOSTILE[1] in tree.xpath("//h1")[0].text_content()
    page.encode()


def test_a_run_that_brought_nothing_has_a_page():
    tree = fromstring(to_report(report()))
    assert [part.get("id") for part in tree.xpath("//section")] == ["steps", "usage"]


def test_the_picture_has_its_styles_in_the_one_sheet_that_the_policy_allows():
    page = to_report(report(statuses={"a": {"done": 1}}))
    assert page.count("<style>") == 1
    assert ".inkloom .card" in re.search(r"<style>(.*?)</style>", page, re.S)[1]
    assert "unsafe" not in page


def test_scores_of_rounds_are_drawn_between_the_worst_and_the_best():
    curve = score_curve([(5, "1", True, False), (8, "2", True, True), (6, "3", False, False)])
    top, middle, bottom = sorted(point.y for point in curve.points)
    assert [point.y for point in curve.points] == [bottom, top, middle]
    assert score_curve([]).path == ""


def test_a_feeling_that_was_not_measured_breaks_the_curve():
    curves = valence_curves([1.0, None, -2.0, -3.0], ["a", "b", "c", "d"])
    assert [[point.label for point in curve.points] for curve in curves] == [["a"], ["c", "d"]]


@pytest.mark.parametrize("status", ["failed", "waiting", "started", "stopped", "skipped", "done"])
def test_a_step_has_the_sign_of_how_it_ended(status):
    tree = fromstring(to_report(report(statuses={"a": {status: 1}})))
    (box,) = tree.xpath('//g[@data-path="a"]')
    assert f"is-{status}" in box.get("class")
    assert box.xpath("g[contains(@class, 'badge')]/text")[0].text in "✗?▸▪✓–"


def test_a_draft_that_was_judged_once_has_no_curve():
    draft = DraftReport(path="p", name="p", best_by=("s",), until="", rounds=ROUNDS[:1], final=ROUNDS[0].path)
    assert not fromstring(to_report(report(drafts=(draft,)))).xpath('//*[@class="curve"]')
