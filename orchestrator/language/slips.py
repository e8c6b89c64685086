"""What somebody meant who wrote an expression that does not parse.

The signs of other languages (``&&``, ``=``), those of a Chinese keyboard (``＞``), curly quotes, and text that is
meant as text, which in an expression needs quotes of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from orchestrator.language.diagnostics import FULL_WIDTH, quoted

_MAX_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Slip:
    """A sign at an offset that expressions do not know, or a text without quotes (of no length), and the mend."""

    offset: int
    length: int
    message: str
    hint: str


_SIGNS: Mapping[str, str] = MappingProxyType(
    {"&&": "and", "||": "or", "=>": ">=", "=<": "<=", "≥": ">=", "≤": "<=", "≠": "!=", "=": "==", "!": "not", "。": "."}
)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_SIGN = re.compile(r"&&|\|\||=>|=<|(?<![=!<>])=(?!=)|!(?!=)|\?|[≥≤≠" + "".join(map(re.escape, FULL_WIDTH)) + "]")
_KEYWORD = r"(?:and|or|not|in|is|if|else)\b"
_PROSE = re.compile(rf"\b(?!{_KEYWORD})[^\W\d]\w*[,，]? +(?!{_KEYWORD})[^\W\d]|[^\x00-\x7f].*[。！？]\s*$")
_CURLY = frozenset("“”‘’")


def find_slip(source: str) -> Slip | None:
    """The likely mistake in ``source``, which does not parse; None where there is no telling.

    >>> find_slip("a > 1 && b").hint
    'write `and`'
    """
    # A quoted part keeps its length, so that offsets stay true.
    bare = _QUOTED.sub(lambda match: "'" + "_" * (len(match.group()) - 2) + "'", source)
    if _PROSE.search(bare):
        return Slip(0, len(source), "this is no expression", f"if it is meant as text, quote it twice: {twice(source)}")
    found = _SIGN.search(bare)
    if found is None:
        return None
    sign, offset = found.group(), found.start()
    return Slip(offset, len(sign), *_explained(sign))


def _explained(sign: str) -> tuple[str, str]:
    if sign in _CURLY:
        return f"{sign} is not a quote that an expression knows", "write straight quotes: 'Fox', and in YAML \"'Fox'\""
    if sign == "?":
        return "an expression does not know '?'", "write `A if CONDITION else B`"
    meant = _SIGNS.get(sign) or FULL_WIDTH[sign]
    kind = "the full-width " if sign in FULL_WIDTH else ""
    return f"an expression does not know {kind}{quoted(sign)}", f"write `{meant}`"


def twice(text: str) -> str:
    r"""``text`` as an expression that is a text, quoted for YAML too.

    >>> twice("A fox.")
    '"\'A fox.\'"'
    """
    shown = text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"
    return f"'\"{shown.replace(chr(39), chr(39) * 2)}\"'" if "'" in shown else f"\"'{shown}'\""
