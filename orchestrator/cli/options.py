"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout.")


strict_option = click.option(
    "--strict", is_flag=True, help="Exit with 3 when a loop ends unmet or a part was left out."
)


seed_option = click.option("--seed", type=click.IntRange(min=0), help="Another seed, another text.")


def people_options(function: F) -> F:
    """Options of every command that may ask a person, and whose end is an exit code."""
    options = [
        click.option("--no-input", is_flag=True, help="Ask nobody: where a person must decide, stop (exit 6)."),
        strict_option,
    ]
    for option in reversed(options):
        function = option(function)
    return function


def run_options(function: F) -> F:
    """Options of every command that runs a workflow; their names are those of the settings they override."""
    options = [
        click.option(
            "--model",
            metavar="M",
            help="built-in, http://HOST:PORT, vllm:DIR, local:DIR, replay:RUN, scripted:FILE or an alias.",
        ),
        click.option("--home", type=click.Path(path_type=Path), help="Folder that keeps runs.  [default: .inkloom]"),
        click.option("--out", type=click.Path(path_type=Path), help="Folder for results.  [default: out]"),
        click.option("--concurrency", type=click.IntRange(min=0), help="Calls at once; 0: what the model takes."),
        click.option("--max-calls", type=click.IntRange(min=1), help="Stop (exit 6) after so many calls."),
        click.option("--max-tokens", type=click.IntRange(min=1), help="Stop (exit 6) after so many tokens."),
    ]
    for option in reversed(options):
        function = option(function)
    return function
