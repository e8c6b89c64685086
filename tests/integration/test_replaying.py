"""A recorded run as the model: the same texts, in another home, without the model that wrote them."""

import json

import pytest

from orchestrator.adapters.store import StoreReader
from tests.support.command import document, inkloom
from tests.support.tales import RUN, TALE, TELLER, write_project


@pytest.fixture
def project(tmp_path):
    return write_project(tmp_path)


@pytest.fixture
def recorded(project):
    """The document of a run of the project, whose model is gone since."""
    done = inkloom(*RUN, "--json", cwd=project)
    assert done.returncode == 0
    (project / "replies.json").unlink()
    return document(done)


def replay(project, run, *arguments):
    return inkloom("run", "tale.yaml", "--model", f"replay:{run}", "--json", *arguments, cwd=project)


def test_in_another_home_every_reply_comes_from_the_recorded_run_and_is_kept_there(project, recorded):
    there = ("--home", "elsewhere")
    first = replay(project, f".inkloom#{recorded['run']}", *there)
    told = document(first)
    assert (first.returncode, told["outputs"]) == (0, recorded["outputs"])
    assert (told["usage"]["calls"], told["usage"]["cached"]) == (3, 0)
    assert told["usage"]["completion_tokens"] == recorded["usage"]["completion_tokens"]
    again = document(replay(project, "last", *there))
    assert (again["outputs"], again["usage"]["calls"], again["usage"]["cached"]) == (recorded["outputs"], 0, 3)


def test_in_its_own_home_the_replies_are_there_already(project, recorded):
    told = document(replay(project, recorded["run"][:-2]))
    assert (told["outputs"], told["usage"]["calls"], told["usage"]["cached"]) == (recorded["outputs"], 0, 3)


def test_a_request_never_recorded_fails_with_the_nearest_and_the_old_files_play_again(project, recorded):
    template = project / "templates" / "teller.md.j2"
    template.write_text(TELLER.replace("End well", "End badly"))
    run = recorded["run"]
    failed = replay(project, run)
    (error,) = document(failed)["errors"]
    assert (failed.returncode, error["error"], error["step"]) == (3, "ModelError", "begin")
    assert error["message"] == f"begin: run {run} has no reply to this request of teller"
    assert error["hint"].splitlines() == [
        "nearest in it is begin, but for",
        '    user message from line 3 on: "End badly.", before "End well."',
    ]
    template.write_text(TELLER)
    assert document(replay(project, run))["outputs"] == recorded["outputs"]


def test_the_last_run_is_settled_when_the_replay_begins(project, recorded):
    told = document(replay(project, "last"))
    with StoreReader.open(project / ".inkloom") as reader:
        runs = reader.runs()
    assert [(run.id, run.model) for run in runs] == [
        (told["run"], f"replay:{recorded['run']}"),
        (recorded["run"], "scripted:replies.json"),
    ]
    again = inkloom("resume", told["run"], "--json", cwd=project)
    assert (again.returncode, document(again)["outputs"]) == (0, recorded["outputs"])


def test_a_run_that_is_not_there_is_refused_before_anything_is_begun(project, recorded):
    refused = replay(project, "1999")
    assert (refused.returncode, document(refused)["errors"][0]["message"]) == (2, "no run '1999'")
    nowhere = replay(project, "nowhere#last")
    assert (nowhere.returncode, document(nowhere)["errors"][0]["error"]) == (2, "UsageError")
    assert len(json.loads(inkloom("status", "--json", cwd=project).stdout)) == 1


def test_doctor_knows_a_recorded_run(project, recorded):
    shown = inkloom("doctor", cwd=project, environment={"INKLOOM_MODEL": "replay:last"}).stdout
    assert f"the replies of run {recorded['run']}" in shown
    nowhere = inkloom("doctor", cwd=project, environment={"INKLOOM_MODEL": "replay:1999"})
    assert (nowhere.returncode, "no run '1999'" in nowhere.stdout) == (5, True)


def test_it_stands_for_the_models_of_all_steps(project):
    (project / "inkloom.toml").write_text('[models]\nbig = "scripted:big.json"\n')
    (project / "big.json").write_text(json.dumps(["From the big one."]))
    (project / "tale.yaml").write_text(TALE.replace("beside: {agent: keeper,", "beside: {agent: keeper, model: big,"))
    ran = document(inkloom(*RUN, "--json", cwd=project))
    assert ran["outputs"]["beside"] == "From the big one."
    (project / "big.json").unlink()
    told = document(replay(project, f".inkloom#{ran['run']}", "--home", "elsewhere"))
    assert (told["status"], told["outputs"], told["usage"]["calls"]) == ("done", ran["outputs"], 3)
