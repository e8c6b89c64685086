"""``inkloom init``: a project that runs as it is."""

from __future__ import annotations

import json
from pathlib import Path

import click

from orchestrator.domain.errors import UsageError


@click.command(help="Make a project in DIR (default: here) with a card, a template and a workflow of its own.")
@click.argument("directory", type=click.Path(path_type=Path), default=Path())
def command(directory: Path) -> None:
    """Write a new project."""
    from orchestrator.adapters.files import SETTINGS_FILE, builtin_root, read_text, write_text
    from orchestrator.language.schema import workflow_schema

    if (directory / SETTINGS_FILE).exists():
        raise UsageError(f"{directory / SETTINGS_FILE} is there already", hint="choose another folder")
    starter = builtin_root() / "starter"
    texts = {p.relative_to(starter): read_text(p) for p in sorted(starter.rglob("*")) if p.is_file()}
    texts[Path("workflow.schema.json")] = json.dumps(workflow_schema(), ensure_ascii=False, indent=2) + "\n"
    taken = [directory / name for name in texts if (directory / name).exists()]
    if taken:
        raise UsageError(f"{taken[0]} is there already", hint="choose another folder")
    for name, text in texts.items():
        click.echo(write_text(directory / name, text))
    go = "" if directory == Path() else f"cd {directory} && "
    click.echo(f'\nNow: {go}inkloom run letter --set about="a fox who lost her red kite at the old mill"', err=True)
