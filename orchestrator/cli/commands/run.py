"""``inkloom run``: one workflow, one set of inputs, results in files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestrator.cli.inputs import collect_inputs
from orchestrator.cli.interrupts import run_async
from orchestrator.cli.options import json_option, people_options, run_options, seed_option
from orchestrator.cli.running import ITEM, carry_out

if TYPE_CHECKING:
    from orchestrator.adapters.store import Store
    from orchestrator.app import App, Definition
    from orchestrator.engine.runner import Item
    from orchestrator.executors.recorded import RecordedRun


@click.command(help="Run WORKFLOW, a file or the name of a shipped one (see `inkloom workflows`).")
@click.argument("workflow")
@click.option("--set", "assignments", multiple=True, metavar="K=V", help="An input; K=@FILE reads a file.")
@click.option("--inputs", "inputs_file", type=click.Path(path_type=Path), help="Inputs as a YAML or JSON file.")
@click.option("--plan", "only_plan", is_flag=True, help="Show which calls would be made now, and why; make none.")
@people_options
@seed_option
@run_options
@json_option
def command(
    workflow: str,
    assignments: tuple[str, ...],
    inputs_file: Path | None,
    only_plan: bool,
    no_input: bool,
    strict: bool,
    as_json: bool,
    **flags: Any,
) -> None:
    """Run one workflow."""
    from orchestrator.adapters.files import can_write
    from orchestrator.app import Sources, build_app
    from orchestrator.engine.runner import Item as RunItem
    from orchestrator.executors.recorded import RecordedRun as Recorded

    app = build_app(workflow, flags).with_settled_model()
    definition = app.define(Sources.of(app.project, app.find_workflow(workflow)))
    inputs = collect_inputs(definition.plan.inputs, assignments, inputs_file, app.project.root)
    items = [RunItem(ITEM, inputs)]
    if only_plan:
        _show_plan(app, definition, items, as_json=as_json)
        return
    if definition.plan.export:
        can_write(app.settings.out)  # before a model is asked, not after

    async def begin(store: Store) -> RecordedRun:
        return await Recorded.begin(app, store, definition, [item.row() for item in items])

    carry_out(app, begin, no_input=no_input, strict=strict, as_json=as_json)


def _show_plan(app: App, definition: Definition, items: Sequence[Item], *, as_json: bool) -> None:
    from orchestrator.cli.forecasts import forecast_document, forecast_lines
    from orchestrator.cli.printing import print_document, printable, say
    from orchestrator.executors.planning import forecast

    found = run_async(forecast(app, definition, items))
    if as_json:
        print_document(forecast_document(definition.plan.name, found))
        return
    for line in forecast_lines(found):
        say(printable(line))
