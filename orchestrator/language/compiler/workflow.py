"""The compiler: the text of a workflow in, a typed and bound ``Plan`` or all mistakes out.

The way of a workflow through it:

1. ``yaml_source``: text to nodes that know their places; only safe YAML
2. ``tree``: nodes to steps, each against the shape of its kind (``syntax``, ``reading``)
3. ``uses``: which step refers to which, by name; cycles are found here (``graph``)
4. each block in dependency order (``blocks``), so that types are known when they are asked for: ``leaves`` (agent,
   check, render), ``people`` (human), ``nested`` (workflow), ``foreach``, ``loops``, ``variants``; names find their
   values in ``binding`` by the rules of ``scope``, what blocks hand on is in ``carrying``

A mistake never stops the compiler: what is wrong has type ``any``, so that it is reported once and what is built
on it is still looked at.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from orchestrator.checks.registry import Check
from orchestrator.domain.errors import Place
from orchestrator.language.cards import CardShelf
from orchestrator.language.compiler.blocks import compile_block
from orchestrator.language.compiler.context import ANY_MODEL, Anything, Context, ModelNames
from orchestrator.language.compiler.foreach import compile_foreach
from orchestrator.language.compiler.inputs import compile_inputs
from orchestrator.language.compiler.leaves import compile_agent, compile_check, compile_render
from orchestrator.language.compiler.loops import compile_loop
from orchestrator.language.compiler.nested import compile_nested
from orchestrator.language.compiler.people import compile_human
from orchestrator.language.compiler.scope import Scope
from orchestrator.language.compiler.shelf import WorkflowShelf
from orchestrator.language.compiler.tree import WrittenStep, read_steps
from orchestrator.language.compiler.uses import find_uses, variables_of
from orchestrator.language.compiler.variants import compile_variants
from orchestrator.language.diagnostics import Problems, quoted
from orchestrator.language.expressions import Expression
from orchestrator.language.inputs import InputSpec
from orchestrator.language.names import OWN_NAMES, check_name
from orchestrator.language.plan import ManuscriptPlan, Plan, Step
from orchestrator.language.reading import kind_of, read_model
from orchestrator.language.sources import SourceText
from orchestrator.language.syntax import (
    BLOCK_KINDS,
    AgentSyntax,
    CheckSyntax,
    ForeachSyntax,
    HumanSyntax,
    LoopSyntax,
    RenderSyntax,
    VariantsSyntax,
    WorkflowStepSyntax,
    WorkflowSyntax,
)
from orchestrator.language.templates import TemplateLibrary
from orchestrator.language.types import ANY, DRAFT, STYLE, TEXT, Type, fits, list_of, record
from orchestrator.language.yaml_source import MappingNode, is_broken, read_yaml

MAX_NODES = 5_000
"""Keys and values of a workflow file: some hundreds of steps. More would take more than a second to compile, and is
better written as several workflows, each a step of another."""
_WORKFLOW_NAME = re.compile(r"[^\W_][\w\-]{0,79}")


def compile_workflow(
    text: str,
    *,
    file: str,
    cards: Mapping[str, SourceText],
    templates: TemplateLibrary,
    checks: Mapping[str, Check],
    template_files: Mapping[str, SourceText] = MappingProxyType({}),
    workflows: Mapping[str, SourceText] = MappingProxyType({}),
    models: ModelNames = ANY_MODEL,
) -> Plan:
    """The plan of a workflow.

    Args:
        text: of the workflow file.
        file: its name in messages and in ``Plan.source``.
        cards: role cards by role; only those the workflow names are read.
        templates: every template there is; only those in use are parsed.
        checks: the checks there are (``checks.registry.REGISTRY``).
        template_files: the files that the templates stand in, for messages about them.
        workflows: those that steps can name; only those that are named are read.
        models: those that steps can name.

    Raises:
        DefinitionError: every mistake in the file and in the cards and templates it uses, in file order.
    """
    problems = Problems()
    context = Context(
        problems=problems,
        cards=CardShelf(cards, problems),
        templates=templates,
        checks=checks,
        inputs={},
        workflows=WorkflowShelf(workflows, problems, lambda source: _compile_source(source, context), [file]),
        models=models,
        template_files=template_files,
    )
    plan = _compile_source(SourceText(file, text), context)
    problems.raise_if_any()
    assert plan is not None
    return plan


def _compile_source(source: SourceText, project: Context) -> Plan | None:
    """The plan of one file, with what ``project`` has at hand; None where it is wrong."""
    problems = project.problems
    node = read_yaml(source, problems, max_nodes=MAX_NODES)
    if node is None or is_broken(node):
        return None
    if not isinstance(node, MappingNode):
        hint = "a workflow has `name:`, `steps:` and `outputs:`; `inkloom init` writes one to begin with"
        problems.add(node.place, f"this is no workflow, but {kind_of(node)}", hint)
        return None
    before = len(problems)
    syntax = read_model(WorkflowSyntax, node, Place(source.file, 1, 1), problems)
    inputs = compile_inputs(node.get("inputs"), problems)
    steps = read_steps(node.get("steps"), "", problems)
    context = replace(
        project,
        inputs=_input_types(node, inputs),
        inner_steps=_inner_steps(steps),
    )
    known = {name: spec for name, spec in inputs.items() if spec is not None}
    plan = _compile(node, syntax, steps, known, context)
    return plan if len(problems) == before else None


def _input_types(node: MappingNode, inputs: Mapping[str, InputSpec | None]) -> Mapping[str, Type]:
    written = node.get("inputs")
    if written is not None and not isinstance(written, MappingNode):
        return Anything()  # reported: which inputs were meant cannot be told
    return {name: spec.value_type if spec is not None else ANY for name, spec in inputs.items()}


def _inner_steps(steps: Sequence[WrittenStep]) -> Mapping[str, Sequence[str]]:
    blocks: dict[str, list[str]] = {}
    for name, block in _inner_names(steps):
        blocks.setdefault(name, []).append(block)
    return blocks


def _inner_names(steps: Sequence[WrittenStep]) -> Iterator[tuple[str, str]]:
    """Each name that is seen only inside a block, with the path of that block."""
    for step in steps:
        for child in step.children:
            yield child.name, step.path
        for name in sorted(variables_of(step) - OWN_NAMES) if step.children else ():
            yield name, step.path
        yield from _inner_names(step.children)


def _compile(
    node: MappingNode,
    syntax: WorkflowSyntax | None,
    steps: Sequence[WrittenStep],
    inputs: Mapping[str, InputSpec],
    context: Context,
) -> Plan | None:
    given = {"inputs": ANY if isinstance(context.inputs, Anything) else record(context.inputs)}
    scope = Scope(steps, given)
    context = replace(context, style=_style(node, given, context))
    find_uses(steps, {"inputs"}, context)
    block = compile_block(steps, scope, context, compile_step)
    if not steps:
        return None  # reported: whatever else the file names is not there
    outputs = _outputs(node, scope, context)
    manuscript = _manuscript(node, scope, context)
    if syntax is None:
        return None
    if not _WORKFLOW_NAME.fullmatch(syntax.name):
        hint = "use letters, digits, - and _; files are named after it"
        context.problems.add(_place(node, "name"), f"{quoted(syntax.name)} cannot be the name of a workflow", hint)
    return Plan(
        name=syntax.name,
        description=syntax.description,
        source=_place(node, "name").file,
        inputs=inputs,
        block=block,
        outputs=outputs,
        manuscript=manuscript,
        export=tuple(dict.fromkeys(syntax.export)),
        style=context.style,
    )


def compile_step(step: WrittenStep, scope: Scope, context: Context) -> Step | None:
    """The step compiled; None where it is wrong."""
    match step.syntax:
        case AgentSyntax() as syntax:
            return compile_agent(step, syntax, scope, context)
        case CheckSyntax() as syntax:
            return compile_check(step, syntax, scope, context)
        case RenderSyntax() as syntax:
            return compile_render(step, syntax, scope, context)
        case ForeachSyntax() as syntax:
            return compile_foreach(step, syntax, scope, context, compile_step)
        case LoopSyntax() as syntax:
            return compile_loop(step, syntax, scope, context, compile_step)
        case VariantsSyntax() as syntax:
            return compile_variants(step, syntax, scope, context, compile_step)
        case HumanSyntax() as syntax:
            return compile_human(step, syntax, scope, context)
        case WorkflowStepSyntax() as syntax:
            return compile_nested(step, syntax, scope, context)
    if step.kind in BLOCK_KINDS:
        _look_inside(step, scope, context)
    return None


def _look_inside(step: WrittenStep, scope: Scope, context: Context) -> None:
    """Find the mistakes inside a block that is itself too broken to compile."""
    variables: dict[str, Type] = dict.fromkeys(variables_of(step), ANY)
    carry = step.get("carry")
    names = carry.entries if isinstance(carry, MappingNode) else {}
    carried = dict.fromkeys(names, ANY) if names or step.kind == "loop" else None
    inner = Scope(step.children, variables, scope, step.position, carried, step.kind)
    compile_block(step.children, inner, context, compile_step)


def _outputs(node: MappingNode, scope: Scope, context: Context) -> dict[str, Expression]:
    written = node.get("outputs")
    outputs: dict[str, Expression] = {}
    for name, entry in written.entries.items() if isinstance(written, MappingNode) else ():
        check_name(name, entry.key, context.problems, own_allowed=True)
        expression = context.expression(entry.value, scope.types)
        if expression is not None:
            outputs[name] = expression
    return outputs


def _manuscript(node: MappingNode, scope: Scope, context: Context) -> ManuscriptPlan | None:
    written = node.get("manuscript")
    if not isinstance(written, MappingNode):
        return None
    wanted = {"title": TEXT, "headings": list_of(TEXT), "language": TEXT.as_optional()}
    found = {
        key: context.expression(written.get(key), scope.types, type_, f"the {key} of a manuscript")
        for key, type_ in wanted.items()
    }
    parts = context.expression(written.get("parts"), scope.types)
    if parts is not None and not (fits(parts.type, DRAFT) or fits(parts.type, list_of(DRAFT))):
        wanted_parts = list_of(DRAFT) if parts.type.kind == "list" else DRAFT
        place = _place(written, "parts")
        context.report_misfit(place, "`parts` of a manuscript", wanted_parts, parts.source, parts.type)
    title = found["title"]
    if title is None or parts is None:
        return None
    return ManuscriptPlan(title=title, parts=parts, headings=found["headings"], language=found["language"])


def _style(node: MappingNode, given: Mapping[str, Type], context: Context) -> Expression | None:
    """The workflow's style; it stands before all steps, so that what is wrong with it is known before the first."""
    return context.expression(node.get("style"), ChainMap(dict(given)), STYLE.as_optional(), "the style")


def _place(node: MappingNode, key: str) -> Place:
    value = node.get(key)
    return value.place if value is not None else node.place
