"""What each step of a plan does, in a few words."""

from __future__ import annotations

from orchestrator.language.plan import (
    AgentStep,
    CheckStep,
    Choose,
    ForeachStep,
    HumanStep,
    LoopStep,
    RenderStep,
    Step,
    VariantsStep,
    WorkflowStep,
)


def phrase(step: Step) -> str:
    """What stands below the name of ``step`` in a picture."""
    match step:
        case AgentStep():
            return ", ".join([step.card.role, *_own_model(step)])
        case CheckStep():
            return ", ".join(step.checks)
        case RenderStep():
            return next(iter(step.templates.values())).name
        case HumanStep():
            return "accepts, changes or rejects" if step.may_edit else "accepts or rejects"
        case WorkflowStep():
            return step.plan.name
        case ForeachStep():
            return f"for each {step.variable} of {step.items.source}, {'in series' if step.serial else 'in parallel'}"
        case LoopStep():
            return "; ".join(_criteria(step))
        case VariantsStep():
            return f"{step.count.source} variants; {_kept(step.choose)}"
    raise TypeError(f"a step of an unknown kind: {type(step).__name__}")


def _own_model(step: AgentStep) -> list[str]:
    named = {"model": step.model, "adapter": step.adapter}
    return [f"{what} {name}" for what, name in named.items() if name]


def _criteria(step: LoopStep) -> list[str]:
    once = step.max.constant and step.max.value == 1
    criteria = ["one round" if once else f"at most {step.max.source} rounds"]
    if step.best:
        criteria.append(f"keeps the best {', then '.join(best.source for best in step.best)}")
    if step.keep_if is not None:
        criteria.append(f"and only where {step.keep_if.source}")
    if step.patience is not None:
        rounds = "a round" if step.patience == 1 else f"{step.patience} rounds"
        criteria.append(f"ends after {rounds} without a better one")
    if step.on_max == "fail":
        criteria.append("fails if that is not enough")
    if step.on_max == "ask":
        criteria.append("asks a person if that is not enough")
    return criteria


def _kept(choose: Choose | None) -> str:
    if choose is None:
        return "all are kept"
    if choose.score is not None:
        return f"keeps the one with the highest {choose.score.source}"
    if choose.judge is not None:
        return "a judge compares two at a time and keeps one"
    return "a person picks one"
