"""Lines of a limited width, for terminals (cells) and pictures (pixels), in languages with and without spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from orchestrator.domain.text import clean

_NOT_IN_XML = re.compile("[\ufffe\uffff]")
# A line must not begin with what closes a phrase (kinsoku, JIS X 4051): it stays with the character before.
_CLOSING = frozenset("，。、；：？！）》」』】〉”’…,.;:?!)]}")


def one_line(text: str) -> str:
    r"""``text`` on one line, with nothing in it that a terminal or XML forbids.

    >>> one_line(" two\n  lines\x00 ")
    'two lines'
    """
    return " ".join(_NOT_IN_XML.sub("", clean(text)).split())


def is_wide(character: str) -> bool:
    """Whether a terminal gives it two cells (Unicode Annex 11)."""
    return unicodedata.east_asian_width(character) in "WF"


def is_mark(character: str) -> bool:
    """Whether it takes no room of its own, as an accent that combines with what stands before it."""
    return unicodedata.category(character) in ("Mn", "Me", "Cf")


def cells(text: str) -> int:
    """Width of ``text`` in a terminal.

    >>> cells("ab"), cells("故事")
    (2, 4)
    """
    return sum(0 if is_mark(character) else 2 if is_wide(character) else 1 for character in text)


def wrap(text: str, limit: float, width: Callable[[str], float] = cells) -> list[str]:
    """``text`` as lines no wider than ``limit``; none for an empty text.

    Lines break at spaces and between wide characters; a word that is too long by itself is cut.

    >>> wrap("once upon a time", 9)
    ['once upon', 'a time']
    >>> wrap("从前，有一座山。", 6)
    ['从前，', '有一座', '山。']
    """
    lines: list[str] = []
    line = ""
    for atom in _atoms(one_line(text)):
        if width((line + atom).rstrip()) <= limit:
            line += atom
            continue
        if line.strip():
            lines.append(line.rstrip())
        *whole, line = _cut(atom.lstrip(), limit, width)
        lines.extend(whole)
    return [*lines, line.rstrip()] if line.strip() else lines


def _atoms(text: str) -> Iterator[str]:
    """Pieces of ``text`` that no line break may split, with the space after them."""
    atom = ""
    for character in text:
        breaks = atom and (atom[-1] == " " or is_wide(atom[-1]) or is_wide(character))
        if breaks and character != " " and character not in _CLOSING and not is_mark(character):
            yield atom
            atom = ""
        atom += character
    if atom:
        yield atom


def _cut(word: str, limit: float, width: Callable[[str], float]) -> list[str]:
    parts = [""]
    for character in word:
        if parts[-1] and width((parts[-1] + character).rstrip()) > limit:
            parts.append("")
        parts[-1] += character
    return parts
