"""From the body of an answer to a reply: whole, of the right shape, or an error that says what it was instead."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from orchestrator.adapters.models.server.failures import CallFailed
from orchestrator.domain.errors import ModelError
from orchestrator.domain.runs import Usage
from orchestrator.domain.text import clean
from orchestrator.engine.ports import Reply

_SHOWN_CHARACTERS = 200


class OnlyThought(ModelError):
    """The model thought, and answered nothing."""


def read_json(data: bytes) -> Any:
    """The JSON value of a body.

    Raises:
        CallFailed: it is none (cut off, HTML, NaN, nested beyond reason): nothing of it is used.
    """
    try:
        return json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        begin = _one_line(data[:_SHOWN_CHARACTERS].decode("utf-8", "replace"))
    # Out here it has no context: the error would keep the whole body.
    raise CallFailed("unreadable", f"the answer is no whole JSON: {begin or 'it is empty'}")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def read_reply(data: bytes) -> Reply:
    """The reply in the body of a completion.

    Raises:
        CallFailed: the body is no completion, or one that does not say how it ended.
        ModelError: the model refused, or did not answer with text.
    """
    body = read_json(data)
    if not isinstance(body, dict):
        raise CallFailed("unreadable", "the answer is no completion")
    if body.get("error"):
        raise CallFailed("failing", f"the server reports an error: {_shown(body['error'])}")
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(choice, dict):
        raise CallFailed("unreadable", "the answer has no choices")
    finish = choice.get("finish_reason")
    if finish == "content_filter":
        raise ModelError("the model's provider refused to answer (content filter)", hint="change the prompt")
    if finish in ("tool_calls", "function_call", "repetition"):
        raise ModelError(f"the model did not answer with text ({finish})", hint="change the prompt")
    text, thought = _texts(choice)
    if finish not in ("stop", "length"):
        raise CallFailed("unreadable", f"the answer does not say that it ended (finish_reason {_shown(finish)})")
    if thought and not text.strip():
        raise OnlyThought(
            "the model spent its tokens on thinking and answered nothing",
            hint="raise sampling.max_tokens, or serve the model with thinking off",
        )
    return Reply(text=text, finish_reason="stop" if finish == "stop" else "length", usage=_usage(body.get("usage")))


def _texts(choice: dict[str, Any]) -> tuple[str, str]:
    """What the model answered, and what it thought aloud before."""
    message = choice.get("message")
    if not isinstance(message, dict):
        text = choice.get("text")
        if not isinstance(text, str):
            raise CallFailed("unreadable", "the answer has no message")
        return clean(text), ""
    refusal = message.get("refusal")
    if isinstance(refusal, str) and refusal:
        raise ModelError(f"the model refused: {_shown(refusal)}", hint="change the prompt")
    content = message.get("content")
    if content is not None and not isinstance(content, str):
        raise CallFailed("unreadable", "the answer's content is no text")
    if message.get("tool_calls"):  # some servers say "stop" all the same
        raise ModelError("the model did not answer with text (tool_calls)", hint="change the prompt")
    text = clean(content or "")
    # vLLM says reasoning, as Ollama does; llama.cpp and LM Studio say reasoning_content.
    thought = message.get("reasoning") or message.get("reasoning_content")
    # A server that does not know its model's marks; of models that always think the first one stands in the prompt.
    begin, closed, rest = text.partition("</think>")
    if begin.lstrip().startswith("<think>") or (closed and "<think>" not in begin):
        thought, text = begin, rest.lstrip()
    return text, thought if isinstance(thought, str) else ""


def _usage(usage: Any) -> Usage:
    """The tokens that an answer reports; what is missing or absurd counts nothing."""
    if not isinstance(usage, dict):
        return Usage(calls=1)
    details = usage.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else 0
    return Usage(
        calls=1,
        prompt_tokens=_count(usage.get("prompt_tokens")),
        completion_tokens=_count(usage.get("completion_tokens")),
        cached_prompt_tokens=_count(cached),
    )


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else 0


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("message")
    if value is None or isinstance(value, (bool, int, float)):
        return str(value)
    return _one_line(value) if isinstance(value, str) else f"a {type(value).__name__}"


def _one_line(text: str) -> str:
    text = " ".join(clean(text[: 4 * _SHOWN_CHARACTERS]).split())
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + " …"
