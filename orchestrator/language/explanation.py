"""What a step is bound to, and why: each name, the expression it found, and what that stands for, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType

from orchestrator.domain.errors import Place, UsageError
from orchestrator.language.diagnostics import listed, nearest, quoted
from orchestrator.language.expressions import Expression
from orchestrator.language.origins import Surroundings, inner_steps, meanings
from orchestrator.language.plan import (
    AgentStep,
    Binding,
    CheckStep,
    ForeachStep,
    HumanStep,
    LoopStep,
    Plan,
    RenderStep,
    Step,
    Target,
    VariantsStep,
    WorkflowStep,
)
from orchestrator.language.types import Type

_GIVEN: Mapping[str, str] = MappingProxyType({"with": "given by `with`", "of": "given by `of`"})
_NONE = "nothing here is called that: none"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a step has.

    Attributes:
        kind: ``takes``, ``waits for``, ``sampling``, ``gives`` …
        name: of what is taken or set; empty where the kind says it all.
        type: the type that is wanted, in words, or an empty string.
        value: the expression, or an empty string for none.
        why: where the value comes from.
        written: where the expression stands, ``file:line``, or an empty string.
    """

    kind: str
    name: str = ""
    type: str = ""
    value: str = ""
    why: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One step, explained."""

    path: str
    does: str
    written: str
    lines: tuple[Line, ...]

    def document(self) -> dict[str, object]:
        """The explanation as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        """The explanation as people read it, one line for each thing."""
        told = [f"{self.path}: {self.does}  ({self.written})"]
        width = max((len(_left(line)) for line in self.lines), default=0)
        for line in self.lines:
            right = "; ".join(part for part in (line.value, line.why) if part)
            told.append(f"  {_left(line).ljust(width)}  {right}".rstrip())
        return "\n".join(told)


def explain(plan: Plan, wanted: str) -> Explanation:
    """The step ``wanted`` of ``plan``, by its path or by an end of it that no other step has.

    Raises:
        UsageError: there is no such step, or several.
    """
    step, around = _find(plan, wanted)
    lines = (*_own_lines(step, around), *_shared_lines(step, around))
    return Explanation(step.path, _does(step), _shown(step.place), lines)


def _find(plan: Plan, wanted: str) -> tuple[Step, Surroundings]:
    steps = {step.path: (step, around) for step, around in _all_steps(plan.block.steps, Surroundings(plan))}
    if wanted in steps:
        return steps[wanted]
    found = [path for path in steps if path.endswith(f".{wanted}")]
    if len(found) == 1:
        return steps[found[0]]
    if found:
        raise UsageError(f"several steps are called {quoted(wanted)}", hint=f"say which: {', '.join(found)}")
    for step, _ in steps.values():
        _, is_inside, inner = f".{wanted}".partition(f".{step.name}.")
        if isinstance(step, WorkflowStep) and is_inside:
            there = f"`inkloom validate {step.plan.name} --explain {inner}`"
            hint = f"{quoted(step.name)} is a workflow of its own: {there}"
            raise UsageError(f"no step {quoted(wanted)} in {plan.name}", hint=hint)
    near = nearest(wanted.rpartition(".")[2], {path.rpartition(".")[2] for path in steps})
    hint = f"did you mean {quoted(near)}? " if near is not None else ""
    raise UsageError(f"no step {quoted(wanted)} in {plan.name}", hint=f"{hint}steps: {listed(steps)}")


def _all_steps(steps: Mapping[str, Step], around: Surroundings) -> Iterator[tuple[Step, Surroundings]]:
    for step in steps.values():
        yield step, around
        if isinstance(step, ForeachStep | LoopStep | VariantsStep):
            yield from _all_steps({inner.name: inner for inner in inner_steps(step)}, around.inside(step))


def _does(step: Step) -> str:
    match step:
        case AgentStep():
            return f"asks the model as {step.card.role}, with {_template_names(step)}"
        case CheckStep():
            return f"measures {', '.join(step.checks)}"
        case RenderStep():
            return f"fills in {_template_names(step)}"
        case HumanStep():
            return f"a person {'may change it, ' if step.may_edit else ''}accepts or rejects it"
        case WorkflowStep():
            return f"runs the workflow {step.plan.name} ({step.plan.source})"
        case ForeachStep():
            return f"for each {step.variable} of {step.items.source}, {'in series' if step.serial else 'all at once'}"
        case LoopStep():
            return f"at most {step.max.source} rounds"
        case VariantsStep():
            return f"{step.count.source} variants"
    raise AssertionError(f"no such kind of step: {type(step).__name__}")


def _template_names(step: AgentStep | RenderStep) -> str:
    return ", ".join(template.name for template in step.templates.values())


def _own_lines(step: Step, around: Surroundings) -> Iterator[Line]:
    match step:
        case AgentStep():
            yield from (_bound(binding, around) for binding in step.bindings)
            yield from _sampling(step, around)
            if step.style is not None:
                yield _line("style", step.style, around, type_="optional Style")
        case RenderStep():
            yield from (_bound(binding, around) for binding in step.bindings)
            yield from _language(step, around)
        case CheckStep():
            yield _line("measures", step.of, around)
            yield from _targets(step.targets, "", around)
            if step.intended is not None:
                yield _line("intended", step.intended, around)
            yield from _language(step, around)
        case HumanStep():
            yield _line("shows", step.of, around)
            note = "the value is none and the note goes to the loop" if step.in_loop else "the item fails"
            yield Line("when rejected", why=note)
        case WorkflowStep():
            yield from _inputs(step, around)
        case ForeachStep() | LoopStep() | VariantsStep():
            yield from _block_lines(step, around)


