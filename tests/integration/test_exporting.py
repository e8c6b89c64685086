"""Runs exported: done, with a part left out, failed, killed; histories that the journal tells; the report's numbers."""

import asyncio
import io
import json
import re
import zipfile
from collections import Counter
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml.html import fromstring

from orchestrator.adapters.export.book.inline import typographic
from orchestrator.adapters.store import Store, StoreReader
from orchestrator.cli.kept.values import parsed
from orchestrator.domain.critiques import Critique
from orchestrator.domain.records import ItemRow
from orchestrator.domain.text import split_paragraphs
from tests.support.command import document, inkloom
from tests.support.journals import run as run_record
from tests.support.word import accepted, opened, rejected, remarks

TALE = """
name: tale
inputs:
  premise: {type: text}
  language: {type: choice, of: [en, zh], default: en}
steps:
  plan: {agent: planner, with: {scenes: 4}}
  chapters:
    foreach: plan.scenes
    as: chapter
    key: chapter.id
    order: serial
    on_error: ON_ERROR
    steps:
      draft: {agent: drafter, with: {scene: chapter, outline: plan, previous: "previous|map(attribute='text')|list"}}
      polish:
        loop: {max: 3, until: critique.score >= 8, best: critique.score}
        carry: {text: draft}
        steps:
          report: {check: [sentiment, length], targets: {length: {words: {max: 30}}}}
          critique: {agent: critic, with: {scene: chapter, outline: plan}}
          revise: {agent: editor, sets: text, with: {scene: chapter, outline: plan}}
        result: text
    result: {heading: chapter.heading, text: polish}
outputs: {story: "chapters | map(attribute='text') | list"}
manuscript:
  title: plan.title
  parts: chapters | map(attribute='text') | list
  headings: chapters | map(attribute='heading') | list
  language: inputs.language
export: [md, docx, json]
"""
FIRST = 'The well was dry. It was a terrible, sad day.\n\n"It\'s gone," said Mira. She hated it.\n\nIt was late.'
MENDED = 'The frogs had gone from the awful well.\n\n"It\'s gone," said Mira. She hated it.\n\nA stone fell. So sad.'
SCENES = [
    {"heading": "The Well", "goal": "Dry.", "valence": -3},
    {"heading": "The Road", "goal": "Walk.", "valence": 1},
    {"heading": "The Rain", "goal": "Wet.", "valence": 4},
    {"heading": "Home", "goal": "Rest.", "valence": 2},
]
BAD = ["no json"] * 3
ISSUES = [
    {"paragraph": "p1", "quote": "terrible, sad day", "problem": "Told.", "fix": "Show it."},
    {"paragraph": "p2", "quote": "said Mira", "problem": "Flat.", "fix": "", "severity": "minor"},
]
DRAFTS = [
    FIRST,
    "The road was long. They walked happily. It was a good road.",
    "The wonderful rain fell. Everybody was so happy. They loved it all.",
    "They were home. It was good. They slept well.",
]
EDIT = "[p1] The frogs had gone from the awful well.\n\n[p3] A stone fell. So sad."
PASSED = {"issues": [], "score": 9}
JUDGED = [{"issues": [ISSUES[0]], "score": 5}, {"issues": [ISSUES[1]], "score": 8}]


def replies(*critics):
    plan = {"title": 'The "Dry" Well', "scenes": SCENES}
    return {"planner": [plan], "drafter": DRAFTS, "critic": [*JUDGED, *critics], "editor": [EDIT]}


CHINESE = {
    "planner": [{"title": "枯井", "scenes": [{"heading": "井边", "goal": "没有水。", "valence": -3},
                                           {"heading": "雨", "goal": "下雨。", "valence": 4}]}],
    "drafter": [
        "井里没有水。那是悲伤的一天，谁也不说话。\n\n“水没有了。”米拉说。她很难过，也很害怕。",
        "雨下了一整夜。大家都很高兴，孩子们快乐地跑到街上去。井里又有水了，人人都笑了。",
    ],
    "critic": [
        {"issues": [{"paragraph": "p1", "quote": "悲伤的一天", "problem": "只是说。", "fix": "写出来。"}], "score": 5},
        {"issues": [], "score": 8},
        {"issues": [], "score": 9},
    ],
    "editor": ["[p1] 青蛙都离开了那口可怕的井。"],
}  # fmt: skip


