"""What somebody meant who wrote an expression that does not parse.

The signs of other languages (``&&``, ``=``), those of a Chinese keyboard (``＞``), curly quotes, comparisons in words
(``is at least``, ``大于``), and text that is meant as text, which in an expression needs quotes of its own.
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
    {"&&": "and", "||": "or", "=>": ">=", "=<": "<=", "≥": ">=", "≤": "<=", "≠": "!=", "》=": ">=", "《=": "<=",
     "》": ">", "《": "<", "=": "==", "!": "not", "。": ".", "、": ","}
)  # fmt: skip
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "greater than": ">", "more than": ">", "above": ">", "over": ">",
        "less than": "<", "fewer than": "<", "below": "<", "under": "<",
        "at least": ">=", "at most": "<=", "equal to": "==", "equals": "==",
        "大于等于": ">=", "小于等于": "<=", "不小于": ">=", "不大于": "<=", "不等于": "!=", "至少": ">=", "至多": "<=",
        "大于": ">", "高于": ">", "超过": ">", "小于": "<", "低于": "<", "等于": "==",
        "并且": "and", "而且": "and", "且": "and", "和": "and", "或者": "or", "或": "or",
    }
)  # fmt: skip
"""What a comparison is called, the longer before what is its beginning, and how it is written."""
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
# A word between what can be compared: a name, a number or a bracket before it, one of them or a quote after it.
_WORD = re.compile(rf"(?<=[\w)\]])\s+(?P<sign>(?:is +)?(?P<word>{'|'.join(_WORDS)}))(?=\s+[\w('\"])", re.IGNORECASE)
_NUMBER_OR_FIELD = re.compile(r"\w\.[^\W\d]|\b\d")
# 《 and 》 are the quotes of a title, too.
_CLEAR_SIGN = r"&&|\|\||=>|=<|[》《]=|(?<=\s)[》《](?=\s)|[≥≤≠＞＜＝]"
_SIGN = re.compile(rf"{_CLEAR_SIGN}|(?<![=!<>])=(?!=)|!(?!=)|\?|[、{''.join(map(re.escape, FULL_WIDTH))}]")
_ARGUMENT = re.compile(r"\w\s*\([^()]*[^\W\d]\w*\s*$")
"""What stands before the = of a named argument of a filter."""
_KEYWORD = r"(?:and|or|not|in|is|if|else)\b"
_PROSE = re.compile(rf"\b(?!{_KEYWORD})[^\W\d]\w*[,，]? +(?!{_KEYWORD})[^\W\d]|[^\x00-\x7f].*[。！？]\s*$|^\s*[《「『]")
_CURLY = frozenset("“”‘’")


def find_slip(source: str) -> Slip | None:
    """The likely mistake in ``source``, which does not parse; None where there is no telling.

    >>> find_slip("a > 1 && b").hint
    'write `and`'
    """
    # A quoted part keeps its length, so that offsets stay true.
    bare = _QUOTED.sub(lambda match: "'" + "_" * (len(match.group()) - 2) + "'", source)
    clear = re.search(_CLEAR_SIGN, bare)
    if clear is not None:
        return _slip(clear)
    word = _WORD.search(bare)
    if word is not None and _NUMBER_OR_FIELD.search(bare) and not _PROSE.search(bare[: word.start()]):
        sign = word["sign"]
        hint = f"write `{_WORDS[word['word'].lower()]}`"
        return Slip(word.start("sign"), len(sign), f"an expression does not know {quoted(sign)}", hint)
    if _PROSE.search(bare):
        return Slip(0, len(source), "this is no expression", f"if it is meant as text, quote it twice: {twice(source)}")
    for sign in _SIGN.finditer(bare):
        if sign.group() != "=" or not _ARGUMENT.search(bare[: sign.start()]):
            return _slip(sign)
    return None


def _slip(sign: re.Match[str]) -> Slip:
    return Slip(sign.start(), len(sign.group()), *_explained(sign.group()))


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
