"""The workflows of books: planned, written, polished, remembered, reviewed, in both languages."""

import json
import re
from functools import partial
from pathlib import Path

import pytest

from orchestrator.domain.outlines import Bible
from orchestrator.domain.recall import size_of
from tests.support.command import ROOT, document, inkloom
from tests.support.novels import answer
from tests.support.running import Answering, Person, compiled, edit, run_one

PREMISE = {
    "en": "Mira, a young fox, wants to win back the silver bell of the old mill.",
    "zh": "小狐狸米拉想找回旧磨坊的银铃。",
}


def shipped(name):
    return compiled((ROOT / "workflows" / f"{name}.yaml").read_text("utf-8"))


async def written(language, model=None, **inputs):
    model = model or Answering(partial(answer, language=language))
    result = await run_one(shipped("novel"), model, {"premise": PREMISE[language], "scenes": 2, "words": 40, **inputs})
    assert result.status == "done", result.failures
    return result, model


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_novel_of_twelve_chapters_has_twelve_titles_no_empty_chapter_and_a_bible_that_grows(language):
    result, model = await written(language, chapters=12)
    parts = result.manuscript.parts
    assert result.manuscript.language == language  # told by the letters of the premise
    assert len({part.heading for part in parts}) == 12
    assert len({part.heading.partition(" ")[2].casefold() for part in parts}) == 12
    assert all(part.draft.text.count("* * *") == 1 for part in parts)  # two scenes each
    bible = result.outputs["bible"].splitlines()
    facts = [line for line in bible if line.startswith(("- from chapter", "- 自第"))]
    assert len(facts) == 1 + 12
    chapters = [
        int("".join(filter(str.isdigit, line.partition(":" if language == "en" else "：")[0]))) for line in facts
    ]
    assert chapters == [1, *range(1, 13)]
    assert len(model.paths("titler")) == 11  # each chapter after the first was planned under its title


async def test_a_promise_is_opened_kept_and_at_the_end_asked_for():
    result, _ = await written("en", chapters=3)
    review = result.outputs["review"]
    assert "Chapter 1 opens: Somebody will shut door 1 again. (kept in chapter 2)" in review
    assert "Chapter 3 opens: Somebody will shut door 3 again. (still open)" in review
    assert "This promise is overdue; keep it or take it back: Somebody will shut door 3 again." in review
    assert "- Chapter 2, repeated: P. F." in review
    assert "still open: Somebody will shut door 3 again." in result.outputs["bible"]


@pytest.mark.parametrize("independent", [True, False])
async def test_scenes_are_written_at_once_only_where_the_plan_says_that_none_needs_another(independent):
    _, model = await written("en", Answering(partial(answer, independent=independent)), chapters=1)
    first, second = (request for request in model.requests if request.role == "novelist")
    assert (answer(first) in second.messages[-1].content) == (not independent)
    assert model.most == 2  # polishing goes side by side either way
    assert ("apart" in first.path) == independent


async def test_what_is_the_same_for_the_whole_book_stands_first_and_what_was_recalled_stands_last():
    _, model = await written("en", chapters=4)
    prompts = [request.messages[-1].content for request in model.requests if request.role == "novelist"]
    first = prompts[0][: prompts[0].index("This is chapter 1")]
    assert "Fact: The bell is silver." in first
    assert all(prompt.startswith(first) for prompt in prompts)
    last = prompts[-1]
    assert last.index("Fact: Door 3 is open.") > last.index("This is chapter 4")
    assert "Fact: Door 4 is open." not in last
    kept_in_the_first = "Promise still open: Somebody will shut door 0 again."
    assert [kept_in_the_first in prompt for prompt in prompts] == [True] * 2 + [False] * 6
    assert "What the chapters before this one told:\n- Mira comes to door number 1." in last


async def test_the_bible_in_a_prompt_keeps_to_its_budget():
    things = ["lamp", "rope", "boat", "stone", "candle", "ladder", "mirror", "kettle"]
    acts = ["burns", "floats", "falls", "rings", "shines", "breaks", "hums"]
    facts = [{"text": f"In the old mill the {thing} {act} at noon."} for thing in things for act in acts]

    left = iter((facts[:19], facts[19:38], facts[38:]))

    def reply(request):
        text = answer(request)
        return json.dumps({**json.loads(text), "facts": next(left)}) if request.role == "chronicler" else text

    result, model = await written("en", Answering(reply), chapters=3, memory=150)
    assert result.outputs["bible"].count("In the old mill") == 56
    for prompt in (request.messages[-1].content for request in model.requests if request.role == "novelist"):
        lines = [
            line
            for line in prompt.splitlines()
            if line.startswith(("Fact:", "Main character:", "Character:", "Promise still open:"))
        ]
        shown = Bible(facts=[{"text": line.partition(": ")[2]} for line in lines])
        assert size_of(shown) <= 150