def make(folder, *critics, on_error="fail", given=None, premise="A well."):
    (folder / "tale.yaml").write_text(TALE.replace("ON_ERROR", on_error), "utf-8")
    (folder / "replies.json").write_text(json.dumps(given or replies(*critics)), "utf-8")
    return document(
        inkloom("run", "tale.yaml", "--set", f"premise={premise}", "--model", "scripted:replies.json", "--no-input",
                "--json", cwd=folder)
    )  # fmt: skip


def export(folder, formats, *more, code=0):
    done = inkloom("export", "last", "--format", formats, "--json", *more, cwd=folder)
    assert done.returncode == code, done.stdout + done.stderr
    return document(done)


def written(told, suffix):
    return Path(next(file for file in told["files"] if file.endswith(suffix)))


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A run that is done, what it printed, and its folder."""
    folder = tmp_path_factory.mktemp("done")
    return folder, make(folder, PASSED, PASSED, PASSED)


@pytest.fixture(scope="module")
def partly(tmp_path_factory):
    """A run that left its second chapter out."""
    folder = tmp_path_factory.mktemp("partly")
    return folder, make(folder, *BAD, PASSED, PASSED, on_error="collect")


@pytest.fixture(scope="module")
def chinese(tmp_path_factory):
    """A run in Chinese that nobody said was: its texts are."""
    folder = tmp_path_factory.mktemp("chinese")
    return folder, make(folder, given=CHINESE)


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """A run that failed in its second chapter."""
    folder = tmp_path_factory.mktemp("failed")
    return folder, make(folder, *BAD)


# -- what is written ------------------------------------------------------------------------------------------


def test_a_run_writes_what_its_workflow_says_and_export_the_same_bytes(done):
    folder, run = done
    assert [file.rpartition(".")[2] for file in run["files"]] == ["md", "docx", "json"]
    before = {file: Path(file).read_bytes() for file in run["files"]}
    told = export(folder, "md,docx,json")
    assert told["files"] == run["files"]
    assert {file: Path(file).read_bytes() for file in told["files"]} == before
    assert (told["status"], told["gaps"], told["errors"]) == ("done", [], [])


def test_every_format_at_once(done):
    folder, _ = done
    told = export(folder, "md,txt,html,epub,docx,fountain,json,report", "--out", "elsewhere")
    names = [file.rpartition("/")[2] for file in told["files"]]
    assert names == [
        "tale.md", "tale.txt", "tale.html", "tale.epub", "tale.docx", "tale.fountain", "tale.json", "tale.report.html",
    ]  # fmt: skip
    assert all(str(folder / "elsewhere") in file for file in told["files"])
    assert "“It’s gone,” said Mira." in written(told, "tale.html").read_text("utf-8")
    assert '"It\'s gone," said Mira.' in written(told, ".md").read_text("utf-8")
    chapter = zipfile.ZipFile(io.BytesIO(written(told, ".epub").read_bytes())).read("OEBPS/chapter-001.xhtml").decode()
    assert "“It’s gone,” said Mira." in chapter


def test_the_last_round_is_tracked_and_the_last_issues_are_comments(done):
    _, run = done
    document_ = opened(written(run, ".docx").read_bytes())
    assert remarks(document_) == [("critic", "said Mira", "Flat. (minor)")]
    first = slice(7, 10)  # after the title, the contents with four entries, and the heading
    assert accepted(document_)[first] == [typographic(text) for text in split_paragraphs(MENDED)]
    assert rejected(document_)[first] == [typographic(text) for text in split_paragraphs(FIRST)]


def test_the_history_is_that_of_the_journal(done):
    folder, run = done
    parts = json.loads(written(run, ".json").read_text("utf-8"))["manuscript"]["parts"]
    assert [part["heading"] for part in parts] == [scene["heading"] for scene in SCENES]
    with StoreReader.open(folder / ".inkloom") as reader:
        visits = {visit.path: visit for visit in reader.visits(run["run"])}
    (passage,) = parts[0]["history"]
    assert [told["text"] for told in passage["rounds"]] == [FIRST, MENDED]
    for told in passage["rounds"]:
        detail = json.loads(visits[told["path"]].detail)
        assert (told["score"], told["best"], told["met"]) == (detail["score"], detail["best"], detail["met"])
        critique = next(judged for judged in told["judged"] if judged["role"] == "critic")
        assert Critique.model_validate(critique["value"]) == parsed(visits[critique["path"]].value)
    assert passage["rounds"][1]["by"] == "editor"
    assert [len(part["history"]) for part in parts] == [1, 1, 1, 1]


# -- what is missing ------------------------------------------------------------------------------------------

UNFINISHED = "[chapter 2 is not finished: the reply has no JSON; answer with one JSON object and nothing else]"


def test_a_chapter_that_was_left_out_is_marked_in_its_place(partly):
    folder, run = partly
    assert run["status"] == "done"
    text = written(export(folder, "md"), ".md").read_text("utf-8")
    assert re.findall(r"^## (.*)|^(\[.*)", text, re.MULTILINE) == [
        ("The Well", ""), ("The Road", ""), ("", UNFINISHED), ("The Rain", ""), ("Home", ""),
    ]  # fmt: skip
    assert DRAFTS[1] in text
    assert written(run, ".md").read_text("utf-8") == text


def test_of_a_failed_run_what_is_there_is_exported(failed):
    folder, run = failed
    assert (run["status"], run["files"]) == ("failed", [])
    told = export(folder, "md,html,epub,docx,fountain,json,txt")
    rest = "[chapters 3 to 4 are missing: not begun yet]"
    assert told["gaps"] == [UNFINISHED, rest]
    assert told["status"] == "failed"
    text = written(told, ".md").read_text("utf-8")
    chapters = f"## The Well\n\n{MENDED}\n\n## The Road\n\n{DRAFTS[1]}"
    assert text == f'# The "Dry" Well\n\n{chapters}\n\n{UNFINISHED}\n\n{rest}\n'
    assert UNFINISHED in written(told, ".html").read_text("utf-8")
    assert f"!{UNFINISHED}" in written(told, ".fountain").read_text("utf-8")
    first = json.loads(written(told, ".json").read_text("utf-8"))["manuscript"]["parts"][0]
    assert [round_["text"] for round_ in first["history"][0]["rounds"]] == [FIRST, MENDED]


def test_gaps_are_told_in_the_language_of_the_text(tmp_path):
    (tmp_path / "tale.yaml").write_text(TALE.replace("ON_ERROR", "fail"), "utf-8")
    plan = {"title": "井", "scenes": [{"heading": "枯井", "goal": "没有水。"}, {"heading": "雨", "goal": "下雨。"}]}
    given = {"planner": [plan], "drafter": ["井里没有水。"], "critic": ["no json"] * 3}
    (tmp_path / "replies.json").write_text(json.dumps(given), "utf-8")
    inkloom("run", "tale.yaml", "--set", "premise=井", "--set", "language=zh", "--model", "scripted:replies.json",
            "--no-input", cwd=tmp_path)  # fmt: skip
    told = export(tmp_path, "html")
    assert told["gaps"][0].startswith("[第1章未完成：")
    assert told["gaps"][1] == "[第2章缺失：尚未开始]"
    assert '<html lang="zh">' in written(told, ".html").read_text("utf-8")


def test_nothing_but_a_plan_is_told_as_that(tmp_path):
    (tmp_path / "tale.yaml").write_text(TALE.replace("ON_ERROR", "fail"), "utf-8")
    (tmp_path / "replies.json").write_text(json.dumps({"planner": ["no json"] * 3}), "utf-8")
    inkloom("run", "tale.yaml", "--set", "premise=x", "--model", "scripted:replies.json", "--no-input", cwd=tmp_path)
    told = export(tmp_path, "md")
    assert told["gaps"] == [
        "[the text is missing: the reply has no JSON; answer with one JSON object and nothing else]"
    ]
    assert written(told, ".md").read_text("utf-8").startswith("# tale\n")


def test_a_workflow_without_a_manuscript_is_its_first_output(tmp_path):
    (tmp_path / "note.yaml").write_text(
        "name: note\nsteps: {text: {agent: continuer, of: \"'A.'\"}}\noutputs: {note: text}\n"
        "export: [md, html, json]\n",
        "utf-8",
    )
    (tmp_path / "replies.json").write_text(json.dumps({"continuer": ["# Title\n\n## One\n\nIt's **dry**."]}), "utf-8")
    run = document(inkloom("run", "note.yaml", "--model", "scripted:replies.json", "--json", cwd=tmp_path))
    assert written(run, ".md").read_text("utf-8") == "# Title\n\n## One\n\nIt's **dry**.\n"
    page = written(run, ".html").read_text("utf-8")
    assert "<h1>Title</h1>" in page
    assert "It’s <strong>dry</strong>." in page
    assert json.loads(written(run, ".json").read_text("utf-8"))["manuscript"] is None


# -- what is asked wrongly ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formats", "message", "hint"),
    [
        ("pdf", "'pdf' is not in this version", "formats here: md, txt, html"),
        ("md,fdx", "'fdx' is not in this version", "formats here"),
        ("htm", "no format 'htm'", "did you mean 'html'?"),
        (",", "no format was named", "formats here"),
    ],
)
def test_a_format_that_is_not_there(done, formats, message, hint):
    folder, _ = done
    (error,) = export(folder, formats, code=2)["errors"]
    assert error["message"] == message
    assert hint in error["hint"]


def test_a_run_of_several_items_needs_to_know_which(done, tmp_path):
    folder, run = done

    async def keep():
        with StoreReader.open(folder / ".inkloom") as reader:
            sources = reader.find(run["run"]).sources
            result = reader.item(run["run"], "main").result
        store = await Store.open(tmp_path)
        try:
            writer = await store.begin(run_record(workflow="tale", sources=sources))
            for number, name in enumerate(("row 1/../x", "row2")):
                told = result.replace('"item":"main"', f'"item":{json.dumps(name)}')
                writer.item(ItemRow(number=number, id=name, inputs='{"premise": "x"}', status="done", result=told))
            await writer.end("done")
        finally:
            await store.aclose()

    asyncio.run(keep())
    home = ("--home", str(tmp_path), "--out", str(tmp_path / "out"))
    (error,) = export(folder, "md", *home, code=2)["errors"]
    assert "say which with --item" in error["hint"]
    told = export(folder, "md", "--item", "row 1/../x", *home)
    file = written(told, ".md")
    assert re.fullmatch(r"row_1_\.\._x-[0-9a-f]{8}\.md", file.name)
    assert file.parent.parent == tmp_path / "out"
    assert written(export(folder, "md", "--item", "row2", *home), ".md").name == "row2.md"


# -- the report -----------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """The numbers of a report: (where, class, value), where is the nearest element around with a path or a role."""

    def __init__(self, page):
        super().__init__()
        self.around, self.numbers, self.tags, self.words = [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append(tag)
        if tag in ("meta", "rect", "circle", "path", "line") and tag != "path":
            return
        here = attrs.get("data-path") or attrs.get("data-role") or (attrs.get("data-check") and "check")
        self.around.append((tag, here))
        if tag == "data":
            where = next((here for _, here in reversed(self.around) if here is not None), "")
            self.numbers.append((where, attrs["class"], float(attrs["value"])))

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        while self.around and self.around.pop()[0] != tag:
            pass

    def handle_data(self, data):
        self.words.append(data)

    def of(self, where, kind):
        return [value for at, named, value in self.numbers if (at, named) == (where, kind)]


@pytest.mark.parametrize("kind", ["done", "partly", "failed", "chinese"])
def test_every_number_of_the_report_is_in_the_journal(kind, request):
    folder, run = request.getfixturevalue(kind)
    page = Page(written(export(folder, "report"), ".report.html").read_text("utf-8"))
    with StoreReader.open(folder / ".inkloom") as reader:
        calls, visits = reader.calls(run["run"]), reader.visits(run["run"])
    for role in {call.role for call in calls}:
        own = [call for call in calls if call.role == role]
        assert page.of(role, "calls") == [len(own)]
        assert page.of(role, "prompt_tokens") == [sum(call.usage.prompt_tokens for call in own)]
        assert page.of(role, "completion_tokens") == [sum(call.usage.completion_tokens for call in own)]
        assert page.of(role, "seconds") == [pytest.approx(sum(call.seconds for call in own))]
    assert page.of("", "calls") == [len(calls), len(calls)]
    assert page.of("", "tokens") == [sum(call.usage.prompt_tokens + call.usage.completion_tokens for call in calls)]
    rounds = [visit for visit in visits if visit.kind == "round"]
    for visit in rounds:
        assert page.of(visit.path, "score") == json.loads(visit.detail)["score"]
    values = {visit.path: parsed(visit.value) for visit in visits}
    told = [number for number in page.numbers if number[1] == "measured" and number[0].endswith(".report")]
    assert told
    for where, _, value in told:
        assert value in [number for check in values[where].reports for number in check.measured.values()]
    accounted = {"calls", "cached", "tokens", "prompt_tokens", "completion_tokens", "seconds", "rate", "score", "words",
                 "measured", "planned", "gone", "came"}  # fmt: skip
    assert {named for _, named, _ in page.numbers} <= accounted


def test_the_report_has_the_arc_as_planned_and_as_measured(done):
    folder, run = done
    html = written(export(folder, "report"), ".report.html").read_text("utf-8")
    rows = re.findall(r"<tr><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td></tr>", html)
    told = [(name, *(float(re.search(r'value="(.*?)"', cell)[1]) for cell in cells)) for name, *cells in rows]
    with StoreReader.open(folder / ".inkloom") as reader:
        visits = {visit.path: visit for visit in reader.visits(run["run"])}
    finals = ["s1].polish#2", "s2].polish#1", "s3].polish#1", "s4].polish#1"]
    measured = [parsed(visits[f"chapters[{final}.report"].value).reports[0].measured["valence"] for final in finals]
    assert told == [(s["heading"], s["valence"], m) for s, m in zip(SCENES, measured, strict=True)]


def test_the_report_has_the_picture_with_what_became_of_each_step(partly):
    folder, run = partly
    html = written(export(folder, "report"), ".report.html").read_text("utf-8")
    with StoreReader.open(folder / ".inkloom") as reader:
        visits = [visit for visit in reader.visits(run["run"]) if visit.kind != "round"]
    tree = fromstring(html)
    for name in ("plan", "chapters.draft", "chapters.polish", "chapters.polish.critique"):
        keyless = [visit for visit in visits if re.sub(r"\[.*?\]|#\d+", "", visit.path) == name]
        counts = Counter(visit.status for visit in keyless)
        (badge,) = tree.xpath(f'//g[@data-path="{name}"]/g[contains(@class, "badge")]/text/text()')
        signs = {"failed": "✗", "done": "✓"}
        expected = [f"{signs[s]} {counts[s]}" if counts.total() > 1 else signs[s] for s in signs if counts[s]]
        assert badge.split("  ") == expected


def test_the_report_shows_what_changed_and_why_parts_failed(partly):
    folder, _ = partly
    html = written(export(folder, "report"), ".report.html").read_text("utf-8")
    diff = re.search(r'<div class="diff" lang="en">(.*?)</div>', html, re.S)[1]
    assert unescape(re.sub(r"<ins>.*?</ins>|</?del>", "", diff, flags=re.S)) == FIRST
    assert unescape(re.sub(r"<del>.*?</del>|</?ins>", "", diff, flags=re.S)) == MENDED
    assert "<code>chapters[s2].polish#1.critique</code> <b>ReplyError</b>" in html
    assert "<script" not in html
    assert "default-src 'none'" in html


def test_the_report_of_a_run_in_chinese_is_chinese(chinese):
    folder, run = chinese
    assert run["status"] == "done"
    tree = fromstring(written(export(folder, "report"), ".report.html").read_text("utf-8"))
    assert tree.get("lang") == "zh"
    assert [code.text for code in tree.xpath('//p[@class="rule"]/code')] == ["critique.score >= 8"] * 2
    headings = [heading.text_content() for heading in tree.xpath("//h2 | //h4")]
    assert headings[:2] == ["步骤", "情绪：计划与实测"]
    assert {"评论者：8 分（满分 10 分）", "篇幅：未达标"} <= set(headings)
    told = {row.get("data-role"): row.findtext("td") for row in tree.xpath("//tr[@data-role]")}
    assert told == {"planner": "策划", "drafter": "执笔人", "critic": "评论者", "editor": "编辑", "": "合计"}


def test_the_report_of_a_run_that_has_brought_no_text_is_in_the_language_of_what_was_asked_for(tmp_path):
    for premise, language in (("A well without water.", "en"), ("井里没有水。", "zh")):
        folder = tmp_path / language
        folder.mkdir()
        make(folder, given={"planner": BAD}, premise=premise)
        page = written(export(folder, "report"), ".report.html").read_text("utf-8")
        assert fromstring(page).get("lang") == language


# -- runs that were stopped -----------------------------------------------------------------------------------


def stopped(folder, run, home, until):
    """A run as it would stand had it been killed right after the visit ``until`` had begun or ended."""

    async def keep():
        with StoreReader.open(folder / ".inkloom") as reader:
            record, inputs = reader.find(run["run"]), reader.item(run["run"], "main").inputs
            visits, calls = reader.visits(run["run"]), reader.calls(run["run"])
        store = await Store.open(home)
        try:
            writer = await store.begin(run_record(workflow="tale", sources=record.sources))
            writer.item(ItemRow(number=0, id="main", inputs=inputs))
            last = next(number for number, visit in enumerate(visits) if visit.path == until)
            kept = visits[: last + 1]
            for visit in kept:
                open_ = visit.kind in ("foreach", "loop") and until.startswith((f"{visit.path}[", f"{visit.path}#"))
                writer.visit(replace(visit, status="started", value="") if open_ else visit)
            for call in calls:
                if call.path in {visit.path for visit in kept}:
                    await writer.keep(call)
            await writer.end("interrupted")
        finally:
            await store.aclose()

    asyncio.run(keep())
    told = export(folder, "md,json,report,docx", "--home", str(home), "--out", str(home))
    return told, written(told, ".md").read_text("utf-8")


def test_of_a_run_that_was_killed_the_best_text_so_far_is_there(done, tmp_path):
    folder, run = done
    told, text = stopped(folder, run, tmp_path, "chapters[s1].polish#2.critique")
    assert told["status"] == "unfinished"
    # The second round was not judged yet: what stands is what the first one judged.
    assert text == (
        f'# The "Dry" Well\n\n## The Well\n\n{FIRST}\n\n[chapter 1 is not finished: the run was interrupted]\n\n'
        "[chapters 2 to 4 are missing: not begun yet (the run was interrupted)]\n"
    )
    assert "interrupted" in written(told, ".report.html").read_text("utf-8")


def test_of_a_run_that_was_killed_between_chapters_the_finished_ones_are_whole(done, tmp_path):
    folder, run = done
    told, text = stopped(folder, run, tmp_path, "chapters[s3].draft")
    assert [gap for gap in told["gaps"] if "chapter 3" in gap] == [
        "[chapter 3 is not finished: the run was interrupted]"
    ]
    assert f"## The Well\n\n{MENDED}\n\n## The Road\n\n{DRAFTS[1]}\n\n## The Rain\n\n{DRAFTS[2]}\n\n[" in text


BOOK = """
name: book
inputs:
  premise: {type: text}
