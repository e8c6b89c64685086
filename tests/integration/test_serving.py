"""What ``inkloom serve`` and ``--model vllm:…`` do where no vLLM is needed: taken ports, and notes to mistrust."""

import os
import socket
import subprocess
import sys
import time

import pytest

from orchestrator.app.served import Note, write_note
from tests.support.command import document, inkloom
from tests.support.loopback import answers, chat, in_a_thread, models

pytestmark = pytest.mark.enable_socket

NO_VLLM = "/no/such/python"


def server(*names):
    """A healthy server with these models, that answers whatever it is asked."""

    def respond(seen):
        if seen.method == "GET":
            return answers(models(*names, max_model_len=4096))
        return answers(chat("Once there was a hen. She laid an egg and was glad of it."))

    return in_a_thread(respond)


def run_with_note(folder, url, *, model="built-in", note=None):
    """Summarize a text on the vLLM server that the note tells of; one that starts its own fails for want of vLLM."""
    write_note(folder / ".inkloom" / "served.json", note or Note.of_this_process(model, url.removesuffix("/v1")))
    (folder / "telling.yaml").write_text(
        "name: telling\nsteps:\n  told: {agent: drafter, with: {scene: \"{'id': 's1', 'heading': 'A hen',"
        " 'goal': 'A hen lays an egg.', 'mood': 'glad'}\"}}\noutputs: {told: told}\n"
    )
    return inkloom(
        "run", "telling.yaml", "--model", "vllm:built-in", "--json",
        cwd=folder, environment={"INKLOOM_VLLM_PYTHON": NO_VLLM},
    )  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="a port can be shared elsewhere")
def test_a_taken_port_is_told_by_its_number_within_seconds(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        begun = time.monotonic()
        done = inkloom("serve", "--port", port, cwd=tmp_path)
        assert time.monotonic() - begun < 5
    assert done.returncode == 5
    assert f"port {port} is taken" in done.stderr
    assert "--port" in done.stderr.split("hint:")[1]
    assert not (tmp_path / ".inkloom" / "served.json").exists()


def test_a_run_attaches_to_the_server_of_the_note(tmp_path):
    with server("built-in") as there:
        done = run_with_note(tmp_path, there.url)
        assert any(seen.method == "POST" for seen in there.requests)
    assert done.returncode == 0, done.stdout + done.stderr
    assert document(done)["outputs"]["told"].startswith("Once there was a hen.")


def test_the_server_of_another_model_is_not_attached_to(tmp_path):
    """Neither where the note says so, nor where the server at its address turns out to be another one."""
    with server("another") as there:
        for model in ("another", "built-in"):
            done = run_with_note(tmp_path, there.url, model=model)
            assert done.returncode == 5
            assert f"there is no interpreter {NO_VLLM}" in document(done)["errors"][0]["message"]
        assert {seen.method for seen in there.requests} == {"GET"}  # it was looked at, and asked for nothing


def test_the_note_of_a_process_that_is_gone_is_not_believed(tmp_path):
    with subprocess.Popen([sys.executable, "-c", ""]) as owner:
        pass  # it has been waited for, so its number is nobody's, or another one's
    with server("built-in") as there:
        note = Note.of_this_process("built-in", there.url.removesuffix("/v1"))
        done = run_with_note(tmp_path, there.url, note=note.model_copy(update={"owner": owner.pid}))
        assert done.returncode == 5
        assert f"there is no interpreter {NO_VLLM}" in document(done)["errors"][0]["message"]
        assert there.requests == []
