"""``inkloom diff``: what changed between two steps or rounds, word by word."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestrator.cli.kept.opening import home_option, item_option, reading
from orchestrator.cli.options import json_option
from orchestrator.cli.printing import is_coloured, print_document, printable, say
from orchestrator.domain.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orchestrator.adapters.store import StoreReader
    from orchestrator.domain.worddiff import Change


@click.command(
    help="Compare, word by word, what two steps or rounds of RUN brought: `diff last polish#1 polish#2`; or what one "
    "step brought in two runs: `diff RUN_A RUN_B PATH`. The second argument is a run where RUN has no such step. "
    "A round stands for the text that it began with and judged."
)
@click.argument("run")
@click.argument("first", metavar="PATH_A|RUN_B")
@click.argument("second", metavar="PATH_B|PATH")
@item_option
@home_option
@json_option
def command(run: str, first: str, second: str, item: str | None, home: Path | None, as_json: bool) -> None:
    """Compare two texts."""
    from dataclasses import asdict

    from orchestrator.domain.worddiff import counts, word_diff

    with reading(home, as_json=as_json) as reader:
        (old_name, old), (new_name, new) = _texts(reader, run, first, second, item)
    changes = word_diff(old, new)
    if as_json:
        print_document([asdict(change) for change in changes])
        return
    say(f"{printable(old_name)} → {printable(new_name)}", bold=True)
    say()
    _tell(changes)
    found = counts(changes)
    say()
    say(f"{found.old:,} words before, {found.new:,} after: {found.gone:,} gone, {found.came:,} new")


def _texts(
    reader: StoreReader, run: str, first: str, second: str, item: str | None
) -> tuple[tuple[str, str], tuple[str, str]]:
    """The names and texts of both sides."""
    from orchestrator.cli.kept.visit_document import item_of, text_of

    old = reader.find(run)
    try:
        one = text_of(reader, old, item_of(reader, old, item), first)
    except UsageError as error:
        try:
            new = reader.find(first)
        except UsageError:
            raise error from None
        path, text = text_of(reader, old, item_of(reader, old, item), second)
        _, other = text_of(reader, new, item_of(reader, new, item), second)
        return (f"{path} in {old.id}", text), (new.id, other)
    return one, text_of(reader, old, item_of(reader, old, item), second)


def _tell(changes: Iterable[Change]) -> None:
    from orchestrator.domain.worddiff import apart, marked

    if not is_coloured():
        say(printable(marked(changes)))
        return
    pieces = []
    for change in changes:
        lead, gone, came = apart(change)
        pieces.append(printable(lead))
        pieces.append(click.style(_visible(gone), fg="red", strikethrough=True) if gone else "")
        pieces.append(click.style(_visible(came), fg="green", underline=True) if came else "")
    say("".join(pieces))


def _visible(text: str) -> str:
    """``text``, with a sign for a break between paragraphs that is all of it."""
    return printable(text if text.strip() else text.replace("\n", "¶\n", 1))
