"""``inkloom checks``: what can be measured, and what can be asked for."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING, Any

import click

from orchestrator.cli.options import json_option
from orchestrator.cli.output import print_json, print_table

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
        {
            "name": check.name,
            "description": check.description,
            "languages": ", ".join(check.languages) or "any",
            "targets": {name: spec.description for name, spec in check.targets.items()},
            "genres": {language: {g: dict(b) for g, b in bands.items()} for language, bands in check.bands.items()},
            "from": _origin(check, own),
        }
        for check in sorted(app.checks.values(), key=lambda check: check.name)
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


def _origin(check: Check, own: Container[str]) -> str:
    from orchestrator.checks.registry import REGISTRY

    if check.name in own:
        return "project"
    return "shipped" if check is REGISTRY.get(check.name) else "installed"
