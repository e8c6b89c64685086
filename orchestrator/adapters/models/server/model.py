"""A model behind a URL."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle
from typing import Any, Self

from pydantic import SecretStr

from orchestrator.adapters.models.server.address import Address
from orchestrator.adapters.models.server.dialect import Dialect, dialect_of, names_of
from orchestrator.adapters.models.server.endpoints import Endpoint, Endpoints
from orchestrator.adapters.models.server.failures import CallFailed
from orchestrator.adapters.models.server.lengths import PromptLengths
from orchestrator.adapters.models.server.reading import OnlyThought, read_json, read_reply
from orchestrator.adapters.models.server.refusals import is_too_long, refused_in
from orchestrator.adapters.models.server.retrying import Patience, with_retries
from orchestrator.adapters.models.server.transport import Transport
from orchestrator.domain.errors import ModelError, ModelUnavailable, UsageError
from orchestrator.engine.ports import ModelInfo, Reply, Request
from orchestrator.language.diagnostics import did_you_mean

_HELLO_SECONDS = 15.0


class ServerModel:
    """The model that one or several servers serve under one name."""

    def __init__(
        self, urls: Sequence[str], dialect: Dialect, *, key: SecretStr | None, patience: Patience, at_once: int = 0
    ) -> None:
        self._transport = Transport(key)
        self._endpoints = Endpoints(urls, at_once)
        self._dialect = dialect
        self._patience = patience
        self._lengths = PromptLengths()
        self._refused: frozenset[str] = frozenset()
        self._clock = asyncio.get_running_loop().time

    @classmethod
    async def connect(
        cls,
        addresses: Sequence[Address],
        *,
        key: SecretStr | None = None,
        patience: Patience | None = None,
        at_once: int = 0,
    ) -> Self:
        """The model at ``addresses``; the first server that answers is asked once which models it has.

        Args:
            addresses: of its servers.
            key: that they ask for.
            patience: with servers that fail.
            at_once: calls that they are said to digest together; 0 where that is to be learned.

        Raises:
            ModelUnavailable: no server answers.
            UsageError: it has no model of that name, or the key cannot be sent.
        """
        if key is not None and not key.get_secret_value().strip().isprintable():
            raise UsageError("the key has characters in it that cannot be sent", hint="look at OPENAI_API_KEY")
        wanted = addresses[-1].model
        urls = [address.url for address in addresses]
        unknown = Dialect(kind="unknown", model=wanted)
        model = cls(urls, unknown, key=key, patience=patience or Patience(), at_once=at_once)
        try:
            model._dialect = await model._hello(wanted)
        except BaseException:
            await model.aclose()
            raise
        return model

    async def _hello(self, wanted: str) -> Dialect:
        urls = cycle(endpoint.url for endpoint in self._endpoints.all)
        url = self._endpoints.all[0].url

        async def ask(until: float) -> Any:
            nonlocal url
            url = next(urls)
            until = min(until, self._clock() + _HELLO_SECONDS)
            return read_json(await self._transport.call("GET", f"{url}/models", None, until=until))

        try:
            models = await with_retries(ask, self._patience)
        except CallFailed as failure:
            if failure.kind == "refused" and failure.status in (400, 404, 405, 501) and wanted:
                return self._dialect  # it lists no models: the name must do
            raise self._unavailable(failure, url) from None
        dialect = dialect_of(models, wanted)
        if dialect is None:
            hint = did_you_mean(wanted, names_of(models), "models there")
            raise UsageError(f"{url} has no model '{wanted}'", hint=hint)
        if not dialect.model:
            raise UsageError(f"{url} serves no model", hint="name one: http://HOST:PORT#NAME")
        return dialect

    @property
    def info(self) -> ModelInfo:
        """What the server said of itself; ``concurrency`` is what it has been seen to digest by now."""
        return ModelInfo(
            name=self._dialect.model,
            revision=self._dialect.revision,
            context_tokens=self._dialect.context_tokens,
            structured_output="response_format" not in self._refused,
            adapters=self._dialect.adapters,
            concurrency=self._endpoints.limit(self._clock()),
        )

    async def generate(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            ModelError: this request failed: too long, refused, out of time, or no answer worth the name.
            ModelUnavailable: there is no server, or it does not take the key.
        """
        self._lengths.check(request, self._dialect.context_tokens)
        url = self._endpoints.all[0].url

        async def send(until: float) -> Reply:
            nonlocal url
            endpoint = self._endpoints.choose(request.item, self._clock())
            url = endpoint.url
            return await self._send(request, endpoint, until)

        try:
            reply = await with_retries(send, self._patience)
        except CallFailed as failure:
            raise self._translated(failure, request, url) from None
        except ModelError as error:
            raise ModelError(f"{request.path}: {error.message}", hint=error.hint) from None
        self._lengths.learn(request, reply.usage.prompt_tokens)
        # Servers that cannot go on from a beginning write it again.
        reply = replace(reply, text=reply.text.removeprefix(request.prefill))
        return _ended(reply, request.sampling.stop)

    async def _send(self, request: Request, endpoint: Endpoint, until: float) -> Reply:
        """One try; again at once where the server says what it does not take, without that."""
        while True:
            without = self._refused
            body = self._dialect.body(request, without)
            try:
                return await self._try(endpoint, self._dialect.path(without), body, until)
            except CallFailed as failure:
                refused = refused_in(failure.message, request, body) if failure.status in (400, 422) else None
                if refused is None or refused in without:
                    raise
            except OnlyThought:
                if "thinking" in without or not self._dialect.can_stop_thinking:
                    raise
                refused = "thinking"
            self._refused |= {refused}

    async def _try(self, endpoint: Endpoint, path: str, body: dict[str, Any], until: float) -> Reply:
        data = json.dumps(body).encode()
        try:
            async with asyncio.timeout_at(until) as waiting, endpoint.room():
                waiting.reschedule(None)  # from here on the transport minds the time
                return await self._call(endpoint, path, data, until)
        except TimeoutError:
            raise CallFailed("timed out", "the server was busy with other calls all the time allowed") from None

    async def _call(self, endpoint: Endpoint, path: str, data: bytes, until: float) -> Reply:
        sent_at = self._clock()
        try:
            reply = read_reply(await self._transport.call("POST", endpoint.url + path, data, until=until))
        except CallFailed as failure:
            now = self._clock()
            if failure.kind in ("unreachable", "broken", "failing", "timed out", "unreadable"):
                endpoint.failed(now)
            if failure.kind in ("overloaded", "timed out"):
                endpoint.pressure.overloaded(sent_at=sent_at, now=now)
            raise
        endpoint.went_well()
        endpoint.pressure.ended(
            tokens=reply.usage.completion_tokens, in_flight=endpoint.in_flight, sent_at=sent_at, now=self._clock()
        )
        return reply

    async def aclose(self) -> None:
        """Close the connections; what is in flight fails. May be called twice."""
        await self._transport.aclose()

    def _translated(self, failure: CallFailed, request: Request, url: str) -> ModelError:
        message = failure.message
        if failure.kind == "closed":
            return ModelUnavailable(f"{request.path}: {message}")
        if failure.kind in ("unreachable", "unpaid") or failure.status in (401, 403):
            return self._unavailable(failure, url)
        if failure.status == 404:
            name = request.adapter or request.model or self._dialect.model
            hint = "pass --model URL#NAME"
            if request.adapter:
                hint = did_you_mean(request.adapter, self._dialect.adapters, "adapters there")
            return ModelError(f"{request.path}: {url} does not know '{name}': {message}", hint=hint)
        if failure.status == 413 or is_too_long(message):
            hint = "shorten what the step takes, summarize it first, or lower sampling.max_tokens"
            return ModelError(f"{request.path}: the prompt is too long: {message}", hint=hint)
        return ModelError(f"{request.path}: {message}")

    def _unavailable(self, failure: CallFailed, url: str) -> ModelUnavailable:
        if failure.status == 401:  # what it says may have part of the key in it
            asks = "does not take the key" if self._transport.has_key else "asks for a key"
            return ModelUnavailable(f"the server at {url} {asks}", hint="set OPENAI_API_KEY")
        if failure.status == 403:
            return ModelUnavailable(f"{url} forbids it: {failure.message}", hint="set OPENAI_API_KEY")
        if failure.kind == "unpaid":
            return ModelUnavailable(f"{url}: {failure.message}", hint="look at the account that the key belongs to")
        shown = failure.message if url in failure.message else f"{url}: {failure.message}"
        return ModelUnavailable(shown, hint="start a server with `inkloom serve`, or pass --model")


def _ended(reply: Reply, stops: Sequence[str]) -> Reply:
    """``reply`` up to the first of ``stops``: there are servers that do not take them, or not so many."""
    found = [at for stop in stops if stop and (at := reply.text.find(stop)) >= 0]
    return replace(reply, text=reply.text[: min(found)], finish_reason="stop") if found else reply
