"""``run --plan``: which calls a run would make now and why; it makes none and writes nothing."""

import json

import pytest

from tests.support import loopback
from tests.support.command import document, inkloom
from tests.support.tales import RUN, TALE, TELLER, write_project

TWICE = """
  twice:
    foreach: "[begin, begin]"
    as: text
    key: text
    steps: {again: {render: keeper.md.j2, with: {scene: text}}}
    result: again
"""


@pytest.fixture
def project(tmp_path):
    return write_project(tmp_path)


@pytest.fixture
def told(project):
    """The project after one run of its workflow."""
    done = inkloom(*RUN, "--json", cwd=project)
    assert (done.returncode, document(done)["usage"]["calls"]) == (0, 3)
    return project


def plan(project, *arguments):
    done = inkloom(*RUN, "--plan", "--json", *arguments, cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    return document(done)


def stored(project):
    """What is on the disk: the store and its log, which may be empty or away."""
    files = (project / ".inkloom" / name for name in ("store.db", "store.db-wal"))
    return [file.read_bytes() if file.exists() else b"" for file in files]


def edit_template(project):
    (project / "templates" / "teller.md.j2").write_text(TELLER.replace("End well", "End badly"))


def test_before_anything_was_run_the_first_calls_are_new_and_no_store_is_made(project):
    found = plan(project)
    assert [(call["path"], call["role"], call["asked_before"]) for call in found["calls"]] == [
        ("begin", "teller", False),
        ("beside", "keeper", False),
    ]
    assert (found["replies"], found["not_reached"], found["errors"]) == ({}, ["end"], [])
    assert not (project / ".inkloom").exists()


def test_after_a_run_nothing_would_be_asked_and_nothing_is_written(told):
    before = stored(told)
    found = plan(told)
    assert (found["calls"], found["not_reached"]) == ([], [])
    assert found["replies"] == {"teller": 2, "keeper": 1}
    assert stored(told) == before
    assert len(json.loads(inkloom("status", "--json", cwd=told).stdout)) == 1


def test_an_edited_template_is_shown_by_its_line_at_the_first_step_that_uses_it(told):
    edit_template(told)
    (call,) = plan(told)["calls"]
    assert (call["path"], call["asked_before"]) == ("begin", True)
    assert call["differences"] == [{"part": "user message", "before": "End well.", "now": "End badly.", "line": 3}]
    done = document(inkloom(*RUN, "--json", cwd=told))
    assert (done["usage"]["calls"], done["usage"]["cached"]) == (2, 1)  # that one, and the one that depends on it


def test_for_people_it_is_a_few_lines(told):
    edit_template(told)
    assert inkloom(*RUN, "--plan", cwd=told).stdout.splitlines() == [
        "1 reply is there: keeper 1",
        "1 call would be made first",
        "  begin  teller",
        '    user message from line 3 on: "End badly.", before "End well."',
        "what follows depends on that: end",
    ]


def test_an_edit_is_compared_with_the_latest_run_even_where_an_older_one_is_nearer(told):
    edit_template(told)
    assert inkloom(*RUN, cwd=told).returncode == 0
    (told / "templates" / "teller.md.j2").write_text(TELLER.replace("End well", "End somehow"))
    (call,) = plan(told)["calls"]
    assert call["differences"][0]["before"] == "End badly."


def test_another_seed_and_another_model_are_reasons_too(told):
    assert {d["part"] for call in plan(told, "--seed", "5")["calls"] for d in call["differences"]} == {"seed"}
    (told / "replies.json").write_text("[]")
    assert {d["part"] for call in plan(told)["calls"] for d in call["differences"]} == {"model"}


def test_an_input_that_changed_is_a_changed_line_at_every_step_that_reads_it(told):
    found = plan(told, "--set", "about=a fox")
    assert [(call["path"], call["differences"][0]["now"]) for call in found["calls"]] == [
        ("begin", "Tell of a fox."),
        ("beside", "Keep a fox."),
    ]


def test_what_a_person_would_be_asked_is_told_and_what_follows_it(told):
    (told / "tale.yaml").write_text(
        TALE.replace("  beside:", "  ok: {human: approve, of: begin, description: Good?}\n  beside:").replace(
            "with: {scene: begin}", "with: {scene: ok}"
        )
    )
    found = plan(told)
    assert found["questions"] == [{"item": "main", "path": "ok", "title": "Good?"}]
    assert (found["calls"], found["not_reached"]) == ([], ["end"])


def test_what_would_go_wrong_with_the_replies_there_are_is_told(told):
    (told / "tale.yaml").write_text(TALE.replace("  beside:", f"{TWICE}  beside:"))
    found = plan(told)
    assert [(error["step"], error["message"]) for error in found["errors"]] == [
        ("twice", "two items have the key 'It woke.'")
    ]


def test_vllm_is_not_started_to_be_asked_for_its_name(project):
    found = plan(project, "--model", "vllm:built-in")
    assert [call["path"] for call in found["calls"]] == ["begin", "beside"]


@pytest.mark.slow
@pytest.mark.enable_socket
def test_a_server_that_is_away_is_known_by_what_it_said_in_the_latest_run(project):
    def answer(seen):
        return loopback.answers(loopback.models("hen") if seen.method == "GET" else loopback.chat("It woke."))

    with loopback.in_a_thread(answer) as server:
        url = server.url
        assert inkloom("run", "tale.yaml", "--model", url, cwd=project).returncode == 0
    assert plan(project, "--model", url)["calls"] == []
    fresh = inkloom("run", "tale.yaml", "--model", url, "--home", "fresh", "--plan", "--json", cwd=project)
    assert (fresh.returncode, document(fresh)["errors"][0]["error"]) == (5, "ModelUnavailable")


SCENES = """
name: scenes
inputs: {scenes: {type: list, default: [a, b]}}
steps:
  told:
    foreach: inputs.scenes
    as: place
    key: place
    steps:
      draft: {agent: teller, with: {scene: place}}
      polish:
        loop: {max: 2}
        carry: {text: draft}
        steps:
          watch: {agent: keeper, with: {scene: text}}
          revise: {agent: teller, with: {scene: "text ~ watch"}, sets: text}
        result: text
    result: polish
outputs: {out: told}
export: []
"""


def test_of_scenes_only_a_new_one_would_be_asked_for_and_in_a_loop_only_from_the_round_that_changes(project):
    script = {"teller": [f"Text {n}." for n in range(9)], "keeper": [f"Note {n}." for n in range(9)]}
    (project / "replies.json").write_text(json.dumps(script))
    (project / "tale.yaml").write_text(SCENES)
    assert inkloom(*RUN, cwd=project).returncode == 0
    (project / "tale.yaml").write_text(SCENES.replace("[a, b]", "[a, x, b]"))
    found = plan(project)
    assert [(call["path"], call["asked_before"]) for call in found["calls"]] == [("told[x].draft", False)]
    (project / "tale.yaml").write_text(SCENES.replace("text ~ watch", "text ~ '!' ~ watch"))
    assert [call["path"] for call in plan(project)["calls"]] == [
        "told[a].polish#1.revise",
        "told[b].polish#1.revise",
    ]
