"""Which tokens of two texts belong together, quickly even where much has changed.

Patience diff (Bram Cohen): words that stand just once in both texts, in the order of both, hold the texts together; the
same again between each two of them. Where no such word is left, the longest common stretches do (difflib).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

Operation = Literal["equal", "delete", "insert", "replace"]
Opcode = tuple[Operation, int, int, int, int]
"""What to do, and from where to where in the old tokens and in the new ones, as in ``difflib``."""

_MAX_COMPARED = 1_000_000
_Range = tuple[int, int, int, int]


def opcodes(old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    """What makes ``new`` of ``old``.

    >>> opcodes(["a", "b", "c"], ["a", "c"])
    [('equal', 0, 1, 0, 1), ('delete', 1, 2, 1, 1), ('equal', 2, 3, 1, 2)]
    """
    changes: list[Opcode] = []
    a, b = 0, 0
    for start_a, start_b, size in [*_stretches(old, new), (len(old), len(new), 0)]:
        if a < start_a or b < start_b:
            op: Operation = "replace" if a < start_a and b < start_b else "delete" if a < start_a else "insert"
            changes.append((op, a, start_a, b, start_b))
        a, b = start_a + size, start_b + size
        if size:
            changes.append(("equal", start_a, a, start_b, b))
    return changes


def _stretches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """The equal stretches, in order: where they begin in both, and how many tokens they have."""
    found: list[list[int]] = []
    for a, b in sorted(_pairs(old, new)):
        if found and (a, b) == (found[-1][0] + found[-1][2], found[-1][1] + found[-1][2]):
            found[-1][2] += 1
        else:
            found.append([a, b, 1])
    return [(a, b, size) for a, b, size in found]


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The tokens that belong together."""
    pairs: list[tuple[int, int]] = []
    left: list[_Range] = [(0, len(old), 0, len(new))]
    while left:
        a, a_end, b, b_end = left.pop()
        while a < a_end and b < b_end and old[a] == new[b]:
            pairs.append((a, b))
            a, b = a + 1, b + 1
        while a < a_end and b < b_end and old[a_end - 1] == new[b_end - 1]:
            a_end, b_end = a_end - 1, b_end - 1
            pairs.append((a_end, b_end))
        if a == a_end or b == b_end:
            continue
        anchors = _anchors(old[a:a_end], new[b:b_end])
        if not anchors:
            pairs += _longest_common(old, new, (a, a_end, b, b_end))
            continue
        # An anchor begins the stretch after it, and is found there at once.
        corners = [(a, b), *((a + i, b + j) for i, j in anchors), (a_end, b_end)]
        left += [(a, a_end, b, b_end) for (a, b), (a_end, b_end) in pairwise(corners)]
    return pairs


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Where words that stand once in both begin, or where none does, phrases of two or of four."""
    for width in (1, 2, 4):
        found = _unique(_phrases(old, width), _phrases(new, width))
        if found:
            return found
    return []


def _phrases(tokens: Sequence[str], width: int) -> list[tuple[str, ...]]:
    return list(zip(*(tokens[start:] for start in range(width)), strict=False))


def _unique(old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]]) -> list[tuple[int, int]]:
    """What stands once in both, as many as are in the same order in both."""
    counted_old, counted_new = Counter(old), Counter(new)
    where = {token: b for b, token in enumerate(new) if counted_new[token] == 1}
    once = [(a, where[token]) for a, token in enumerate(old) if counted_old[token] == 1 and token in where]
    # The longest increasing subsequence by patience sorting: of each pile the last card, and what lay before it.
    piles: list[int] = []
    tops: list[int] = []
    before: list[int | None] = []
    for number, (_, b) in enumerate(once):
        pile = bisect_left(piles, b)
        before.append(tops[pile - 1] if pile else None)
        piles[pile : pile + 1] = [b]
        tops[pile : pile + 1] = [number]
    chain: list[tuple[int, int]] = []
    at = tops[-1] if tops else None
    while at is not None:
        chain.append(once[at])
        at = before[at]
    return chain[::-1]


def _longest_common(old: Sequence[str], new: Sequence[str], place: _Range) -> list[tuple[int, int]]:
    a, a_end, b, b_end = place
    if (a_end - a) * (b_end - b) > _MAX_COMPARED:
        return []  # the same phrases over and over: to compare all with all would take minutes
    blocks = SequenceMatcher(None, old[a:a_end], new[b:b_end]).get_matching_blocks()
    return [(a + i + k, b + j + k) for i, j, size in blocks for k in range(size)]
