"""A compiled workflow: what the engine executes.

Everything is resolved: cards and templates are at hand, every name is bound, every expression typed, the steps
of each block stand in an order in which they can run. Plans are immutable and shared by all items of a run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from orchestrator.domain.errors import Place
from orchestrator.language.expressions import Expression
from orchestrator.language.inputs import InputSpec
from orchestrator.language.syntax import RoleCard
from orchestrator.language.templates import Template
from orchestrator.language.types import Type

OnError = Literal["fail", "skip", "collect"]


@dataclass(frozen=True, slots=True)
class Binding:
    """What a name that a card or template takes is bound to.

    ``value`` is None for an optional name that nothing in scope answers to. ``origin`` says why:
    ``with``, ``of``, ``scope``, ``inputs`` or ``unbound``.
    """

    name: str
    wanted: Type
    value: Expression | None
    origin: Literal["with", "of", "scope", "inputs", "unbound"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What all steps share.

    Attributes:
        kind: the word that it is written with.
        name: unique in its block.
        path: names from the root, joined by dots (``story_scenes.polish.critique``).
        type: of the step's value; optional when ``when`` (without ``else``) or ``on_error: skip`` may leave none.
        otherwise: the value where ``when`` does not hold; it fits ``type`` (a text may stand for a Draft).
        after: sibling steps that must have ended before this one starts.
        sets: the carried value of the block around that the step's value replaces, when the round or item ends.
        calls: model calls on the longest way through this step, an estimate (a foreach counts as one item when
            parallel and as ``SERIAL_ITEMS_GUESS`` when serial; a loop as all its rounds; variants as one of them
            and the rounds of its knock-out).
        calls_after: model calls on the longest way from the end of this step to the end of its block.
    """

    kind: ClassVar[str]

    name: str
    path: str
    place: Place
    type: Type
    after: frozenset[str] = frozenset()
    when: Expression | None = None
    otherwise: Expression | None = None
    retry: int = 0
    timeout_seconds: float | None = None
    on_error: OnError = "fail"
    sets: str | None = None
    description: str = ""
    calls: int = 0
    calls_after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentStep(Step):
    """A call of the model in a role. ``sampling`` are the step's own settings over the card's.

    ``templates`` is by language: the key is "" for the default, "zh" for Chinese. ``style`` is that of the step, else
    that of the workflow; None where the reply is no prose.
    """

    kind: ClassVar[str] = "agent"
    card: RoleCard
    templates: Mapping[str, Template]
    bindings: tuple[Binding, ...]
    output: Type
    sampling: Mapping[str, Expression] = field(default_factory=dict)
    model: str | None = None
    adapter: str | None = None
    style: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStep(Step):
    """Measures of a text. ``targets`` maps check → target name → expression or nested mapping of them.

    ``intended`` is a list of quotes, or of records of a check and a quote.
    """

    kind: ClassVar[str] = "check"
    checks: tuple[str, ...]
    of: Expression
    targets: Mapping[str, Target]
    intended: Expression | None = None
    language: Expression | None = None


Target = Expression | Mapping[str, "Target"]
"""A target value, or a mapping of bounds such as ``{max: inputs.grade}``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderStep(Step):
    """A template without a model."""

    kind: ClassVar[str] = "render"
    templates: Mapping[str, Template]
    bindings: tuple[Binding, ...]
    language: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanStep(Step):
    """A person accepts ``of``, changes it first (``may_edit``), or rejects it with a note.

    ``in_loop``: a rejection's note goes to the loop around and the value is none; else the item fails.
    """

    kind: ClassVar[str] = "human"
    of: Expression
    may_edit: bool
    in_loop: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowStep(Step):
    """Another workflow; ``given`` are the expressions for its inputs. The value is a record of its outputs."""

    kind: ClassVar[str] = "workflow"
    plan: Plan
    given: Mapping[str, Expression]


@dataclass(frozen=True, slots=True)
class Block:
    """Steps in an order in which they can run, by name."""

    steps: Mapping[str, Step]

    @property
    def calls(self) -> int:
        """Model calls on the longest way through the block."""
        return max((step.calls + step.calls_after for step in self.steps.values()), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeachStep(Step):
    """The block once for each item; the value is the list of results in the order of the items.

    ``carry`` (serial only) are values that each item hands on; ``result`` sees them as the item leaves them.
    """

    kind: ClassVar[str] = "foreach"
    items: Expression
    variable: str
    key: Expression | None
    serial: bool
    carry: Mapping[str, Expression]
    carry_types: Mapping[str, Type]
    block: Block
    result: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopStep(Step):
    """Rounds of judging and revising. ``judging`` names the steps that ``until``, ``best``, ``keep_if`` need.

    ``best`` is a list of numbers compared left to right; empty when not asked for.
    ``max`` is evaluated once, outside the loop, to an int of at least 1. ``has_note``: a person is asked in the
    loop, and what they say when rejecting is ``note`` there.
    """

    kind: ClassVar[str] = "loop"
    max: Expression
    until: Expression | None
    best: tuple[Expression, ...]
    keep_if: Expression | None
    patience: int | None
    on_max: Literal["accept", "fail", "ask"]
    carry: Mapping[str, Expression]
    carry_types: Mapping[str, Type]
    has_note: bool
    block: Block
    judging: frozenset[str]
    result: Expression


@dataclass(frozen=True, slots=True)
class Choose:
    """Which variant is kept: the one with the highest ``score``, the ``judge``'s, or (neither) a person's pick.

    The judge is an agent step in a scope that has two variants as ``a`` and ``b``.
    """

    score: Expression | None = None
    judge: AgentStep | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantsStep(Step):
    """The block ``count`` times with different seeds; the value is the list of results, or the one chosen.

    ``count`` is evaluated once, outside the block, to an int from 1 to ``syntax.MAX_VARIANTS``.
    """

    kind: ClassVar[str] = "variants"
    count: Expression
    block: Block
    result: Expression
    choose: Choose | None


@dataclass(frozen=True, slots=True)
class ManuscriptPlan:
    """What exporters take: a title, drafts, and (optional) their headings."""

    title: Expression
    parts: Expression
    headings: Expression | None = None
    language: Expression | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole workflow. ``source`` is the name of its file as it was given."""

    name: str
    description: str
    source: str
    inputs: Mapping[str, InputSpec]
    block: Block
    outputs: Mapping[str, Expression]
    manuscript: ManuscriptPlan | None = None
    export: tuple[str, ...] = ()
    style: Expression | None = None
