r"""Looking for what a project wants found: a list of words, or a regular expression.

Words become one expression for the standard library: a tree of their common beginnings, so that two hundred
of them cost little more than one. A regular expression that somebody wrote runs on RE2, whose time grows with
the text and not with the number of ways to match it. RE2 reads letters as a to z, so ``\w``, ``\d`` and ``\s``
are spelled out for it; what it leaves out (look-around, references back) is an error with its place.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

MAX_WORDS = 1_000
MAX_WORD_CHARACTERS = 100
MAX_PATTERN_CHARACTERS = 1_000

# In the worst case RE2 takes a step for each instruction at each character.
_MAX_INSTRUCTIONS = 20_000
# Letters and digits of scripts that put spaces between words: only beside these a word goes on.
_SPACED = re.compile(r"[^\W_\u2e80-\U0003ffff]")
_NOT_BEFORE, _NOT_AFTER = f"(?<!{_SPACED.pattern})", f"(?!{_SPACED.pattern})"
_ALIKE: Mapping[str, str] = MappingProxyType({" ": r"\s+", "'": "['’]", "’": "['’]"})
_UNICODE: Mapping[str, str] = MappingProxyType({"w": r"\pL\pM\pN_", "d": r"\p{Nd}", "s": r"\s\pZ"})
_PIECE = re.compile(r"\\Q.*?(?:\\E|$)|\\.|\[\^?\]?|.", re.DOTALL)
_PIECE_OF_CLASS = re.compile(r"\[:\^?\w+:\]|\\.|.", re.DOTALL)
_NOT_HERE = "searching must end in time: look-ahead, look-behind and references such as \\1 are left out"


class Match(Protocol):
    """One place found."""

    def span(self) -> tuple[int, int]:
        """Start and end, in characters."""


class Searcher(Protocol):
    """What finds places: a compiled expression."""

    def finditer(self, text: str, /) -> Iterable[Match]:
        """The places in ``text``, from its start, none overlapping."""


class PatternError(ValueError):
    """A regular expression that cannot be used; ``offset`` and ``length`` say which piece of it."""

    def __init__(self, message: str, offset: int, length: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.length = length
        self.hint = hint


def search_for_words(words: Iterable[str]) -> re.Pattern[str]:
    """What finds each of ``words`` as a whole word, in upper or lower case.

    A word may be a phrase; any white space fits between its words, and either apostrophe the other. Chinese and
    Japanese put no spaces between words, so there a word is found anywhere. "Very much" is found before "very".

    >>> [m.group() for m in search_for_words(["very", "忽然"]).finditer("Very, every, 他忽然说")]
    ['Very', '忽然']
    """
    kinds: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for word in words:
        letters = " ".join(word.split()).lower()
        before = _NOT_BEFORE if _SPACED.match(letters[0]) else ""
        after = _NOT_AFTER if _SPACED.match(letters[-1]) else ""
        kinds.setdefault((before, after), []).append(tuple(map(_expression, letters)))
    # Most places fail at their first letter: asking for it first keeps a long list quick.
    first = "|".join(sorted({pieces[0] for kind in kinds.values() for pieces in kind}))
    anywhere = (f"{before}{_any_of(kind)}{after}" for (before, after), kind in kinds.items())
    return re.compile(f"(?={first})(?:{'|'.join(anywhere)})", re.IGNORECASE)


def _expression(letter: str) -> str:
    return _ALIKE.get(letter) or re.escape(letter)


def _any_of(tails: Sequence[tuple[str, ...]]) -> str:
    """An expression for any of ``tails``; what several begin with stands in it once."""
    if len(tails) == 1:
        return "".join(tails[0])
    groups: dict[str, list[tuple[str, ...]]] = {}
    for tail in tails:
        if tail:
            groups.setdefault(tail[0], []).append(tail[1:])
    parts = [piece + _any_of(rest) for piece, rest in groups.items()]
    if () in tails:
        parts.append("")  # a word ends here; last, so that a longer one is found first
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def search_for_pattern(pattern: str) -> Searcher:
    r"""What finds the regular expression ``pattern`` (RE2), in upper or lower case.

    Raises:
        PatternError: it does not parse, is too large, or finds places without a text.

    >>> [m.span() for m in search_for_pattern(r"\bnot only\b.*?\bbut\b").finditer("Not only I but you.")]
    [(0, 14)]
    """
    if len(pattern) > MAX_PATTERN_CHARACTERS:
        raise PatternError(f"a pattern of more than {MAX_PATTERN_CHARACTERS:,} characters", 0, 1)
    _compiled(pattern)  # what is wrong is quoted from the pattern as it was written
    searcher = _compiled(_with_all_letters(pattern))
    if searcher.programsize > _MAX_INSTRUCTIONS:
        raise _too_large(pattern)
    if searcher.fullmatch("") is not None:
        message = "this pattern also fits an empty text, so it would be found everywhere"
        raise PatternError(message, 0, len(pattern), "make a part of it required: + instead of *")
    return searcher  # type: ignore[no-any-return]


def _compiled(pattern: str) -> Any:
    # Loaded at the first use: most projects have no patterns.
    import re2

    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise _explained(pattern, error.args[0].decode("utf-8", "replace")) from error


def _explained(pattern: str, told: str) -> PatternError:
    """RE2's message in our words; it quotes the piece that is wrong, which gives the place."""
    kind, _, piece = told.partition(": ")
    messages = {
        "missing )": ("a '(' is not closed", r"add ')', or write \( for the character"),
        "unexpected )": ("a ')' closes nothing", r"remove it, or write \) for the character"),
        "missing ]": ("a '[' is not closed", r"add ']', or write \[ for the character"),
        "no argument for repetition operator": (f"nothing to repeat stands before '{piece}'", f"write \\{piece}"),
        "bad repetition operator": (f"'{piece}' repeats a repetition", "leave one of the two out"),
        "invalid character class range": (f"'{piece}' is no range of characters", "the smaller one comes first"),
        "invalid repetition size": (f"'{piece}' repeats too often", "at most 1000 times, all in all"),
        "invalid perl operator": (f"'{piece}' is not available in patterns", _NOT_HERE),
        "invalid escape sequence": (f"'{piece}' is not available in patterns", _NOT_HERE),
    }
    if kind == "pattern too large - compile failed":
        return _too_large(pattern)
    if kind.startswith("trailing"):
        return PatternError(r"a '\' stands at the end", len(pattern) - 1, 1, r"write \\ for the character")
    message, hint = messages.get(kind, (f"this pattern does not parse: {told}", ""))
    if kind in ("missing )", "unexpected )"):
        return PatternError(messages[kind][0], _unpaired(pattern), 1, messages[kind][1])
    offset = pattern.find(piece)
    return PatternError(message, max(0, offset), len(piece) if piece and offset >= 0 else len(pattern), hint)


