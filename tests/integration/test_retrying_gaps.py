"""``inkloom retry`` of a run that is done but for what was left out of it."""

import pytest

from tests.support import roles
from tests.support.command import document, inkloom
from tests.support.loopback import in_a_thread

pytestmark = pytest.mark.enable_socket


def ran(tmp_path, server, *command, code=0):
    done = inkloom(*command, "--model", server.url, "--json", cwd=tmp_path)
    assert done.returncode == code, done.stdout + done.stderr
    return document(done)


@pytest.fixture
def left_out(tmp_path):
    """A run of three parts of which the second was refused."""
    (tmp_path / "inkloom.toml").write_text("")
    (tmp_path / "parts.yaml").write_text(roles.PARTS)
    subjects = f'["A fox.", "A {roles.REFUSED} fox.", "An old fox."]'
    with in_a_thread(roles.responding()) as server:
        told = ran(tmp_path, server, "run", "parts.yaml", "--set", f"subjects={subjects}")
    assert (told["status"], len(told["errors"])) == ("done", 1)
    return told


def test_only_what_was_left_out_is_asked_for_again_and_then_the_run_is_whole(tmp_path, left_out):
    with in_a_thread(roles.responding(poison=False)) as cured:
        whole = ran(tmp_path, cured, "retry", "last")
        assert (whole["status"], whole["errors"]) == ("done", [])
        assert roles.completions(cured) == 1
        assert len(whole["outputs"]["told"].split()) > len(left_out["outputs"]["told"].split())
        # There is nothing left to try.
        assert ran(tmp_path, cured, "retry", "last")["outputs"] == whole["outputs"]
        assert roles.completions(cured) == 1


def test_what_is_refused_again_is_left_out_again(tmp_path, left_out):
    with in_a_thread(roles.responding()) as server:
        again = ran(tmp_path, server, "retry", "last")
    assert (again["status"], again["outputs"]) == ("done", left_out["outputs"])
    assert [failure["step"] for failure in again["errors"]] == [failure["step"] for failure in left_out["errors"]]


def test_people_are_told_how_to_try_what_was_left_out(tmp_path, left_out):
    with in_a_thread(roles.responding()) as server:
        again = inkloom("retry", "last", "--model", server.url, cwd=tmp_path)
    assert again.returncode == 0
    assert "left out: parts" in again.stderr
    assert "hint: try what failed once more with `inkloom retry " in again.stderr
    assert "what is finished" not in again.stderr
