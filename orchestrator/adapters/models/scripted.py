"""A model whose replies are given beforehand: for tests, and for trying a workflow out without a model.

Replies are taken in order, by role or one list for all. It is loud at both ends: a call without a reply
left raises, and ``assert_exhausted`` fails when a reply was never asked for.

In a file (YAML or JSON) replies are a list, or lists by role. Text is the reply as it is, a mapping or a
list is written as JSON, and two marked mappings stand for what goes wrong::

    planner:
      - {title: The Well, scenes: [{heading: At the well, goal: She climbs down.}]}
    drafter:
      - The well was dry.
      - {$cut: The well was}           # cut off by max_tokens
      - {$error: out of memory}        # the call fails
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, Self

from pydantic import BaseModel

from orchestrator.domain.drafts import Draft, Revision
from orchestrator.domain.errors import ModelError
from orchestrator.domain.replies import write_json, write_revision
from orchestrator.domain.runs import Usage
from orchestrator.domain.text import count_words
from orchestrator.engine.ports import ModelInfo, Reply, Request
from orchestrator.language.diagnostics import Problems
from orchestrator.language.sources import SourceText
from orchestrator.language.yaml_source import MappingNode, Node, SequenceNode, is_broken, plain, read_yaml

Scripted = str | BaseModel | Mapping[str, Any] | list[Any] | Exception | Reply
"""One reply as it may be given: text, a domain value, data (written as JSON), an error to raise."""

_EXAMPLE = "for example: {critic: [{score: 8, issues: []}], editor: ['[none]']}"


class ScriptedModel:
    """A model that answers with given replies.

    Attributes:
        requests: every request seen, in order.

    >>> model = ScriptedModel(critic=['{"score": 5}'], editor=["Better.", "Worse."])
    >>> model.info.name
    'scripted'
    """

    def __init__(self, *, replies: Iterable[Scripted] | None = None, **by_role: Iterable[Scripted]) -> None:
        """Take the replies, either ``replies`` for all roles in order or a list for each role.

        Raises:
            ValueError: both were given.
        """
        if replies is not None and by_role:
            raise ValueError("give replies for all roles or by role, not both")
        self.requests: list[Request] = []
        self._revision = ""
        self._in_order = None if replies is None else deque(replies)
        self._by_role = {role: deque(given) for role, given in by_role.items()}

    @classmethod
    def from_text(cls, text: str, *, file: str = "script") -> Self:
        r"""A model with the replies of a YAML or JSON ``text``, in the form the module describes.

        Args:
            text: the script.
            file: what it is called in errors.

        Raises:
            DefinitionError: every mistake in it, with its place.

        >>> model = ScriptedModel.from_text("critic:\n  - {score: 5, issues: []}\n")
        >>> request = Request(messages=(), role="critic", path="critique", seed=0)
        >>> asyncio.run(model.generate(request)).text
        '{"score": 5, "issues": []}'
        """
        problems = Problems()
        script = read_yaml(SourceText(file, text), problems)
        lists = {role: entry.value for role, entry in script.entries.items()} if isinstance(script, MappingNode) else {}
        if script is not None and not isinstance(script, (MappingNode, SequenceNode)):
            problems.add(
                script.place, "a script is a list of replies, or a mapping with a list for each role", _EXAMPLE
            )
        by_role = {role: _read_list(replies, problems) for role, replies in lists.items()}
        in_order = _read_list(script, problems) if isinstance(script, SequenceNode) else None
        problems.raise_if_any()
        model = cls(replies=in_order, **by_role)
        model._revision = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
        return model

    @property
    def info(self) -> ModelInfo:
        """Nothing limits this model, and it follows no schema."""
        return ModelInfo(name="scripted", revision=self._revision, structured_output=False, concurrency=1000)

    async def generate(self, request: Request) -> Reply:
        """The next reply; its usage counts words, which stand in for tokens.

        Raises:
            ModelError: no reply is left for this request, or the script says so.
        """
        self.requests.append(request)
        waiting = self._by_role.get(request.role) if self._in_order is None else self._in_order
        if not waiting:
            asked = sum(1 for seen in self.requests if seen.role == request.role)
            raise ModelError(
                f"{request.path}: no scripted reply is left for {request.role} (call {asked} of that role)",
                hint=f"add a reply for {request.role} to the script",
            )
        scripted = waiting.popleft()
        # Let others run, as a call of a real model does: an order that only holds without it is no order.
        await asyncio.sleep(0)
        return _reply(scripted, request)

    def assert_exhausted(self) -> None:
        """Fail unless every reply was asked for.

        Raises:
            AssertionError: replies are left; says how many for which role.
        """
        left = {role: len(given) for role, given in self._by_role.items() if given}
        if self._in_order:
            left["any role"] = len(self._in_order)
        if left:
            listed = ", ".join(f"{count} for {role}" for role, count in left.items())
            raise AssertionError(f"scripted replies never asked for: {listed}")

    async def aclose(self) -> None:
        """Nothing is held."""


def _read_list(node: Node, problems: Problems) -> list[Scripted]:
    if not isinstance(node, SequenceNode):
        if not is_broken(node):
            problems.add(node.place, "the replies of a role are a list", _EXAMPLE)
        return []
    replies: list[Scripted] = []
    for item in node.items:
        reply = plain(item)
        if isinstance(reply, (str, dict, list)):
            replies.append(reply)
        elif not is_broken(item):
            problems.add(item.place, "a reply is text, a mapping or a list", "put it in quotes to make it text")
    return replies


def _reply(scripted: Scripted, request: Request) -> Reply:
    if isinstance(scripted, Exception):
        raise scripted
    if isinstance(scripted, Reply):
        return scripted
    if isinstance(scripted, Mapping) and set(scripted) == {"$error"}:
        raise ModelError(f"{request.path}: {scripted['$error']}")
    cut = isinstance(scripted, Mapping) and set(scripted) == {"$cut"}
    text = str(scripted["$cut"]) if cut and isinstance(scripted, Mapping) else _text(scripted)
    usage = Usage(
        calls=1,
        prompt_tokens=sum(count_words(message.content) for message in request.messages) + count_words(request.prefill),
        completion_tokens=count_words(text),
    )
    return Reply(text=text, finish_reason="length" if cut else "stop", usage=usage)


def _text(scripted: str | BaseModel | Mapping[str, Any] | list[Any]) -> str:
    if isinstance(scripted, str):
        return scripted
    if isinstance(scripted, Draft):
        return scripted.text
    if isinstance(scripted, Revision):
        return write_revision(scripted)
    if isinstance(scripted, BaseModel):
        return write_json(scripted)
    return json.dumps(scripted, ensure_ascii=False)