async def test_an_outline_is_changed_by_a_person_before_anything_is_written():
    def changed(question):
        book = json.loads(question.texts[0])
        book["chapters"][0]["title"] = "Rain"
        return edit(json.dumps(book))

    class Reader(Person):
        async def decide(self, question):
            self._left.append(changed(question))
            return await super().decide(question)

    reader = Reader()
    model = Answering(answer)
    result = await run_one(
        shipped("novel"), model, {"premise": "A fox.", "chapters": 2, "scenes": 1, "approve": True}, person=reader
    )
    assert reader.asked_at == ["outline"]
    assert [part.heading for part in result.manuscript.parts] == ["Chapter 1: Rain", "Chapter 2: The Well 2"]


async def test_nobody_is_asked_unless_an_input_says_so():
    result, _ = await written("en", chapters=1)
    assert result.status == "done"


# -- a chapter that fails -----------------------------------------------------------------------------------


def script(folder, chapters, *, failing=0, language="en"):
    """Replies for a novel of so many chapters of one scene, of which one cannot be written."""

    class Asked:
        def __init__(self, role, number):
            self.role, self.path = role, f"chapters[{number}]"

    def said(role, number):
        return json.loads(text) if (text := answer(Asked(role, number), language)).startswith("{") else text

    numbers = range(1, chapters + 1)
    whole = [number for number in numbers if number != failing]
    drafts = [
        [{"$error": "out of memory"}] * 3 if number == failing else [said("novelist", number)] for number in numbers
    ]
    replies = {
        "architect": [said("architect", 0)],
        "plotter": [{**said("plotter", number), "scenes": said("plotter", number)["scenes"][:1]} for number in numbers],
        "titler": [said("titler", number) for number in numbers[1:]],
        "novelist": [reply for draft in drafts for reply in draft],
        "critic": [said("critic", number) for number in whole],
        "chronicler": [said("chronicler", number) for number in whole],
        "dramaturg": [said("dramaturg", 0)],
    }
    (folder / "replies.json").write_text(json.dumps(replies, ensure_ascii=False), "utf-8")


def novel(folder, language="en", *more, chapters=3):
    options = ["--set", f"premise={PREMISE[language]}", "--set", f"chapters={chapters}", "--set", "scenes=1"]
    return inkloom(
        "run", "novel", "--model", "scripted:replies.json", *options, "--no-input", "--json", *more, cwd=folder
    )


@pytest.mark.parametrize(
    ("language", "gap"), [("en", "[chapter 2 is missing: out of memory]"), ("zh", "[第2章缺失：out of memory]")]
)
def test_a_chapter_that_fails_leaves_a_gap_that_is_marked_and_the_rest_is_whole(tmp_path, language, gap):
    script(tmp_path, 3, failing=2, language=language)
    done = novel(tmp_path, language)
    told = document(done)
    assert (done.returncode, told["status"]) == (0, "done"), done.stderr
    text = Path(told["files"][0]).read_text("utf-8")
    assert gap in text
    first, third = (answer(type("R", (), {"role": "novelist", "path": f"chapters[{n}]"}), language) for n in (1, 3))
    assert text.index(first) < text.index(gap) < text.index(third)
    exported = inkloom("export", "last", "--format", "md", "--json", cwd=tmp_path)
    assert document(exported)["gaps"] == [gap]


async def test_a_scene_that_cannot_be_polished_stays_as_it_was_drafted():
    def reply(request):
        no_judgement = request.role == "critic" and "[c1s1]" in request.path
        return "Hm." if no_judgement else answer(request)

    result, _ = await written("en", Answering(reply), chapters=2)
    (failure,) = result.failures
    assert failure.step == "chapters[c1].written.scenes[c1s1].polish#1.critique"
    first, second = result.manuscript.parts
    assert first.draft.text.count("She wrote chapters") == second.draft.text.count("She wrote chapters") == 2


