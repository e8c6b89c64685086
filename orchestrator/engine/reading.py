"""A reply becomes the value its card promises, or an error that tells the model what to mend."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from orchestrator.domain.critiques import Critique
from orchestrator.domain.drafts import Draft, Dropped, Revision
from orchestrator.domain.errors import ReplyError
from orchestrator.domain.replies import read_draft, read_json, read_revision
from orchestrator.domain.text import clean
from orchestrator.engine.ports import Message, Reply
from orchestrator.language.syntax import RoleCard

_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’」』)）]*(?=\s|$|[^\x00-\x7f])")


def read_reply(card: RoleCard, reply: Reply, values: Mapping[str, Any]) -> tuple[Any, tuple[Dropped, ...]]:
    """The value of a reply, and the entries of it that were left out.

    Args:
        card: says what type it has and how it is written.
        reply: as the model gave it.
        values: what the card took; a critique is held against the ``text`` it is about.

    Raises:
        ReplyError: it cannot be read; the message is written for the model.
    """
    value = _parsed(card, reply)
    text = values.get("text")
    if isinstance(value, Critique) and isinstance(text, Draft):
        return value.grounded(text)
    return value, ()


def _parsed(card: RoleCard, reply: Reply) -> Any:
    name = card.output.name
    if card.shape is not None:
        try:
            return read_json(reply.text, card.shape)
        except ReplyError as error:
            raise _cut_off(reply) or error from error
    if name == "text":
        return _whole_sentences(reply)
    if cut := _cut_off(reply):
        raise cut
    if name == "Draft":
        return read_draft(reply.text)
    if card.whole:
        return Revision(rewrite=read_draft(reply.text).text)
    return read_revision(reply.text)


def _cut_off(reply: Reply) -> ReplyError | None:
    if reply.finish_reason != "length":
        return None
    return ReplyError(
        f"the reply was cut off after {reply.usage.completion_tokens} tokens; write less",
        hint="raise sampling.max_tokens on the card or the step",
    )


def _whole_sentences(reply: Reply) -> str:
    """Free text as it came; where a limit cut it off, up to the end of its last whole sentence."""
    text = clean(reply.text)
    if not text.strip():
        raise ReplyError("the reply is empty; answer with the text itself")
    if reply.finish_reason != "length":
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return text[: ends[-1]] if ends else text


def repair_messages(messages: tuple[Message, ...], reply: Reply, error: ReplyError) -> tuple[Message, ...]:
    """The chat that asks for a reply once more, saying what was wrong with the last one."""
    complaint = f"That cannot be read: {error.message}. Answer again, in the form asked for and with nothing else."
    said = Message("assistant", reply.text) if reply.text.strip() else Message("assistant", "…")
    return (*messages, said, Message("user", complaint))
