"""The workflows for scripts and texts: to the word on given replies, to the end on the model in the box."""

import asyncio
import json
import re
from pathlib import Path

import docx
import pytest
from screenplay_tools.fountain.parser import Parser

from orchestrator.app import build_app
from orchestrator.engine.people import Nobody
from orchestrator.engine.runner import Item, Limits, Surroundings, run_items
from orchestrator.language.inputs import read_inputs
from tests.support.command import ROOT, document, inkloom
from tests.support.word import accepted, opened, rejected, remarks

SCRIPTS = ROOT / "tests" / "assets" / "desk"
LETTER = "Mira walked to the mill. She had forgoten her bell. Call her at 555-0187.\n\nIt rained.\n"
CHINESE = "狐狸跑到旧磨坊去，因为她把银铃丢在了那里。天黑了，没有人回答。\n\n她找了一整夜，天亮才回家。"
WELL = (
    "# Lost\n\n" + "Mira lost her silver bell at the old mill and looked for it. " * 10
    + "\n\n# Found\n\n" + "Fritz found 7 bells in the well behind the mill, and was glad. " * 10
)  # fmt: skip


def run(name, cwd, *options, model=None, code=0, said=""):
    chosen = model or f"scripted:{SCRIPTS / name}.yaml"
    done = inkloom("run", name, "--model", chosen, "--json", *options, cwd=cwd, said=said)
    assert done.returncode == code, done.stdout + done.stderr
    return document(done)


def given(**inputs):
    return [part for key, value in inputs.items() for part in ("--set", f"{key}={value}")]


# -- screenplay ---------------------------------------------------------------------------------------------

SECOND = "INT. THE MILL - NIGHT\n\nMIRA\n(softly)\nThere it is.\n\n!# The end"
FIRST = "INT. THE MILL - NIGHT\n\nA fox.\n\nMIRA\nWhere is it?\n\nFRITZ\n(slowly)\nNowhere."


def test_the_judge_keeps_a_version_and_it_is_fountain(tmp_path):
    told = run("screenplay", tmp_path, *given(logline="A fox looks for her bell.", scenes=1))
    assert told["outputs"] == {"script": f"Title: The Bell\n\n{SECOND}"}
    (file,) = told["files"]
    text = Path(file).read_text("utf-8")
    assert text == f"Title: The Bell\n\n{SECOND}\n"
    parser = Parser()
    parser.add_text(text)
    assert [element.type.name for element in parser.script.elements] == [
        "HEADING", "CHARACTER", "PARENTHETICAL", "DIALOGUE", "ACTION",
    ]  # fmt: skip
    assert told["usage"]["calls"] == 3 + 2 + 2


def test_a_screenplay_is_exported_as_a_script_or_as_it_is(tmp_path):
    run("screenplay", tmp_path, *given(logline="A fox looks for her bell.", scenes=1))
    told = document(inkloom("export", "last", "--format", "md,html,docx,txt", "--json", cwd=tmp_path))
    markdown, page, word, text = map(Path, told["files"])
    assert markdown.read_text("utf-8") == (
        "# The Bell\n\n### INT. THE MILL - NIGHT\n\n> **MIRA**\\\n> (softly)\\\n> There it is.\n\n\\# The end\n"
    )
    assert '<p class="speech">There it is.</p>\n<p class="action"># The end</p>' in page.read_text("utf-8")
    assert [paragraph.style.name for paragraph in opened(word.read_bytes()).paragraphs] == [
        "Title", "Scene Heading", "Character", "Parenthetical", "Dialogue", "Action",
    ]  # fmt: skip
    assert text.read_text("utf-8") == f"Title: The Bell\n\n{SECOND}\n"


def test_an_output_that_is_a_script_is_set_as_one_too(tmp_path):
    (tmp_path / "scene.yaml").write_text(
        "name: scene\nsteps: {text: {agent: continuer, of: \"'A.'\"}}\noutputs: {scene: text}\nexport: [md, txt]\n",
        "utf-8",
    )
    (tmp_path / "replies.json").write_text(json.dumps({"continuer": ["内景 磨坊 夜\n\n米拉：我来了。"]}), "utf-8")
    told = document(inkloom("run", "scene.yaml", "--model", "scripted:replies.json", "--json", cwd=tmp_path))
    markdown, text = (Path(file).read_text("utf-8") for file in told["files"])
    assert markdown == "# scene\n\n### 内景 磨坊 夜\n\n> **米拉**\\\n> 我来了。\n"
    assert text == "内景 磨坊 夜\n\n米拉：我来了。\n"


def test_a_person_keeps_a_version(tmp_path):
    told = run("screenplay", tmp_path, *given(logline="A fox.", scenes=1, chooser="person"), said="1\n")
    assert told["outputs"] == {"script": f"Title: The Bell\n\n{FIRST}"}
    assert told["usage"]["calls"] == 3 + 2


