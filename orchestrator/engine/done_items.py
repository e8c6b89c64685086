"""Items that need not be run: one of the same content is done already, in this run of the home or another one.

What an item brings follows from its content (the workflow with all of its texts, the code, the inputs), the models, the
seed, and how often what failed was tried again. Where any of these is another, its steps are gone through as always,
each with the reply that is kept. So this only saves time: it is never what keeps a call from being made twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from orchestrator.domain.errors import ModelUnavailable, UsageError
from orchestrator.domain.records import DoneItem
from orchestrator.domain.runs import ItemResult, Usage
from orchestrator.engine.keys import CODE_VERSION
from orchestrator.engine.paths import placed_steps
from orchestrator.engine.ports import ModelInfo
from orchestrator.engine.records import ItemRecord
from orchestrator.engine.replies import Replies
from orchestrator.language.plan import AgentStep, Plan, VariantsStep


class DoneItems:
    """The keys by which done items are known.

    Args:
        plan: what items go through.
        replies: knows the models.
        seed: of the run.
        retries: how often the run was told to try again what had failed.
    """

    def __init__(self, plan: Plan, replies: Replies, seed: int, retries: int) -> None:
        self._replies = replies
        self._seed = seed
        self._retries = retries
        self._names = sorted(set(_models_of(plan)))
        self._named: list[ModelInfo] | None = None

    async def key(self, content: str) -> str:
        """The key of an item with this content; empty where it has none, or a model cannot be told from others."""
        if not content:
            return ""
        if self._named is None:
            try:
                self._named = [await self._replies.info_of(name) for name in self._names]
            except (UsageError, ModelUnavailable):  # the step that asks it will say so, if there is one
                return ""
        models = [[info.name, info.revision] for info in (self._replies.info, *self._named)]
        text = json.dumps([CODE_VERSION, content, models, self._seed, self._retries])
        return hashlib.sha256(text.encode()).hexdigest()


def is_final(result: ItemResult, record: ItemRecord) -> bool:
    """Whether another item of that content must end so: nothing failed on the way, and no person had a say."""
    return result.status == "done" and not result.failures and not record.questions


def as_that_one(done: DoneItem, item: str) -> ItemResult:
    """The result of ``item``, which ends as ``done`` did, without a call."""
    result = ItemResult.model_validate_json(done.result)
    return result.model_copy(update={"item": item, "usage": Usage(cached=done.replies), "roles": {}})


def _models_of(plan: Plan) -> Iterable[str]:
    for placed in placed_steps(plan):
        step = placed.step
        if isinstance(step, VariantsStep) and step.choose is not None:
            step = step.choose.judge or step
        if isinstance(step, AgentStep) and step.model is not None:
            yield step.model
