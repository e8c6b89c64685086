"""What ``--model`` (and INKLOOM_MODEL, and a model in inkloom.toml) may say.

::

    built-in                     the model that ships with Inkloom
    local:DIR | local:ID         a model folder, or an id on the Hugging Face hub, run in this process
    DIR                          the same, for a folder that exists
    local:built-in               the same as built-in
    scripted:FILE                replies from a file, for trying a workflow out
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
Kind = Literal["built-in", "local", "scripted", "server", "vllm"]

_FORMS = (
    "built-in, local:DIR, local:ID (a model of the Hugging Face hub), a model folder, http://HOST:PORT#NAME, "
    "vllm:DIR, vllm:ID, vllm:built-in, scripted:FILE"
)
_NOT_YET = {"replay": "the replies of a recorded run"}
_WITH_TARGET: Mapping[str, Kind] = MappingProxyType({"local": "local", "scripted": "scripted", "vllm": "vllm"})


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model that somebody asked for.

    Attributes:
        kind: ``built-in``; ``local``: transformers in this process; ``vllm``: served by a vLLM of our own;
            ``server``: behind a URL; ``scripted``: replies from a file.
        target: the folder or hub id (of vLLM also ``built-in``), the address, or the file; empty for the built-in one.
    """

    kind: Kind
    target: str = ""


def parse_model(text: str) -> ModelChoice:
    """The choice that ``text`` names.

    Raises:
        UsageError: no form of a model, one without its target, or one that this version does not have.

    >>> parse_model("built-in")
    ModelChoice(kind='built-in', target='')
    >>> parse_model("local:Qwen/Qwen3-0.6B")
    ModelChoice(kind='local', target='Qwen/Qwen3-0.6B')
    """
    text = text.strip()
    if text in {BUILT_IN, f"local:{BUILT_IN}"}:
        return ModelChoice("built-in")
    kind, colon, target = text.partition(":")
    if colon and kind.lower() in _NOT_YET:
        raise UsageError(f"{text}: this version cannot use {_NOT_YET[kind.lower()]}", hint=f"what it can use: {_FORMS}")
    if text.lower().startswith(("http://", "https://")):
        return ModelChoice("server", text)
    if colon and kind in _WITH_TARGET:
        if not target:
            raise UsageError(f"{text} names nothing after the colon", hint=f"write one of: {_FORMS}")
        return ModelChoice(_WITH_TARGET[kind], target)
    if text and Path(text).expanduser().is_dir():
        return ModelChoice("local", text)
    raise UsageError(f"{text or 'an empty text'} names no model and no folder", hint=f"write one of: {_FORMS}")
