"""From the messages of a request to the token ids that the model continues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jinja2

from orchestrator.adapters.models.local.loading import Loaded
from orchestrator.domain.errors import ModelError
from orchestrator.engine.ports import Message, Request


def encode_prompt(request: Request, loaded: Loaded) -> list[int]:
    """The token ids of a prompt, with at least one token of the context left for the reply.

    A chat model gets its template, opened for an assistant's reply that begins with the prefill. A model
    without a template continues the prefill alone or, without one, the messages as plain text.

    Raises:
        ModelError: the prompt is empty, does not fit the context, or is refused by the template.
    """
    if loaded.is_chat:
        text = _chat_text(request, loaded.tokenizer) + request.prefill
        # The template has written every special token that belongs there.
        ids = loaded.tokenizer.encode(text, add_special_tokens=False)
    else:
        text = request.prefill or "\n\n".join(message.content for message in request.messages)
        ids = loaded.tokenizer.encode(text)
    if not ids:
        raise ModelError(f"{request.path}: the prompt is empty", hint="a model needs some text to continue")
    if loaded.context_tokens is not None and len(ids) >= loaded.context_tokens:
        raise ModelError(
            f"{request.path}: the prompt has {len(ids)} tokens, and {loaded.name} takes {loaded.context_tokens} "
            "with the reply",
            hint="shorten what the step takes, or use a model with a longer context",
        )
    return list(ids)


def _chat_text(request: Request, tokenizer: Any) -> str:
    try:
        return _templated(request.messages, tokenizer)
    except jinja2.TemplateError as error:
        # Some templates (Gemma's) know no system message; its text then opens the user's.
        merged = _without_system(request.messages)
        if merged == request.messages:
            raise ModelError(f"{request.path}: the model's chat template refuses the messages: {error}") from error
    try:
        return _templated(merged, tokenizer)
    except jinja2.TemplateError as error:
        raise ModelError(f"{request.path}: the model's chat template refuses the messages: {error}") from error


def _templated(messages: Sequence[Message], tokenizer: Any) -> str:
    # Models that think spend max_tokens on thinking and reply with nothing; other templates ignore the switch.
    text: str = tokenizer.apply_chat_template(
        [{"role": message.role, "content": message.content} for message in messages],
        tokenize=False,
        add_generation_prompt=True,
        enable_thinking=False,
    )
    return text


def _without_system(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    if len(messages) < 2 or messages[0].role != "system" or messages[1].role != "user":
        return messages
    opened = Message("user", f"{messages[0].content}\n\n{messages[1].content}")
    return (opened, *messages[2:])
