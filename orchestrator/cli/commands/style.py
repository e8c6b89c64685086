"""``inkloom style``: samples become a style profile; no model is asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestrator.cli.options import json_option
from orchestrator.cli.printing import print_document, say
from orchestrator.domain.errors import UsageError

if TYPE_CHECKING:
    from orchestrator.domain.styles import Style


@click.command(help="Measure the style of FILEs, samples of one author; '-' is standard input.")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write the profile: --set style=@FILE.")
@click.option("--language", type=click.Choice(["en", "zh"]), help="Of the samples.  [default: by their letters]")
@json_option
def command(files: tuple[str, ...], out: Path | None, language: str | None, as_json: bool) -> None:
    """Make a style profile."""
    from orchestrator.adapters.files import write_text

    style = _profile(files, language)
    if out is not None:
        write_text(out, style.model_dump_json(indent=2) + "\n")
        click.echo(f"profile: {out}", err=True)
    if as_json:
        print_document(style.model_dump(mode="json"))
    else:
        _tell(style)


def _profile(files: tuple[str, ...], language: str | None) -> Style:
    from orchestrator.checks.passage import Passage
    from orchestrator.checks.styles.profile import profile
    from orchestrator.cli.inputs import read_given
    from orchestrator.domain.text import clean, guess_language

    texts = [clean(read_given(file)) for file in files]
    try:
        return profile([Passage.of(text, language or guess_language(text)) for text in texts])
    except ValueError as error:
        raise UsageError(str(error), hint="some thousands of words of one author make a good profile") from error


def _tell(style: Style) -> None:
    spread = style.distance.spread
    say(f"{style.language}, {style.words:,} words", bold=True)
    say(style.voice[style.language])
    say(f"A passage of theirs is {style.distance.mean:.2f} ± {spread:.2f} deviations from the others.", dim=True)
