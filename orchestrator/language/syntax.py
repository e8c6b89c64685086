"""The shape of workflow files and role cards: which keys there are and what may stand under them.

These pydantic models check shape only; what a name refers to is the compiler's business. The JSON Schema that
editors complete from is made of the same models, so their descriptions are written for authors of workflows.
``LATER`` names what the language has and this version does not yet run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, WrapValidator
from pydantic_core import PydanticCustomError

from orchestrator.domain.runs import Sampling
from orchestrator.language.types import Type

ReplyForm = Literal["json", "text", "paragraphs"]
ExportFormat = Literal["md", "txt", "html", "epub", "docx", "fountain", "json", "report"]
EXPORT_FORMATS: tuple[str, ...] = get_args(ExportFormat)
"""What a manuscript, or the first output, can be written as; ``report`` tells how the run went."""
MAX_ROUNDS = 100
MAX_VARIANTS = 100
CHOOSERS = frozenset({"judge", "person"})
"""Who can choose among variants besides an expression."""

LATER: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "export": frozenset({"pdf", "fdx"}),
    }
)
"""Kinds of steps, keys by model, and values by key that a later version brings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCard:
    """A role: what it takes, what it gives back, how it is asked.

    Attributes:
        takes: the names its template may use, with their types.
        output: a domain type, ``text``, or a record where the card brings its own JSON Schema.
        reply: how the model writes the output, see ``domain.replies``.
        sampling: how replies are drawn unless a step says otherwise.
        whole: a Revision that writes the whole text anew instead of single paragraphs.
        shape: the class a JSON reply is validated as (a domain type, or made of the card's own JSON Schema);
            None for prose.
    """

    role: str
    description: str = ""
    template: str
    takes: Mapping[str, Type]
    output: Type
    reply: ReplyForm
    sampling: Sampling = Sampling()  # noqa: RUF009  (frozen)
    whole: bool = False
    shape: type[BaseModel] | None = None


# -- what stands in places of a kind ------------------------------------------------------------------------


def wrong(message: str, hint: str = "") -> PydanticCustomError:
    """The error of a validator here: ``message`` goes on after the name of the key ("must be …")."""
    return PydanticCustomError("inkloom", "{message}", {"message": message, "hint": hint})


def _expression(value: Any) -> Any:
    if value is None:
        raise wrong("is empty: an expression is missing", "for no value write none")
    if not isinstance(value, (str, int, float)):
        raise wrong("must be one expression", "put an expression that has brackets or braces in quotes")
    return value


def _expressions(value: Any) -> Any:
    if value == []:
        raise wrong("must not be empty")
    if isinstance(value, list):
        return [_expression(part) for part in value]
    return _expression(value)


def _result(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _expression(part) for name, part in value.items()}
    return _expression(value)


