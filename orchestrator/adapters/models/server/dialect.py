"""What servers have in common, and where each speaks its own dialect.

A server is known by what it says of its models (``owned_by`` in ``GET /models``). What it then refuses by name is left
out from then on, see ``refusals``: servers differ by version and flags as much as by kind.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from orchestrator.domain.text import clean
from orchestrator.engine.ports import Request

Kind = Literal["vllm", "llama.cpp", "ollama", "lm studio", "openai", "unknown"]

_OWNERS: Mapping[str, Kind] = MappingProxyType(
    {
        "vllm": "vllm",
        "llamacpp": "llama.cpp",
        "library": "ollama",
        "organization_owner": "lm studio",
        "openai": "openai",
        "openai-internal": "openai",
        "system": "openai",
    }
)
MOST_STOPS = 4
"""What OpenAI takes, and vLLM unless it is told otherwise."""
_TAKES_TOP_K = frozenset({"vllm", "llama.cpp", "lm studio"})
_NO_THINKING: Mapping[Kind, Mapping[str, Any]] = MappingProxyType(
    {
        "vllm": {"chat_template_kwargs": {"enable_thinking": False}},
        "llama.cpp": {"chat_template_kwargs": {"enable_thinking": False}},
        "ollama": {"reasoning_effort": "none"},
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one server wants to be spoken to.

    Attributes:
        kind: which server it is.
        model: the name of the model there.
        context_tokens: its context length, None where the server does not say.
        revision: tells what is served under the name, where the server says it: vLLM names the folder or id.
        adapters: LoRA modules by name, where the server lists them: vLLM does, each with its model as parent.
    """

    kind: Kind
    model: str
    context_tokens: int | None = None
    revision: str = ""
    adapters: tuple[str, ...] = ()

    @property
    def can_stop_thinking(self) -> bool:
        """Whether thinking can be turned off by request."""
        return self.kind in _NO_THINKING

    def path(self, without: Set[str]) -> str:
        """The path of the endpoint under ``/v1``."""
        return "/completions" if "chat template" in without else "/chat/completions"

    def body(self, request: Request, without: Set[str]) -> dict[str, Any]:
        """The JSON of ``request``, without what this server has refused before."""
        sampling = request.sampling
        settings: dict[str, Any] = {
            "temperature": sampling.temperature,
            "top_p": sampling.top_p,
            "top_k": sampling.top_k if self.kind in _TAKES_TOP_K else None,
            "stop": list(sampling.stop[: MOST_STOPS if "many stops" in without else None]) or None,
            "seed": request.seed,
            "priority": request.priority if self.kind == "vllm" else None,
            "response_format": _response_format(request, without),
        }
        renamed = self.kind == "openai" or "max_tokens" in without
        settings["max_completion_tokens" if renamed else "max_tokens"] = sampling.max_tokens
        if self.kind == "vllm" and sampling.beams is not None and sampling.beams > 1:
            settings |= {"use_beam_search": True, "n": sampling.beams, "temperature": 0, "seed": None}
        if "thinking" in without:
            settings |= _NO_THINKING.get(self.kind, {})
        body = {"model": request.adapter or request.model or self.model, "stream": False}
        body |= self._prompt(request, without)
        return body | {name: value for name, value in settings.items() if value is not None and name not in without}

    def _prompt(self, request: Request, without: Set[str]) -> dict[str, Any]:
        if "chat template" in without:
            return {"prompt": request.prefill or "\n\n".join(message.content for message in request.messages)}
        messages = [{"role": message.role, "content": message.content} for message in request.messages]
        if not request.prefill or "prefill" in without:
            return {"messages": messages}
        messages.append({"role": "assistant", "content": request.prefill})
        if self.kind == "vllm":
            return {"messages": messages, "add_generation_prompt": False, "continue_final_message": True}
        return {"messages": messages}  # llama.cpp, Ollama and LM Studio go on with a last message of the assistant's


def schema_name(schema: Mapping[str, Any] | None) -> str:
    """A short name for ``schema``, the same for the same one."""
    return "schema " + hashlib.blake2b(json.dumps(schema, sort_keys=True).encode(), digest_size=8).hexdigest()


def _response_format(request: Request, without: Set[str]) -> dict[str, Any] | None:
    if request.schema is None:
        return None
    if any(name.startswith("schema ") for name in without) and schema_name(request.schema) in without:
        return None
    name = re.sub(r"[^a-zA-Z0-9_-]", "_", request.role)[:64] or "reply"
    wanted: dict[str, Any] = {"name": name, "schema": request.schema}
    if "strict" not in without:
        wanted["strict"] = True
    return {"type": "json_schema", "json_schema": wanted}


def dialect_of(models: Any, wanted: str) -> Dialect | None:
    """The dialect for the model called ``wanted`` (empty: the first that writes) in an answer of ``GET /models``.

    Returns None where the server lists models and ``wanted`` is not among them.
    """
    entries = _entries(models)
    if wanted:
        entry = next((entry for entry in entries if wanted in _names(entry)), None)
        if entry is None:
            return None if entries else Dialect(kind="unknown", model=wanted)
    else:
        # LM Studio and Ollama list their embedding models among the others.
        entry = next((entry for entry in entries if "embed" not in str(entry.get("id"))), {})
    return Dialect(
        kind=_OWNERS.get(str(entry.get("owned_by")), "unknown"),
        model=wanted or str(entry.get("id") or ""),
        context_tokens=_context(entry),
        revision=_revision(entry),
        adapters=tuple(names_of({"data": [other for other in entries if other.get("parent") == entry.get("id")]})),
    )


def names_of(models: Any) -> list[str]:
    """The names of the models in an answer of ``GET /models``."""
    return [clean(name) for entry in _entries(models) if isinstance(name := entry.get("id"), str)]


def _entries(models: Any) -> list[dict[str, Any]]:
    listed = models.get("data") if isinstance(models, dict) else None
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def _names(entry: Mapping[str, Any]) -> list[str]:
    """What a model may be called: Ollama takes a name without ``:latest``, llama.cpp has aliases."""
    name = str(entry.get("id"))
    aliases = entry.get("aliases")
    return [name, name.removesuffix(":latest"), *(map(str, aliases) if isinstance(aliases, list) else ())]


def _revision(entry: Mapping[str, Any]) -> str:
    root = entry.get("root")
    return root if isinstance(root, str) else ""


def _context(entry: Mapping[str, Any]) -> int | None:
    """The context length: vLLM says ``max_model_len``, llama.cpp ``meta``, LM Studio, Ollama and OpenAI nothing."""
    meta = entry.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    for found in (entry.get("max_model_len"), meta.get("n_ctx"), meta.get("n_ctx_train")):
        if isinstance(found, int) and not isinstance(found, bool) and found > 0:
            return found
    return None
