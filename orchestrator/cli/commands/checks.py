"""``inkloom checks``: what can be measured, and what can be asked for."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import TYPE_CHECKING, Any

import click

from orchestrator.cli.options import json_option
from orchestrator.cli.output import first_mistake, print_json, print_table
from orchestrator.domain.errors import DefinitionError

if TYPE_CHECKING:
    from orchestrator.checks.registry import Check


@click.command(help="List the checks and the targets that each understands.")
@json_option
def command(as_json: bool) -> None:
    """List the checks."""
    from orchestrator.app import build_app

    app = build_app(None, {})
    own = app.project.checks().texts
    rows: list[dict[str, Any]] = [
        {"name": name, **_told(name, app.checks), "from": _origin(name, app.checks, own)} for name in sorted(app.checks)
    ]
    if as_json:
        print_json(rows)
        return
    told = [
        {
            **row,
            "targets": "\n".join(f"{n}: {d}" for n, d in row["targets"].items()),
            "genres": "\n".join(sorted({genre for bands in row["genres"].values() for genre in bands})),
        }
        for row in rows
    ]
    print_table(told, ["name", "description", "languages", "targets", "genres", "from"])


def _told(name: str, checks: Mapping[str, Check]) -> dict[str, Any]:
    """What a check says of itself; of one whose file is wrong, the first mistake."""
    try:
        check = checks[name]
    except DefinitionError as error:
        return {"description": first_mistake(error), "languages": "", "targets": {}, "genres": {}}
    return {
        "description": check.description,
        "languages": ", ".join(check.languages) or "any",
        "targets": {target: spec.description for target, spec in check.targets.items()},
        "genres": {language: {g: dict(b) for g, b in bands.items()} for language, bands in check.bands.items()},
    }


def _origin(name: str, checks: Mapping[str, Check], own: Container[str]) -> str:
    from orchestrator.checks.registry import REGISTRY

    if name in own:
        return "project"
    return "shipped" if checks[name] is REGISTRY.get(name) else "installed"
