"""``inkloom approve``: a person's decision for a run that waits for it, and the run goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestrator.cli.options import json_option, people_options, run_options
from orchestrator.cli.running import carry_out, reopened

if TYPE_CHECKING:
    from orchestrator.adapters.store import Store
    from orchestrator.app import App
    from orchestrator.domain.records import QuestionRecord, RunRecord
    from orchestrator.engine.ports import Decision
    from orchestrator.executors.recorded import RecordedRun


@click.command(
    help="Accept what RUN asks about at STEP_PATH, or answer it otherwise, and go on with the run. RUN is an id, the "
    "beginning of one, or `last`; without STEP_PATH it is the one open question."
)
@click.argument("run", default="last")
@click.argument("step_path", required=False)
@click.option("--edit", type=click.Path(path_type=Path), metavar="FILE", help="Take the text in FILE instead.")
@click.option("--reject", metavar="NOTE", help="Refuse it; in a loop the next round reads the note.")
@click.option("--more", is_flag=False, flag_value="", metavar="[NOTE]", help="More rounds of a loop that is not met.")
@click.option("--choose", type=int, metavar="N", help="Take variant N.")
@click.option("--item", metavar="ID", help="The item that asks, where several do.")
@people_options
@run_options
@json_option
def command(
    run: str,
    step_path: str | None,
    edit: Path | None,
    reject: str | None,
    more: str | None,
    choose: int | None,
    item: str | None,
    **options: Any,
) -> None:
    """Answer a question of a run."""
    from dataclasses import asdict

    from orchestrator.adapters.store import decide
    from orchestrator.cli.answering import decision_of
    from orchestrator.domain.errors import StoreLocked, UsageError
    from orchestrator.executors.recorded import RecordedRun as Recorded

    own = {name: options.pop(name) for name in ("no_input", "strict", "as_json")}
    decision = decision_of(edit=edit, reject=reject, more=more, choose=choose)
    app, record = reopened(run, options)
    app = app.with_settled_model()  # before the answer is kept, not after
    question = _question(app, record, step_path, item, decision)
    said = json.dumps(asdict(decision), ensure_ascii=False)
    if not decide(app.home, record.id, question.item, question.path, question.number, said):
        raise UsageError(f"somebody else has just decided on {question.path}", hint=f"see `inkloom status {record.id}`")

    async def take_over(store: Store) -> RecordedRun:
        try:
            return await Recorded.take_over(app, store, record, retrying=False)
        except StoreLocked as error:  # somebody has begun to go on with it since
            hint = f"your answer is kept; when that has ended: `inkloom resume {record.id}`"
            raise StoreLocked(error.message, hint=hint) from error

    carry_out(app, take_over, **own)


def _question(app: App, record: RunRecord, path: str | None, item: str | None, decision: Decision) -> QuestionRecord:
    """The open question that is meant, seen to take ``decision``."""
    from orchestrator.adapters.store import StoreReader
    from orchestrator.app import Sources
    from orchestrator.cli.answering import check_decision, find_question, is_decided, question_in
    from orchestrator.domain.errors import StoreLocked

    with StoreReader.open(app.home) as reader:
        # In this order: who decides does so before going on, so an owner who is seen has decided.
        owner = reader.owner(record.id)
        questions = reader.questions(record.id)
    if owner is not None and not is_decided(questions, path, item):
        raise StoreLocked(
            f"run {record.id} is being run by process {owner.pid} on {owner.host}", hint="answer there, or end it first"
        )
    question = find_question(record.id, questions, path, item)
    check_decision(decision, question_in(question), lambda: app.define(Sources.from_json(record.sources)).plan)
    return question
