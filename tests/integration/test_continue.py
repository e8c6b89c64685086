"""The workflow continue: a manuscript read chapter by chapter, and the chapters that come after it."""

import io
import json
from functools import partial
from pathlib import Path

import docx
import pytest

from tests.support.command import ROOT, document, inkloom
from tests.support.novels import MANUSCRIPT, answer
from tests.support.running import Answering, compiled, run_one

PLAN = (ROOT / "workflows" / "continue.yaml").read_text("utf-8")


async def continued(language, model=None, **inputs):
    model = model or Answering(partial(answer, language=language))
    given = {"manuscript": MANUSCRIPT[language], "scenes": 1, "words": 40, **inputs}
    result = await run_one(compiled(PLAN), model, given)
    assert result.status == "done", result.failures
    return result, model


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("en", ["Chapter 1: Lost", "Chapter 2: The Well", "Chapter 3: The Well 1", "Chapter 4: The Well 2"]),
        ("zh", ["第一章 失铃", "第二章 枯井", "第三章 枯井 1", "第四章 枯井 2"]),
    ],
)
async def test_the_new_chapters_stand_behind_the_old_ones_and_take_none_of_their_titles(language, headings):
    result, _ = await continued(language, chapters=2)
    manuscript = result.manuscript
    assert manuscript.title == {"en": "The Bell", "zh": "银铃"}[language]
    assert [part.heading for part in manuscript.parts] == headings
    old = [part.draft.text for part in manuscript.parts[:2]]
    assert all(text in MANUSCRIPT[language] for text in old)
    assert all(part.draft.text.strip() for part in manuscript.parts)


async def test_what_stands_before_the_first_chapter_is_kept_and_is_none():
    text = MANUSCRIPT["en"].replace("# The Bell\n", "# The Bell\n\nby Jane Doe\n")
    result, model = await continued("en", chapters=1, manuscript=text)
    assert result.manuscript.parts[0].draft.text == "by Jane Doe"
    assert [part.heading for part in result.manuscript.parts][:2] == ["", "Chapter 1: Lost"]
    assert model.paths("chronicler")[-1] == "chapters[c3].recap"
    result, _ = await continued("en", chapters=1, manuscript=text, only_new=True)
    assert [part.heading for part in result.manuscript.parts] == ["Chapter 3: The Well 1"]


async def test_what_was_read_is_what_the_new_chapters_are_written_with():
    result, model = await continued("en", chapters=1)
    (prompt,) = (request.messages[-1].content for request in model.requests if request.role == "novelist")
    assert "Main character: Mira 1" in prompt
    assert "Fact: Door 2 is open." in prompt
    assert "The story so far ends: Mira looked into the well." in prompt
    assert "Write in the manner of this passage:\n# The Bell" in prompt
    assert model.paths("chronicler") == ["read[m1].recap", "read[m2].recap", "chapters[c3].recap"]
    assert result.outputs["bible"].splitlines()[-2] == "- from chapter 3: Door 3 is open."


@pytest.mark.parametrize(
    ("language", "last", "overdue"),
    [("en", "the last one", "This promise is overdue"), ("zh", "最后一章", "这个伏笔该收了")],
)
async def test_the_book_goes_on_unless_it_is_said_to_end(language, last, overdue):
    for ends in (False, True):
        result, model = await continued(language, chapters=1, ends=ends)
        (prompt,) = (request.messages[-1].content for request in model.requests if request.role == "plotter")
        assert (last in prompt) == ends
        assert (overdue in result.outputs["review"]) == ends


async def test_the_bible_of_a_long_manuscript_keeps_to_its_budget_where_it_is_planned_with():
    things = ["lamp", "rope", "boat", "stone", "candle", "ladder", "mirror", "kettle"]
    facts = [{"text": f"In the old mill the {thing} {act}."} for thing in things for act in ("burns", "falls")]

    def reply(request):
        text = answer(request)
        return json.dumps({**json.loads(text), "facts": facts}) if request.role == "chronicler" else text

    _, model = await continued("en", Answering(reply), chapters=1, memory=100)
    for role in ("architect", "plotter"):
        (prompt,) = (request.messages[-1].content for request in model.requests if request.role == role)
        assert 0 < prompt.count("Fact: In the old mill") < 12


async def test_the_manner_and_the_end_of_a_manuscript_are_shown_in_whole_sentences():
    story = " ".join(f"Door {number} was shut, and Mira went on to the next one of them." for number in range(60))
    _, model = await continued("en", manuscript=story, chapters=1)
    (prompt,) = (request.messages[-1].content for request in model.requests if request.role == "novelist")
    for before in ("Write in the manner of this passage:\n", "The story so far ends: "):
        shown = prompt.partition(before)[2].partition("\n")[0]
        assert shown.startswith("Door ")
        assert shown.endswith("Door 59 was shut, and Mira went on to the next one of them.")
        assert len(shown.split()) <= 200


async def test_the_result_may_leave_the_old_chapters_out():
    result, _ = await continued("en", chapters=1, only_new=True)
    assert [part.heading for part in result.manuscript.parts] == ["Chapter 3: The Well 1"]
    assert "The bell was gone." not in result.outputs["text"]


