"""Texts that models and people wrote, on a terminal or in a pipe: readable, and unable to drive a terminal.

Control characters and lone surrogates are shown by their escapes; everything else stays as it is, in whatever script.
"""

from __future__ import annotations

import json
import os
import re
import sys
from typing import Any

import click

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# What JSON allows inside its strings, and a terminal may take for a command.
_UNSAFE_IN_JSON = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def printable(text: str) -> str:
    r"""``text`` without anything that moves the cursor, but for its own lines and tabs.

    >>> printable("One.\r\nTwo.\x1b[2J")
    'One.\nTwo.\\x1b[2J'
    """
    return _CONTROL.sub(lambda match: repr(match.group())[1:-1], text.replace("\r\n", "\n"))


def line(text: str, limit: int = 0) -> str:
    r"""``text`` as one line, cut after ``limit`` characters; 0 is no limit.

    >>> line("The hen\nslept late.", 12)
    'The hen sle…'
    """
    flat = printable(" ".join(text.split()))
    return f"{flat[: limit - 1]}…" if limit and len(flat) > limit else flat


def is_coloured() -> bool:
    """Whether stdout is a terminal whose owner wants colours (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def say(text: str = "", **style: Any) -> None:
    """Print a line on stdout; ``style`` (of ``click.style``) counts on a terminal only."""
    told = click.style(text, **style) if style and is_coloured() else text
    encoding = sys.stdout.encoding or "utf-8"
    click.echo(told.encode(encoding, "backslashreplace").decode(encoding))


def show(renderable: Any = "") -> None:
    """Print something of rich on stdout, as wide as the terminal; in colours on a terminal only."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False, color_system="auto" if is_coloured() else None)
    with console.capture() as captured:
        console.print(renderable)
    encoding = sys.stdout.encoding or "utf-8"
    # Cells are filled up with spaces, which are in the way of whoever copies or compares lines.
    told = "\n".join(row.rstrip() for row in captured.get().split("\n"))
    click.echo(told.encode(encoding, "backslashreplace").decode(encoding), nl=False)


def heading(text: str) -> None:
    """Print the heading of a part."""
    say()
    say(f"## {text}", bold=True)


def print_document(document: Any) -> None:
    """Print ``document`` as the one JSON document on stdout, whatever its texts hold."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    text = _UNSAFE_IN_JSON.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(document, indent=2)
    click.echo(text)
