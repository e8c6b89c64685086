"""The steps that do one thing: ask the model in a role, measure a text, fill in a template."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ValidationError

from orchestrator.checks.registry import run_checks
from orchestrator.domain.drafts import Draft
from orchestrator.domain.errors import ExpressionError, ReplyError
from orchestrator.domain.replies import json_schema
from orchestrator.domain.reports import Intended, Report
from orchestrator.domain.runs import Sampling
from orchestrator.domain.text import guess_language
from orchestrator.engine.context import Context
from orchestrator.engine.dispatch import Sending
from orchestrator.engine.ports import Reply, Request
from orchestrator.engine.prompts import build_prompt, template_for
from orchestrator.engine.reading import read_reply, repair_messages
from orchestrator.engine.scope import Scope
from orchestrator.engine.seeds import derive_seed
from orchestrator.language.expressions import Expression
from orchestrator.language.plan import AgentStep, CheckStep, RenderStep, Target
from orchestrator.language.types import DRAFT, STYLE, TEXT

MAX_REPAIRS = 2


async def run_agent(step: AgentStep, scope: Scope, context: Context) -> Any:
    """Ask the model in the step's role; a reply that cannot be read goes back to it, at most twice.

    Raises:
        ReplyError: the last reply cannot be read either.
        ModelError: from the model.
    """
    values = scope.bound(step.bindings)
    request = _request(step, scope, context, values)
    asked = request
    for repair in range(MAX_REPAIRS + 1):
        reply = await _ask(asked, repair, step, context)
        try:
            value, dropped = read_reply(step.card, reply, values)
        except ReplyError as error:
            if repair == MAX_REPAIRS:
                raise
            context.tell("repair", {"problem": error.message, "reply": reply.text})
            asked = _repaired(request, reply, error, _seed(step, request.sampling, context, repair + 1))
            continue
        for entry in dropped:
            context.item.dropped.append(entry)
            context.tell("dropped", entry.model_dump())
        return value
    raise AssertionError("unreachable: the last repair returns or raises")


def _request(step: AgentStep, scope: Scope, context: Context, values: Mapping[str, Any]) -> Request:
    plain_values = scope.bound_plain(step.bindings, values)
    style = scope.evaluate_as(step.style, STYLE.as_optional()) if step.style is not None else None
    messages, prefill = build_prompt(step.templates, plain_values, str(values.get("language") or ""), style)
    sampling = _sampling(step, scope)
    return Request(
        messages=messages,
        prefill=prefill,
        role=step.card.role,
        path=context.path,
        item=context.item.id,
        seed=_seed(step, sampling, context, 0),
        sampling=sampling.model_copy(update={"seed": None}),
        schema=None if step.card.shape is None else _schema(step.card.shape),
        model=step.model,
        adapter=step.adapter,
    )


@lru_cache(maxsize=256)
def _schema(shape: type[BaseModel]) -> Mapping[str, Any]:
    return json_schema(shape)


def _sampling(step: AgentStep, scope: Scope) -> Sampling:
    if not step.sampling:
        return step.card.sampling
    own = {name: scope.evaluate(expression) for name, expression in step.sampling.items()}
    try:
        return Sampling.model_validate({**step.card.sampling.model_dump(exclude_unset=True), **own})
    except ValidationError as error:
        problem = error.errors()[0]
        raise ExpressionError(f"sampling.{'.'.join(map(str, problem['loc']))}: {problem['msg']}") from error


def _attempt(context: Context, repair: int) -> int:
    """The number of a call in the visit of its step."""
    return context.attempt * (MAX_REPAIRS + 1) + repair


def _seed(step: AgentStep, sampling: Sampling, context: Context, repair: int) -> int:
    attempt = _attempt(context, repair)
    if sampling.seed is not None:
        return sampling.seed + attempt
    return derive_seed(context.run.seed, context.path, attempt)


def _repaired(request: Request, reply: Reply, error: ReplyError, seed: int) -> Request:
    return Request(
        messages=repair_messages(request.messages, reply, error),
        role=request.role,
        path=request.path,
        item=request.item,
        seed=seed,
        sampling=request.sampling,
        schema=request.schema,
        model=request.model,
        adapter=request.adapter,
    )


async def _ask(request: Request, repair: int, step: AgentStep, context: Context) -> Reply:
    context.tell("call_started", {"role": request.role})
    calls_left = step.calls + step.calls_after + context.calls_after
    sending = Sending(context.item, calls_left, step.timeout_seconds)
    try:
        reply, origin = await context.run.replies.get(
            request, _attempt(context, repair), sending, only_kept=context.only_kept
        )
    except BaseException:
        if sending.is_sent:
            context.tell("call_failed", {"role": request.role})
        raise
    told = {"role": request.role, "usage": reply.usage, "seconds": reply.seconds}
    context.tell("call_ended" if origin == "asked" else "call_reused", told)
    return reply


def run_check(step: CheckStep, scope: Scope, context: Context) -> Report:
    """Measure a text and judge it by the targets."""
    text: Draft = scope.evaluate_as(step.of, DRAFT)
    targets = {check: _target(target, scope) for check, target in step.targets.items()}
    said = scope.evaluate(step.language) if step.language is not None else None
    language = str(said) if said else guess_language(text.text)
    intended = scope.evaluate(step.intended) if step.intended is not None else None
    try:
        meant = [part if isinstance(part, str) else Intended.model_validate(part) for part in intended or ()]
        return run_checks(text, step.checks, targets, language, intended=meant, known=context.run.checks)
    except ValueError as error:
        raise ExpressionError(str(error)) from error


def _target(target: Target, scope: Scope) -> Any:
    if isinstance(target, Expression):
        return scope.evaluate(target)
    return {name: _target(part, scope) for name, part in target.items()}


def run_render(step: RenderStep, scope: Scope) -> str:
    """Fill in a template; no model is asked."""
    values = scope.bound_plain(step.bindings, scope.bound(step.bindings))
    language = str(scope.evaluate_as(step.language, TEXT.as_optional()) or "") if step.language else ""
    return template_for(step.templates, language).render(values)
