"""``inkloom retry`` and ``resume`` of a batch: what they ask for, what they leave alone, and what they count."""

import json

import pytest

from tests.support import roles
from tests.support.command import document, inkloom
from tests.support.loopback import in_a_thread, refusing_address

pytestmark = pytest.mark.enable_socket
RESULTS = "results.jsonl"
REFUSED = f"A {roles.REFUSED} fox"


@pytest.fixture
def project(tmp_path):
    """A batch of 12 items: 8 are whole, of 2 a part is left out, 1 has failed, and 1 is a row that does not fit."""
    (tmp_path / "inkloom.toml").write_text("")
    (tmp_path / "parts.yaml").write_text(roles.PARTS)
    rows = [{"sku": f"a{n}", "subjects": [f"A fox {n}.", f"A hen {n}."]} for n in range(12)]
    for number in (2, 5):
        rows[number]["subjects"].append(f"{REFUSED} {number}.")
    rows[7]["subjects"] = [f"{REFUSED} 7."]
    rows[9]["subjects"] = 9
    (tmp_path / "items.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


BATCH = ("batch", "parts.yaml", "--items", "items.jsonl", "--key", "sku", "--results", RESULTS)


def ran(project, url, *command, code=3, shown=("--progress", "none", "--json")):
    done = inkloom(*command, "--model", url, *shown, cwd=project)
    assert done.returncode == code, done.stdout + done.stderr
    return done


def results(project):
    return {row["item"]: row for row in map(json.loads, (project / RESULTS).read_text("utf-8").splitlines())}


@pytest.fixture
def begun(project):
    with in_a_thread(roles.responding()) as server:
        told = document(ran(project, server.url, *BATCH))
    assert told["items"] == {"done": 10, "failed": 2, "waiting": 0, "open": 0}
    assert told["failures"] == {"ModelError": 1, "BadRow": 1}
    return results(project)


def test_retry_asks_for_what_failed_and_what_was_left_out_and_for_nothing_else(project, begun):
    with in_a_thread(roles.responding(poison=False)) as cured:
        told = document(ran(project, cured.url, "retry", "last"))
        assert roles.completions(cured) == 3
    assert told["items"] == {"done": 11, "failed": 1, "waiting": 0, "open": 0}
    assert told["failures"] == {"BadRow": 1}
    again = results(project)
    assert [item for item, row in again.items() if row != begun[item]] == ["a2", "a5", "a7"]
    assert len(again["a2"]["outputs"]["told"]) > len(begun["a2"]["outputs"]["told"])
    assert (again["a2"]["reason"], again["a7"]["status"]) == ("", "done")


def test_what_is_there_is_not_lost_to_a_retry_that_comes_to_nothing_and_resume_goes_on_with_it(project, begun):
    ran(project, refusing_address(), "retry", "last", code=5)
    shown = inkloom("export", "last", "--item", "a2", "--format", "txt", "--out", "kept", cwd=project)
    assert shown.returncode == 0, shown.stderr
    assert begun["a2"]["outputs"]["told"] in next((project / "kept").rglob("a2.txt")).read_text("utf-8")
    with in_a_thread(roles.responding(poison=False)) as cured:
        told = document(ran(project, cured.url, "resume", "last"))
        assert roles.completions(cured) == 3
    assert told["items"] == {"done": 11, "failed": 1, "waiting": 0, "open": 0}


def test_a_batch_of_which_nothing_is_left_needs_no_model_and_its_results_are_written_again(project, begun):
    before = inkloom("status", "last", "--json", cwd=project).stdout
    (project / RESULTS).unlink()
    told = document(ran(project, refusing_address(), "resume", "last"))
    assert told["items"] == {"done": 10, "failed": 2, "waiting": 0, "open": 0}
    assert results(project) == begun
    assert inkloom("status", "last", "--json", cwd=project).stdout == before


def test_each_failure_is_counted_once_under_its_own_reason_while_it_is_tried_again(project, begun):
    items = project / "items.jsonl"
    lines = items.read_text("utf-8").splitlines(keepends=True)
    items.write_text(lines[7] + lines[9])
    with in_a_thread(roles.responding()) as server:
        for command in (BATCH, ("retry", "last")):
            done = ran(project, server.url, *command, shown=("--progress", "json"))
            *_, last = (json.loads(line) for line in done.stderr.splitlines() if line.startswith("{"))
            assert last["failures"] == {"BadRow": 1, "ModelError": 1}
            assert last["items"] == {"total": 2, "done": 0, "failed": 2, "waiting": 0, "open": 0}


def test_people_are_told_of_what_was_left_out_and_how_to_try_it_again(project):
    rows = [{"sku": "a", "subjects": ["A fox.", f"{REFUSED}."]}]
    (project / "items.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    with in_a_thread(roles.responding()) as server:
        done = ran(project, server.url, *BATCH, code=0, shown=("--progress", "none"))
        assert "1 item is done with a part left out: see `reason` in the results" in done.stderr
        assert "hint: try what failed once more with `inkloom retry " in done.stderr
        told = document(ran(project, server.url, *BATCH, "--strict"))
        assert [error["item"] for error in told["errors"]] == ["a"]
