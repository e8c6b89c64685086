"""Everything that ``inkloom status RUN`` knows, as one plain document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestrator.cli.advice import next_command
from orchestrator.cli.kept.account import Account, count_items, moment, owner_document, total
from orchestrator.cli.kept.rounds import detail_of
from orchestrator.domain.records import ItemRow, QuestionRecord, VisitRecord
from orchestrator.domain.runs import Failure, ItemResult

if TYPE_CHECKING:
    from orchestrator.adapters.store import StoreReader


def run_document(reader: StoreReader, account: Account) -> dict[str, Any]:
    """A run with its items, steps, rounds, usage, open questions and errors."""
    record = account.record
    items = reader.items(record.id)
    several = len(items) > 1
    visits = reader.visits(record.id, texts=not several)  # of many items, the texts would take long to read
    asked = reader.questions(record.id)
    questions = [question for question in asked if not question.decision]
    visits = [answered(visit, asked) for visit in visits]
    roles = reader.usage(record.id)
    return {
        "run": record.id,
        "workflow": record.workflow,
        "status": account.status,
        "process_gone": account.gone,
        "owner": owner_document(account.owner),
        "model": record.model,
        "seed": record.seed,
        "started": moment(record.started),
        "ended": moment(record.ended),
        "retries": record.retries,
        "next": next_steps(account, reader.home, asked=bool(questions)),
        "items": count_items(item.status for item in items),
        "unfinished": [{"item": item.id, "status": item.status} for item in items if item.status != "done"],
        "usage": {
            **total(roles.values()).model_dump(),
            "roles": {name: used.model_dump() for name, used in roles.items()},
        },
        "steps": [step_document(visit) for visit in visits],
        "questions": [question_document(record.id, question, reader.home, several=several) for question in questions],
        "errors": [failure.model_dump() for failure in failures_of(reader, record.id, items, visits)],
    }


def answered(visit: VisitRecord, questions: Sequence[QuestionRecord]) -> VisitRecord:
    """A visit as it stands: one that waited for an answer which has been given since has yet to go on."""
    given = {q.path for q in questions if q.item == visit.item and q.decision}
    still_open = {q.path for q in questions if q.item == visit.item and not q.decision}
    if visit.status == "waiting" and visit.path in given - still_open:
        return replace(visit, status="started", detail="")
    return visit


def next_steps(account: Account, home: Path, *, asked: bool) -> list[str]:
    """What to type now; where a person is ``asked`` something, that is to answer."""
    run = account.record.id
    if account.status == "interrupted" or (account.status == "waiting" and not asked):
        return [next_command("resume", run, home)]
    return [next_command("retry", run, home)] if account.status == "failed" else []


def step_document(visit: VisitRecord) -> dict[str, Any]:
    """Where a step is, without its value."""
    told = {"item": visit.item, "path": visit.path, "kind": visit.kind, "status": visit.status, "at": moment(visit.at)}
    return {**told, **detail_of(visit)}


def question_document(run: str, question: QuestionRecord, home: Path, *, several: bool) -> dict[str, Any]:
    """Something that a person is asked, with what to type to answer it.

    Args:
        run: its id.
        question: as it was kept.
        home: where it is kept.
        several: whether the run has more than one item.
    """
    asked: Mapping[str, Any] = json.loads(question.question)
    item = ("--item", question.item) if several else ()
    return {
        "item": question.item,
        "path": question.path,
        "title": asked.get("title", ""),
        "options": asked.get("options", []),
        "problem": asked.get("problem", ""),
        "texts": asked.get("texts", []),
        "asked": moment(question.asked),
        "command": next_command("approve", run, home, question.path, *item),
    }


def failures_of(
    reader: StoreReader, run: str, items: Iterable[ItemRow], visits: Iterable[VisitRecord]
) -> list[Failure]:
    """What failed or waits in the items of a run; of those that have not ended, what their steps say."""
    told = {visit.item for visit in visits if visit.status in ("failed", "waiting")}
    failures: list[Failure] = []
    for item in items:
        if item.status is None and item.id in told:
            failures += _failed_steps(reader.visits(run, item=item.id))
        whole = reader.item(run, item.id) if item.status in ("failed", "waiting") else None
        failures += ItemResult.model_validate_json(whole.result).failures if whole is not None else ()
    return failures


def _failed_steps(visits: Iterable[VisitRecord]) -> list[Failure]:
    told = ((visit, detail_of(visit)) for visit in visits)
    return [
        Failure(item=visit.item, step=visit.path, **{name: detail[name] for name in ("error", "message", "hint")})
        for visit, detail in told
        if "error" in detail
    ]
