"""A person's answer from the command line: to which question it belongs, and whether it can be taken."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from orchestrator.adapters.files import read_text
from orchestrator.cli.printing import line
from orchestrator.domain.errors import UsageError
from orchestrator.domain.records import QuestionRecord
from orchestrator.domain.text import clean
from orchestrator.engine.paths import step_at
from orchestrator.engine.people import changed
from orchestrator.engine.ports import Decision, Option, Question
from orchestrator.language.diagnostics import did_you_mean
from orchestrator.language.plan import HumanStep, Plan
from orchestrator.language.types import DRAFT, TEXT

_TYPED: Mapping[Option, str] = MappingProxyType(
    {
        "accept": "nothing (it is accepted)",
        "edit": "--edit FILE",
        "again": "--more [NOTE]",
        "reject": "--reject NOTE",
        "choose": "--choose N",
    }
)
_TITLE_CHARACTERS = 60


def decision_of(*, edit: Path | None, reject: str | None, more: str | None, choose: int | None) -> Decision:
    """The decision that was typed; without any option it is accepted.

    Raises:
        UsageError: there are two, or the file cannot be read.
    """
    given = [option for option in (edit, reject, more, choose) if option is not None]
    if len(given) > 1:
        raise UsageError("one answer at a time", hint="--edit, --reject, --more and --choose go without each other")
    if edit is not None:
        return Decision(option="edit", text=clean(read_text(edit)))
    if reject is not None:
        return Decision(option="reject", note=clean(reject).strip())
    if more is not None:
        return Decision(option="again", note=clean(more).strip())
    return Decision(option="accept") if choose is None else Decision(option="choose", number=choose)


def question_in(record: QuestionRecord) -> Question:
    """What was asked."""
    asked = json.loads(record.question)
    return Question(**{**asked, "texts": tuple(asked["texts"]), "options": tuple(asked["options"])})


def is_decided(questions: Sequence[QuestionRecord], path: str | None, item: str | None) -> bool:
    """Whether the one that is meant was asked, and nothing of it is open."""
    meant = _meant(questions, path, item) if path is not None else []
    return bool(meant) and all(question.decision for question in meant)


def find_question(run: str, questions: Sequence[QuestionRecord], path: str | None, item: str | None) -> QuestionRecord:
    """The one open question that is meant.

    Args:
        run: id of the run.
        questions: all that were asked in it.
        path: of the step; None for any.
        item: whose it is; None for any.

    Raises:
        UsageError: it is decided already, there is none, or there are several; says which.
    """
    if is_decided(questions, path, item):
        decision = Decision(**json.loads(_meant(questions, path, item)[-1].decision))
        said = line(f"{decision.option} {decision.note or decision.number or ''}".strip(), _TITLE_CHARACTERS)
        raise UsageError(f"{path} is decided already: {said}", hint=f"see `inkloom status {run}`")
    still_open = [question for question in questions if not question.decision]
    meant = _meant(still_open, path, item)
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise UsageError(f"run {run} asks {len(meant)} questions", hint=_listed("answer one", run, meant))
    if not still_open:
        raise UsageError(f"run {run} asks nothing", hint=f"see `inkloom status {run}`")
    guess = did_you_mean(path or item or "", {question.path for question in still_open}, "open questions")
    raise UsageError(f"run {run} asks nothing at {path or item}", hint=guess)


def check_decision(decision: Decision, question: Question, plan: Callable[[], Plan]) -> None:
    """See that ``question`` can be answered so.

    Args:
        decision: the answer.
        question: what was asked.
        plan: gives the plan of the run, where it is needed.

    Raises:
        UsageError: it cannot; says what can be answered.
    """
    if decision.option not in question.options:
        takes = ", ".join(_TYPED[option] for option in question.options)
        said = "no answer" if decision.option == "accept" else f"no {_TYPED[decision.option].split()[0]}"
        raise UsageError(f"{question.path} takes {said}", hint=f"it takes {takes}")
    if decision.option == "choose" and not 1 <= decision.number <= len(question.texts):
        raise UsageError(f"{question.path} has no variant {decision.number}", hint=f"pick 1 to {len(question.texts)}")
    if decision.option == "edit":
        step = step_at(plan(), question.path)
        if isinstance(step, HumanStep):
            _check_edit(decision.text, step)


def _check_edit(text: str, step: HumanStep) -> None:
    """What the step will make of a text, as far as it can be known without the value that was shown."""
    is_prose = step.of.type.kind == "any" or step.of.type.as_required() in (DRAFT, TEXT)
    try:
        changed("" if is_prose else None, text, step.of.type)
    except ValueError as error:
        raise UsageError(f"this cannot be taken: {error}", hint=f"it must be {step.of.type}") from error


def _meant(questions: Sequence[QuestionRecord], path: str | None, item: str | None) -> list[QuestionRecord]:
    return [q for q in questions if path in (None, q.path) and item in (None, q.item)]


def _listed(what: str, run: str, questions: Sequence[QuestionRecord]) -> str:
    several_items = len({question.item for question in questions}) > 1
    lines = [f"{what}:"]
    for record in questions:
        question = question_in(record)
        item = f" --item {shlex.quote(record.item)}" if several_items else ""
        command = f"inkloom approve {run} {shlex.quote(record.path)}{item}"
        lines.append(f"    {command}    {line(question.title, _TITLE_CHARACTERS)}")
    return "\n".join(lines)