def _unpaired(pattern: str) -> int:
    """Where the parenthesis stands that lacks its other half."""
    opened: list[int] = []
    for piece, inside in _pieces(pattern):
        if piece.group() == "(" and not inside:
            opened.append(piece.start())
        elif piece.group() == ")" and not inside:
            if not opened:
                return piece.start()
            opened.pop()
    return opened[-1] if opened else 0


def _too_large(pattern: str) -> PatternError:
    hint = r"each step of a repetition such as \w{1,30} counts: write \w+"
    return PatternError("this pattern is too large", 0, len(pattern), hint)


def _with_all_letters(pattern: str) -> str:
    r"""``pattern`` with ``\w``, ``\d`` and ``\s`` spelled out for all scripts.

    Raises:
        PatternError: an escape that would be silently wrong, such as ``\b`` beside an accented letter.
    """
    pieces = list(_pieces(pattern))
    _check_borders(pieces)
    return "".join(_spelled(piece, inside=inside) for piece, inside in pieces)


def _pieces(pattern: str) -> Iterator[tuple[re.Match[str], bool]]:
    """The pieces of a pattern, and whether each stands inside of […]."""
    inside, at = False, 0
    while piece := (_PIECE_OF_CLASS if inside else _PIECE).match(pattern, at):
        yield piece, inside
        at = piece.end()
        inside = piece.group() != "]" if inside else piece.group().startswith("[")


def _check_borders(pieces: Sequence[tuple[re.Match[str], bool]]) -> None:
    outside = [piece for piece, inside in pieces if not inside]
    for left, right in itertools.pairwise(outside):
        letter = {r"\b": right, r"\B": right}.get(left.group()) or {r"\b": left, r"\B": left}.get(right.group())
        if letter is not None and letter.group().isalpha() and not letter.group().isascii():
            message = rf"'\b' knows the letters a to z only, not '{letter.group()}'"
            hint = "leave it out, or list whole words in `words`"
            raise PatternError(message, left.start(), right.end() - left.start(), hint)


def _spelled(piece: re.Match[str], *, inside: bool) -> str:
    text = piece.group()
    if len(text) != 2 or text[0] != "\\":
        return text
    letter = text[1]
    if letter == "C" or (inside and letter in "WDS"):
        message = f"'{text}' is not available{' inside of […]' if inside else ''}"
        raise PatternError(message, piece.start(), 2, r"say what may stand there: \pL is any letter, \pN any digit")
    if letter.lower() not in _UNICODE:
        return text
    letters = _UNICODE[letter.lower()]
    return letters if inside else f"[{'^' if letter.isupper() else ''}{letters}]"
