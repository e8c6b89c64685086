"""Everything that is kept of one visit of a step, or of one round, as one plain document."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from orchestrator.cli.kept.account import is_reused, moment, roles_of, total
from orchestrator.cli.kept.paths import find_path, round_around, round_of
from orchestrator.cli.kept.rounds import Visits, carried, detail_of, judging, led_to
from orchestrator.cli.kept.run_document import step_document
from orchestrator.domain.errors import UsageError
from orchestrator.domain.records import CallRecord, QuestionRecord, RunRecord, VisitRecord

if TYPE_CHECKING:
    from orchestrator.adapters.store import StoreReader


def item_of(reader: StoreReader, run: RunRecord, item: str | None) -> str:
    """The id of the item that is meant: the one named, or the only one.

    Raises:
        UsageError: there is none of that name, or several and none was named.
    """
    known = [row.id for row in reader.items(run.id)]
    if item is None and len(known) == 1:
        return known[0]
    if item in known:
        return item
    from orchestrator.language.diagnostics import did_you_mean, listed

    if item is None:
        raise UsageError(f"run {run.id} has {len(known)} items", hint=f"say which with --item: {listed(known)}")
    raise UsageError(f"run {run.id} has no item '{item}'", hint=did_you_mean(item, known, "items there"))


def visits_of(reader: StoreReader, run: RunRecord, item: str) -> Visits:
    """What the steps of an item did."""
    row = reader.item(run.id, item)
    inputs = json.loads(row.inputs) if row is not None and row.inputs else {}
    rejected = frozenset(
        question.path
        for question in reader.questions(run.id)
        if question.item == item and question.decision and json.loads(question.decision)["option"] == "reject"
    )
    return Visits(run, reader.visits(run.id, item=item), inputs, rejected)


def known_paths(reader: StoreReader, visits: Visits, item: str) -> list[str]:
    """The paths of the visits of an item, and of calls that belong to none (a judge that compares variants)."""
    calls = reader.calls(visits.run.id, item=item, texts=False)
    return list(dict.fromkeys([*(visit.path for visit in visits.all), *(call.path for call in calls)]))


def listed_steps(reader: StoreReader, visits: Visits, item: str) -> list[dict[str, Any]]:
    """Every step, round and lone call of an item with what it brought and cost, in the order in which they began."""
    calls: dict[str, list[CallRecord]] = {}
    for call in reader.calls(visits.run.id, item=item, texts=False):
        calls.setdefault(call.path, []).append(call)
    paths = dict.fromkeys([*(visit.path for visit in visits.all), *calls])
    return [
        {
            **step_document(visit),
            "value": visit.value,
            "usage": total(roles_of(calls.get(visit.path, ())).values()).model_dump(),
        }
        for visit in (visits.at(path) or _call_at(path, item) for path in paths)
    ]


def _call_at(path: str, item: str) -> VisitRecord:
    """What stands for a call that belongs to no visit."""
    return VisitRecord(item=item, path=path, kind="call", status="done")


def visit_document(reader: StoreReader, run: RunRecord, item: str, text: str) -> dict[str, Any]:
    """One step or round: what it was asked, what it brought, how it was judged, why it was revised.

    Raises:
        UsageError: ``text`` is no path, nor the ending of exactly one.
    """
    visits = visits_of(reader, run, item)
    path = find_path(text, known_paths(reader, visits, item))
    visit = visits.at(path) or _call_at(path, item)
    detail = detail_of(visit)
    questions = [question for question in reader.questions(run.id) if (question.item, question.path) == (item, path)]
    calls = reader.calls(run.id, item=item, path=path)
    return {
        "run": run.id,
        "item": item,
        "path": path,
        "kind": visit.kind,
        "status": visit.status,
        "at": moment(visit.at) if visit.at else None,
        "calls": [call_document(call) for call in calls],
        "seconds": sum(call.seconds for call in calls),
        "value": visit.value,
        "repairs": detail.get("repairs", []),
        "retries": detail.get("retries", []),
        "dropped": detail.get("dropped", []),
        "chosen": detail.get("chosen"),
        "error": {name: detail[name] for name in ("error", "message", "hint")} if "error" in detail else None,
        "questions": [_question_document(question) for question in questions],
        "round": _round_document(visits, path) if round_of(path) else None,
        "rounds": [_judged(visits, visit.path) for visit in visits.rounds(path)],
        "why": _why(reader, visits, path),
    }


def text_of(reader: StoreReader, run: RunRecord, item: str, text: str) -> tuple[str, str]:
    """The path that ``text`` means, and the text that was brought there; of a round, what it began with.

    Raises:
        UsageError: there is no such path, or nothing was brought there.
    """
    visits = visits_of(reader, run, item)
    path = find_path(text, (visit.path for visit in visits.all))
    visit = visits.at(path)
    if visit is not None and visit.value:
        return path, visit.value
    if round_of(path):
        values = list(carried(visits, path).values())
        if values:
            return path, "\n\n".join(values)
    raise UsageError(f"{path} brought no text", hint="name a step that is done, or a round (see `inkloom show`)")


def call_document(call: CallRecord) -> dict[str, Any]:
    """A call as it was sent, and its reply as it came."""
    request = json.loads(call.request)
    return {
        "attempt": call.attempt,
        "role": call.role,
        "model": request["model"][0],
        "revision": request["model"][1],
        "adapter": request["adapter"],
        "seed": request["seed"],
        "sampling": request["sampling"],
        "schema": request["schema"],
        "messages": [{"role": role, "content": content} for role, content in request["messages"]],
        "prefill": request["prefill"],
        "reply": call.reply,
        "finish_reason": call.finish_reason,
        "usage": call.usage.model_dump(),
        "seconds": call.seconds,
        "reused": is_reused(call),
        "key": call.key,
        "at": moment(call.at),
    }


def _question_document(question: QuestionRecord) -> dict[str, Any]:
    return {
        "number": question.number,
        "question": json.loads(question.question),
        "asked": moment(question.asked),
        "decision": json.loads(question.decision) if question.decision else None,
        "decided": moment(question.decided),
    }


def _round_document(visits: Visits, path: str) -> dict[str, Any]:
    loop, _ = round_of(path) or ("", 0)
    written = visits.written(loop)
    judged = [{"path": visit.path, "kind": visit.kind, "value": visit.value} for visit in judging(visits, path)]
    return {
        **_judged(visits, path),
        "best_by": list(written.best),
        "until": written.until,
        "carried": carried(visits, path),
        "judged": judged,
    }


def _judged(visits: Visits, path: str) -> dict[str, Any]:
    visit = visits.at(path)
    detail = detail_of(visit) if visit is not None else {}
    return {"path": path, **{name: detail.get(name) for name in ("round", "score", "best", "met")}}


def _why(reader: StoreReader, visits: Visits, path: str) -> dict[str, Any] | None:
    """Why a value was revised: the round it had been judged in, and what people said meanwhile."""
    judged = led_to(visits, path)
    if judged is None:
        return None
    around = round_around(path)
    return {**_round_document(visits, judged), "notes": _notes(reader, visits, {judged, around or judged})}


def _notes(reader: StoreReader, visits: Visits, rounds: set[str]) -> Sequence[str]:
    """What people said in these rounds, or when they sent the loop into more of them."""
    loops = {found[0] for path in rounds if (found := round_of(path))}
    item = visits.all[0].item
    notes = []
    for question in reader.questions(visits.run.id):
        near = question.path in loops or any(question.path.startswith(f"{path}.") for path in rounds)
        if question.item == item and near and question.decision:
            notes.append(json.loads(question.decision)["note"])
    return [note for note in notes if note]
