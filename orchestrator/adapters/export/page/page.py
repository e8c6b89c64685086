"""The page as one HTML document, from ``page.html.j2`` and ``page.css`` beside this file."""

from __future__ import annotations

import base64
import bisect
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from orchestrator.adapters.export.naming import Names, names_for
from orchestrator.adapters.export.page.curve import Curve, curve_of
from orchestrator.adapters.export.page.marking import Note, Piece, numbered, pieces
from orchestrator.adapters.export.page.model import CheckedText
from orchestrator.adapters.export.page.paragraphs import paragraphs_of
from orchestrator.adapters.export.wording import labels_for, told
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import CheckReport
from orchestrator.domain.text import clean

OPEN_NOTES = 4
"""Notes beside one paragraph that are read at once; the rest are folded away below them."""

_ORDER = ("missed", "met", "measured", "doubtful")
_FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class _Row:
    """A paragraph and the notes beside it, the most severe first."""

    start: int
    pieces: Sequence[Piece]
    notes: Sequence[Note]

    @property
    def open(self) -> Sequence[Note]:
        return self.notes[:OPEN_NOTES]

    @property
    def folded(self) -> Sequence[Note]:
        return self.notes[OPEN_NOTES:]


@dataclass(frozen=True, slots=True)
class _Panel:
    """One check: its verdict, and its findings by number."""

    report: CheckReport
    doubt: str
    notes: Sequence[Note]

    @property
    def verdict(self) -> str:
        """A label's name: met, missed, measured, or doubtful where the text cannot be judged."""
        if self.doubt:
            return "doubtful"
        return {True: "met", False: "missed", None: "measured"}[self.report.passed]


@dataclass(frozen=True, slots=True)
class _Section:
    """One text as the template takes it.

    Attributes:
        id: begins every anchor of it.
        first: what to do in this pass.
        bar_rows: for each bar of the curve, the paragraph that it begins in, from 0.
    """

    id: str
    text: CheckedText
    name: str
    labels: Mapping[str, str]
    names: Names
    panels: Sequence[_Panel]
    first: Sequence[Note]
    whole: Sequence[Note]
    rows: Sequence[_Row]
    curve: Curve | None
    bar_rows: Sequence[int]


def to_page(texts: Sequence[CheckedText]) -> str:
    """The page of ``texts``: one HTML document.

    >>> from orchestrator.domain.drafts import Draft
    >>> from orchestrator.domain.reports import Report
    >>> page = to_page([CheckedText("a<b>.txt", "en", 2, Draft.of("<i>Hello</i>"), Report(), {})])
    >>> "a&lt;b&gt;.txt" in page, "&lt;i&gt;Hello" in page
    (True, True)
    """
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["told"] = told
    css = (_FOLDER / "page.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    sections = [_section(f"t{number}", text) for number, text in enumerate(texts, start=1)]
    template = environment.get_template("page.html.j2")
    # Our own file, under a hash in the policy: the only thing that is not escaped.
    return clean(template.render(sections=sections, css=Markup(css), digest=digest))  # noqa: S704


def _section(identity: str, text: CheckedText) -> _Section:
    pairs = [(report.check, finding) for report in text.report.reports for finding in report.findings]
    notes = numbered(pairs, text.draft.text)
    rows = _rows(text.draft, notes)
    curve = curve_of(text.valences)
    starts = [row.start for row in rows]
    return _Section(
        id=identity,
        text=text,
        name=clean(text.name),
        labels=labels_for(text.language),
        names=names_for(text.language),
        panels=sorted(
            (_panel(report, text.doubts.get(report.check, ""), notes) for report in text.report.reports),
            key=lambda panel: _ORDER.index(panel.verdict),
        ),
        first=[next(note for note in notes if note.finding == finding) for finding in text.report.instructions],
        whole=sorted((note for note in notes if not note.number), key=lambda note: note.order),
        rows=rows,
        curve=curve,
        bar_rows=[max(0, bisect.bisect_right(starts, bar.start) - 1) for bar in curve.bars] if curve else [],
    )


def _panel(report: CheckReport, doubt: str, notes: Sequence[Note]) -> _Panel:
    return _Panel(report, doubt, [note for note in notes if note.check == report.check])


def _rows(draft: Draft, notes: Sequence[Note]) -> list[_Row]:
    """The paragraphs with their marks. Notes are sorted by where they begin, so each paragraph takes its own run."""
    placed = [note for note in notes if note.number]
    starts = [note.finding.start for note in placed]
    longest = max((len(note.finding.quote) for note in placed), default=0)
    rows = []
    for start, end in paragraphs_of(draft):
        # A quote may begin in an earlier paragraph and reach into this one.
        near = placed[bisect.bisect_left(starts, start - longest) : bisect.bisect_left(starts, end)]
        own = [note for note in near if note.finding.start >= start]
        rows.append(_Row(start, pieces(draft.text, start, end, near), sorted(own, key=lambda note: note.order)))
    return rows
