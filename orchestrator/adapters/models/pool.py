"""Several models in one run: most roles ask the run's own, some another one that their step names."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from orchestrator.engine.ports import Model, ModelInfo, Reply, Request

MakeModel = Callable[[str], Awaitable[Model]]
"""Makes the model of a name: an alias of inkloom.toml, or whatever ``--model`` takes."""


class ModelPool:
    """The run's own model, and the others by name, each made when it is first asked."""

    def __init__(self, own: Model, make: MakeModel) -> None:
        self._own = own
        self._make = make
        self._others: dict[str, asyncio.Task[Model]] = {}

    @property
    def info(self) -> ModelInfo:
        """Of the run's own model."""
        return self._own.info

    async def generate(self, request: Request) -> Reply:
        """Answer one request by the model that it names.

        Raises:
            ModelError: from the model.
            UsageError, ModelUnavailable: there is no model of that name.
        """
        if request.model is None:
            return await self._own.generate(request)
        if request.model not in self._others:
            self._others[request.model] = asyncio.ensure_future(self._make(request.model))
        # Shielded: a call that is cancelled must not take the model away from the others that wait for it.
        model = await asyncio.shield(self._others[request.model])
        # The name has done its work: to a server it would be the name of one of its own models.
        return await model.generate(replace(request, model=None))

    async def aclose(self) -> None:
        """Let go of all of them. May be called twice."""
        others, self._others = self._others, {}
        for task in others.values():
            task.cancel()
        for made in await asyncio.gather(*others.values(), return_exceptions=True):
            if not isinstance(made, BaseException):
                await made.aclose()
        await self._own.aclose()
