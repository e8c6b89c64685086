"""``inkloom check``: the checks alone; no model is asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestrator.checks.judging import GENRES
from orchestrator.cli.options import json_option
from orchestrator.cli.printing import print_document
from orchestrator.domain.errors import UsageError

if TYPE_CHECKING:
    from orchestrator.cli.checking import Checked, Order

_FAILED = 3
_FILE = click.Path(path_type=Path)


@click.command(help="Measure FILEs and, with --genre or --target, judge them; '-' is standard input.")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--checks", "names", metavar="A,B", help="Which checks.  [default: all]")
@click.option("--genre", type=click.Choice(GENRES), help="What the texts are written as: asks for its bands.")
@click.option("--target", "targets", multiple=True, metavar="CHECK.NAME=V", help="What to meet: readability.grade=4.")
@click.option("--bible", type=_FILE, metavar="FILE", help="YAML or JSON that the texts must agree with.")
@click.option("--style", type=_FILE, metavar="FILE", help="A profile of `inkloom style` to compare the texts with.")
@click.option("--against", type=_FILE, multiple=True, metavar="FILE", help="Another part, to find what it said before.")
@click.option("--intended", type=_FILE, metavar="FILE", help="YAML or JSON list of quotes that you mean as they are.")
@click.option("--language", metavar="L", help="Language of the texts.  [default: by their letters, en or zh]")
@click.option("--all", "everything", is_flag=True, help="Show every measure and finding, not the three worst.")
@click.option("--html", type=_FILE, metavar="FILE", help="Write a page with the marked texts as well.")
@click.option("--strict", is_flag=True, help="Exit with 3 when a target is missed.")
@json_option
def command(
    files: tuple[str, ...],
    names: str | None,
    genre: str | None,
    targets: tuple[str, ...],
    bible: Path | None,
    style: Path | None,
    against: tuple[Path, ...],
    intended: Path | None,
    language: str | None,
    everything: bool,
    html: Path | None,
    strict: bool,
    as_json: bool,
) -> None:
    """Measure texts."""
    from orchestrator.app import build_app
    from orchestrator.cli.checking import Given, Order, check_file, collect_targets, read_intended

    known = build_app(None, {}).checks
    chosen = [name.strip() for name in names.split(",")] if names else sorted(known)
    files_given = Given(bible, style, against)
    wanted = collect_targets(known, chosen, assignments=targets, genre=genre, files=files_given)
    order = Order(known, chosen, wanted, language, read_intended(intended, known) if intended else ())
    texts = [check_file(file, order) for file in files]
    if html is not None:
        _write_page(html, texts, order)
    if as_json:
        print_document([text.document(language) for text in texts])
    else:
        _tell(texts, order, everything=everything)
    if any(text.error for text in texts):
        raise click.exceptions.Exit(UsageError.exit_code)
    missed = strict and any(text.report.passed is False for text in texts)
    raise click.exceptions.Exit(_FAILED if missed else 0)


def _tell(texts: Sequence[Checked], order: Order, *, everything: bool) -> None:
    from orchestrator.cli.printing import line
    from orchestrator.cli.telling_checks import tell_checked

    for text in texts:
        if text.error:
            click.echo(f"error: {line(text.error)}", err=True)
        else:
            tell_checked(text, order.checks, everything=everything)


def _write_page(file: Path, texts: Sequence[Checked], order: Order) -> None:
    from orchestrator.adapters.export.page import CheckedText, to_page
    from orchestrator.adapters.files import write_text
    from orchestrator.checks.passage import Passage
    from orchestrator.checks.sentiment import valences
    from orchestrator.cli.checking import doubt

    def curve(text: Checked) -> list[tuple[int, float]]:
        passage = Passage.of(text.draft, text.language)
        rated = valences(passage) or ()
        return [(sentence.start, value) for sentence, value in zip(passage.sentences, rated, strict=False)]

    shown = [
        CheckedText(
            name=text.file,
            language=text.language,
            words=text.words,
            draft=text.draft,
            report=text.report,
            doubts={r.check: doubt(r, order.checks[r.check], text) for r in text.report.reports},
            valences=curve(text),
        )
        for text in texts
        if not text.error
    ]
    write_text(file, to_page(shown))
    click.echo(f"page: {file}", err=True)
