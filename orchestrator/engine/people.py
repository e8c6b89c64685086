"""What is left to people: approving, changing, choosing. One at a time, whatever runs beside it."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from orchestrator.domain.drafts import Draft
from orchestrator.domain.errors import PersonNeeded, Rejected, UsageError
from orchestrator.domain.records import QuestionRecord
from orchestrator.engine.context import Context
from orchestrator.engine.ports import Decision, Option, Question
from orchestrator.engine.scope import Scope
from orchestrator.language.plan import HumanStep
from orchestrator.language.sandbox import plain
from orchestrator.language.types import Type, coerce

MAX_SAID = 4_000
"""Characters of a note that reach a prompt."""

_NO_REASON = "rejected"
"""The note of somebody who gave none: a round without a note would count as one that nobody rejected."""


class Nobody:
    """The person of a run that nobody watches."""

    async def decide(self, question: Question) -> Decision:
        """Nobody decides.

        Raises:
            PersonNeeded: always.
        """
        raise PersonNeeded(f"{question.path} waits for a person ({question.title})")


async def run_human(step: HumanStep, scope: Scope, context: Context) -> Any:
    """Ask a person about a value; the value they accept, or None where a loop around takes their note.

    Raises:
        Rejected: they reject it outside of any loop.
        PersonNeeded: nobody is there.
    """
    value = scope.evaluate_as(step.of, step.of.type)
    options: tuple[Option, ...] = ("accept", "edit", "reject") if step.may_edit else ("accept", "reject")
    question = Question(
        path=context.path,
        item=context.item.id,
        title=step.description or step.name,
        texts=(shown(value),),
        options=options,
        timeout_seconds=step.timeout_seconds,
    )
    while True:
        decision = await ask(question, context)
        if decision.option == "reject":
            if not step.in_loop:
                raise Rejected(f"rejected: {decision.note}" if decision.note else "rejected")
            context.notes.append(decision.note.strip()[:MAX_SAID] or _NO_REASON)
            return None
        if decision.option == "accept":
            return value
        try:
            return changed(value, decision.text, step.of.type)
        except ValueError as error:
            # What is shown now cannot be accepted as it is, and accepting what is not shown any more would mislead.
            question = replace(question, texts=(decision.text,), problem=str(error), options=("edit", "reject"))


async def ask(question: Question, context: Context) -> Decision:
    """Put ``question`` to the person of the run, unless it has been decided already."""
    number = context.item.questions[question.path]
    context.item.questions[question.path] += 1
    record = QuestionRecord(
        item=question.item,
        path=question.path,
        number=number,
        question=json.dumps(asdict(question), ensure_ascii=False),
        asked=time.time(),
    )
    decision = _decided(record, context) or await _put(question, record, context)
    if decision.option not in question.options:
        raise UsageError(f"{question.path}: '{decision.option}' is no answer here", hint=", ".join(question.options))
    return decision


def _decided(record: QuestionRecord, context: Context) -> Decision | None:
    """What somebody has decided on the very same question, of the same texts."""
    journal = context.run.journal
    known = journal.decision(record.item, record.path, record.number) if journal is not None else None
    if known is None or not known.decision or known.question != record.question:
        return None
    return Decision(**json.loads(known.decision))


async def _put(question: Question, record: QuestionRecord, context: Context) -> Decision:
    context.tell("asked", {"title": question.title})
    journal = context.run.journal
    if journal is not None:
        journal.asked(record)
    try:
        decision = await context.run.person.decide(question)
    finally:
        context.tell("answered", {})
    if journal is not None:
        said = json.dumps(asdict(decision), ensure_ascii=False)
        journal.asked(replace(record, decision=said, decided=time.time()))
    return decision


async def ask_to_go_on(text: str, title: str, context: Context) -> Decision:
    """Whether ``text`` is accepted as it is, goes through more rounds (with a note for them), or is rejected."""
    options: tuple[Option, ...] = ("accept", "again", "reject")
    return await ask(
        Question(path=context.path, item=context.item.id, title=title, texts=(text,), options=options), context
    )


async def pick(texts: Sequence[str], title: str, context: Context) -> int:
    """The index of the text that a person picks."""
    question = Question(path=context.path, item=context.item.id, title=title, texts=tuple(texts), options=("choose",))
    return (await ask(question, context)).number - 1


def shown(value: Any) -> str:
    """``value`` as a person reads and changes it: prose as prose, everything else as JSON."""
    if isinstance(value, Draft):
        return value.text
    return value if isinstance(value, str) else json.dumps(plain(value), ensure_ascii=False, indent=2)


def changed(value: Any, text: str, type_: Type) -> Any:
    """The value that a person has made of ``value`` by changing the ``text`` that it was shown as.

    Raises:
        ValueError: the text is empty, or no such value.
    """
    if not text.strip():
        raise ValueError("there is no text left")
    if isinstance(value, Draft):
        return value.edited(text)
    if isinstance(value, str):
        return text
    try:
        return coerce(json.loads(text), type_.as_required())
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}: not JSON: {error.msg}") from error
