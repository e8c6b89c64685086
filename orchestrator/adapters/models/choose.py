"""What ``--model`` (and INKLOOM_MODEL, and a model in inkloom.toml) may say.

::

    built-in                     the model that ships with Inkloom
    local:DIR | local:ID         a model folder, or an id on the Hugging Face hub, run in this process
    DIR                          the same, for a folder that exists
    local:built-in               the same as built-in
    scripted:FILE                replies from a file, for trying a workflow out
    replay:RUN                   the replies of a recorded run: its id, the beginning of one, or last
    replay:HOME#RUN              the same, of a run that another home keeps
    http://HOST:PORT[/v1][#NAME] any OpenAI-compatible server; several addresses with commas between them
    vllm:built-in | vllm:DIR | vllm:ID   the same models, served by vLLM

Aliases are looked up by the caller; making the model is the caller's work too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from orchestrator.domain.errors import UsageError

BUILT_IN = "built-in"
Kind = Literal["built-in", "local", "replay", "scripted", "server", "vllm"]

_FORMS = (
    "built-in, local:DIR, local:ID (a model of the Hugging Face hub), a model folder, http://HOST:PORT#NAME, "
    "vllm:DIR, vllm:ID, vllm:built-in, scripted:FILE, replay:RUN"
)
_WITH_TARGET: Mapping[str, Kind] = MappingProxyType(
    {"local": "local", "replay": "replay", "scripted": "scripted", "vllm": "vllm"}
)


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model that somebody asked for.

    Attributes:
        kind: ``built-in``; ``local``: transformers in this process; ``vllm``: served by a vLLM of our own;
            ``server``: behind a URL; ``scripted``: replies from a file; ``replay``: those of a recorded run.
        target: the folder or hub id (of vLLM also ``built-in``), the address, the file, or the run (behind its home and
            a #, if that is another one); empty for the built-in model.
    """

    kind: Kind
    target: str = ""


def parse_model(text: str) -> ModelChoice:
    """The choice that ``text`` names.

    Raises:
        UsageError: no form of a model, or one without its target.

    >>> parse_model("built-in")
    ModelChoice(kind='built-in', target='')
    >>> parse_model("local:Qwen/Qwen3-0.6B")
    ModelChoice(kind='local', target='Qwen/Qwen3-0.6B')
    """
    text = text.strip()
    if text in {BUILT_IN, f"local:{BUILT_IN}"}:
        return ModelChoice("built-in")
    kind, colon, target = text.partition(":")
    if text.lower().startswith(("http://", "https://")):
        return ModelChoice("server", text)
    if colon and kind in _WITH_TARGET:
        if not target:
            raise UsageError(f"{text} names nothing after the colon", hint=f"write one of: {_FORMS}")
        return ModelChoice(_WITH_TARGET[kind], target)
    if text and Path(text).expanduser().is_dir():
        return ModelChoice("local", text)
    raise UsageError(f"{text or 'an empty text'} names no model and no folder", hint=f"write one of: {_FORMS}")
