"""Items in this process, on one event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable

from orchestrator.app import App
from orchestrator.domain.runs import ItemResult
from orchestrator.engine.dispatch import Budget
from orchestrator.engine.ports import Observer, Person
from orchestrator.engine.runner import Item, Limits, run_items
from orchestrator.language.plan import Plan

_OPEN_ITEMS_PER_CALL = 4
"""Items kept open for each call that can be in flight: enough to refill it whatever they wait for."""
_OPEN_ITEMS = 1024
"""Items kept open where the number of calls is learned while it runs."""


async def run_locally(
    app: App, plan: Plan, items: Iterable[Item], observer: Observer, person: Person
) -> AsyncIterator[ItemResult]:
    """Run ``plan`` for ``items`` on the model that the settings name.

    Raises:
        UsageError, ModelUnavailable: there is no such model.
    """
    settings = app.settings
    async with app.model() as model:
        limits = Limits(
            concurrency=settings.concurrency or None,
            open_items=_OPEN_ITEMS_PER_CALL * settings.concurrency or _OPEN_ITEMS,
            budget=Budget(settings.max_calls, settings.max_tokens),
        )
        results = run_items(
            plan,
            items,
            model=model,
            checks=app.checks,
            observer=observer,
            person=person,
            seed=settings.seed,
            limits=limits,
        )
        async for result in results:
            yield result
