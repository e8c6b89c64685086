"""What the page shows of one text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import Report

Valences = Sequence[tuple[int, float]]
"""Where each sentence begins in the text, and how it feels, -5 to 5."""


@dataclass(frozen=True, slots=True)
class CheckedText:
    """One text and what the checks found in it.

    Attributes:
        name: what the reader knows it by, such as a file's name.
        language: ISO 639 code; the page speaks Chinese around a Chinese text.
        words: as an editor counts them.
        draft: the text that was measured; offsets of findings count from its start.
        doubts: for a check that does not judge, why not, by its name.
        valences: empty where nobody rates this language.
    """

    name: str
    language: str
    words: int
    draft: Draft
    report: Report
    doubts: dict[str, str]
    valences: Valences = ()