# -- rewrite ------------------------------------------------------------------------------------------------


def test_a_text_is_mended_where_it_needs_it_and_word_shows_what_was_changed(tmp_path):
    (tmp_path / "letter.md").write_text(LETTER)
    told = run("rewrite", tmp_path, *given(text="letter.md", words=19, wish="Say how it rained."))
    before, after = LETTER.strip(), LETTER.strip().replace("rained.", "rained cats and dogs.")
    assert told["outputs"]["text"] == after
    assert "| length: words | 16 | 19 |" in told["outputs"]["notes"]
    assert (told["usage"]["calls"], told["unmet"]) == (3, [])
    markdown, word = told["files"]
    assert Path(markdown).read_text("utf-8") == f"# Rewritten\n\n{after}\n"
    pages = opened(Path(word).read_bytes())
    assert [p for p in accepted(pages) if p in after.split("\n\n")] == after.split("\n\n")
    assert [p for p in rejected(pages) if p in before.split("\n\n")] == before.split("\n\n")


@pytest.mark.parametrize("name", ["rewrite", "review"])
def test_a_text_that_has_a_title_keeps_it(tmp_path, name):
    (tmp_path / "letter.md").write_text(f"# The Letter\n\n{LETTER}")
    (tmp_path / "replies.yaml").write_text("[{issues: [], score: 9}]")
    run(name, tmp_path, *given(text="letter.md"), model="scripted:replies.yaml")
    (markdown,) = document(inkloom("export", "last", "--format", "md", "--json", cwd=tmp_path))["files"]
    assert Path(markdown).read_text("utf-8") == f"# The Letter\n\n{LETTER}"


@pytest.mark.parametrize("name", ["rewrite", "review"])
def test_a_text_in_another_language_than_was_said_is_told(tmp_path, name):
    (tmp_path / "letter.md").write_text(CHINESE)
    (tmp_path / "replies.yaml").write_text("[{issues: [], score: 9}]")
    told = run(name, tmp_path, *given(text="letter.md", language="en"), model="scripted:replies.yaml")
    assert "全文是中文，请用英语写。" in told["outputs"]["notes" if name == "rewrite" else "review"]


def test_the_language_is_that_of_the_text_and_what_is_said_of_it_is_in_that_language(tmp_path):
    (tmp_path / "a.txt").write_text(CHINESE.replace("天黑了", "电话13812345678"))
    issue = {"paragraph": "p1", "quote": "没有人回答", "problem": "不通。", "fix": "改掉。", "severity": "minor"}
    replies = {"reviewer": [{"issues": [issue], "score": 6}], "critic": [{"issues": [], "score": 9}]}
    (tmp_path / "replies.yaml").write_text(json.dumps(replies))
    reviewed = run("review", tmp_path, *given(text="a.txt"), model="scripted:replies.yaml")
    page = reviewed["outputs"]["review"]
    assert "- 轻微：“没有人回答”：不通。改掉。" in page
    assert not re.search("[a-z]{3}", page), page
    assert ("reviewer", "没有人回答", "不通。 → 改掉。（轻微）") in remarks(
        opened(Path(reviewed["files"][0]).read_bytes())
    )
    notes = run("rewrite", tmp_path, *given(text="a.txt"), model="scripted:replies.yaml")["outputs"]["notes"]
    assert "| 易读：每句字数 |" in notes
    assert not re.search("[a-zA-Z]", notes), notes


def test_a_wish_takes_a_revision_even_where_the_critic_is_pleased(tmp_path):
    (tmp_path / "letter.md").write_text("It rained.\n")
    replies = {"critic": [{"issues": [], "score": 9}] * 2, "editor": ["[p1] It rained frogs."]}
    (tmp_path / "replies.yaml").write_text(json.dumps(replies))
    told = run("rewrite", tmp_path, *given(text="letter.md", wish="Say what."), model="scripted:replies.yaml")
    assert told["outputs"]["text"] == "It rained frogs."


def test_paragraphs_that_stand_one_a_line_are_mended_one_by_one(tmp_path):
    (tmp_path / "a.txt").write_text("天黑了。\n她找了一整夜。\n铃不见了。\n", "utf-8")
    replies = {"critic": [{"issues": [], "score": 5}, {"issues": [], "score": 9}], "editor": ["[p2] 她找到天亮。"]}
    (tmp_path / "replies.yaml").write_text(json.dumps(replies))
    told = run("rewrite", tmp_path, *given(text="a.txt"), model="scripted:replies.yaml")
    assert told["outputs"]["text"] == "天黑了。\n\n她找到天亮。\n\n铃不见了。"


