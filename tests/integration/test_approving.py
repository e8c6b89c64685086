"""A question of a run is answered later, from another process; once."""

import json
import subprocess
import sys

import pytest

from tests.support.command import ROOT, document, inkloom
from tests.support.people import contestants, waiting_run

STORY = """
name: story
inputs: {text: {type: text, default: The well is dry.}}
steps:
  beside: {agent: summarizer, of: inputs.text}
  ok: {human: edit, of: inputs.text, description: Is it good?}
  after: {agent: summarizer, of: ok}
outputs: {out: ok, after: after.text}
"""
PICK = """
name: pick
steps:
  best:
    variants: 3
    steps: {draft: {render: variant.md.j2, with: {variant: variant}}}
    result: draft
    choose: {by: person}
outputs: {out: best}
"""
NUMBER = """
name: number
inputs: {pages: {type: int, default: 5}}
steps: {ok: {human: edit, of: inputs.pages}}
outputs: {out: ok}
"""
LOOP = """
name: agreed
steps:
  polish:
    loop: {max: 3, until: ok}
    carry: {}
    steps:
      draft: {agent: teller}
      ok: {human: approve, of: draft}
    result: draft
outputs: {out: polish}
"""
ASK = """
name: asking
inputs: {good: {type: int, default: 3}}
steps:
  polish:
    loop: {max: 1, until: "round > inputs.good", on_max: ask}
    carry: {text: "'Once.'"}
    steps:
      draft: {agent: teller, sets: text}
    result: text
outputs: {out: polish}
"""
SCENES = """
name: scenes
inputs: {scenes: {type: list, default: [a, b, c]}}
steps:
  told:
    foreach: inputs.scenes
    as: scene
    key: scene
    steps:
      draft: {agent: teller}
      ok: {human: edit, of: draft}
    result: ok
outputs: {out: told}
"""
TELLER = """
role: teller
template: teller.md.j2
takes: {note: optional text, scene: optional text}
output: text
reply: text
"""
# Each process begins the script anew: what it asks first is answered by the first reply.
SCRIPT = {"summarizer": [{"text": "In short."}] * 2, "teller": ["First.", "Second.", "Third."]}
RUN = ("--model", "scripted:replies.json")


@pytest.fixture
def project(tmp_path):
    for folder in ("agents", "templates"):
        (tmp_path / folder).mkdir()
    (tmp_path / "agents" / "teller.yaml").write_text(TELLER)
    (tmp_path / "templates" / "teller.md.j2").write_text("Tell {{ scene or 'it' }}. {{ note or '-' }}")
    (tmp_path / "templates" / "variant.md.j2").write_text("Variant {{ variant }}.")
    (tmp_path / "replies.json").write_text(json.dumps(SCRIPT))
    return tmp_path


def waiting(project, text, *arguments):
    """The id of a run of a workflow that waits for somebody."""
    (project / "w.yaml").write_text(text)
    done = inkloom("run", "w.yaml", *RUN, "--no-input", "--json", *arguments, cwd=project)
    assert (done.returncode, document(done)["status"]) == (6, "waiting"), done.stderr
    return document(done)["run"]


def approve(project, *arguments):
    return inkloom("approve", *arguments, "--no-input", "--json", cwd=project)


def test_what_is_approved_in_another_process_goes_on_from_there(project):
    run = waiting(project, STORY)
    done = approve(project, run, "ok")
    told = document(done)
    assert (done.returncode, told["run"], told["status"]) == (0, run, "done")
    assert told["outputs"] == {"out": "The well is dry.", "after": "In short."}
    assert (told["usage"]["calls"], told["usage"]["cached"]) == (1, 1)


def test_without_a_path_the_one_open_question_of_the_last_run_is_meant_and_it_is_answered_once(project):
    run = waiting(project, STORY)
    (project / "mine.md").write_bytes(b"The well is \x1bfull.\r\n")
    done = inkloom("approve", "--edit", "mine.md", "--json", cwd=project)
    assert (done.returncode, document(done)["outputs"]["out"]) == (0, "The well is full.\n")
    again = approve(project, run, "ok", "--reject", "Too late.")
    assert (again.returncode, document(again)["errors"][0]["message"]) == (2, "ok is decided already: edit")
    nothing = inkloom("approve", cwd=project)
    assert nothing.returncode == 2
    assert f"error: run {run} asks nothing" in nothing.stderr


def test_a_rejection_outside_of_a_loop_fails_the_run_with_its_note(project):
    run = waiting(project, STORY)
    done = approve(project, run, "ok", "--reject", "结尾太仓促。")
    assert (done.returncode, document(done)["errors"][0]["message"]) == (3, "rejected: 结尾太仓促。")


def test_a_rejection_in_a_loop_is_the_note_of_the_next_round_which_is_asked_about_in_turn(project):
    run = waiting(project, LOOP)
    done = approve(project, run, "polish#1.ok", "--reject", "No hen in it.")
    assert (done.returncode, document(done)["errors"][0]["step"]) == (6, "polish#2.ok")
    assert (document(done)["usage"]["calls"], document(done)["usage"]["cached"]) == (1, 1)
    assert "Tell it. No hen in it." in inkloom("show", run, "polish#2.draft", cwd=project).stdout
    assert document(approve(project, run, "polish#2.ok"))["outputs"]["out"] == "First."


