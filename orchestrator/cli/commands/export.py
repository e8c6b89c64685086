"""``inkloom export``: what a run brought, in the formats that readers, editors and machines want."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestrator.cli.kept.opening import home_option, item_option, reading
from orchestrator.cli.options import json_option
from orchestrator.cli.printing import print_document, printable, say
from orchestrator.domain.errors import UsageError
from orchestrator.language.syntax import EXPORT_FORMATS, LATER

if TYPE_CHECKING:
    from orchestrator.cli.kept.edition import Edition
    from orchestrator.domain.records import RunRecord
    from orchestrator.language.plan import Plan


@click.command(
    help="Write what RUN (an id, the beginning of one, or `last`) brought, whether it is done or not: what is missing "
    "of an unfinished one is marked where it is missing. `report` is a page that tells how the run went."
)
@click.argument("run")
@click.option(
    "--format",
    "formats",
    metavar="F,F…",
    required=True,
    help=f"One or more of {', '.join(EXPORT_FORMATS)}.",
)
@item_option
@click.option("--out", type=click.Path(path_type=Path), help="Folder for results.  [default: out]")
@home_option
@json_option
def command(run: str, formats: str, item: str | None, out: Path | None, home: Path | None, as_json: bool) -> None:
    """Export a run."""
    with reading(home, as_json=as_json) as reader:
        from orchestrator.adapters.files import project_root
        from orchestrator.cli.exporting import write_edition
        from orchestrator.cli.kept.edition import edition_of
        from orchestrator.cli.kept.visit_document import item_of
        from orchestrator.settings import load_settings

        wanted = read_formats(formats)
        record = reader.find(run)

        @cache
        def plan() -> Plan:
            return _plan(record)

        edition = edition_of(reader, record, item_of(reader, record, item), plan)
        folder = load_settings(project_root(None, Path.cwd()), {"out": out}).out
        files = write_edition(reader, edition, plan, wanted, folder)
    _tell(edition, files, as_json=as_json)


def read_formats(text: str) -> list[str]:
    """The formats that ``text`` names, each once.

    Raises:
        UsageError: one of them is not there.

    >>> read_formats("md, epub,md")
    ['md', 'epub']
    """
    from orchestrator.language.diagnostics import did_you_mean

    formats = list(dict.fromkeys(name for part in text.split(",") if (name := part.strip().casefold().lstrip("."))))
    for name in formats:
        if name in LATER["export"]:
            raise UsageError(f"'{name}' is not in this version", hint=f"formats here: {', '.join(EXPORT_FORMATS)}")
        if name not in EXPORT_FORMATS:
            raise UsageError(f"no format '{name}'", hint=did_you_mean(name, EXPORT_FORMATS, "formats here"))
    if not formats:
        raise UsageError("no format was named", hint=f"formats here: {', '.join(EXPORT_FORMATS)}")
    return formats


def _plan(record: RunRecord) -> Plan:
    """The plan of a run as it was recorded."""
    from orchestrator.app import Sources, build_app

    return build_app(None, {}).define(Sources.from_json(record.sources)).plan


def _tell(edition: Edition, files: Sequence[Path], *, as_json: bool) -> None:
    gaps = [part.gap for part in edition.book.parts if part.gap]
    if as_json:
        print_document(
            {
                "run": edition.run.id,
                "item": edition.item,
                "status": edition.status,
                "files": [str(file) for file in files],
                "gaps": gaps,
                "errors": [],
            }
        )
        return
    for gap in gaps:
        click.echo(printable(gap), err=True)
    for file in files:
        say(printable(str(file)))
