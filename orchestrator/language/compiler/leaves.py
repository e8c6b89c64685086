"""The steps that do one thing: agent, check, render."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from orchestrator.checks.registry import Check
from orchestrator.domain.errors import Place
from orchestrator.language.cards import check_sampling_value
from orchestrator.language.compiler.binding import Taker, bind, find_by_name, language_of
from orchestrator.language.compiler.context import Context
from orchestrator.language.compiler.scope import Scope
from orchestrator.language.compiler.steps import shared_fields
from orchestrator.language.compiler.targets import compile_targets
from orchestrator.language.compiler.tree import WrittenStep
from orchestrator.language.diagnostics import did_you_mean, quoted
from orchestrator.language.expressions import Expression, literal
from orchestrator.language.plan import AgentStep, CheckStep, RenderStep, Target
from orchestrator.language.syntax import AgentSyntax, CheckSyntax, RenderSyntax, RoleCard
from orchestrator.language.templates import Template
from orchestrator.language.types import ANY, DRAFT, FLOAT, INT, INTENDED, REPORT, STYLE, TEXT, Type, fits, list_of
from orchestrator.language.yaml_source import MappingNode, Node, ScalarNode, SequenceNode, plain

_SETTING_TYPES: Mapping[str, Type] = MappingProxyType(
    {"top_k": INT, "max_tokens": INT, "seed": INT, "beams": INT, "stop": list_of(TEXT)}
)


def compile_agent(step: WrittenStep, syntax: AgentSyntax, scope: Scope, context: Context) -> AgentStep | None:
    """A call of the model in a role; None where its card is unknown or wrong."""
    place = step.value_place("agent")
    if syntax.agent not in context.cards.names:
        hint = did_you_mean(syntax.agent, context.cards.names, "agents here")
        context.problems.add(place, f"unknown agent {quoted(syntax.agent)}", hint)
        return None
    card = context.cards.get(syntax.agent)
    if card is None:
        return None
    shared = shared_fields(step, syntax, card.output, scope, context)
    if syntax.model:
        context.check_model(syntax.model, step.value_place("model"))
    style = step_style(step, card, scope, context)
    name = syntax.template or card.template
    written_at = step.value_place("template") if syntax.template else context.cards.place_of(card.role, "template")
    templates = prompt_templates(name, written_at, card, context)
    bindings = bind(Taker(card.role, "takes", card.takes), step, scope, context)
    return AgentStep(
        **shared,
        card=card,
        templates=templates,
        bindings=bindings,
        output=card.output,
        sampling=_sampling(step, scope, context),
        model=syntax.model or None,
        adapter=syntax.adapter or None,
        style=style,
        calls=1,
    )


def step_style(step: WrittenStep, card: RoleCard, scope: Scope, context: Context) -> Expression | None:
    """What a step's prose is written in: its own style, else the workflow's; none where it writes no prose."""
    own = step.get("style")
    if card.reply == "json":
        if own is not None:
            message = f"`style` goes with prose, and {quoted(card.role)} replies in JSON"
            context.problems.add(step.key_place("style"), message, "remove it")
        return None
    if own is None:
        return context.style
    return context.expression(own, scope.types, STYLE.as_optional(), "the style")


def prompt_templates(name: str, place: Place, card: RoleCard, context: Context) -> dict[str, Template]:
    """The template ``name`` by language, which may use what ``card`` takes; ``place`` is where it is written."""
    templates = context.template(name, place) or {}
    for template in templates.values():
        for free in template.free_names:
            if free not in card.takes:
                message = (
                    f"template {template.name} uses {quoted(free)}, which the card {quoted(card.role)} does not take"
                )
                hint = did_you_mean(free, card.takes, "it takes")
                context.problems.add(context.place_in_template(template, free), message, hint)
    return templates


def _sampling(step: WrittenStep, scope: Scope, context: Context) -> dict[str, Expression]:
    node = step.get("sampling")
    settings: dict[str, Expression] = {}
    for key, entry in node.entries.items() if isinstance(node, MappingNode) else ():
        setting = _setting(key, entry.value, scope, context)
        if setting is None:
            continue
        # What is known only when a run has its values is checked then; the name of the setting is checked now.
        later = () if key == "stop" else None
        value = later if setting.names else context.value_of(setting, entry.value)
        if check_sampling_value(key, value, entry.key, entry.value, context.problems):
            settings[key] = setting
    return settings


def _setting(key: str, node: Node, scope: Scope, context: Context) -> Expression | None:
    if isinstance(node, SequenceNode):
        return literal(tuple(plain(node)), node.place)
    wanted = _SETTING_TYPES.get(key, FLOAT).as_optional()
    return context.expression(node, scope.types, wanted, quoted(key))


def compile_check(step: WrittenStep, syntax: CheckSyntax, scope: Scope, context: Context) -> CheckStep | None:
    """Measures of a text."""
    names = step.get("check")
    written = [item for item in names.items if isinstance(item, ScalarNode)] if isinstance(names, SequenceNode) else []
    checks = [check for item in written if (check := context.check(item.text, item.place)) is not None]
    shared = shared_fields(step, syntax, REPORT, scope, context)
    of = _measured(step, scope, context)
    targets = _with_style(compile_targets(step, syntax, scope, context), checks, context.style)
    if of is None:
        return None
    return CheckStep(
        **shared,
        checks=tuple(dict.fromkeys(syntax.check)),
        of=of,
        targets=targets,
        intended=_intended(step, scope, context),
        language=language_of(step, scope, context),
    )


def _with_style(
    targets: Mapping[str, Mapping[str, Target]], checks: Iterable[Check], style: Expression | None
) -> dict[str, Target]:
    """``targets``; a check that can be asked for a Style, and is asked for none, is given that of the workflow."""
    filled: dict[str, Target] = dict(targets)
    if style is None:
        return filled
    for check in checks:
        own = {spec.name: style for spec in check.targets.values() if spec.kind == "style"}
        if own:
            filled[check.name] = {**own, **targets.get(check.name, {})}
    return filled


def _intended(step: WrittenStep, scope: Scope, context: Context) -> Expression | None:
    """What findings are meant: quotes, or records of a check and a quote."""
    node = step.get("intended")
    given = context.expression(node, scope.types)
    if node is None or given is None or fits(given.type, list_of(TEXT).as_optional()):
        return given
    wanted = list_of(INTENDED).as_optional()
    if not fits(given.type, wanted):
        context.report_misfit(node.place, "what is intended", list_of(TEXT), given.source, given.type)
        return None
    return given


def _measured(step: WrittenStep, scope: Scope, context: Context) -> Expression | None:
    node = step.get("of")
    if node is not None:
        return context.expression(node, scope.types, DRAFT, "what is measured")
    place = step.value_place("check")
    found, _ = find_by_name("text", step, scope, context)
    if found is None:
        context.problems.add(place, "nothing says what to measure", "write `of: …`; without it a check measures 'text'")
    elif not fits(found.type, DRAFT):
        context.report_misfit(place, "what is measured", DRAFT, found.source, found.type)
        return None
    return found


def compile_render(step: WrittenStep, syntax: RenderSyntax, scope: Scope, context: Context) -> RenderStep | None:
    """A template without a model."""
    templates = context.template(syntax.render, step.value_place("render"))
    if templates is None:
        return None
    names = dict.fromkeys(name for template in templates.values() for name in template.free_names)
    return RenderStep(
        **shared_fields(step, syntax, TEXT, scope, context),
        templates=templates,
        bindings=bind(Taker(syntax.render, "uses", dict.fromkeys(names, ANY)), step, scope, context),
        language=language_of(step, scope, context),
    )
