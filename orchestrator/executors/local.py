"""Items in this process, on one event loop."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable

from orchestrator.adapters.models.pool import ModelPool
from orchestrator.app import App, Definition
from orchestrator.domain.runs import ItemResult
from orchestrator.engine.dispatch import Budget
from orchestrator.engine.ports import Journal, Observer, Person
from orchestrator.engine.replies import ByName
from orchestrator.engine.runner import Item, Limits, Stop, Surroundings, run_items

_OPEN_FOR_A_CALL = 2
"""Items kept open for each call that can be in flight: while one's reply is read, another's call goes in its place."""
_OPEN_ITEMS = 1024
"""Items kept open where the number of calls is learned while it runs."""


def open_items(concurrency: int) -> int:
    """How many items are begun and not ended, with so many calls in flight (0: not known beforehand)."""
    return _OPEN_FOR_A_CALL * concurrency if concurrency else _OPEN_ITEMS


async def run_locally(
    app: App,
    definition: Definition,
    items: Iterable[Item],
    *,
    journal: Journal,
    observer: Observer,
    person: Person,
    stop: Stop,
    retries: int,
) -> AsyncGenerator[ItemResult, None]:
    """Run ``items`` on the model that the settings name.

    Raises:
        UsageError, ModelUnavailable: there is no such model.
        StoreError: what the run brings cannot be kept.
    """
    settings = app.settings
    async with app.model() as model:
        limits = Limits(
            concurrency=settings.concurrency or None,
            open_items=open_items(settings.concurrency),
            budget=Budget(settings.max_calls, settings.max_tokens),
        )
        around = Surroundings(
            model=model,
            checks=definition.checks,
            observer=observer,
            person=person,
            journal=journal,
            models=model if isinstance(model, ModelPool) else ByName(),
            stop=stop,
        )
        results = run_items(definition.plan, items, around, seed=settings.seed, limits=limits, retries=retries)
        async for result in results:
            yield result
