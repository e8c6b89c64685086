"""``inkloom agents``: the role cards of this project and the shipped ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from orchestrator.cli.options import json_option
from orchestrator.cli.output import first_mistake, print_json, print_table
from orchestrator.domain.errors import DefinitionError

if TYPE_CHECKING:
    from orchestrator.language.sources import SourceText


@click.command(help="List the role agents: what each takes and what it makes.")
@json_option
def command(as_json: bool) -> None:
    """List the role agents."""
    from orchestrator.app import build_app

    shelf = build_app(None, {}).project.cards()
    rows = [
        {"name": name, **_told(name, shelf.texts), "from": "project" if name in shelf.own else "shipped"}
        for name in sorted(shelf.texts)
    ]
    if as_json:
        print_json(rows)
    else:
        print_table(rows, ["name", "makes", "takes", "description", "from"])


def _told(role: str, sources: Mapping[str, SourceText]) -> dict[str, str]:
    """What a card says of itself; of one that is wrong, the first mistake."""
    from orchestrator.language.cards import compile_card

    try:
        card = compile_card(role, sources)
    except DefinitionError as error:
        return {"makes": "", "takes": "", "description": first_mistake(error)}
    takes = ", ".join(f"{taken}: {type_}" for taken, type_ in card.takes.items())
    return {"makes": str(card.output), "takes": takes, "description": card.description}