def test_a_variant_is_chosen_by_its_number(project):
    run = waiting(project, PICK)
    for number in ("0", "4"):
        refused = approve(project, run, "best", "--choose", number)
        told = document(refused)["errors"][0]
        assert (refused.returncode, told["message"]) == (2, f"best has no variant {number}")
        assert told["hint"] == "pick 1 to 3"
    assert document(approve(project, run, "best", "--choose", "2"))["outputs"] == {"out": "Variant 2."}


def test_more_rounds_can_be_had_with_a_note(project):
    run = waiting(project, ASK)
    done = approve(project, run, "polish", "--more", "A hen, please.")
    assert (done.returncode, document(done)["errors"][0]["step"]) == (6, "polish")  # asked again after one more
    assert document(done)["usage"]["calls"] == 1
    assert document(approve(project, run, "polish"))["outputs"]["out"] == "First."


@pytest.mark.parametrize(
    ("workflow", "arguments", "message", "hint"),
    [
        (PICK, ["best"], "best takes no answer", "it takes --choose N"),
        (STORY, ["ok", "--choose", "1"], "ok takes no --choose", "it takes nothing (it is accepted), --edit FILE"),
        (STORY, ["okay"], "asks nothing at okay", "did you mean 'ok'?"),
        (STORY, ["ok", "--choose", "1", "--reject", "x"], "one answer at a time", "--edit, --reject, --more"),
        (STORY, ["ok", "--edit", "nowhere.md"], "nowhere.md: no such file", ""),
        (STORY, ["ok", "--edit", "empty.md"], "this cannot be taken: there is no text left", "it must be text"),
        (NUMBER, ["ok", "--edit", "words.md"], "this cannot be taken: line 1: not JSON", "it must be int"),
    ],
)
def test_what_cannot_be_taken_is_told_before_anything_is_decided(project, workflow, arguments, message, hint):
    (project / "empty.md").write_text(" \n")
    (project / "words.md").write_text("six")
    run = waiting(project, workflow)
    refused = approve(project, run, *arguments)
    told = document(refused)["errors"][0]
    assert refused.returncode == 2
    assert message in told["message"]
    assert told["hint"].startswith(hint)
    listed = json.loads(inkloom("status", run, "--json", cwd=project).stdout)
    assert len(listed["questions"]) == 1  # still open


def test_several_open_questions_are_listed_and_answered_one_by_one_while_the_others_wait(project):
    run = waiting(project, SCENES)
    listed = inkloom("approve", run, cwd=project)
    assert listed.returncode == 2
    assert f"error: run {run} asks 3 questions" in listed.stderr
    assert [line.split()[3] for line in listed.stderr.splitlines() if line.startswith("    inkloom approve")] == [
        "'told[a].ok'", "'told[b].ok'", "'told[c].ok'",
    ]  # fmt: skip
    (project / "b.md").write_text("By hand.")
    codes = [
        approve(project, run, "told[b].ok", "--edit", "b.md").returncode,
        approve(project, run, "told[a].ok").returncode,
    ]
    assert codes == [6, 6]
    done = document(approve(project, run))
    assert (done["status"], done["usage"]["calls"]) == ("done", 0)
    assert done["outputs"]["out"] == "First.\n\nBy hand.\n\nThird."


def test_a_run_that_asks_somebody_right_now_is_answered_there(project):
    (project / "w.yaml").write_text(STORY)
    asking = subprocess.Popen(
        [sys.executable, "-m", "orchestrator.cli", "run", "w.yaml", *RUN],
        cwd=project, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        while "Is it good?" not in (shown := asking.stderr.readline()):
            assert shown, "it ended without a question"
        done = approve(project, "last", "ok")
        (told,) = document(done)["errors"]
        assert (done.returncode, told["error"], told["hint"]) == (4, "StoreLocked", "answer there, or end it first")
        assert f"process {asking.pid} " in told["message"]
        asking.communicate("a\n", timeout=60)
        assert asking.returncode == 0
    finally:
        asking.kill()
        asking.wait()


@pytest.mark.parametrize("_time", range(3))
def test_of_two_who_answer_at_once_one_wins_and_the_other_is_told(project, _time):
    run = waiting(project, PICK)
    both = {
        number: subprocess.Popen(
            [sys.executable, "-m", "orchestrator.cli", "approve", run, "best", "--choose", number, "--json"],
            cwd=project, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
        )
        for number in ("1", "3")
    }  # fmt: skip
    ended = {
        number: (json.loads(process.communicate(timeout=120)[0]), process.returncode)
        for number, process in both.items()
    }
    ((winner, (told, _)),) = [one for one in ended.items() if one[1][1] == 0]
    ((lost, code),) = [one for number, one in ended.items() if number != winner]
    assert told["outputs"] == {"out": f"Variant {winner}."}
    assert (code, lost["errors"][0]["error"]) == (2, "UsageError")
    assert "decided" in lost["errors"][0]["message"]


async def test_of_two_hundred_races_for_an_answer_each_has_one_winner(tmp_path):
    await waiting_run(tmp_path, 200)
    answers = contestants(tmp_path, 200, cwd=ROOT)
    assert [sorted(counted) for counted in answers] == [[False, True]] * 200
