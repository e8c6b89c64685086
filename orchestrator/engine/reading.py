"""A reply becomes the value its card promises, or an error that tells the model what to mend."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from orchestrator.checks.quoting import label
from orchestrator.domain.critiques import Choice, Chronicle, Critique, Portrait, Rating
from orchestrator.domain.degeneration import find_loop
from orchestrator.domain.drafts import Draft, Dropped, Revision
from orchestrator.domain.errors import ReplyError
from orchestrator.domain.outlines import Bible
from orchestrator.domain.replies import parse_json, read_draft, read_revision, validate
from orchestrator.domain.text import clean
from orchestrator.engine.ports import Message, Reply
from orchestrator.language.syntax import RoleCard

_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’」』)）]*(?=\s|$|[^\x00-\x7f])")
_ENTRY_WORDS = 8
_LOOP_HINT = "raise sampling.temperature on the card or the step; small models and low temperatures loop more"


def read_reply(card: RoleCard, reply: Reply, values: Mapping[str, Any]) -> tuple[Any, tuple[Dropped, ...]]:
    """The value of a reply, and the entries of it that were left out.

    Args:
        card: says what type it has and how it is written.
        reply: as the model gave it.
        values: what the card took; a critique, rating or portrait is held against the ``text`` it is about, a chronicle
            against the ``bible``.

    Raises:
        ReplyError: it cannot be read; the message is written for the model.
    """
    value = _parsed(card, reply)
    text = values.get("text")
    if isinstance(value, Critique | Portrait | Rating) and isinstance(text, Draft):
        return value.grounded(text)
    bible = values.get("bible")
    if isinstance(value, Chronicle) and isinstance(bible, Bible):
        return value.grounded(bible)
    return value, ()


def _parsed(card: RoleCard, reply: Reply) -> Any:
    if card.shape is not None:
        return _json(card.shape, reply)
    # First of all: where a limit cut a loop off, to write less is no advice.
    if looping := _looping(reply.text):
        raise looping
    name = card.output.name
    if name == "text":
        return _whole_sentences(reply)
    if cut := _cut_off(reply):
        raise cut
    if name == "Draft":
        return read_draft(reply.text)
    if card.whole:
        return Revision(rewrite=read_draft(reply.text).text)
    return read_revision(reply.text)


def _json(shape: type[BaseModel], reply: Reply) -> BaseModel:
    try:
        data = parse_json(reply.text)
        value = validate(data, shape)
    except ReplyError as error:
        raise _looping(reply.text) or _cut_off(reply) or error from error
    if isinstance(value, Choice):
        # Its reason is for people alone and decides nothing; variants ask in both orders before they trust the winner.
        return value
    texts = list(_texts(data))
    # In JSON that is whole, blanks mean nothing, and a short entry may well be right for each of many things.
    if looping := _looping("\n".join(texts), least_words=_ENTRY_WORDS):
        raise looping
    for text in texts:
        if looping := _looping(text):
            raise looping
    return value


def _texts(data: Any) -> Iterator[str]:
    """The strings in ``data``, in order; without recursion, for ``data`` may be deep."""
    left = [data]
    while left:
        part = left.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict | list):
            left.extend(reversed(list(part.values() if isinstance(part, dict) else part)))


def _looping(text: str, least_words: int = 0) -> ReplyError | None:
    loop = find_loop(text)
    if loop is None or loop.words < least_words:
        return None
    if not loop.unit.strip():
        return ReplyError("the reply has white space without end; write what is asked for, and end", hint=_LOOP_HINT)
    return ReplyError(f"the reply repeats itself: '{label(loop.unit)}'; write it once and end", hint=_LOOP_HINT)


def _cut_off(reply: Reply) -> ReplyError | None:
    if reply.finish_reason != "length":
        return None
    return ReplyError(
        f"the reply was cut off after {reply.usage.completion_tokens} tokens; write less",
        hint="raise sampling.max_tokens on the card or the step",
    )


def _whole_sentences(reply: Reply) -> str:
    """Free text as it came; where a limit cut it off, up to the end of its last whole sentence, if it has one."""
    text = clean(reply.text)
    if not text.strip():
        raise ReplyError("the reply is empty; answer with the text itself")
    if reply.finish_reason != "length":
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    if not ends and (cut := _cut_off(reply)):
        raise cut
    return text[: ends[-1]]


def repair_messages(messages: tuple[Message, ...], reply: Reply, error: ReplyError) -> tuple[Message, ...]:
    """The chat that asks for a reply once more, saying what was wrong with the last one."""
    complaint = f"That cannot be read: {error.message}. Answer again, in the form asked for and with nothing else."
    said = Message("assistant", _without_loop(reply.text) if reply.text.strip() else "…")
    return (*messages, said, Message("user", complaint))


def _without_loop(text: str) -> str:
    """``text`` up to where it begins to repeat itself: a model that reads its loop falls into it again."""
    loop = find_loop(text)
    return text if loop is None else f"{text[: loop.end].rstrip()} …"
