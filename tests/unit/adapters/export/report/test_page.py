"""The page of a report, of texts that break pages and of runs that brought nothing."""

import re
from dataclasses import replace

import pytest
from lxml.html import fromstring

from orchestrator.adapters.export.book.model import Judgement
from orchestrator.adapters.export.report import to_report
from orchestrator.adapters.export.report.curves import score_curve, valence_curves
from orchestrator.adapters.export.report.model import Beat, DraftReport
from orchestrator.domain.critiques import Critique
from orchestrator.domain.reports import CheckReport, Report
from orchestrator.domain.runs import Failure, RoleUsage
from tests.support.books import HOSTILE, ROUNDS, hostile_book
from tests.support.reports import OWN, full_report, report


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


# -- its words ------------------------------------------------------------------------------------------------

ENGLISH, CHINESE = re.compile(r"[A-Za-z]+"), re.compile(r"[\u4e00-\u9fff]+")


def said(page):
    """All that a page says but code and the picture of the workflow, with what it says to those who hear it."""
    tree = fromstring(page)
    for other in tree.xpath("//style | //code | //*[@class='dag']/*"):
        other.drop_tree()
    told = [*tree.xpath("//text()"), *tree.xpath("//@aria-label | //@title | //@alt")]
    own = "|".join(map(re.escape, [*OWN, "critique.score"]))  # the name of a curve is an expression
    return [text for text in (re.sub(own, "", line).strip() for line in told) if text]


@pytest.mark.parametrize("status", ["done", "failed", "waiting", "running", "interrupted"])
@pytest.mark.parametrize(("language", "foreign"), [("en", CHINESE), ("zh", ENGLISH), ("zh-TW", ENGLISH)])
def test_the_page_has_words_of_the_language_of_the_run_only(language, foreign, status):
    texts = language[:2]
    words = said(to_report(full_report(language, texts=texts, status=status)))
    assert len(words) > 80
    assert [word for word in words if foreign.search(word)] == []


@pytest.mark.parametrize(("language", "texts", "foreign"), [("en", "zh", ENGLISH), ("zh", "en", CHINESE)])
def test_words_of_the_other_language_would_be_seen(language, texts, foreign):
    assert len([word for word in said(to_report(full_report(language, texts=texts))) if foreign.search(word)]) > 40


def test_a_language_that_nobody_here_speaks_has_english_words_around_it_and_is_marked():
    tree = fromstring(to_report(full_report("de", texts="en")))
    assert tree.get("lang") == "en"
    assert tree.xpath("//h1/@lang") == ["de"]


def test_the_languages_of_words_texts_and_picture_are_marked():
    tree = fromstring(to_report(full_report("zh", texts="zh")))
    assert tree.get("lang") == "zh"
    assert tree.xpath("//*[@class='dag']/@lang") == ["en"]
    assert {*tree.xpath("//h1/@lang | //q/@lang | //*[@class='diff']/@lang")} == {"zh"}


def test_the_numbers_are_the_same_in_both_languages():
    english, chinese = (fromstring(to_report(full_report(language, texts="en"))) for language in ("en", "zh"))
    told = [[(data.get("class"), data.get("value")) for data in tree.xpath("//data")] for tree in (english, chinese)]
    assert len(told[0]) > 40
    assert told[0] == told[1]


def test_what_was_revised_is_told_as_each_language_tells_it():
    summaries = [
        fromstring(to_report(full_report(language))).xpath("//summary")[0].text_content() for language in ("en", "zh")
    ]
    assert summaries == [
        "round 1 → round 2 by editor: 2 words gone, 5 new",
        "第 1 轮 → 第 2 轮，编辑修改：删去 4 字，新增 8 字",
    ]


def test_roles_and_checks_that_somebody_made_keep_their_names():
    draft = full_report("zh").drafts[0]
    mine = CheckReport(check="my_check", measured={"my_measure": 3})
    judged = (
        Judgement(path="p.c", kind="agent", role="my-critic", value=Critique(issues=(), score=7)),
        Judgement(path="p.r", kind="check", role="r", value=Report.of([mine])),
    )
    rounds = (draft.rounds[0], replace(draft.rounds[1], judged=judged))
    page = to_report(report(language="zh", drafts=(replace(draft, rounds=rounds),)))
    headings = [heading.text_content() for heading in fromstring(page).xpath("//h4")]
    assert headings == ["my-critic：7 分（满分 10 分）", "my_check：已测量"]
    assert "<span>my measure " in page