def test_a_part_that_cannot_be_judged_stays_as_it_was(tmp_path):
    (tmp_path / "letter.md").write_text(LETTER)
    (tmp_path / "replies.yaml").write_text("[no JSON, no JSON, no JSON]")
    told = run("rewrite", tmp_path, *given(text="letter.md"), model="scripted:replies.yaml")
    assert told["outputs"]["text"] == LETTER.strip()
    told = run("review", tmp_path, *given(text="letter.md"), model="scripted:replies.yaml")
    assert told["outputs"]["review"].endswith("- Could not be read: the part that begins with p1")
    assert [error["step"] for error in told["errors"]] == ["parts[p1].read#1.critique"]


# -- review -------------------------------------------------------------------------------------------------


def test_what_is_wrong_is_told_with_its_place_and_what_is_not_there_is_dropped(tmp_path):
    (tmp_path / "letter.md").write_text(LETTER)
    told = run("review", tmp_path, *given(text="letter.md"))
    page = told["outputs"]["review"]
    assert "- major, p1, from character 64: Personal data (a telephone number)" in page
    assert '- major: "forgoten": Misspelt. Write forgotten.' in page
    assert "not there" not in page
    assert told["outputs"]["text"] == LETTER.strip()
    assert told["usage"]["calls"] == 1
    assert ("reviewer", "forgoten", "Misspelt. → Write forgotten. (major)") in remarks(
        opened(Path(told["files"][0]).read_bytes())
    )


def test_it_is_mended_on_request_and_copying_is_told_with_its_place_in_the_source(tmp_path):
    (tmp_path / "letter.md").write_text(LETTER)
    (tmp_path / "source.txt").write_text("Before it. " + LETTER[:60])
    (tmp_path / "other.txt").write_text("Nothing of it.")
    told = run("review", tmp_path, *given(text="letter.md", mend="true", sources="other.txt, source.txt"))
    assert "10 words" not in told["outputs"]["review"]
    assert told["outputs"]["text"] == "Mira walked to the mill. She had forgotten her bell.\n\nIt rained."
    assert (told["usage"]["calls"], told["unmet"]) == (3, [])
    (tmp_path / "source.txt").write_text("Before it. " + LETTER)
    told = run("review", tmp_path, *given(text="letter.md", sources="other.txt, source.txt"))
    assert "16 words in a row stand in source 2 (from character 11 on)" in told["outputs"]["review"]


# -- summarize ----------------------------------------------------------------------------------------------


def test_a_long_text_is_told_chapter_by_chapter_and_what_it_does_not_name_is_taken_out(tmp_path):
    (tmp_path / "well.md").write_text(WELL)
    told = run("summarize", tmp_path, *given(text="well.md", chunk=150, words=20), "--seed", "1")
    assert told["outputs"] == {"summary": "Mira lost her bell, and Fritz found 7 in the well.", "invented": ""}
    assert told["usage"]["calls"] == 2 + 1 + 1


def test_levels_follow_each_other_until_it_fits_and_a_part_that_fails_is_left_out(tmp_path):
    paragraph = "Mira lost bell number {} at the mill, where nobody had been since the river froze in the last war. "
    (tmp_path / "long.md").write_text("\n\n".join(paragraph.format(n) * 4 for n in range(60)))
    reply = "Mira lost a bell at the mill where nobody had been since the river froze, and {} looked for it."
    told = ["…", "…", "…", *(reply.format(f"person {n}") for n in range(200))]
    (tmp_path / "replies.yaml").write_text(json.dumps({"condenser": [{"$error": "out of memory"}, *told[3:]]}))
    made = run("summarize", tmp_path, *given(text="long.md", chunk=150, words=100), model="scripted:replies.yaml")
    assert made["unmet"] == ["traced"]  # "person 7" is not in the text
    assert made["errors"][0]["step"] == "short#1.parts[p1].told"
    assert made["usage"]["calls"] > 30 + 4


def test_a_short_text_is_its_own_summary(tmp_path):
    (tmp_path / "letter.md").write_text("It rained.\n\nMira slept.")
    told = run("summarize", tmp_path, *given(text="letter.md"))
    assert told["outputs"]["summary"] == "It rained.\n\nMira slept."
    assert told["usage"]["calls"] == 0


# -- what is no text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("rewrite", b"", "'text' is empty"),
        ("summarize", b" \n\t\n", "'text' is empty"),
        ("review", b"\x89PNG\r\n\x1a\n\x00\x00\xff\xd8" * 30, "bad.md: not "),
        ("rewrite", "Caf\u00e9 na\u00efve.".encode("latin-1"), "bad.md: not "),
        ("summarize", b"word " * 800_000, "has 4,000,000 characters; at most 3,000,000 fit"),
    ],
    ids=["empty", "blank", "binary", "Latin-1", "too long"],
)
def test_what_cannot_be_read_is_refused_before_a_model_is_asked(tmp_path, name, data, said):
    (tmp_path / "bad.md").write_bytes(data)
    told = run(name, tmp_path, *given(text="bad.md"), code=2)
    (error,) = told["errors"]
    assert said in error["message"], error
    assert "--set NAME=VALUE" in error["hint"]
    assert told["run"] is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030", "docx"])
