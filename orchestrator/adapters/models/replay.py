"""A recorded run as the model: what it was answered then, it is answered now, byte for byte.

A request is known again by all that its reply depends on, but for the model that it went to: the messages, sampling,
seed, schema, adapter, round. One that the run never made is refused, with the nearest one and in what they differ.
The replay goes by the name of the model of that run, so what it answers is kept as that model's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from orchestrator.domain.errors import ModelError
from orchestrator.domain.records import CallRecord, StoredReply
from orchestrator.engine.comparing import content_of, nearest, usual_model
from orchestrator.engine.keys import request_text
from orchestrator.engine.ports import ModelInfo, Reply, Request

_CONCURRENCY = 1000
_COMPARED = 100
"""Recorded requests that are looked at for the nearest one, at most."""
_NOT_ITS_OWN = ("model", "attempt")
"""What the replay does not go by."""


class Recording(Protocol):
    """The calls of one run."""

    @property
    def run(self) -> str:
        """Its id."""
        ...

    def calls(self) -> Iterable[CallRecord]:
        """All of its calls, with request and reply."""
        ...

    def reply(self, key: str) -> StoredReply | None:
        """The reply under ``key``."""
        ...

    def request(self, key: str) -> str | None:
        """The request under ``key``."""
        ...

    def close(self) -> None:
        """Let go of it. May be called twice."""
        ...


@dataclass(frozen=True, slots=True)
class _Call:
    """Where a call was made; its texts stay where they are kept."""

    item: str
    path: str
    role: str
    key: str


class ReplayModel:
    """A model that answers with the replies of a recorded run."""

    def __init__(self, recording: Recording) -> None:
        """Read the requests of ``recording``.

        Raises:
            StoreError: they cannot be read.
        """
        self._recording = recording
        self._calls: list[_Call] = []
        self._keys: dict[str, str] = {}
        name, revision = usual_model(self._read()) or (f"replay:{recording.run}", "")
        self._info = ModelInfo(name=name, revision=revision, concurrency=_CONCURRENCY)

    def _read(self) -> Iterator[str]:
        """The requests, noted as they go by."""
        for call in self._recording.calls():
            content = content_of(call.request)
            self._calls.append(_Call(call.item, call.path, call.role, call.key))
            # Two steps with one request and two models: each has its own reply.
            self._keys[f"{content} {call.path}"] = call.key
            self._keys.setdefault(content, call.key)
            yield call.request

    @property
    def info(self) -> ModelInfo:
        """The name and revision of the model that was recorded."""
        return self._info

    async def generate(self, request: Request) -> Reply:
        """The reply that ``request`` got in the recorded run.

        Raises:
            ModelError: it was not made there.
            StoreError: the reply cannot be read.
        """
        await asyncio.sleep(0)  # others go on meanwhile, as they do while a model writes
        asked = request_text(request, 0, self._info)
        content = content_of(asked)
        key = self._keys.get(f"{content} {request.path}") or self._keys.get(content)
        stored = self._recording.reply(key) if key is not None else None
        if stored is None:
            raise self._unknown(request, asked)
        return Reply(
            text=stored.text,
            finish_reason="length" if stored.finish_reason == "length" else "stop",
            usage=stored.usage,
        )

    async def aclose(self) -> None:
        """Let go of the recording."""
        self._recording.close()

    def _unknown(self, request: Request, asked: str) -> ModelError:
        run = self._recording.run
        message = f"{request.path}: run {run} has no reply to this request of {request.role}"
        found = nearest(self._like(request), asked, ignoring=_NOT_ITS_OWN)
        if found is None:
            roles = ", ".join(sorted({call.role for call in self._calls})) or "nobody"
            return ModelError(message, hint=f"it asked {roles}")
        path, parts = found
        return ModelError(message, hint="\n    ".join([f"nearest in it is {path}, but for", *map(str, parts)]))

    def _like(self, request: Request) -> Iterator[tuple[str, str]]:
        """Path and request of calls that may be meant: of the same step, or else of the same role."""
        alike: tuple[Callable[[_Call], bool], ...] = (
            lambda call: (call.item, call.path) == (request.item, request.path),
            lambda call: call.path == request.path,
            lambda call: call.role == request.role,
        )
        for is_like in alike:
            found = list(islice(filter(is_like, self._calls), _COMPARED))
            if found:
                break
        for call in found:
            text = self._recording.request(call.key)
            if text is not None:
                yield call.path, text
