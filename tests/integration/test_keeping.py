"""Runs are forgotten on purpose only, and a damaged store gives back what is whole."""

import json

import pytest

from tests.support.command import document, inkloom
from tests.support.tales import RUN, TALE, write_project


@pytest.fixture
def project(tmp_path):
    return write_project(tmp_path)


def ran(project, about, *arguments):
    return document(inkloom(*RUN, "--set", f"about={about}", "--json", *arguments, cwd=project))


def ids(project):
    """Of all runs, the newest first."""
    return [run["run"] for run in json.loads(inkloom("status", "--json", cwd=project).stdout)]


def gc(project, *arguments):
    return document(inkloom("gc", *arguments, "--json", cwd=project))


def test_what_is_forgotten_is_paid_for_again_and_the_rest_is_not(project):
    hen, fox = (ran(project, about)["run"] for about in ("a hen", "a fox"))
    said = gc(project)
    assert (said["runs"], said["dry_run"], said["kept"]) == ([fox, hen], True, 0)
    assert gc(project, "--keep", "1", "--dry-run")["runs"] == [hen]
    assert ids(project) == [fox, hen]
    forgotten = gc(project, "--keep", "1")
    assert (forgotten["runs"], forgotten["dry_run"], forgotten["replies"], forgotten["kept"]) == ([hen], False, 2, 1)
    assert forgotten["bytes_before"] > 0
    assert ids(project) == [fox]
    # The end of both tales was asked for in the same words: it stays for the fox.
    assert ran(project, "a fox")["usage"]["calls"] == 0
    assert ran(project, "a hen")["usage"]["calls"] == 2


def test_a_reply_that_another_run_used_too_stays(project):
    first, second = (ran(project, "a hen")["run"] for _ in range(2))
    assert gc(project, first)["replies"] == 0
    assert ids(project) == [second]
    assert ran(project, "a hen")["usage"]["calls"] == 0


def test_a_run_that_waits_for_somebody_is_forgotten_only_by_its_name(project):
    (project / "tale.yaml").write_text(TALE.replace("  beside:", "  ok: {human: approve, of: begin}\n  beside:"))
    run = ran(project, "a hen", "--no-input")["run"]
    assert (gc(project, "--keep", "0")["runs"], ids(project)) == ([], [run])
    assert (gc(project, run)["runs"], ids(project)) == ([run], [])


def test_it_says_in_words_what_was_forgotten(project):
    run = ran(project, "a hen")["run"]
    old = inkloom("gc", "--older-than", "1", cwd=project)
    assert (old.returncode, old.stdout[: len("there is nothing to forget; the store takes")]) == (
        0,
        "there is nothing to forget; the store takes",
    )
    shown = inkloom("gc", cwd=project)
    assert shown.stdout.startswith(f"{run}  tale  done\n1 run can be forgotten, 0 more are kept; the store takes ")
    done = inkloom("gc", run, cwd=project)
    assert "1 run and 3 replies forgotten, 0 kept; " in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["1999"], "no run '1999'"),
        (["last", "--keep", "1"], "name runs, or give --keep or --older-than, not both"),
    ],
)
def test_what_makes_no_sense_forgets_nothing(project, arguments, message):
    run = ran(project, "a hen")["run"]
    refused = inkloom("gc", *arguments, "--json", cwd=project)
    assert (refused.returncode, document(refused)["errors"][0]["message"]) == (2, message)
    assert ids(project) == [run]


@pytest.mark.parametrize("command", ["gc", "recover", "approve"])
def test_without_a_store_there_is_nothing_to_do(project, command):
    done = inkloom(command, "--json", cwd=project)
    assert (done.returncode, document(done)["errors"][0]["error"]) == (2, "UsageError")
    assert not (project / ".inkloom").exists()


def test_a_damaged_store_is_refused_with_the_mend_and_recovered_without_a_call(project):
    other, run = (ran(project, about)["run"] for about in ("a fox", "a hen"))
    gc(project, other)  # which leaves no log behind that would stand for the damaged file
    store = project / ".inkloom" / "store.db"
    damaged = b"no database here" + store.read_bytes()[16:]
    store.write_bytes(damaged)
    refused = inkloom(*RUN, cwd=project)
    assert refused.returncode == 4
    assert "inkloom recover" in refused.stderr
    assert inkloom("gc", cwd=project).returncode == 4
    recovered = document(inkloom("recover", "--json", cwd=project))
    assert (recovered["kept"]["runs"], recovered["kept"]["replies"], recovered["lost"]) == (1, 3, 0)
    assert ids(project) == [run]
    assert ran(project, "a hen")["usage"]["calls"] == 0
    with open(recovered["aside"], "rb") as aside:
        assert aside.read(16) == b"no database here"


def test_a_store_that_is_whole_is_recovered_whole(project):
    ran(project, "a hen")
    done = inkloom("recover", cwd=project)
    assert done.returncode == 0
    kept, lost, where = done.stdout.splitlines()
    assert kept.startswith("kept: 1 runs, ")
    assert "3 replies" in kept
    assert lost == "lost: no row that could be seen"
    assert where.startswith("the old store is ")
