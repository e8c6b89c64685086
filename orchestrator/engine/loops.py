"""The loop: rounds that judge a value and then revise it.

A round begins with carried values. The judging steps (those that ``until``, ``best`` and ``keep_if`` need) run on
them, so a score belongs to the values the round began with. Then, unless the loop ends here, the other steps run
in the scope of the round to go on from (the best one so far when ``best`` is given, else this one), and what
they ``set`` is carried into the next round. The last round only judges: nothing unjudged leaves a loop.

Where a person is asked, what they say when rejecting something is ``note`` from then on and through the next round.
A round that a person rejected does not leave the loop either: if it is the one that would, the loop fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from orchestrator.domain.drafts import Draft, Version
from orchestrator.domain.errors import LoopExhausted, Rejected
from orchestrator.engine.carrying import begin, handed_on
from orchestrator.engine.context import Context, RunBlock
from orchestrator.engine.people import ask_to_go_on, shown
from orchestrator.engine.scope import Scope
from orchestrator.language.expressions import Expression
from orchestrator.language.plan import LoopStep
from orchestrator.language.syntax import MAX_ROUNDS


@dataclass(frozen=True, slots=True)
class Judged:
    """One round after its judging: what it carried, what the judging steps found, its score, why it was rejected."""

    number: int
    carried: dict[str, Any]
    scope: Scope
    score: tuple[float, ...]
    note: str | None = None


@dataclass(slots=True)
class Rounds:
    """The rounds of one loop so far.

    Attributes:
        since_best: rounds in a row that brought no new best.
        versions: of each carried draft, one a round.
    """

    judged: int = 0
    best: Judged | None = None
    since_best: int = 0
    versions: dict[str, list[Version]] = field(default_factory=dict)


async def run_loop(step: LoopStep, scope: Scope, context: Context, run_block: RunBlock) -> Any:
    """Run ``step`` to its end and give its result.

    Raises:
        LoopExhausted: ``on_max: fail``, and ``until`` held in no round.
        Rejected: a person rejected what would leave the loop.
        ExpressionError: ``max`` or a score is not what it must be.
    """
    more_rounds = max_rounds = scope.count(step.max, "loop max", MAX_ROUNDS)
    calls_after = step.calls_after + context.calls_after
    carried, note = begin(step.carry, step.carry_types, scope), None
    rounds = Rounds()
    number = 0
    while True:
        number += 1
        left = max_rounds - number
        here = replace(context.marked(f"#{number}", calls_after=left * step.block.calls + calls_after), notes=[])
        judged = await _judge(step, number, carried, note, scope, here, run_block)
        met = step.until is not None and judged.note is None and bool(judged.scope.evaluate(step.until))
        is_best = _take_best(step, rounds, judged)
        _note(step, rounds, judged, here, is_best=is_best, met=met)
        if met:
            return _result(step, judged, rounds)
        going_on = rounds.best if step.best and rounds.best is not None else judged
        if left == 0 or (step.patience is not None and rounds.since_best >= step.patience):
            if step.on_max != "ask" or await _is_accepted(step, going_on, number, context, here.notes):
                return _end(step, going_on, rounds, context)
            max_rounds, rounds.since_best = number + more_rounds, 0
        said = len(here.notes)
        told = _joined(here.notes) or note
        carried = await _revise(step, going_on, told, scope.child({"round": number}), here, run_block)
        if len(here.notes) > said:
            carried = going_on.carried  # a revision that a person rejects is not taken
        note = _joined(here.notes)


def _joined(notes: Sequence[str]) -> str | None:
    return "\n".join(notes) if notes else None


async def _is_accepted(step: LoopStep, going_on: Judged, number: int, context: Context, notes: list[str]) -> bool:
    """Whether a person takes the result as it is; if not, their note is there for more rounds.

    Raises:
        Rejected: they want neither.
    """
    title = f"{step.description or step.name}: not met in {number} rounds"
    decision = await ask_to_go_on(shown(going_on.scope.evaluate(step.result)), title, context)
    if decision.option == "reject":
        raise Rejected(f"rejected after {number} rounds: {decision.note}".rstrip(": "))
    if decision.option == "again" and decision.note:
        notes.append(decision.note)
    return decision.option == "accept"


async def _judge(
    step: LoopStep,
    number: int,
    carried: dict[str, Any],
    note: str | None,
    scope: Scope,
    context: Context,
    run_block: RunBlock,
) -> Judged:
    values = {**carried, "round": number}
    round_scope = scope.child({**values, "note": note} if step.has_note else values)
    await run_block(step.block, round_scope, context, step.judging)
    return Judged(
        number,
        carried,
        round_scope,
        tuple(round_scope.number(expression, "best") for expression in step.best),
        _joined(context.notes),
    )


def _end(step: LoopStep, going_on: Judged, rounds: Rounds, context: Context) -> Any:
    """The result of a loop whose ``until`` never held."""
    if going_on.note is not None and step.on_max != "ask":
        raise Rejected(f"rejected, and no round is left: {going_on.note}".rstrip(": "))
    if step.on_max == "fail" and step.until is not None:
        raise LoopExhausted(
            f"'{step.until.source}' did not hold in {rounds.judged} round{'' if rounds.judged == 1 else 's'}",
            hint="raise `max`, or accept with `on_max: accept`",
        )
    if step.until is not None:
        context.item.unmet.append(context.path)
    return _result(step, going_on, rounds)


async def _revise(
    step: LoopStep, origin: Judged, note: str | None, scope: Scope, context: Context, run_block: RunBlock
) -> dict[str, Any]:
    """The values for the next round: those of ``origin``, changed by the steps that set them."""
    # Revising sees what the judging of ``origin`` found, but runs as a step of this round: a second try from
    # the same best draft is another visit, with another seed.
    seen = {name: value for name, value in origin.scope.own().items() if name != "round"}
    revise_scope = scope.child({**seen, "note": note} if step.has_note else seen)
    revising = {name: inner for name, inner in step.block.steps.items() if name not in step.judging}
    await run_block(step.block, revise_scope, context, frozenset(revising))
    return handed_on(origin.carried, revising, step.carry_types, revise_scope, part=context.part)


def _take_best(step: LoopStep, rounds: Rounds, judged: Judged) -> bool:
    """Whether ``judged`` is the new best; the earlier one stays on ties, and nothing rejected beats what was not."""
    rounds.judged = judged.number
    if not step.best:
        return False
    if rounds.best is None or (_rank(judged) > _rank(rounds.best) and _may_be_kept(step, rounds.best, judged)):
        rounds.best = judged
        rounds.since_best = 0
        return True
    rounds.since_best += 1
    return False


def _rank(judged: Judged) -> tuple[bool, tuple[float, ...]]:
    return judged.note is None, judged.score


def _may_be_kept(step: LoopStep, best: Judged, judged: Judged) -> bool:
    if step.keep_if is None or best.note is not None:
        return True  # what a person rejected is no measure for others
    return bool(judged.scope.child({"kept": best.scope.own()}).evaluate(step.keep_if))


def _note(step: LoopStep, rounds: Rounds, judged: Judged, context: Context, *, is_best: bool, met: bool) -> None:
    for name in step.carry:
        value = judged.carried[name]
        if isinstance(value, Draft):
            kept = is_best or met or not step.best
            version = Version(round=judged.number, text=value.text, score=judged.score, kept=kept)
            rounds.versions.setdefault(name, []).append(version)
    context.tell("round_ended", {"round": judged.number, "score": judged.score, "best": is_best, "met": met})


def _result(step: LoopStep, judged: Judged, rounds: Rounds) -> Any:
    """The value that leaves the loop; carried drafts in it have the rounds that led to them."""
    result = judged.scope.evaluate_as(step.result, step.result.type)
    if step.result.fields is None:
        return _with_history(result, step.result, rounds)
    return {name: _with_history(result[name], part, rounds) for name, part in step.result.fields.items()}


def _with_history(value: Any, expression: Expression, rounds: Rounds) -> Any:
    reference = expression.reference
    versions = rounds.versions.get(reference[0], ()) if reference is not None and len(reference) == 1 else ()
    if not isinstance(value, Draft) or not versions:
        return value
    return value.model_copy(update={"versions": (*value.versions, *versions)})
