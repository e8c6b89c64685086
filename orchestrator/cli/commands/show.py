"""``inkloom show``: what a step was asked, what it answered, how that was judged, why it was revised."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from orchestrator.cli.kept.opening import home_option, item_option, reading
from orchestrator.cli.options import json_option
from orchestrator.cli.printing import line, print_document, printable, say

_GLIMPSE = 60


@click.command(
    help="List the steps of RUN (an id, the beginning of one, or `last`), or read the one at STEP_PATH: a path as "
    "listed, or the ending of just one, such as `critique` or `polish#2`."
)
@click.argument("run")
@click.argument("step_path", required=False)
@item_option
@home_option
@json_option
def command(run: str, step_path: str | None, item: str | None, home: Path | None, as_json: bool) -> None:
    """Read a step of a run."""
    with reading(home, as_json=as_json) as reader:
        from orchestrator.cli.kept.telling_visits import tell_visit
        from orchestrator.cli.kept.visit_document import item_of, listed_steps, visit_document, visits_of

        record = reader.find(run)
        chosen = item_of(reader, record, item)
        if step_path is None:
            listed = listed_steps(reader, visits_of(reader, record, chosen), chosen)
            if as_json:
                print_document(listed)
            else:
                _tell_list(listed)
            return
        document = visit_document(reader, record, chosen, step_path)
        if as_json:
            print_document(document)
        else:
            tell_visit(document)


def _tell_list(steps: list[dict[str, Any]]) -> None:
    from orchestrator.cli.kept.tree import COLOURS, MARKS, told_score
    from orchestrator.cli.kept.values import readable

    for step in steps:
        told = f"score {told_score(step)}" if step["kind"] == "round" else readable(step["value"])
        glimpse = line(step.get("message", "") or told, _GLIMPSE)
        say(f"{MARKS[step['status']]} {printable(step['path'])}  {glimpse}".rstrip(), fg=COLOURS.get(step["status"]))