def test_chapters_can_be_exported_as_they_finish(tmp_path):
    script(tmp_path, 3)
    stopped = novel(tmp_path, "en", "--max-calls", "9")  # plan 6, the first chapter 3
    assert stopped.returncode == 6, stopped.stderr
    exported = document(inkloom("export", "last", "--format", "md", "--json", cwd=tmp_path))
    text = Path(exported["files"][0]).read_text("utf-8")
    assert "## Chapter 1: The Well\n\nShe wrote chapters[1] on the wall." in text
    assert exported["gaps"] == [
        "[chapter 2 is missing: the run may make 9 calls and has made them]",
        "[chapter 3 is missing: not begun yet]",
    ]
    assert text.endswith("\n\n".join(exported["gaps"]) + "\n")


def test_a_gap_in_a_chinese_novel_is_told_in_chinese(tmp_path):
    script(tmp_path, 3, language="zh")
    stopped = novel(tmp_path, "zh", "--max-calls", "9")
    assert stopped.returncode == 6, stopped.stderr
    exported = document(inkloom("export", "last", "--format", "md", "--json", cwd=tmp_path))
    assert exported["gaps"] == ["[第2章缺失：9 次模型调用已用完]", "[第3章缺失：尚未开始]"]


def test_a_run_that_failed_says_how_to_get_what_is_finished(tmp_path):
    script(tmp_path, 1, failing=1)
    failed = inkloom(
        "run",
        "novel",
        "--model",
        "scripted:replies.json",
        "--set",
        "premise=A fox.",
        "--set",
        "chapters=1",
        cwd=tmp_path,
    )
    assert failed.returncode == 3
    assert "hint: what is finished: `inkloom export " in failed.stderr


# -- bad input ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (["premise="], "'premise' is empty"),
        (["premise=  \n "], "'premise' is empty"),
        (["premise=@long.txt"], "'premise' has 300,000 characters; at most 20,000 fit"),
        (["premise=A fox.", "language=fr"], "'language' cannot be 'fr'"),
        (["premise=A fox.", "chapters=41"], "'chapters' must be at most 40, not 41"),
        (["premise=@bad.txt"], "not UTF-8 (byte 0)"),
        (["premise=@none.txt"], "no such file"),
    ],
)
def test_a_bad_input_is_told_before_anything_is_asked(tmp_path, inputs, message):
    (tmp_path / "long.txt").write_text("a" * 300_000)
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfd\xfc" * 100)
    given = [part for entry in inputs for part in ("--set", entry)]
    refused = inkloom("run", "novel", "--model", "scripted:none.yaml", *given, cwd=tmp_path)
    assert refused.returncode == 2
    assert message in refused.stderr


def test_the_rounds_of_every_scene_can_be_read_in_an_export(tmp_path):
    script(tmp_path, 2)
    done = novel(tmp_path, chapters=2)
    assert done.returncode == 0, done.stderr
    exported = document(inkloom("export", "last", "--format", "json", "--json", cwd=tmp_path))
    book = json.loads(Path(exported["files"][0]).read_text("utf-8"))["manuscript"]
    told = [passage["rounds"][0]["text"] for part in book["parts"] for passage in part["history"]]
    assert told == ["She wrote chapters[1] on the wall.", "She wrote chapters[2] on the wall."]


def test_the_report_has_the_feeling_of_every_scene_as_planned_and_as_measured(tmp_path):
    script(tmp_path, 2)
    replies = json.loads((tmp_path / "replies.json").read_text("utf-8"))
    replies["plotter"][0]["scenes"][0]["valence"] = 4
    replies["novelist"] = [
        "She was happy and laughed. " * 3 + "It was a good day. " * 3,
        "She cried. It was a sad day. " * 4,
    ]
    (tmp_path / "replies.json").write_text(json.dumps(replies), "utf-8")
    done = novel(tmp_path, "en", "--set", "rounds=1", chapters=2)
    assert done.returncode == 0, done.stderr
    exported = document(inkloom("export", "last", "--format", "report", "--json", cwd=tmp_path))
    page = Path(exported["files"][0]).read_text("utf-8")
    rows = re.findall(r'data class="planned" value="(.*?)".*?data class="measured" value="(.*?)"', page)
    (first, happy), (second, sad) = [(int(planned), float(measured)) for planned, measured in rows]
    assert (first, second) == (4, 0)
    assert happy > 0 > sad
