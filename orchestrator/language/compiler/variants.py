"""Variants: the block several times over, and which of its results is kept."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.language.compiler.binding import Taker, bind
from orchestrator.language.compiler.blocks import CompileStep, check_shadowing, compile_block, compile_result
from orchestrator.language.compiler.context import Context
from orchestrator.language.compiler.leaves import prompt_templates
from orchestrator.language.compiler.scope import Scope
from orchestrator.language.compiler.steps import shared_fields
from orchestrator.language.compiler.tree import WrittenStep
from orchestrator.language.diagnostics import did_you_mean, nearest, quoted
from orchestrator.language.graph import VARIANTS_GUESS, knock_out_rounds
from orchestrator.language.plan import AgentStep, Choose, VariantsStep
from orchestrator.language.syntax import CHOOSERS, MAX_VARIANTS, ChooseSyntax, RoleCard, VariantsSyntax
from orchestrator.language.types import ANY, CHOICE, FLOAT, INT, Type, fits, list_of
from orchestrator.language.yaml_source import ScalarNode

JUDGE = "judge"
"""The card that compares two variants, which it takes as ``a`` and ``b``."""


def compile_variants(
    step: WrittenStep, syntax: VariantsSyntax, scope: Scope, context: Context, compile_step: CompileStep
) -> VariantsStep | None:
    """The block several times over with different seeds."""
    count = context.count(step.get("variants"), scope.types, "the number of variants", MAX_VARIANTS)
    inner = Scope(step.children, {"variant": INT}, scope, step.position)
    check_shadowing(step, scope, inner, context)
    block = compile_block(step.children, inner, context, compile_step)
    result = compile_result(step.get("result"), inner.types, context)
    value_type = result.type if result is not None else ANY
    choose = _choose(step, syntax.choose, value_type, scope, inner, context) if syntax.choose is not None else None
    # A `choose` that is wrong leaves open which of the two it was meant to be.
    several = list_of(value_type) if step.get("choose") is None else ANY
    shared = shared_fields(step, syntax, value_type if syntax.choose else several, scope, context)
    if count is None or result is None or (syntax.choose is not None and choose is None):
        return None
    number = VARIANTS_GUESS if count.names else int(count.evaluate({}))
    judged = knock_out_rounds(number) if choose is not None and choose.judge is not None else 0
    return VariantsStep(**shared, count=count, block=block, result=result, choose=choose, calls=block.calls + judged)


def _choose(
    step: WrittenStep, syntax: ChooseSyntax, result: Type, scope: Scope, inner: Scope, context: Context
) -> Choose | None:
    if syntax.with_ and syntax.by != JUDGE:
        place = step.key_place("choose", "with")
        hint = "remove it: it says what the judge's card takes"
        context.problems.add(place, "`with` goes with `by: judge`", hint)
    if syntax.by == "person":
        return Choose()
    if syntax.by == JUDGE:
        judge = _judge(step, result, scope, context)
        return Choose(judge=judge) if judge is not None else None
    node = step.get("choose", "by")
    if isinstance(node, ScalarNode) and node.text not in inner.types and nearest(node.text, CHOOSERS):
        hint = did_you_mean(node.text, CHOOSERS, "besides an expression it can be")
        context.problems.add(node.place, f"unknown name {quoted(node.text)}", hint)
        return None
    score = context.expression(node, inner.types, FLOAT, "what variants are chosen by")
    return Choose(score=score) if score is not None else None


def _judge(step: WrittenStep, result: Type, scope: Scope, context: Context) -> AgentStep | None:
    place = step.value_place("choose", "by")
    node = step.get("choose")
    if JUDGE not in context.cards.names or node is None:
        hint = did_you_mean(JUDGE, context.cards.names, "agents here")
        context.problems.add(place, f"there is no agent {quoted(JUDGE)}", hint)
        return None
    card = context.cards.get(JUDGE)
    if card is None or not _can_judge(card, result, step, context):
        return None
    pair: Mapping[str, Type] = {"a": result, "b": result}
    asked = WrittenStep("choose", f"{step.path}.choose", place, node, "by", None, 0)
    return AgentStep(
        name="choose",
        path=asked.path,
        place=place,
        type=card.output,
        card=card,
        templates=prompt_templates(card.template, context.cards.place_of(JUDGE, "template"), card, context),
        bindings=bind(Taker(JUDGE, "takes", card.takes), asked, Scope((), pair, scope, step.position), context),
        output=card.output,
        calls=1,
    )


def _can_judge(card: RoleCard, result: Type, step: WrittenStep, context: Context) -> bool:
    place = context.cards.place_of(JUDGE, "output")
    if card.output != CHOICE:
        context.problems.add(place, f"a judge gives a Choice, and this card gives {card.output}", "`output: Choice`")
        return False
    if not {"a", "b"} <= card.takes.keys():
        hint = "`takes: {a: Draft, b: Draft}`, with whatever else it should know"
        context.problems.add(context.cards.place_of(JUDGE, "takes"), "a judge takes two variants as 'a' and 'b'", hint)
        return False
    wanted = card.takes["a"]
    if fits(result, wanted):
        return True
    message = f"the judge compares two of {wanted.as_required()}, and a variant is {result}"
    context.problems.add(step.value_place("choose", "by"), message, "let `result` name the text of a variant")
    return False
