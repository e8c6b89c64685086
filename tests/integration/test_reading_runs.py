"""Runs read afterwards and meanwhile: how far they are, what a critic said, what changed between two rounds."""

import json
import os
import pty
import select
import shutil
import subprocess
import sys
import time

import pytest

from tests.support.command import document, inkloom

STORY = """
name: story
steps:
  outline: {agent: planner, with: {premise: "'A hen.'", scenes: 2}}
  scenes:
    foreach: outline.scenes
    as: scene
    key: scene.heading
    steps:
      draft: {render: draft.md.j2}
      polish:
        loop: {max: 3, until: critique.score >= 8 and report.passed, best: critique.score}
        carry: {text: draft}
        steps:
          report: {check: [length], of: text, targets: {length: {words: {max: 12}}}}
          critique: {agent: critic}
          revise: {agent: editor, sets: text}
        result: text
    result: polish
    order: serial
  ok: {human: approve, of: "scenes[0]", description: "Is it good?"}
outputs: {story: scenes}
"""
PICK = """
name: pick
steps:
  best:
    variants: 2
    steps: {draft: {render: variant.md.j2, with: {variant: variant}}}
    result: draft
    choose: {by: judge}
outputs: {out: best}
"""
DRAFT = """{% if scene.heading == "Well" %}The well was dry.

The hen walked a long, long way to the old well that had no water.{% else %}井里没有水。{% endif %}"""
ISSUE = {"paragraph": "p2", "quote": "a long, long way", "problem": "It never ends.", "fix": "Cut it."}
NOWHERE = {"paragraph": "p9", "quote": "nowhere", "problem": "No.", "fix": "No."}
REPLIES = {
    "planner": [
        {"title": "The Well", "scenes": [{"heading": "Well", "goal": "Down."}, {"heading": "井边", "goal": "下去。"}]}
    ],
    "critic": [
        "not json",
        {"score": 5, "issues": [ISSUE, NOWHERE]},
        {"score": 9, "issues": []},
        {"score": 8, "issues": []},
    ],
    "editor": ["[p2] The hen walked to the well.\n\n[p7] Nothing."],
}
PATH = "scenes[Well].polish"


def make_project(folder, replies):
    (folder / "templates").mkdir()
    (folder / "templates" / "draft.md.j2").write_text(DRAFT, "utf-8")
    (folder / "story.yaml").write_text(STORY, "utf-8")
    (folder / "replies.json").write_text(json.dumps(replies), "utf-8")
    return folder


def run_story(folder):
    done = inkloom("run", "story.yaml", "--model", "scripted:replies.json", "--no-input", "--json", cwd=folder)
    return document(done)["run"]


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """A project with one run, which waits for a person."""
    folder = make_project(tmp_path_factory.mktemp("story"), REPLIES)
    run_story(folder)
    return folder


def told(project, *arguments, code=0, **more):
    """What a command prints on stdout."""
    done = inkloom(*arguments, cwd=project, **more)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def after(text, heading):
    """The part of ``text`` under ``heading``."""
    return text.split(f"\n## {heading}\n", 1)[1].split("\n\n## ", 1)[0].strip("\n")


# -- status -------------------------------------------------------------------------------------------------


def test_the_list_of_runs_has_each_on_one_line(story):
    (line,) = told(story, "status").splitlines()
    assert line.split()[1:3] == ["story", "waiting"]
    assert line.split("  ")[-1].startswith("1 waiting · 6 calls, ")


def test_on_a_narrow_terminal_a_run_has_two_lines(story):
    lines = told(story, "status", environment={"COLUMNS": "60"}).splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("    1 waiting · 6 calls")
    assert max(map(len, lines)) <= 60


def test_a_run_is_told_as_a_tree_with_its_rounds_and_the_open_question(story):
    shown = told(story, "status", "last")
    run = shown.split()[0]
    tree, usage, question = shown.split("\n\n")[1:]
    assert (
        tree
        == """\
✓ outline
✓ scenes
  ✓ Well  polish: 5, 9 (best: round 2, met)
  ✓ 井边  polish: 8 (best: round 1, met)
? ok  waits for a person (Is it good?)"""
    )
    assert [line.split(":")[0].strip() for line in usage.splitlines()[1:]] == ["planner", "critic", "editor"]
    assert question == f"? Is it good?  (ok)\n  answer with: inkloom approve {run} ok\n"


def test_the_status_is_one_document(story):
    status = document(inkloom("status", "last", "--json", cwd=story))
    assert (status["status"], status["owner"], status["items"]["waiting"]) == ("waiting", None, 1)
    rounds = [step for step in status["steps"] if step["kind"] == "round" and step["path"].startswith(PATH)]
    assert [(step["path"], step["score"], step["best"], step["met"]) for step in rounds] == [
        (f"{PATH}#1", [5], True, False),
        (f"{PATH}#2", [9], True, True),
    ]
    assert status["usage"]["calls"] == 6
    assert {role: used["calls"] for role, used in status["usage"]["roles"].items()} == {
        "planner": 1, "critic": 4, "editor": 1,
    }  # fmt: skip
    assert [question["path"] for question in status["questions"]] == ["ok"]
    assert [error["error"] for error in status["errors"]] == ["PersonNeeded"]