def test_a_text_is_read_as_it_comes(tmp_path, encoding):
    if encoding == "docx":
        pages = docx.Document()
        for paragraph in CHINESE.split("\n\n"):
            pages.add_paragraph(paragraph)
        pages.save(tmp_path / "text.docx")
    else:
        (tmp_path / "text.docx").write_bytes(CHINESE.encode(encoding))
    told = run("summarize", tmp_path, *given(text="text.docx", language="zh"))
    assert told["outputs"]["summary"] == CHINESE


def test_a_file_that_is_not_there_and_a_logline_of_nothing_are_told(tmp_path):
    told = run("review", tmp_path, *given(text="no.md", sources="none.txt"), code=2)
    assert told["errors"][0]["message"].splitlines() == [
        "'text': no.md: no such file", "'sources': none.txt: no such file",
    ]  # fmt: skip
    told = run("screenplay", tmp_path, *given(logline="  "), code=2)
    assert told["errors"][0]["message"] == "'logline' is empty"


def test_a_text_of_300_kb_is_read_in_parts(tmp_path):
    sentence = "Mira lost bell number {} at the mill, and nobody knew where it was. "
    text = "\n\n".join("".join(sentence.format(at * 10 + n) for n in range(10)) for at in range(440))
    assert len(text) > 300_000
    (tmp_path / "long.md").write_text(text)
    (tmp_path / "replies.yaml").write_text(str([{"issues": [], "score": 9}] * 110))
    told = run("review", tmp_path, *given(text="long.md"), model="scripted:replies.yaml")
    assert told["outputs"]["text"] == text.strip().replace(" \n", "\n")
    assert told["usage"]["calls"] == 110


# -- on the model in the box --------------------------------------------------------------------------------

TALE = (
    "Mira was a young fox who lived beside the old mill. One morning her silver bell was gone. She looked under every "
    "stone. Call 555-0187, said a note.\n\n“Have you seen my bell?” she asked the heron. The heron pointed at the weir."
    "\n\nThere, among the willows, something was ringing. She waded in and took it home. All was well."
)
CHINESE_TALE = (
    "小狐狸米拉住在旧磨坊旁边。一天早上，她的银铃不见了。她在每块石头下面找。纸条上写着：电话13812345678。\n\n"
    "“你看见我的铃了吗？”她问苍鹭。苍鹭指了指水坝。\n\n在柳树中间，有一个东西在响。她走进水里，把它拿回家去。一切都好了。"
)
BUILT_IN = {
    "screenplay": {"logline": "A fox looks for her silver bell.", "scenes": 1, "versions": 2},
    "rewrite": {"text": TALE, "rounds": 2, "grade": 4.0, "sentence": 12},
    "review": {"text": TALE, "mend": True, "rounds": 2, "sources": [TALE[:200]]},
    "summarize": {"text": TALE, "chunk": 100, "words": 20},
}
IN_CHINESE = {
    "screenplay": {"logline": "一只狐狸找她的银铃。"},
    "rewrite": {"text": CHINESE_TALE},
    "review": {"text": CHINESE_TALE, "sources": [CHINESE_TALE[:60]]},
    "summarize": {"text": CHINESE_TALE},
}


QUICK = {"screenplay": {"versions": 1}, "rewrite": {"rounds": 1}, "review": {"mend": False}, "summarize": {}}
"""What leaves out the dear steps: versions that are compared, and editors that are asked again."""


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("size", ["quick", "whole"])
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_each_runs_to_the_end_on_the_model_in_the_box(language, size):
    app = build_app("review", {"model": "built-in"})

    async def outcome(model, name):
        plan = app.compile(app.find_workflow(name))
        inputs = {**BUILT_IN[name], **(IN_CHINESE[name] if language == "zh" else {}), "language": language}
        inputs |= QUICK[name] if size == "quick" else {}
        around = Surroundings(model=model, checks=app.checks, observer=lambda _: None, person=Nobody())
        limits = Limits(concurrency=None, open_items=1)
        item = Item(name, read_inputs(plan.inputs, inputs))
        return await anext(run_items(plan, [item], around, seed=0, limits=limits))

    async with app.model() as model:
        results = await asyncio.gather(*(outcome(model, name) for name in BUILT_IN))
    for result in results:
        assert result.status == "done", (result.item, result.failures)
        main = {name: text for name, text in result.outputs.items() if name != "invented"}
        assert all(text.strip() for text in main.values()), (result.item, result.outputs)
