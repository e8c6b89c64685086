"""Which letters belong to which findings: quotes may overlap, hold each other, or cross paragraphs.

The text is cut wherever a quote begins or ends. Each piece then knows every finding that covers it, so marks
never have to nest, and a reader can follow any of them.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.domain.critiques import Severity
from orchestrator.domain.reports import Finding

_RANK: dict[Severity, int] = {"critical": 0, "major": 1, "minor": 2}


@dataclass(frozen=True, slots=True)
class Note:
    """A finding with the number that stands at its passage (0: it is about the whole text) and who found it."""

    number: int
    check: str
    finding: Finding

    @property
    def end(self) -> int:
        """Where its quote ends in the text."""
        return self.finding.start + len(self.finding.quote)

    @property
    def look(self) -> str:
        """The class that it is styled by: its severity, or that the author means it."""
        return "intended" if self.finding.intended else self.finding.severity

    @property
    def order(self) -> tuple[bool, int, int]:
        """What is worse comes first, what is meant comes last."""
        return self.finding.intended, _RANK[self.finding.severity], self.number


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters that the same findings cover.

    Attributes:
        notes: most severe first; empty for letters that nobody minds.
        opens: those of them that begin here.
        closes: those of them that end here.
    """

    text: str
    notes: tuple[Note, ...] = ()
    opens: tuple[Note, ...] = ()
    closes: tuple[Note, ...] = ()


def numbered(findings: Sequence[tuple[str, Finding]], text: str) -> list[Note]:
    """The findings (each with the name of its check) as notes, numbered in the order of the text.

    A finding whose quote does not stand where it says is one about the whole text.
    """
    placed = [pair for pair in findings if _stands(pair[1], text)]
    placed.sort(key=lambda pair: (pair[1].start, _RANK[pair[1].severity], len(pair[1].quote)))
    notes = [Note(number, check, finding) for number, (check, finding) in enumerate(placed, start=1)]
    return notes + [Note(0, check, finding) for check, finding in findings if not _stands(finding, text)]


def _stands(finding: Finding, text: str) -> bool:
    return bool(finding.quote) and finding.start >= 0 and text.startswith(finding.quote, finding.start)


def pieces(text: str, start: int, end: int, notes: Sequence[Note]) -> list[Piece]:
    """``text[start:end]`` cut at the borders of the quotes of ``notes``.

    >>> found = Finding(quote="ran", start=3, instruction="Walk.")
    >>> [(p.text, len(p.notes)) for p in pieces("He ran.", 0, 7, [Note(1, "tells", found)])]
    [('He ', 0), ('ran', 1), ('.', 0)]
    """
    begins: dict[int, list[Note]] = defaultdict(list)
    ends: dict[int, list[Note]] = defaultdict(list)
    for note in notes:
        first, last = max(start, note.finding.start), min(end, note.end)
        if first < last:
            begins[first].append(note)
            ends[last].append(note)
    cuts = sorted({start, end, *begins, *ends})
    found: list[Piece] = []
    active: list[Note] = []
    for low, high in itertools.pairwise(cuts):
        active = [note for note in active if note.end > low] + begins[low]
        active.sort(key=lambda note: note.order)
        opens = tuple(note for note in begins[low] if note.finding.start == low)
        closes = tuple(note for note in ends[high] if note.end == high)
        found.append(Piece(text[low:high], tuple(active), opens, closes))
    return found
