"""The store, open for a command that only reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from orchestrator.cli.printing import print_document
from orchestrator.domain.errors import InkloomError

if TYPE_CHECKING:
    from orchestrator.adapters.store import StoreReader

F = TypeVar("F", bound=Callable[..., Any])


def home_option(function: F) -> F:
    """The option that says where runs are kept."""
    return click.option("--home", type=click.Path(path_type=Path), help="Folder that keeps runs.  [default: .inkloom]")(
        function
    )


def item_option(function: F) -> F:
    """The option that says which item of a run is meant."""
    return click.option("--item", metavar="ID", help="Which item, in a run of several.")(function)


@contextmanager
def reading(home: Path | None, *, as_json: bool) -> Iterator[StoreReader]:
    """The store of ``home``, or of the project in the current folder.

    With ``as_json`` an error is printed as the document ``{"errors": [...]}`` and ends the command with its exit code.

    Raises:
        InkloomError: without ``as_json``, whatever goes wrong.
        Exit: with it.
    """
    from orchestrator.adapters.files import project_root
    from orchestrator.adapters.store import StoreReader as Reader
    from orchestrator.settings import load_settings

    try:
        root = project_root(None, Path.cwd())
        with Reader.open(load_settings(root, {"home": home}).home_of(root)) as reader:
            yield reader
    except InkloomError as error:
        if not as_json:
            raise
        told = {"item": "", "step": error.step, "error": type(error).__name__}
        print_document({"errors": [{**told, "message": error.message, "hint": error.hint}]})
        raise click.exceptions.Exit(error.exit_code) from error
