"""What changed between two texts, word by word: English by words, Chinese by characters.

A word carries the blanks before it, and a line break is a token of its own, so the tokens of a text are the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from orchestrator.domain.matching import Opcode, Operation, opcodes
from orchestrator.domain.text import count_words

_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
_TOKEN = re.compile(rf"\s*\n\s*|[^\S\n]*(?:[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:['’\-][^\W_{_UNSPACED}]+)*|\S)|\s+")
_SENTENCE_ENDS = frozenset(".!?…。！？")
_LEADING = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of both texts: ``a`` in the old one became ``b`` in the new one."""

    op: Operation
    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Words of both texts, and how many of them are gone and came."""

    old: int
    new: int
    gone: int
    came: int


def tokens(text: str) -> list[str]:
    r"""The tokens of ``text``.

    >>> tokens("Don't run.\n\n井里有水")
    ["Don't", ' run', '.', '\n\n', '井', '里', '有', '水']
    """
    return _TOKEN.findall(text)


def word_diff(a: str, b: str) -> list[Change]:
    """What became of ``a`` in ``b``, in the order of the text.

    >>> word_diff("The old hen slept.", "The hen slept late.")
    ... # doctest: +NORMALIZE_WHITESPACE
    [Change(op='equal', a='The', b='The'), Change(op='delete', a=' old', b=''),
     Change(op='equal', a=' hen slept', b=' hen slept'), Change(op='insert', a='', b=' late'),
     Change(op='equal', a='.', b='.')]
    """
    old, new = tokens(a), tokens(b)
    return [
        Change(op, "".join(old[a_from:a_to]), "".join(new[b_from:b_to]))
        for op, a_from, a_to, b_from, b_to in _settled(opcodes(old, new), old, new)
        if a_from < a_to or b_from < b_to
    ]


def _settled(changes: Sequence[Opcode], old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    """The same changes, each moved to where a reader would see it begin: after a paragraph, else after a sentence.

    What was put in between two equal stretches can often be moved: ``.{+ New.+}`` and ``{+. New+}.`` are one change.
    """
    settled = list(changes)
    for number in range(1, len(settled) - 1):
        before, (op, *at), after = settled[number - 1 : number + 2]
        if op not in ("insert", "delete") or before[0] != "equal" or after[0] != "equal":
            continue
        text, start, end = (new, at[2], at[3]) if op == "insert" else (old, at[0], at[1])
        by = max(_moves(text, start, end, before, after), key=lambda move: (_begins(text, start + move), -abs(move)))
        settled[number - 1] = ("equal", before[1], before[2] + by, before[3], before[4] + by)
        settled[number] = (op, at[0] + by, at[1] + by, at[2] + by, at[3] + by)
        settled[number + 1] = ("equal", after[1] + by, after[2], after[3] + by, after[4])
    return settled


def _moves(text: Sequence[str], start: int, end: int, before: Opcode, after: Opcode) -> Iterator[int]:
    """By how many tokens a change can be moved: none, some to the left, some to the right."""
    yield 0
    for move in range(1, before[2] - before[1] + 1):
        if text[start - move] != text[end - move]:
            break
        yield -move
    for move in range(1, after[2] - after[1] + 1):
        if text[start + move - 1] != text[end + move - 1]:
            break
        yield move


def _begins(text: Sequence[str], start: int) -> int:
    """How good a place it is for a change to begin."""
    before = text[start - 1] if start else "\n"
    return 2 if "\n" in before else int(before in _SENTENCE_ENDS)


def counts(changes: Sequence[Change]) -> Counts:
    """How many words there were and are.

    >>> counts(word_diff("The old hen slept.", "The hen slept late."))
    Counts(old=4, new=4, gone=1, came=1)
    """
    changed = [change for change in changes if change.op != "equal"]
    return Counts(
        old=_words(change.a for change in changes),
        new=_words(change.b for change in changes),
        gone=_words(change.a for change in changed),
        came=_words(change.b for change in changed),
    )


def marked(changes: Iterable[Change]) -> str:
    """Both texts in one, with ``[-what is gone-]`` and ``{+what came+}``.

    >>> marked(word_diff("The old hen slept.", "The hen slept late."))
    'The[- old-] hen slept{+ late+}.'
    """
    pieces = []
    for change in changes:
        lead, gone, came = apart(change)
        pieces.append(lead + (f"[-{gone}-]" if gone else "") + (f"{{+{came}+}}" if came else ""))
    return "".join(pieces)


def apart(change: Change) -> tuple[str, str, str]:
    """What both sides begin with (all of it where they are equal), then what is gone, then what came."""
    if change.op == "equal":
        return change.a, "", ""
    lead = _leading(change.a) if _leading(change.a) == _leading(change.b) else ""
    return lead, change.a[len(lead) :], change.b[len(lead) :]


def _leading(text: str) -> str:
    found = _LEADING.match(text)
    return found.group() if found else ""


def _words(texts: Iterable[str]) -> int:
    return sum(count_words(text) for text in texts)