async def test_a_chapter_that_is_too_long_is_read_in_pieces():
    long = "\n\n".join(f"Door {number} was shut, and she went on to the next." for number in range(40))
    result, model = await continued("en", manuscript=f"# Long\n\n{long}\n\n# Short\n\nIt was over.", reading=200)
    assert len(model.paths("summarizer")) == 3
    assert result.manuscript.parts[0].draft.text == long


async def test_a_text_without_chapters_is_one_chapter():
    result, _ = await continued("en", manuscript="It rained.\n\nIt was wet.")
    assert [part.heading for part in result.manuscript.parts] == ["", "Chapter 2: The Well"]
    assert result.manuscript.parts[0].draft.text == "It rained.\n\nIt was wet."


@pytest.mark.parametrize(
    ("manuscript", "headings"),
    [
        (
            "Prologue\n\nIt began.\n\nCHAPTER I. Lost\n\nIt was gone.\n",
            ["Prologue", "CHAPTER I. Lost", "CHAPTER II. The Well"],
        ),
        ("Chapter 7\nThe Mill\n\nIt was shut.\n", ["Chapter 7: The Mill", "Chapter 8: The Well"]),
        ("# Lost\n\nIt was gone.\n\n# Found\n\nIt rang.\n", ["Lost", "Found", "The Well"]),
        ("The Bell\n\nby Jane Doe\n\nChapter 1\n\nIt rang.\n", ["", "Chapter 1", "Chapter 2"]),
    ],
)
async def test_old_headings_stay_as_they_are_and_new_ones_go_on_in_their_manner(manuscript, headings):
    result, _ = await continued("en", manuscript=manuscript, chapters=1)
    assert [part.heading for part in result.manuscript.parts] == headings


# -- files --------------------------------------------------------------------------------------------------

REPLIES = """
chronicler:
  - {text: 铃不见了。, facts: [{text: 铃是银的。}]}
  - {text: 井里没有铃。, facts: [{text: 井干了。}]}
  - {text: 米拉回家了。, facts: [{text: 铃在家里。}]}
architect: [{title: 归途, scenes: [{heading: 路, goal: 米拉回家。}]}]
plotter: [{title: 归途, goal: 米拉回家。, scenes: [{heading: 路, goal: 米拉走在路上。}]}]
novelist: [米拉在家里找到了铃。]
critic: [{issues: [], score: 9}]
dramaturg: [{issues: [], verdict: 好。}]
"""


def as_docx(text):
    document, data = docx.Document(), io.BytesIO()
    for part in text.strip().split("\n\n"):
        marks = len(part) - len(part.lstrip("#"))
        document.add_heading(part.lstrip("# "), marks) if marks else document.add_paragraph(part)
    document.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "encode"),
    [
        ("a.md", str.encode),
        ("a.txt", lambda text: text.replace("#", "").encode("gbk")),
        ("a.txt", lambda text: text.replace("#", "").encode("utf-16")),
        ("a.docx", as_docx),
    ],
)
def test_a_manuscript_is_read_from_the_files_that_people_have(tmp_path, name, encode):
    (tmp_path / name).write_bytes(encode(MANUSCRIPT["zh"]))
    (tmp_path / "replies.yaml").write_text(REPLIES, "utf-8")
    told = inkloom(
        "run", "continue", "--model", "scripted:replies.yaml", "--set", f"manuscript={name}", "--json", cwd=tmp_path
    )
    assert told.returncode == 0, told.stderr
    text = Path(document(told)["files"][0]).read_text("utf-8")
    assert text == (
        "# 银铃\n\n## 第一章 失铃\n\n铃不见了。小狐狸米拉找了一夜。\n\n"
        "## 第二章 枯井\n\n米拉往井里看，里面什么也没有。\n\n"
        "## 第三章 归途\n\n米拉在家里找到了铃。\n"
    )


@pytest.mark.parametrize(("more", "old"), [([], True), (["--set", "only_new=true"], False)])
def test_a_new_chapter_that_is_not_there_yet_is_marked_behind_the_old_ones(tmp_path, more, old):
    (tmp_path / "a.md").write_text(MANUSCRIPT["zh"].replace("# 银铃\n", "# 银铃\n\n王小明著\n"), "utf-8")
    (tmp_path / "replies.yaml").write_text(REPLIES, "utf-8")
    options = ["--set", "manuscript=a.md", "--no-input", "--max-calls", "4"]
    stopped = inkloom("run", "continue", "--model", "scripted:replies.yaml", *options, *more, cwd=tmp_path)
    assert stopped.returncode == 6, stopped.stderr
    exported = document(inkloom("export", "last", "--format", "md", "--json", cwd=tmp_path))
    assert len(exported["gaps"]) == 1
    text = Path(exported["files"][0]).read_text("utf-8")
    assert ("铃不见了" in text) == old
    assert text.startswith("# 银铃\n\n王小明著\n\n## 第一章 失铃\n") == old
    assert text.count("王小明著") == old


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "'manuscript' is empty"),
        (b"Caf\xe9 ol\xe9", "not UTF-8 (byte 3)"),
        (b"PK\x03\x04torn", "no Word document that can be read"),
    ],
)
def test_a_manuscript_that_cannot_be_read_is_told_before_anything_is_asked(tmp_path, data, message):
    (tmp_path / "a.txt").write_bytes(data)
    refused = inkloom("run", "continue", "--model", "scripted:none.yaml", "--set", "manuscript=a.txt", cwd=tmp_path)
    assert refused.returncode == 2
    assert message in refused.stderr
