"""Lines of a limited width, for terminals (cells) and pictures (pixels), in languages with and without spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from orchestrator.domain.text import clean

NO_BREAK = "\u00a0"
"""A space at which ``wrap`` breaks a line only where it must."""

_SPACES = re.compile(rf"[^\S{NO_BREAK}]+")
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_OPERATOR = re.compile(r" (in|is|not|[-+*/%~<>=!|]{1,2}|←) ")
_JOINT = re.compile(r" (and|or|if|else) ")
# A line must not begin with what closes a phrase (kinsoku, JIS X 4051): it stays with the character before.
_CLOSING = frozenset("，。、；：？！）》」』】〉”’…,.;:?!)]}")


def one_line(text: str) -> str:
    r"""``text`` on one line, with nothing in it that a terminal or XML forbids.

    >>> one_line(" two\n  lines\x00 ")
    'two lines'
    """
    return _SPACES.sub(" ", _NOT_IN_XML.sub("", clean(text))).strip()


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
            lines.append(line)
        *whole, line = _pieces(atom, limit, width)
        line += " " * (len(atom) - len(atom.rstrip(" ")))
        lines.extend(whole)
    return [part.replace(NO_BREAK, " ").strip() for part in (*lines, line) if part.strip()]


def tied(expression: str) -> str:
    """``expression`` such that lines break before ``and``, ``or`` and after commas sooner than inside a comparison.

    >>> wrap(tied("until critique.score >= 8 and report.passed"), 24)
    ['until', 'critique.score >= 8', 'and report.passed']
    """
    tied_operators = _OPERATOR.sub(rf"{NO_BREAK}\1{NO_BREAK}", one_line(expression))
    return _JOINT.sub(rf" \1{NO_BREAK}", tied_operators)


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


def _pieces(atom: str, limit: float, width: Callable[[str], float]) -> list[str]:
    """``atom`` as it is where a line holds it, else in as few pieces as possible."""
    if width(atom.rstrip()) <= limit:
        return [atom.rstrip(" ")]
    if NO_BREAK in atom.strip():
        return wrap(atom.replace(NO_BREAK, " "), limit, width)
    pieces = [""]
    for character in atom.rstrip():
        if pieces[-1] and width(pieces[-1] + character) > limit:
            pieces.append("")
        pieces[-1] += character
    return pieces