def _sampling_value(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return value
    return _expression(value)


def _target(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _expression(part) for name, part in value.items()}
    return _expression(value)


_DURATION = re.compile(r"(?P<number>\d+(\.\d+)?)\s*(?P<unit>s|m|h)")
_SECONDS = {"s": 1, "m": 60, "h": 3600}


def _seconds(value: Any) -> float:
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    seconds: Any = float(match["number"]) * _SECONDS[match["unit"]] if match else value
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or seconds <= 0:
        raise wrong("must be a time above 0", "in seconds, or as 90s, 5m, 1h")
    return float(seconds)


_SCALAR = {"type": ["string", "number", "boolean"]}
Expr = Annotated[Any, AfterValidator(_expression), WithJsonSchema(_SCALAR)]
Exprs = Annotated[
    Any, AfterValidator(_expressions), WithJsonSchema({"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR}]})
]
ExprOrMapping = Annotated[
    Any,
    AfterValidator(_result),
    WithJsonSchema({"anyOf": [_SCALAR, {"type": "object", "additionalProperties": _SCALAR}]}),
]
TargetValue = Annotated[
    Any,
    AfterValidator(_target),
    WithJsonSchema({"anyOf": [_SCALAR, {"type": "object", "additionalProperties": _SCALAR}]}),
]
SamplingValue = Annotated[
    Any,
    AfterValidator(_sampling_value),
    WithJsonSchema({"anyOf": [_SCALAR, {"type": "array", "items": {"type": "string"}}]}),
]
Seconds = Annotated[Any, AfterValidator(_seconds), WithJsonSchema({"type": ["number", "string"]})]


def _one_by_one(value: Any, handler: Any) -> Any:
    # The reader validates each entry by itself: one that is broken must not hide the mistakes of the others.
    if not isinstance(value, dict):
        raise wrong("must be a mapping of names", "write `name: {…}` for each")
    return value


def _steps(value: Any, handler: Any) -> Any:
    if not _one_by_one(value, handler):
        raise wrong("must not be empty")
    return value


class Syntax(BaseModel):
    """Base of the models: closed, and strict, so that a number is not taken for a text."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


# -- steps --------------------------------------------------------------------------------------------------


class StepSyntax(Syntax):
    """What every step may say."""

    description: str = Field("", description="What the step is for.")
    when: Expr = Field(None, description="The step runs only where this holds.")
    else_: Expr = Field(None, alias="else", description="The step's value where `when` does not hold.")
    needs: list[str] = Field([], description="Steps that must have ended before, though no value of theirs is used.")
    retry: int = Field(0, ge=0, le=10, description="How often a failed step is tried again.")
    timeout: Seconds = Field(None, description="Seconds, or a text such as 90s, 5m, 1h.")
    on_error: Literal["fail", "skip", "collect"] = Field(
        "fail",
        description="fail the item; skip the step, its value is none; collect: leave failed items of a foreach out.",
    )
    sets: str = Field("", description="The carried value of the block around that this step's value replaces.")


class AgentSyntax(StepSyntax):
    """A call of the model in a role."""

    agent: str = Field(description="The role card.")
    of: Expr = Field(None, description="What the card takes as `text`; the same as with: {text: …}.")
    with_: dict[str, Expr] = Field({}, alias="with", description="Expressions for the names that the card takes.")
    template: str = Field("", description="Another template than the card's.")
    sampling: dict[str, SamplingValue] = Field({}, description="Settings over the card's: expressions.")
    style: Expr = Field(None, description="Another Style than the workflow's, or none; only where the reply is prose.")
    model: str = Field("", description="Another model than the run's, by name.")
    adapter: str = Field("", description="A LoRA adapter, by name.")


class CheckSyntax(StepSyntax):
    """Measures of a text."""

    check: list[str] = Field(min_length=1, description="Names of checks.")
    of: Expr = Field(None, description="The text to measure; `text` unless given.")
    targets: dict[str, dict[str, TargetValue]] = Field({}, description="For each check, what it should meet.")
    intended: Expr = Field(
        None, description="Findings that are meant: a list of their exact quotes, or of {check, quote}."
    )


class RenderSyntax(StepSyntax):
    """A template without a model."""

    render: str = Field(description="The template.")
    with_: dict[str, Expr] = Field({}, alias="with", description="Expressions for the names that the template uses.")


class HumanSyntax(StepSyntax):
    """A person accepts a value, changes it, or rejects it with a note."""

    human: Literal["approve", "edit"] = Field(description="What the person may do besides rejecting it.")
    of: Expr = Field(description="The value that is shown.")


class WorkflowStepSyntax(StepSyntax):
    """Another workflow as one step; its value is a record of that workflow's outputs."""

    workflow: str = Field(description="The other workflow, by name.")
    with_: dict[str, Expr] = Field({}, alias="with", description="Expressions for its inputs.")


class ForeachSyntax(StepSyntax):
    """A block of steps, once for each item of a list."""

    foreach: Expr = Field(description="The list.")
    as_: str = Field(alias="as", description="What an item is called inside.")
    key: Expr = Field(None, description="What an item is known by, such as scene.id; never its position.")
    order: Literal["parallel", "serial"] = Field(
        "parallel", description="serial gives each item `previous`, the results so far."
    )
    carry: dict[str, Expr] = Field(
        {}, description="Values that an item hands on to the next (order: serial), with what they begin as."
    )
    steps: Steps = Field(description="The steps for one item.")
    result: ExprOrMapping = Field(description="The value of one item; the step's value is the list of them.")


class LoopOptions(Syntax):
    """How often a loop goes round, and when it ends."""

    max: Expr = Field(description="Rounds at most, 1 to 100. The last round only judges.")
    until: Expr = Field(None, description="The loop ends with the round in which this holds.")
    best: Exprs = Field(None, description="What a round is judged by: a number, or a list compared left to right.")
    keep_if: Expr = Field(
        None, description="Must hold for a round to become the best; `kept` is the best round so far."
    )
    patience: int | None = Field(None, ge=1, description="Rounds without a new best that end the loop.")
    on_max: Literal["accept", "fail", "ask"] = Field(
        "accept", description="What happens where `until` never held: accept the best, fail, or ask a person."
    )


class LoopSyntax(StepSyntax):
    """Rounds that judge a value and revise it."""

    loop: LoopOptions = Field(description="How often and how long.")
    carry: dict[str, Expr] = Field({}, description="Values that rounds hand on, with what they begin as.")
    steps: Steps = Field(description="The steps of a round.")
    result: ExprOrMapping = Field(description="The loop's value, from the round that won.")


class ChooseSyntax(Syntax):
    """Which of the variants becomes the value."""

    by: Expr = Field(
        description="An expression: the highest wins; or `judge`: the card of that name compares two at a time; "
        "or `person`."
    )
    with_: dict[str, Expr] = Field({}, alias="with", description="Expressions for what the judge's card takes.")


class VariantsSyntax(StepSyntax):
    """A block of steps several times over with different seeds."""

    variants: Expr = Field(description="How many, 1 to 100.")
    steps: Steps = Field(description="The steps of one variant.")
    result: ExprOrMapping = Field(description="The value of one variant.")
    choose: ChooseSyntax | None = Field(None, description="Which one to keep; without it the value is the list.")


AnyStep = (
    AgentSyntax
    | CheckSyntax
    | RenderSyntax
    | HumanSyntax
    | WorkflowStepSyntax
    | ForeachSyntax
    | LoopSyntax
    | VariantsSyntax
)
Steps = Annotated[dict[str, AnyStep], Field(min_length=1), WrapValidator(_steps)]

KINDS: Mapping[str, type[StepSyntax]] = MappingProxyType(
    {
        "agent": AgentSyntax,
        "check": CheckSyntax,
        "render": RenderSyntax,
        "human": HumanSyntax,
        "workflow": WorkflowStepSyntax,
        "foreach": ForeachSyntax,
        "loop": LoopSyntax,
        "variants": VariantsSyntax,
    }
)
BLOCK_KINDS = frozenset({"foreach", "loop", "variants"})
"""Kinds of steps that have steps of their own."""


# -- files --------------------------------------------------------------------------------------------------

InputType = Literal["text", "int", "float", "bool", "choice", "list", "file", "table", "json"]


class InputSyntax(Syntax):
    """A value that a run is given."""

    type: InputType = Field(
        description="What kind of value. A file is given as a path and is the text in it; a table is a .csv, .tsv, "
        ".jsonl or .json file, or a list of rows; json is JSON text, a .json file, or any value."
    )
    description: str = Field("", description="What it means, for whoever runs the workflow.")
    default: Any = Field(
        None,
        description="The value where none is given; without one the input is required. Of a file, a path in the "
        "project.",
    )
    min: float | None = Field(
        None, description="The least number, or the least number of entries of a list or rows of a table."
    )
    max: float | None = Field(
        None, description="The greatest number, or the greatest number of entries of a list or rows of a table."
    )
    of: Any = Field(
        None,
        description="The choices; the type of a list's entries (text unless given; file for paths of files) or their "
        "choices; the types of a table's columns by name; the JSON Schema of a json, "
        "or a domain type such as Book.",
    )
    max_chars: int | None = Field(None, ge=1, description="The greatest length of a text or a file in characters.")


class ManuscriptSyntax(Syntax):
    """What exporters take."""

    title: Expr = Field(description="The title.")
    parts: Expr = Field(description="A Draft or a list of Drafts.")
    headings: Expr = Field(None, description="A heading for each part.")
    language: Expr = Field(None, description="The language of the text, such as en or zh.")


class WorkflowSyntax(Syntax):
    """A workflow file."""

    name: str = Field(description="What the workflow is called.")
    description: str = Field("", description="What it makes.")
    inputs: Annotated[dict[str, InputSyntax], WrapValidator(_one_by_one)] = Field(
        {}, description="The values that a run is given."
    )
    style: Expr = Field(
        None,
        description="The Style, or none, that all prose is written in and that the check `style` compares with; it "
        "reads `inputs` only.",
    )
    steps: Steps = Field(description="The steps, by name.")
    outputs: dict[str, Expr] = Field(min_length=1, description="What a run gives back.")
    manuscript: ManuscriptSyntax | None = Field(None, description="What exporters take.")
    export: list[ExportFormat] = Field([], description="Formats that every run writes.")


class CardSyntax(Syntax):
    """A role card."""

    role: str = Field(description="What workflows call the role.")
    extends: str = Field("", description="The role whose card this one changes: what is not said here is as there.")
    description: str = Field("", description="What the role does.")
    template: str = Field("", description="The template of its prompt.")
    takes: dict[str, str] = Field({}, description="The names that the template may use: NAME: TYPE, or optional TYPE.")
    output: Any = Field(None, description="A domain type, `text`, or a JSON Schema of an object.")
    reply: ReplyForm | None = Field(None, description="How the model writes its output.")
    sampling: dict[str, Any] = Field({}, description="How replies are drawn.")
    whole: bool | None = Field(None, description="An editor that writes the whole text anew.")
