"""What a server has refused by name, so that it is asked for once and never again.

Names are those of the settings, and: ``chat template`` (the model has none), ``prefill`` (a reply cannot be begun),
``strict``, ``thinking`` (it is turned off), ``many stops`` (more than four), ``schema …`` (this one schema). A reply is
validated, and ends at its stop strings, whatever was left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from orchestrator.adapters.models.server.dialect import MOST_STOPS, schema_name
from orchestrator.engine.ports import Request

_OPTIONAL = ("response_format", "top_k", "top_p", "temperature", "priority", "stop", "seed", "chat_template_kwargs",
             "reasoning_effort")  # fmt: skip
_TOO_LONG = re.compile(r"context (length|size|window)|too many tokens|maximum.{0,20}tokens")
_NO_TEMPLATE = re.compile(
    r"(provide a|default|no|without a|have an?|missing) chat[ _]template|chat[ _]template.{0,12} not "
)
_NO_PREFILL = re.compile(r"prefill|continue_final_message|final message|must end with a user|last message.{0,20}role")
_NOT_TAKEN = re.compile(
    r"(un|not |n't |doesn't |does not )(support|recogni[sz]|known|expected|enabled|permitted|allowed)"
    r"|extra (inputs|fields)|no longer supported|unknown (field|parameter|argument)|must be '"
)
_BAD_SCHEMA = re.compile(r"schema|grammar|regex")


def is_too_long(message: str) -> bool:
    """Whether a server says that the prompt, or the reply with it, is longer than its context.

    >>> is_too_long("This model's maximum context length is 512 tokens. However, your prompt …")
    True
    """
    return _TOO_LONG.search(message.lower()) is not None


def refused_in(message: str, request: Request, body: Mapping[str, Any]) -> str | None:
    """What of ``body`` a 400 or 422 says that the server does not take; None where it is about something else.

    >>> from orchestrator.engine.ports import Request
    >>> request = Request(messages=(), role="critic", path="critique", seed=0)
    >>> said = "Unsupported parameter: 'max_tokens' is not supported with this model."
    >>> refused_in(said, request, {"max_tokens": 9})
    'max_tokens'
    """
    said = message.lower()
    if is_too_long(said):
        return None
    if "messages" in body and _NO_TEMPLATE.search(said):
        return "chat template"
    begun = "messages" in body and bool(body["messages"]) and body["messages"][-1]["role"] == "assistant"
    if begun and _NO_PREFILL.search(said):
        return "prefill"
    if len(body.get("stop", ())) > MOST_STOPS and re.search(r"\bstop\b", said):
        return "many stops"
    if not _NOT_TAKEN.search(said):
        return _of_the_schema(said, request, body)
    if "max_tokens" in body and re.search(r"\bmax_tokens\b", said):
        return "max_tokens"
    named = next((name for name in _OPTIONAL if name in body and re.search(rf"\b{name}\b", said)), None)
    if named == "response_format" and _BAD_SCHEMA.search(said.replace("json_schema", "")):
        return _of_the_schema(said, request, body)
    if named is None and "response_format" in body and re.search(r"json_schema|structured|guided", said):
        return "response_format"
    return named or _of_the_schema(said, request, body)


def _of_the_schema(said: str, request: Request, body: Mapping[str, Any]) -> str | None:
    wanted = body.get("response_format")
    if wanted is None or not _BAD_SCHEMA.search(said):
        return None
    return "strict" if "strict" in wanted["json_schema"] else schema_name(request.schema)
