"""The loop: rounds that judge a value and then revise it.

A round begins with carried values. The judging steps (those that ``until``, ``best`` and ``keep_if`` need) run on
them, so a score belongs to the values the round began with. Then, unless the loop ends here, the other steps run
in the scope of the round to go on from (the best one so far when ``best`` is given, else this one), and what
they ``set`` is carried into the next round. The last round only judges: nothing unjudged leaves a loop.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from orchestrator.domain.drafts import Draft, Version
from orchestrator.domain.errors import ExpressionError, LoopExhausted
from orchestrator.engine.context import Context
from orchestrator.engine.scope import Scope
from orchestrator.language.plan import Block, LoopStep
from orchestrator.language.types import coerce

RunBlock = Callable[[Block, Scope, Context, frozenset[str]], Awaitable[None]]
"""Runs the named steps of a block in a scope."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One round after its judging: what it carried, what the judging steps found, its score."""

    number: int
    carried: dict[str, Any]
    scope: Scope
    score: tuple[float, ...]


@dataclass(slots=True)
class Rounds:
    """The rounds of one loop so far. ``since_best`` counts the rounds that brought no new best."""

    best: Judged | None = None
    since_best: int = 0
    versions: list[Version] = field(default_factory=list)


async def run_loop(step: LoopStep, scope: Scope, context: Context, run_block: RunBlock) -> Any:
    """Run ``step`` to its end and give its result.

    Raises:
        LoopExhausted: ``on_max: fail``, and ``until`` held in no round.
        ExpressionError: ``max`` or a score is not what it must be.
    """
    max_rounds = _max_rounds(step, scope)
    carried = {name: coerce(scope.evaluate(e), step.carry_types[name]) for name, e in step.carry.items()}
    calls_after = step.calls_after + context.calls_after
    rounds = Rounds()
    for number in range(1, max_rounds + 1):
        rounds_left = max_rounds - number
        here = context.marked(f"#{number}", calls_after=rounds_left * step.block.calls + calls_after)
        round_scope = scope.child({**carried, "round": number})
        await run_block(step.block, round_scope, here, step.judging)
        judged = Judged(number, carried, round_scope, _score(step, round_scope))
        met = step.until is not None and bool(round_scope.evaluate(step.until))
        is_best = _take_best(step, rounds, judged)
        _note(step, rounds, judged, here, is_best=is_best, met=met)
        if met:
            return _result(step, judged, rounds)
        going_on = rounds.best if step.best and rounds.best is not None else judged
        if rounds_left == 0 or (step.patience is not None and rounds.since_best >= step.patience):
            break
        carried = await _revise(step, going_on, scope.child({"round": number}), here, run_block)
    if step.on_max == "fail" and step.until is not None:
        raise LoopExhausted(
            f"'{step.until.source}' did not hold in {number} rounds",
            hint="raise `max`, or accept with `on_max: accept`",
        )
    if step.until is not None:
        context.item.unmet.append(context.path)
    return _result(step, going_on, rounds)


async def _revise(
    step: LoopStep, origin: Judged, scope: Scope, context: Context, run_block: RunBlock
) -> dict[str, Any]:
    """The values for the next round: those of ``origin``, changed by the steps that set them."""
    # Revising sees what the judging of ``origin`` found, but runs as a step of this round: a second try from
    # the same best draft is another visit, with another seed.
    seen = {name: value for name, value in origin.scope.own().items() if name != "round"}
    revise_scope = scope.child(seen)
    revising = frozenset(step.block.steps) - step.judging
    await run_block(step.block, revise_scope, context, revising)
    carried = dict(origin.carried)
    for name in revising:
        inner = step.block.steps[name]
        if inner.sets is not None:
            value = revise_scope.value(name)
            if value is not None:  # a skipped step changes nothing
                carried[inner.sets] = coerce(value, step.carry_types[inner.sets])
    return carried


def _max_rounds(step: LoopStep, scope: Scope) -> int:
    value = scope.evaluate(step.max)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ExpressionError(f"loop max '{step.max.source}' is {value!r}; it must be a whole number of at least 1")
    return value


def _score(step: LoopStep, scope: Scope) -> tuple[float, ...]:
    score: list[float] = []
    for expression in step.best:
        value = scope.evaluate(expression)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ExpressionError(f"best '{expression.source}' is {value!r}; it must be a number")
        score.append(value)
    return tuple(score)


def _take_best(step: LoopStep, rounds: Rounds, judged: Judged) -> bool:
    """Whether ``judged`` is the new best; the earlier one stays on ties."""
    if not step.best:
        return False
    if rounds.best is None or (judged.score > rounds.best.score and _may_be_kept(step, rounds.best, judged)):
        rounds.best = judged
        rounds.since_best = 0
        return True
    rounds.since_best += 1
    return False


def _may_be_kept(step: LoopStep, best: Judged, judged: Judged) -> bool:
    if step.keep_if is None:
        return True
    return bool(judged.scope.child({"kept": best.scope.own()}).evaluate(step.keep_if))


def _note(step: LoopStep, rounds: Rounds, judged: Judged, context: Context, *, is_best: bool, met: bool) -> None:
    reference = step.result.reference
    value = judged.carried.get(reference[0]) if reference is not None and len(reference) == 1 else None
    if isinstance(value, Draft):
        rounds.versions.append(
            Version(round=judged.number, text=value.text, score=judged.score, kept=is_best or met or not step.best)
        )
    context.tell("round_ended", {"round": judged.number, "score": judged.score, "best": is_best, "met": met})


def _result(step: LoopStep, judged: Judged, rounds: Rounds) -> Any:
    result = judged.scope.evaluate_as(step.result, step.type)
    if isinstance(result, Draft) and rounds.versions:
        return result.model_copy(update={"versions": (*result.versions, *rounds.versions)})
    return result
