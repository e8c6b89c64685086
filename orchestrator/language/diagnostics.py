"""Collecting mistakes: all of them, each once, in the order of the files, with its line and a mend.

Whatever the compiler finds wrong goes into one ``Problems``; at the end it is empty or raises everything at
once. Wording rules: names in '…', what is wrong first, then a hint that says what to write instead.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from orchestrator.domain.errors import DefinitionError, Diagnostic, Place
from orchestrator.language.sources import SourceText

MAX_SHOWN_LINE = 500
"""Longer lines are not shown under a mistake: a caret far to the right helps nobody."""

MAX_DIAGNOSTICS = 200
"""More mistakes than anybody reads; finding hints for all of them could take minutes in a hostile file."""

_MAX_LISTED_NAMES = 15
_MAX_NAME = 60
_MAX_LENGTH_DIFFERENCE = 3
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What ends a line for a YAML reader; places count lines the same way."""

FULL_WIDTH: Mapping[str, str] = MappingProxyType(
    dict(zip("：，。；！？（）［］【】｛｝＝＞＜＋－＊／％｜～“”‘’", ":,.;!?()[][]{}=><+-*/%|~\"\"''", strict=True))
)
"""Signs of a Chinese keyboard, and what YAML and expressions know instead."""


class Problems:
    """The mistakes found so far."""

    def __init__(self) -> None:
        self._found: dict[tuple[Place, str], Diagnostic] = {}
        self._lines: dict[str, list[str]] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._found)

    def read(self, source: SourceText) -> None:
        """Make the lines of ``source`` known; mistakes are listed by file in the order of these calls."""
        self._lines.setdefault(source.file, LINE_BREAK.split(source.text))

    @property
    def are_enough(self) -> bool:
        """Whether more of them would not be kept: then looking for hints is a waste of time."""
        return len(self._found) >= MAX_DIAGNOSTICS

    def add(self, place: Place, message: str, hint: str = "") -> None:
        """Note a mistake; the same message at the same place counts once, and only the first 200 count."""
        if (place, message) not in self._found and not self.are_enough:
            self._found[place, message] = Diagnostic(place, message, hint, self._line(place))

    def include(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Note mistakes that another reading has found, with the lines it found them in."""
        for diagnostic in diagnostics:
            if not self.are_enough:
                self._found.setdefault((diagnostic.place, diagnostic.message), diagnostic)

    def _line(self, place: Place) -> str:
        lines = self._lines.get(place.file, [])
        line = lines[place.line - 1] if place.line <= len(lines) else ""
        # One character for one, so that the caret stays under its place; control characters could drive a terminal.
        return "" if len(line) > MAX_SHOWN_LINE else _CONTROL.sub("\ufffd", line.replace("\t", " "))

    def in_order(self) -> tuple[Diagnostic, ...]:
        """All mistakes: file by file, from the top of each."""
        order = {file: number for number, file in enumerate(self._lines)}
        return tuple(sorted(self._found.values(), key=lambda d: (order.get(d.place.file, len(order)), d.place)))

    def raise_if_any(self) -> None:
        """Raise what was found.

        Raises:
            DefinitionError: there is at least one mistake.
        """
        if self._found:
            raise DefinitionError(self.in_order())


def quoted(name: object) -> str:
    """``name`` in quotes, shortened and without control characters, for a message.

    >>> quoted("outline")
    "'outline'"
    """
    text = _CONTROL.sub("\ufffd", " ".join(str(name).split()))
    shown = f"{text[:_MAX_NAME]}…" if len(text) > _MAX_NAME else text
    return f"`{shown}`" if shown[:1] == "'" or shown[-1:] == "'" else f"'{shown}'"


def half_width(text: str) -> str:
    """``text`` with the signs that YAML and expressions know.

    >>> half_width("【length】")
    '[length]'
    """
    return "".join(FULL_WIDTH.get(character, character) for character in text)


def listed(names: Iterable[str]) -> str:
    """``names`` joined by commas, cut where the list grows too long to read."""
    names = list(names)
    more = f" … ({len(names)} in all)" if len(names) > _MAX_LISTED_NAMES else ""
    return ", ".join(names[:_MAX_LISTED_NAMES]) + more


def did_you_mean(name: str, known: Iterable[str], heading: str) -> str:
    """A hint for an unknown ``name``: the nearest known one if any is near, then those there are.

    >>> did_you_mean("critc", ["editor", "critic"], "agents here")
    "did you mean 'critic'? agents here: critic, editor"
    """
    known = sorted(known)
    near = nearest(name, known)
    there = f"{heading}: {listed(known)}" if known else f"{heading}: none"
    return f"did you mean '{near}'? {there}" if near else there


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that ``name`` was most likely meant to be, or None."""
    if len(name) > _MAX_NAME:
        return None
    by_lower = {k.lower(): k for k in known if abs(len(k) - len(name)) <= _MAX_LENGTH_DIFFERENCE}
    # One wrong character of two is a likely slip in Chinese, where names are short.
    near = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6 if name.isascii() else 0.5)
    return by_lower[near[0]] if near else None
