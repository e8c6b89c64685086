"""Records as sealed rows, and back; what comes back was checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import apsw

from orchestrator.adapters.store.schema import CALLS, ITEMS, QUESTIONS, REPLIES, RUNS, VISITS, Table
from orchestrator.adapters.store.sealing import Value, check, damaged, open_text, seal, short, unshort
from orchestrator.domain.records import CallRecord, ItemRow, QuestionRecord, RunRecord, StoredReply, VisitRecord
from orchestrator.domain.runs import Usage

Row = Sequence[Any]
T = TypeVar("T")


def put_run(connection: apsw.Connection, number: int, run: RunRecord) -> None:
    """Write a run, or what became of it."""
    columns = (number, short(run.id), short(run.workflow), str(run.seed), short(run.model), run.started, run.ended)
    row = seal(RUNS.name, (*columns, run.status, run.retries), (run.sources,))
    connection.execute(RUNS.upsert, row)


def put_item(connection: apsw.Connection, run: int, item: ItemRow) -> None:
    """Write an item, or its end."""
    columns = (run, item.number, short(item.id), item.status)
    connection.execute(ITEMS.upsert, seal(ITEMS.name, columns, (item.inputs, item.result)))


def put_call(connection: apsw.Connection, run: int, call: CallRecord) -> StoredReply | None:
    """Write that a run made a call, and the reply if there is none under its key yet; else the one that is there."""
    key = bytes.fromhex(call.key)
    stands = read_one(connection, reply_of, f"{select(REPLIES)} WHERE key = ?", key)
    if stands is None:
        columns: tuple[Value, ...] = (key, call.finish_reason, *_counts(call.usage))
        connection.execute(REPLIES.insert, seal(REPLIES.name, columns, (call.reply, call.request)))
    where = (run, short(call.item), short(call.path), call.attempt)
    columns = (*where, key, short(call.role), *_counts(call.usage), call.seconds, call.at)
    connection.execute(CALLS.upsert, seal(CALLS.name, columns))
    return stands


def link_call(connection: apsw.Connection, run: int, call: CallRecord) -> None:
    """Write that a run used a reply that was there; where the run itself had paid for it, that stays written."""
    where = (run, short(call.item), short(call.path), call.attempt)
    row = connection.execute("SELECT key FROM calls WHERE (run, item, path, attempt) = (?, ?, ?, ?)", where).get
    if row != bytes.fromhex(call.key):
        put_call(connection, run, call)


def put_visit(connection: apsw.Connection, run: int, visit: VisitRecord) -> None:
    """Write a visit in the place of the earlier one with its path."""
    columns = (run, short(visit.item), short(visit.path), visit.kind, visit.status, visit.at)
    connection.execute(VISITS.upsert, seal(VISITS.name, columns, (visit.value, visit.detail)))


def put_question(connection: apsw.Connection, run: int, question: QuestionRecord) -> None:
    """Write a question or its decision; a decision on the very same question stays."""
    where = (run, short(question.item), short(question.path), question.number)
    row = connection.execute(f"{select(QUESTIONS)} WHERE (run, item, path, number) = (?, ?, ?, ?)", where).fetchone()
    if row is not None and (known := question_of(row)).decision and known.question == question.question:
        return
    texts = (question.question, question.decision)
    connection.execute(QUESTIONS.upsert, seal(QUESTIONS.name, (*where, question.asked, question.decided), texts))


def select(table: Table, *, texts: bool = True) -> str:
    """The beginning of a statement that reads whole rows, or rows without their texts."""
    names = (*table.columns, "seals", *(table.texts if texts else ()))
    return f"SELECT {', '.join(f'{table.name}.{name}' for name in names)} FROM {table.name}"  # noqa: S608


def number_and_run(row: Row) -> tuple[int, RunRecord]:
    """A run and its number."""
    (number, run_id, workflow, seed, model, started, ended, status, retries), (sources,) = opened(RUNS, row)
    run = RunRecord(
        id=unshort(run_id),
        workflow=unshort(workflow),
        seed=int(seed),
        model=unshort(model),
        sources=sources,
        started=started,
        ended=ended,
        status=status,
        retries=retries,
    )
    return number, run


def item_of(row: Row) -> ItemRow:
    """An item; without its texts where they were not read."""
    (_, number, item, status), (inputs, result) = opened(ITEMS, row)
    return ItemRow(number=number, id=unshort(item), inputs=inputs, status=status, result=result)


def reply_of(row: Row) -> StoredReply:
    """A reply; what was asked is left alone."""
    columns, (reply, _) = opened(REPLIES, row)
    return StoredReply(text=reply, finish_reason=columns[1], usage=_usage(columns[2:]))


def request_of(row: Row) -> str:
    """What was asked for a reply."""
    return opened(REPLIES, row)[1][1]


def call_of(row: Row) -> CallRecord:
    """A call: its row, and after it that of its reply (whole, or without the texts)."""
    width = len(CALLS.columns) + 1
    columns, _ = opened(CALLS, row[:width])
    if row[width] is None:
        raise damaged(f"the reply of {unshort(columns[2])} is not there")
    replied, (reply, request) = opened(REPLIES, row[width:])
    return CallRecord(
        key=columns[4].hex(),
        item=unshort(columns[1]),
        path=unshort(columns[2]),
        attempt=columns[3],
        role=unshort(columns[5]),
        request=request,
        reply=reply,
        finish_reason=replied[1],
        usage=_usage(columns[6:]),
        seconds=columns[11],
        at=columns[12],
    )


def visit_of(row: Row) -> VisitRecord:
    """A visit; without its texts where they were not read."""
    (_, item, path, kind, status, at), (value, detail) = opened(VISITS, row)
    return VisitRecord(
        item=unshort(item), path=unshort(path), kind=kind, status=status, value=value, detail=detail, at=at
    )


def question_of(row: Row) -> QuestionRecord:
    """A question."""
    (_, item, path, number, asked, decided), (question, decision) = opened(QUESTIONS, row)
    return QuestionRecord(
        item=unshort(item),
        path=unshort(path),
        number=number,
        question=question,
        asked=asked,
        decision=decision,
        decided=decided,
    )


def read_one(connection: apsw.Connection, read: Callable[[Row], T], statement: str, *values: Value) -> T | None:
    """The first row that a statement finds."""
    row = connection.execute(statement, values).fetchone()
    return None if row is None else read(row)


def read_all(connection: apsw.Connection, read: Callable[[Row], T], statement: str, *values: Value) -> list[T]:
    """All rows that a statement finds."""
    return [read(row) for row in connection.execute(statement, values)]


def opened(table: Table, row: Row) -> tuple[Row, list[str]]:
    """The columns and texts of a row, checked; the texts are empty where they were not read.

    Raises:
        StoreDamaged: it has changed.
    """
    width = len(table.columns)
    columns, seals, stored = row[:width], row[width], row[width + 1 :]
    check(table.name, columns, seals)
    if not stored:
        return columns, [""] * len(table.texts)
    return columns, [open_text(table.name, seals, number, text) for number, text in enumerate(stored)]


def _counts(usage: Usage) -> tuple[int, int, int, int, int]:
    return (usage.calls, usage.cached, usage.prompt_tokens, usage.cached_prompt_tokens, usage.completion_tokens)


def _usage(columns: Row) -> Usage:
    return Usage(
        calls=columns[0],
        cached=columns[1],
        prompt_tokens=columns[2],
        cached_prompt_tokens=columns[3],
        completion_tokens=columns[4],
    )