steps:
  plan: {agent: planner, with: {scenes: 2}}
  chapters:
    foreach: plan.scenes
    as: chapter
    key: chapter.id
    order: serial
    steps:
      scenes:
        foreach: "[1, 2]"
        as: number
        key: number
        order: serial
        steps:
          draft: {agent: drafter, with: {scene: chapter, outline: plan, previous: none}}
          polish:
            loop: {max: 2, until: critique.score >= 8}
            carry: {text: draft}
            steps:
              critique: {agent: critic, with: {scene: chapter, outline: plan}}
              revise: {agent: editor, sets: text, with: {scene: chapter, outline: plan}}
            result: text
        result: polish
      whole: {render: whole.md.j2, with: {scenes: scenes}}
    result: {heading: chapter.heading, text: whole}
outputs: {book: "chapters | map(attribute='text') | list"}
manuscript:
  title: plan.title
  parts: chapters | map(attribute='text') | list
  headings: chapters | map(attribute='heading') | list
export: [json, docx]
"""


def make_book(folder, *critics):
    (folder / "templates").mkdir()
    (folder / "templates" / "whole.md.j2").write_text("{{ scenes | join('\\n\\n***\\n\\n') }}\n", "utf-8")
    (folder / "book.yaml").write_text(BOOK, "utf-8")
    given = {**replies(), "critic": [*JUDGED, *critics]}
    given["planner"] = [{"title": "Book", "scenes": SCENES[:2]}]
    (folder / "replies.json").write_text(json.dumps(given), "utf-8")
    return document(
        inkloom("run", "book.yaml", "--set", "premise=x", "--model", "scripted:replies.json", "--no-input", "--json",
                cwd=folder)
    )  # fmt: skip


def test_a_chapter_put_together_of_scenes_has_the_history_of_each(tmp_path):
    run = make_book(tmp_path, PASSED, PASSED, PASSED)
    assert run["status"] == "done", run["errors"]
    first, second = json.loads(written(run, ".json").read_text("utf-8"))["manuscript"]["parts"]
    assert [(told["paragraphs"], told["final"]) for told in first["history"]] == [
        ([0, 3], "chapters[s1].scenes[1].polish#2"), ([4, 5], "chapters[s1].scenes[2].polish#1"),
    ]  # fmt: skip
    assert [told["final"] for told in second["history"]] == [
        "chapters[s2].scenes[1].polish#1", "chapters[s2].scenes[2].polish#1",
    ]  # fmt: skip
    document_ = opened(written(run, ".docx").read_bytes())
    assert remarks(document_) == [("critic", "said Mira", "Flat. (minor)")]


def test_of_a_chapter_that_was_not_put_together_the_scenes_are_there(tmp_path):
    run = make_book(tmp_path, PASSED, PASSED, *BAD)
    assert run["status"] == "failed"
    told = export(tmp_path, "md,json")
    text = written(told, ".md").read_text("utf-8")
    assert f"## The Road\n\n{DRAFTS[2]}\n\n{DRAFTS[3]}\n\n{UNFINISHED}\n" in text
    parts = json.loads(written(told, ".json").read_text("utf-8"))["manuscript"]["parts"]
    assert [len(part["history"]) for part in parts] == [2, 1]