def _shared_lines(step: Step, around: Surroundings) -> Iterator[Line]:
    if step.when is not None:
        yield _line("runs only when", step.when, around)
        if step.otherwise is not None:
            yield _line("is otherwise", step.otherwise, around)
    if step.after:
        yield Line("waits for", value=", ".join(sorted(step.after)))
    if step.sets is not None:
        yield Line("sets", step.sets, why="for the next round or item")
    for name, value in (("retry", step.retry), ("timeout", step.timeout_seconds)):
        if value:
            yield Line(name, value=f"{value:g}")
    if step.on_error != "fail":
        yield Line("on_error", value=step.on_error)
    yield Line("gives", value=str(step.type))


def _bound(binding: Binding, around: Surroundings) -> Line:
    wanted = "" if binding.wanted.kind == "any" else str(binding.wanted)
    if binding.value is None:
        return Line("takes", binding.name, wanted, why=_NONE)
    return _line("takes", binding.value, around, binding.name, wanted, _GIVEN.get(binding.origin, "by name"))


def _line(kind: str, value: Expression, around: Surroundings, name: str = "", type_: str = "", how: str = "") -> Line:
    meant = ", ".join(meanings(value, around))
    why = ": ".join(part for part in (how, meant) if part)
    return Line(kind, name, type_, value.source, why, _shown(value.place))


def _sampling(step: AgentStep, around: Surroundings) -> Iterator[Line]:
    for name, value in step.card.sampling.model_dump(exclude_unset=True).items():
        if name not in step.sampling:
            yield Line("sampling", name, value=str(value), why=f"from the card {quoted(step.card.role)}")
    for name, expression in step.sampling.items():
        yield _line("sampling", expression, around, name, how="from the step")
    for name, chosen in (("model", step.model), ("adapter", step.adapter)):
        if chosen is not None:
            yield Line(name, value=chosen, why="from the step")


def _targets(targets: Mapping[str, Target], path: str, around: Surroundings) -> Iterator[Line]:
    for name, target in targets.items():
        here = f"{path}.{name}" if path else name
        if isinstance(target, Expression):
            yield _line("target", target, around, here)
        else:
            yield from _targets(target, here, around)


def _language(step: CheckStep | RenderStep, around: Surroundings) -> Iterator[Line]:
    if step.language is not None:
        yield _line("language", step.language, around, how="by name")


def _inputs(step: WorkflowStep, around: Surroundings) -> Iterator[Line]:
    for name, spec in step.plan.inputs.items():
        if name in step.given:
            yield _line("input", step.given[name], around, name, str(spec.value_type), "given by `with`")
        else:
            yield Line("input", name, str(spec.value_type), str(spec.default), "its default")


def _block_lines(step: ForeachStep | LoopStep | VariantsStep, around: Surroundings) -> Iterator[Line]:
    inside = around.inside(step)
    if isinstance(step, ForeachStep):
        yield _line("items", step.items, around, step.variable, _item_type(step.items.type))
        if step.key is not None:
            yield _line("known by", step.key, inside)
    if isinstance(step, ForeachStep | LoopStep):
        for name, begins in step.carry.items():
            yield _line("carries", begins, around, name, str(step.carry_types[name]), "begins as")
    if isinstance(step, LoopStep):
        yield Line("judges by", value=", ".join(name for name in step.block.steps if name in step.judging))
        for kind, condition in (("until", step.until), ("keep_if", step.keep_if)):
            if condition is not None:
                yield Line(kind, value=condition.source, written=_shown(condition.place))
        yield from (Line("best", value=best.source, written=_shown(best.place)) for best in step.best)
        if step.until is not None:
            yield Line("on_max", value=step.on_max)
    if isinstance(step, VariantsStep) and step.choose is not None:
        yield from _choice(step, around)
    yield Line("result", value=step.result.source, written=_shown(step.result.place))


def _choice(step: VariantsStep, around: Surroundings) -> Iterator[Line]:
    assert step.choose is not None
    if step.choose.score is not None:
        yield _line("chosen by", step.choose.score, around.inside(step), how="the highest")
    elif step.choose.judge is None:
        yield Line("chosen by", value="person")
    else:
        yield Line("chosen by", value="judge", why="two at a time, in both orders")
        pair = around.inside(step, {"a": "one variant", "b": "another variant"})
        yield from (_bound(binding, pair) for binding in step.choose.judge.bindings)


def _item_type(items: Type) -> str:
    return str(items.item) if items.item is not None else ""


def _left(line: Line) -> str:
    type_ = f" ({line.type})" if line.type and line.name else line.type
    return " ".join(part for part in (line.kind, line.name + type_) if part)


def _shown(place: Place) -> str:
    return f"{place.file}:{place.line}"
