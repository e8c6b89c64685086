"""What the last round of a passage changed, paragraph by paragraph, for formats that show changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from orchestrator.adapters.export.book.model import Part
from orchestrator.adapters.export.book.setting import one_line
from orchestrator.domain.text import clean, split_paragraphs, words

_ALIKE = 0.3
"""Share of words in common from which a paragraph is taken for a changed one rather than another one."""
_MOST_PAIRS = 40_000
"""Pairs of paragraphs that are compared; between two longer stretches nothing is taken for changed."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a paragraph comes from.

    Attributes:
        gone: paragraphs that stood before it and are no more.
        old: what it was; None where it is new.
        by: who changed it.
    """

    gone: tuple[str, ...]
    old: str | None
    by: str


def origins_of(part: Part) -> tuple[dict[int, Origin], dict[int, Origin]]:
    """By the number of a paragraph, where it comes from; and what is gone after it, where it ends a passage.

    Paragraphs that the last round left alone, or that no loop made, have no origin.
    """
    origins: dict[int, Origin] = {}
    after: dict[int, Origin] = {}
    paragraphs = [clean(paragraph.text) for paragraph in part.draft.paragraphs] if part.draft is not None else []
    for passage in part.passages:
        if passage.before is None:
            continue
        by, gone = one_line(passage.last.by), list[str]()
        for old, new in aligned(split_paragraphs(passage.before.text), paragraphs[passage.start : passage.end]):
            if new is None:
                gone.append(old or "")
                continue
            at = passage.start + new
            if gone or old != paragraphs[at]:
                origins[at] = Origin(tuple(gone), old, by)
            gone = []
        if gone:
            after[passage.end - 1] = Origin(tuple(gone), None, by)
    return origins, after


def aligned(old: Sequence[str], new: Sequence[str]) -> list[tuple[str | None, int | None]]:
    """The paragraphs of two texts side by side: what a paragraph was, and the number of what it is; None for none.

    >>> aligned(["One.", "The hen slept."], ["The hen slept late.", "Three."])
    [('One.', None), ('The hen slept.', 0), (None, 1)]
    """
    rows: list[tuple[str | None, int | None]] = []
    for op, a, a_end, b, b_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        pairs = [(i, i) for i in range(a_end - a)] if op == "equal" else _alike(old[a:a_end], new[b:b_end])
        at, to = a, b
        for i, j in pairs:
            rows += [*_only(old[at : a + i], range(to, b + j)), (old[a + i], b + j)]
            at, to = a + i + 1, b + j + 1
        rows += _only(old[at:a_end], range(to, b_end))
    return rows


def _only(gone: Iterable[str], come: Iterable[int]) -> list[tuple[str | None, int | None]]:
    return [*((text, None) for text in gone), *((None, number) for number in come)]


def _alike(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of paragraphs, in the order of both, that have the most in common altogether."""
    if len(old) * len(new) > _MOST_PAIRS:
        return []
    bags, others = [Counter(words(text)) for text in old], [Counter(words(text)) for text in new]
    shares = [[_share(bag, other) for other in others] for bag in bags]
    # The most that the paragraphs from i and j on have in common, as for the longest common subsequence.
    most = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            most[i][j] = max(most[i + 1][j], most[i][j + 1], shares[i][j] + most[i + 1][j + 1])
    pairs = []
    i = j = 0
    while i < len(old) and j < len(new):
        if shares[i][j] and most[i][j] == shares[i][j] + most[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif most[i][j] == most[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _share(old: Counter[str], new: Counter[str]) -> float:
    """How much of their words two paragraphs have in common, 0 to 1; 0 where it is not enough to tell."""
    share = 2 * (old & new).total() / ((old.total() + new.total()) or 1)
    return share if share >= _ALIKE else 0.0
