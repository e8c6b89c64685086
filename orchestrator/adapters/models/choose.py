"""What ``--model`` (and INKLOOM_MODEL, and a model in inkloom.toml) may say.

::

    built-in                     the model that ships with Inkloom
    local:DIR | local:ID         a model folder, or an id on the Hugging Face hub, run in this process
    DIR                          the same, for a folder that exists
    local:built-in               the same as built-in
    scripted:FILE                replies from a file, for trying a workflow out

Aliases are looked up by the caller; making the model is the caller's work too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from orchestrator.domain.errors import UsageError

_FORMS = "built-in, local:DIR, local:ID (a model of the Hugging Face hub), a model folder, scripted:FILE"
_NOT_YET = {
    "http": "a model behind a URL",
    "https": "a model behind a URL",
    "vllm": "a model served by vLLM",
    "replay": "the replies of a recorded run",
}


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model that somebody asked for.

    Attributes:
        kind: ``built-in``; ``local``: transformers in this process; ``scripted``: replies from a file.
        target: the folder or hub id of a local model, the file of a scripted one; empty for the built-in one.
    """

    kind: Literal["built-in", "local", "scripted"]
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
    if text in {"built-in", "local:built-in"}:
        return ModelChoice("built-in")
    kind, colon, target = text.partition(":")
    if colon and kind.lower() in _NOT_YET:
        raise UsageError(f"{text}: this version cannot use {_NOT_YET[kind.lower()]}", hint=f"what it can use: {_FORMS}")
    if colon and kind in {"local", "scripted"}:
        if not target:
            raise UsageError(f"{text} names nothing after the colon", hint=f"write one of: {_FORMS}")
        return ModelChoice("local" if kind == "local" else "scripted", target)
    if text and Path(text).expanduser().is_dir():
        return ModelChoice("local", text)
    raise UsageError(f"{text or 'an empty text'} names no model and no folder", hint=f"write one of: {_FORMS}")