def test_a_failed_run_says_why_and_what_to_type(tmp_path):
    run = run_story(make_project(tmp_path, {**REPLIES, "editor": []}))
    shown = told(tmp_path, "status", run[:-2])
    assert "      ✗ round 1\n        ✓ report\n        ✓ critique\n        ✗ revise  no scripted reply" in shown
    assert f"\n{PATH}#1.revise: no scripted reply is left for editor (call 1 of that role)\n  hint: " in shown
    assert shown.endswith(f"\nGo on with: inkloom retry {run}\n")
    assert "no scripted reply" in after(told(tmp_path, "show", "last", "polish#1.revise"), "ModelError")


def test_a_run_that_lives_says_who_runs_it_and_one_that_was_killed_how_to_go_on(tmp_path):
    make_project(tmp_path, REPLIES)
    command = [sys.executable, "-m", "orchestrator.cli", "run", "story.yaml", "--model", "scripted:replies.json"]
    asking = subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        seen = b""
        while b"(r)eject?" not in seen:
            seen += os.read(asking.stderr.fileno(), 65_536)
        until = time.monotonic() + 10  # the question is kept soon after it is shown
        while "Is it good?" not in (shown := told(tmp_path, "status", "last")):
            assert time.monotonic() < until, shown
        assert f"process {asking.pid} on " in shown
        assert "\n▸ ok  running now, " in shown
        assert "answer where it runs" in shown
    finally:
        asking.kill()
        asking.communicate()
    shown = told(tmp_path, "status", "last")
    run = shown.split()[0]
    assert shown.startswith(f"{run}  story  interrupted\n")
    assert "interrupted (its process is gone)" in shown
    assert "\n▪ ok  stopped here\n" in shown
    assert f"\nGo on with: inkloom resume {run}\n" in shown
    assert document(inkloom("status", run, "--json", cwd=tmp_path))["process_gone"] is True


# -- show ---------------------------------------------------------------------------------------------------


def test_the_steps_of_a_run_have_a_line_each(story):
    lines = told(story, "show", "last").splitlines()
    assert lines[0].startswith("✓ outline  title: The Well scenes: - heading: Well goal:")
    assert f"✓ {PATH}#1  score 5" in lines
    assert "✓ scenes[井边].draft  井里没有水。" in lines


def test_a_repaired_step_shows_each_prompt_reply_and_what_was_wrong(story):
    shown = told(story, "show", "last", f"{PATH}#1.critique")
    headings = [line for line in shown.splitlines() if line.startswith("## ")]
    assert headings == [
        "## Prompt 1", "## Reply 1", "## What was wrong with it", "## Prompt 2", "## Reply 2", "## Left out",
        "## What it brought",
    ]  # fmt: skip
    assert "--- system\nYou are the critic." in after(shown, "Prompt 1")
    assert after(shown, "Reply 1") == "not json"
    assert after(shown, "What was wrong with it").startswith("the reply has no JSON")
    assert "(the first prompt, and then)\n\n--- assistant\nnot json\n\n--- user\nThat cannot be read" in shown
    assert after(shown, "Left out") == "- issue in p9: nowhere: not in the text"
    assert after(shown, "What it brought") == ('score 5\n- [p2] "a long, long way" (major): It never ends. → Cut it.')


def test_a_revision_says_why_it_was_made(story):
    why = after(told(story, "show", "last", "polish#1.revise"), "Why it was revised")
    assert (
        why
        == f"""\
{PATH}#1: score 5, not met; asked for was: critique.score >= 8 and report.passed

report:
length: missed (words 19)
- Cut about 5 words.

critique:
score 5
- [p2] "a long, long way" (major): It never ends. → Cut it."""
    )


def test_a_round_shows_what_it_began_with_and_how_that_was_judged(story):
    shown = told(story, "show", "last", "polish#2")
    assert after(shown, "Score") == ("9 (by critique.score); best so far; met: critique.score >= 8 and report.passed")
    assert after(shown, "What it began with: text") == "The well was dry.\n\nThe hen walked to the well."
    assert after(shown, "How that was judged") == "report:\nlength: met (words 10)\n\ncritique:\nscore 9\nno issues"


def test_a_question_shows_what_is_asked(story):
    shown = told(story, "show", "last", "ok")
    assert after(shown, "Question: Is it good?") == (
        "The well was dry.\n\nThe hen walked to the well.\n\nnobody has answered yet"
    )


