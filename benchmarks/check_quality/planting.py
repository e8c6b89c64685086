"""A fault in a text, and where it stands: what is planted is put between two marks, which are then taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_OPEN, _CLOSE = "\ue000", "\ue001"
Span = tuple[int, int]


@dataclass(frozen=True)
class Case:
    """A text as it was clean, and with faults.

    Attributes:
        spans: where the faults are in ``text``; none where the text as a whole is at fault.
        targets: what the check is asked.
        one_fault: the spans are places of one fault, which is found where one of them is.
    """

    check: str
    language: str
    clean: str
    text: str
    spans: tuple[Span, ...]
    targets: Mapping[str, Any]
    one_fault: bool = False


def fault(text: str) -> str:
    """``text``, marked as a fault."""
    return f"{_OPEN}{text}{_CLOSE}"


def planted(marked: str) -> tuple[str, tuple[Span, ...]]:
    """The text without marks, and where they stood.

    >>> planted("He " + fault("runned") + ".")
    ('He runned.', ((3, 9),))
    """
    parts, spans, length = [], [], 0
    for number, piece in enumerate(marked.split(_OPEN)):
        inside, mark, after = piece.partition(_CLOSE)
        if number and mark:
            spans.append((length, length + len(inside)))
        parts += [inside, after]
        length += len(inside) + len(after)
    return "".join(parts), tuple(spans)


def replaced(paragraphs: Sequence[Sequence[str]], at: tuple[int, int], *sentences: str) -> list[list[str]]:
    """``paragraphs`` with the sentence at (paragraph, sentence) replaced by others."""
    changed = [list(p) for p in paragraphs]
    changed[at[0]][at[1] : at[1] + 1] = sentences
    return changed
