"""Foreach: the block once for each item of a list, all at once or one after the other."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.language.compiler.blocks import CompileStep, check_shadowing, compile_block, compile_result
from orchestrator.language.compiler.carrying import Carry, compile_carry
from orchestrator.language.compiler.context import Context
from orchestrator.language.compiler.scope import Scope
from orchestrator.language.compiler.steps import shared_fields
from orchestrator.language.compiler.tree import WrittenStep
from orchestrator.language.compiler.uses import find_uses, variables_of
from orchestrator.language.diagnostics import nearest, quoted
from orchestrator.language.expressions import Expression
from orchestrator.language.graph import SERIAL_ITEMS_GUESS
from orchestrator.language.names import OWN_NAMES, check_name
from orchestrator.language.plan import Block, ForeachStep
from orchestrator.language.reading import IN_WORDS
from orchestrator.language.syntax import ForeachSyntax
from orchestrator.language.types import ANY, Type, fields_of, list_of
from orchestrator.language.yaml_source import ScalarNode


def compile_foreach(
    step: WrittenStep, syntax: ForeachSyntax, scope: Scope, context: Context, compile_step: CompileStep
) -> ForeachStep | None:
    """The block once for each item of a list."""
    items = _items(step, scope, context)
    item_type = _item_type(items, step, scope, context)
    variable, serial = syntax.as_, syntax.order == "serial" or _order_is_wrong(step)
    item = {variable: item_type} if variable else dict.fromkeys(_likely_names(step, scope, context), ANY)
    if variable:
        _check_variable(step, variable, scope, context)
    key_types = scope.types.new_child(dict(item))
    key = context.expression(step.get("key"), key_types)
    if variable:
        _check_key(key, step, variable, context)
    carry = _carry(step, scope, context, serial=serial)
    variables = {**item, **carry.variables}
    if serial:
        # What `previous` holds is known only when the steps that may use it are compiled: rehearse first.
        variables["previous"] = list_of(ANY)
        if not context.is_rehearsal:
            _, rehearsed = _inside(step, _scope(step, variables, carry, scope), context.rehearsal(), compile_step)
            variables["previous"] = list_of(rehearsed.type if rehearsed is not None else ANY)
    inner = _scope(step, variables, carry, scope)
    check_shadowing(step, scope, inner, context)
    block, result = _inside(step, inner, context, compile_step)
    value_type = list_of(result.type if result is not None else ANY)
    shared = shared_fields(step, syntax, value_type, scope, context)
    known = carry.known
    if items is None or result is None or known is None:
        return None
    return ForeachStep(
        **shared,
        items=items,
        variable=variable,
        key=key,
        serial=serial,
        carry=known,
        carry_types=carry.types,
        block=block,
        result=result,
        calls=block.calls * (SERIAL_ITEMS_GUESS if serial else 1),
    )


def _items(step: WrittenStep, scope: Scope, context: Context) -> Expression | None:
    node = step.get("foreach")
    said = IN_WORDS.fullmatch(node.text) if isinstance(node, ScalarNode) else None
    if node is None or said is None or said["name"] in scope.types:
        return context.expression(node, scope.types)
    hint = f"write `foreach: {said['items']}` and `as: {said['name']}`"
    context.problems.add(node.place, "`foreach` names nothing but the list", hint)
    return None


def _order_is_wrong(step: WrittenStep) -> bool:
    """Whether some other word stands there: it has been reported, and more likely means serial than parallel."""
    node = step.get("order")
    return isinstance(node, ScalarNode) and node.text != "parallel"


def _likely_names(step: WrittenStep, scope: Scope, context: Context) -> set[str]:
    """What an item is likely called where ``as`` is missing: names that mean nothing else and are no slips."""
    uses = find_uses(step.children, variables_of(step), context)
    others = scope.types.keys() - {step.name}
    taken = {*scope.types, *context.inputs, *context.inner_steps, *OWN_NAMES}
    meant = {use.name for use in uses if not use.explicit or nearest(use.name, others) is None}
    keys = context.names_in(step.get("key"))
    return (meant | keys) - taken


def _carry(step: WrittenStep, scope: Scope, context: Context, *, serial: bool) -> Carry:
    carry = compile_carry(step, scope, context)
    if carry.begins and not serial:
        hint = "add `order: serial`: items that run at the same time hand nothing on to each other"
        context.problems.add(step.key_place("carry"), "`carry` needs `order: serial`", hint)
    return carry


def _scope(step: WrittenStep, variables: Mapping[str, Type], carry: Carry, outer: Scope) -> Scope:
    return Scope(step.children, dict(variables), outer, step.position, carry.types or None, step.kind)


def _inside(
    step: WrittenStep, inner: Scope, context: Context, compile_step: CompileStep
) -> tuple[Block, Expression | None]:
    block = compile_block(step.children, inner, context, compile_step)
    return block, compile_result(step.get("result"), inner.types, context)


def _item_type(items: Expression | None, step: WrittenStep, scope: Scope, context: Context) -> Type:
    if items is None or items.type.kind == "any":
        return ANY
    place = step.value_place("foreach")
    if items.type.optional and items.type.kind == "list":
        message = f"foreach needs a list, and {quoted(items.source)} may be none"
        context.problems.add(place, message, f'write "{items.source} or []"')
    elif items.type.kind != "list" or items.type.item is None:
        message = f"foreach needs a list, and {quoted(items.source)} is {items.type}"
        context.problems.add(place, message, f"name a list, such as {_some_list(items, step, scope)}")
    return items.type.item or ANY


def _some_list(items: Expression, step: WrittenStep, scope: Scope) -> str:
    """A list that the foreach could go through: if possible one of the same value."""
    known = {name: type_ for name, type_ in scope.types.items() if name != step.name}
    lists = [name for name, type_ in known.items() if type_.kind == "list"]
    for name in sorted(known, key=lambda name: name not in items.names):
        fields = fields_of(known[name]) or {}
        lists += [f"{name}.{field}" for field, type_ in fields.items() if type_.kind == "list"]
    own = [found for found in lists if found.partition(".")[0] in items.names]
    return (own or lists or ["outline.scenes"])[0]


def _check_variable(step: WrittenStep, variable: str, scope: Scope, context: Context) -> None:
    place = step.value_place("as")
    if check_name(variable, place, context.problems) and scope.is_visible_from(step.position, variable):
        message = f"{quoted(variable)} is already the name of something else here"
        context.problems.add(place, message, "call the item by a name of its own")


def _check_key(key: Expression | None, step: WrittenStep, variable: str, context: Context) -> None:
    if key is None:
        return
    place = step.value_place("key")
    if key.type.kind not in ("scalar", "any") or key.type.optional:
        context.problems.add(
            place, f"a key is text or a number, and {quoted(key.source)} is {key.type}", f"such as {variable}.id"
        )
    elif variable not in key.names:
        message = f"the key {quoted(key.source)} is the same for every item"
        context.problems.add(place, message, f"name something of {quoted(variable)}, such as {variable}.id")
