"""Lines of a limited width, for terminals (cells) and pictures (pixels), in languages with and without spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from orchestrator.domain.text import clean

NO_BREAK = "\u00a0"
"""A space at which ``wrap`` breaks a line only where it must."""

WORD_JOINER = "\u2060"
"""Where it stands between two characters, ``wrap`` does not break a line unless it must."""

_SPACES = re.compile(rf"[^\S{NO_BREAK}]+")
_NOT_IN_XML = re.compile("[\ufffe\uffff]")
_OPERATOR = re.compile(r" (in|is|not|[-+*/%~<>=!|]{1,2}|←) ")
_BETWEEN_WIDE = re.compile(r"(?<=[^\s\x00-\x7f])(?=\S)|(?<=\S)(?=[^\s\x00-\x7f])")
_JOINT = re.compile(r" (and|or|if|else) ")
# A line must not begin with what closes a phrase, nor end with what opens one (kinsoku, JIS X 4051).
_CLOSING = frozenset("，。、；：？！）》」』】〉”’…,.;:?!)]}")
_OPENING = frozenset("（《「『【〈“‘([{")


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
    shown = (part.replace(NO_BREAK, " ").replace(WORD_JOINER, "").strip() for part in (*lines, line))
    return [part for part in shown if part]


def tied(expression: str) -> str:
    """``expression`` such that ``wrap`` breaks it before ``and`` and ``or`` sooner than elsewhere, and in no name.

    >>> wrap(tied("until critique.score >= 8 and report.passed"), 24)
    ['until', 'critique.score >= 8', 'and report.passed']
    """
    tied_operators = _OPERATOR.sub(rf"{NO_BREAK}\1{NO_BREAK}", one_line(expression))
    return _BETWEEN_WIDE.sub(WORD_JOINER, _JOINT.sub(rf" \1{NO_BREAK}", tied_operators))


def _atoms(text: str) -> Iterator[str]:
    """Pieces of ``text`` that no line break may split, with the space after them."""
    atom = ""
    for character in text:
        if atom and _may_break(atom[-1], character):
            yield atom
            atom = ""
        atom += character
    if atom:
        yield atom


def _may_break(before: str, after: str) -> bool:
    if after in (" ", NO_BREAK) or before in (NO_BREAK, WORD_JOINER) or is_mark(after):
        return False
    if before == " ":
        return True
    return (is_wide(before) or is_wide(after)) and before not in _OPENING and after not in _CLOSING


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
