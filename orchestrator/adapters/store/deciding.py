"""A person's decision, from any process: the first one counts."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from orchestrator.adapters.store import rows, schema
from orchestrator.adapters.store.connecting import close, existing_store, open_writing, transaction, translated
from orchestrator.adapters.store.schema import QUESTIONS
from orchestrator.adapters.store.sealing import short
from orchestrator.domain.errors import UsageError

_BUSY_SECONDS = 10.0


def decide(home: Path, run_id: str, item: str, path: str, number: int, decision_json: str) -> bool:
    """Answer a question; whether this answer is the one that counts. It is on the disk on return.

    Raises:
        UsageError: nothing of that kind was asked.
        StoreError: it cannot be kept.
    """
    file = existing_store(home)
    connection = open_writing(file, _BUSY_SECONDS)
    try:
        with translated(file):
            schema.check_begun(connection, home)
            with transaction(connection):
                run = connection.execute("SELECT number FROM runs WHERE id = ?", (short(run_id),)).get
                statement = f"{rows.select(QUESTIONS)} WHERE (run, item, path, number) = (?, ?, ?, ?)"
                where = (run, short(item), short(path), number)
                question = rows.read_one(connection, rows.question_of, statement, *where)
                if question is None or not isinstance(run, int):
                    raise UsageError(f"run {run_id} asks nothing at {path}", hint=f"see `inkloom status {run_id}`")
                if question.decision:
                    return False
                rows.put_question(connection, run, replace(question, decision=decision_json, decided=time.time()))
                return True
    finally:
        close(connection)
