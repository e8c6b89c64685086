"""Several models in one run: most roles ask the run's own, some another one that their step names."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from orchestrator.engine.ports import Model, ModelInfo, Reply, Request

MakeModel = Callable[[str], Awaitable[Model]]
"""Makes the model of a name: an alias of inkloom.toml, or whatever ``--model`` takes."""


class ModelPool:
    """The run's own model, and the others by name, each made when it is first asked.

    Args:
        own: the run's.
        make: makes another one.
        identify: says what a model will say of itself where that is known without making it, else None.
    """

    def __init__(
        self, own: Model, make: MakeModel, identify: Callable[[str], ModelInfo | None] = lambda _name: None
    ) -> None:
        self._own = own
        self._make = make
        self._identify = identify
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
        model = await self._other(request.model)
        # The name has done its work: to a server it would be the name of one of its own models.
        return await model.generate(replace(request, model=None))

    async def info_of(self, name: str) -> ModelInfo:
        """What the model of that name says of itself.

        Raises:
            UsageError, ModelUnavailable: there is none.
        """
        known = self._identify(name)
        return known if known is not None else (await self._other(name)).info

    async def _other(self, name: str) -> Model:
        if name not in self._others:
            self._others[name] = asyncio.ensure_future(self._make(name))
        # Shielded: a call that is cancelled must not take the model away from the others that wait for it.
        return await asyncio.shield(self._others[name])

    async def aclose(self) -> None:
        """Let go of all of them. May be called twice."""
        others, self._others = self._others, {}
        for task in others.values():
            task.cancel()
        for made in await asyncio.gather(*others.values(), return_exceptions=True):
            if not isinstance(made, BaseException):
                await made.aclose()
        await self._own.aclose()