def test_the_document_of_a_step_has_everything(story):
    step = document(inkloom("show", "last", f"{PATH}#1.critique", "--json", cwd=story))
    assert (step["item"], step["path"], step["kind"], step["status"]) == ("main", f"{PATH}#1.critique", "agent", "done")
    first, second = step["calls"]
    assert [message["role"] for message in second["messages"]] == ["system", "user", "assistant", "user"]
    assert (first["reply"], first["sampling"]["temperature"], first["model"]) == ("not json", 0.2, "scripted")
    assert first["seed"] != second["seed"]
    assert first["usage"]["completion_tokens"] == 2
    assert json.loads(step["value"])["score"] == 5
    assert len(step["repairs"]) == len(step["dropped"]) == 1


def test_chinese_is_shown_as_it_is_and_colours_only_on_a_terminal(story):
    shown = told(story, "show", "last", "scenes[井边].draft")
    assert after(shown, "What it brought") == "井里没有水。"
    assert "\x1b" not in shown + told(story, "status", "last") + told(story, "diff", "last", "polish#2", f"{PATH}#1")


def test_a_judge_who_compared_variants_can_be_read(tmp_path):
    (tmp_path / "pick.yaml").write_text(PICK)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "variant.md.j2").write_text("Variant {{ variant }}.")
    choices = [{"why": "Shorter.", "winner": "a"}, {"why": "Longer.", "winner": "b"}]
    (tmp_path / "replies.json").write_text(json.dumps({"judge": choices}))
    done = inkloom("run", "pick.yaml", "--model", "scripted:replies.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "✓ best.choose[1-2]" in told(tmp_path, "show", "last").splitlines()
    assert '"Shorter."' in after(told(tmp_path, "show", "last", "choose[1-2]"), "Reply")
    assert after(told(tmp_path, "show", "last", "best"), "Chosen") == "variant 1"


# -- diff ---------------------------------------------------------------------------------------------------


def test_what_changed_between_two_rounds_is_marked_word_by_word(story):
    assert (
        told(story, "diff", "last", f"{PATH}#1", "polish#2")
        == f"""\
{PATH}#1 → {PATH}#2

The well was dry.

The hen walked[- a long, long way-] to the[- old-] well[- that had no water-].

19 words before, 10 after: 9 gone, 0 new
"""
    )


def test_a_diff_is_a_list_of_operations(story):
    changes = json.loads(told(story, "diff", "last", "scenes[井边].draft", "scenes[井边].polish", "--json"))
    assert changes == [{"op": "equal", "a": "井里没有水。", "b": "井里没有水。"}]


def test_one_step_is_compared_in_two_runs(tmp_path):
    replies = {**REPLIES, "editor": ["[p2] The hen ran to the well."]}
    first = run_story(make_project(tmp_path, REPLIES))
    (tmp_path / "replies.json").write_text(json.dumps(replies))
    second = run_story(tmp_path)
    shown = told(tmp_path, "diff", first, second, "polish#1.revise")
    assert shown.startswith(f"{PATH}#1.revise in {first} → {second}\n")
    assert "The hen [-walked-]{+ran+} to the well." in shown


def test_on_a_terminal_what_changed_is_coloured(story):
    ours, theirs = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("INKLOOM_", "NO_COLOR", "COV_"))}
    arguments = ["diff", "last", f"{PATH}#1", "polish#2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestrator.cli", *arguments],
        cwd=story,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
    )
    os.close(theirs)
    screen = b""
    try:
        while select.select([ours], [], [], 30)[0]:
            screen += os.read(ours, 65_536)
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    assert process.wait(30) == 0
    assert b"\x1b[31m\x1b[9m old\x1b[0m" in screen
    assert b"[-" not in screen


# -- what cannot be done ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("status", "nosuchrun"), "no run 'nosuchrun'"),
        (("show", "last", "polsh"), "no step 'polsh' in that run"),
        (("show", "last", "critique"), "3 steps end with 'critique'"),
        (("show", "last", "--item", "mane"), "has no item 'mane'"),
        (("diff", "last", "outline", "nosuchstep"), "no step 'nosuchstep'"),
        (("diff", "last", "nosuchrun", "draft"), "no step 'nosuchrun'"),
        (("diff", "last", "outline", "ok"), "ok brought no text"),
        (("status", "--home", "nowhere"), "no runs are kept in nowhere"),
    ],
)
def test_what_is_not_there_is_told_with_a_hint_and_in_one_document(story, arguments, says):
    done = inkloom(*arguments, cwd=story)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "hint: " in done.stderr
    done = inkloom(*arguments, "--json", cwd=story)
    (error,) = document(done)["errors"]
    assert (done.returncode, error["error"]) == (2, "UsageError")
    assert says in error["message"]


def test_a_near_path_is_offered(story):
    assert "did you mean 'polish'?" in inkloom("show", "last", "polsh", cwd=story).stderr


def test_a_damaged_store_is_refused(story, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(story / ".inkloom", home)
    (home / "store.db").write_bytes(b"no store at all " * 512)
    for left in home.glob("store.db-*"):
        left.unlink()
    done = inkloom("status", "--home", home, "--json", cwd=story)
    assert (done.returncode, document(done)["errors"][0]["error"]) == (4, "StoreDamaged")
