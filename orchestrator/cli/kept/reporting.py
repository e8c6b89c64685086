"""What a report tells of an item, gathered from the journal: nothing in it is counted or scored anew but words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from orchestrator.adapters.export.book.model import Book, language_of
from orchestrator.adapters.export.report.model import Beat, DraftReport, RunReport
from orchestrator.cli.kept.account import account_of, moment, roles_of
from orchestrator.cli.kept.edition import Edition
from orchestrator.cli.kept.gaps import beginning_of
from orchestrator.cli.kept.history import Told, told_loops
from orchestrator.cli.kept.paths import block_of, parts, without_keys
from orchestrator.cli.kept.rebuilding import Entry, Rebuilding
from orchestrator.cli.kept.rounds import Visits
from orchestrator.cli.kept.run_document import failures_of
from orchestrator.cli.kept.values import parsed
from orchestrator.cli.kept.visit_document import visits_of
from orchestrator.domain.records import VisitRecord
from orchestrator.domain.reports import Report
from orchestrator.domain.text import count_words
from orchestrator.engine.chronicle import ROUND
from orchestrator.language.inputs import read_inputs
from orchestrator.language.plan import Plan

if TYPE_CHECKING:
    from orchestrator.adapters.store import StoreReader


def report_of(reader: StoreReader, edition: Edition, plan: Plan) -> RunReport:
    """The report of the item that ``edition`` is of.

    Args:
        reader: of the home.
        edition: of one item.
        plan: of the run, as it was recorded.
    """
    run, item = edition.run, edition.item
    visits = visits_of(reader, run, item)
    calls = reader.calls(run.id, item=item, texts=False)
    account = account_of(reader, run)
    rebuilding = Rebuilding(plan.block, read_inputs(plan.inputs, visits.inputs), visits)
    loops = told_loops(visits, calls)
    rows = [row for row in reader.items(run.id) if row.id == item]
    drafts = [part.draft.text for part in edition.book.parts if part.draft is not None]
    return RunReport(
        run=run.id,
        item=item,
        title=edition.book.title,
        language=_language(edition.book, loops, visits),
        status=account.status if edition.status == "unfinished" else edition.status,
        model=run.model,
        seed=run.seed,
        started=moment(run.started) or "",
        ended=moment(account.record.ended),
        plan=plan,
        statuses=_statuses(visits.all, alive=account.owner is not None),
        roles=roles_of(calls),
        drafts=tuple(_draft(told, visits, rebuilding.entries) for told in loops),
        beats=tuple(_beats(rebuilding.entries, loops, visits)),
        failures=edition.failures or tuple(failures_of(reader, run.id, rows, visits.all)),
        gaps=tuple(part.gap for part in edition.book.parts if part.gap),
        words=sum(count_words(text) for text in drafts),
    )


def _language(book: Book, loops: Sequence[Told], visits: Visits) -> str:
    """The language of the manuscript; while nothing of it is there, that of the drafts, else of what was asked for."""
    if any(part.draft is not None and part.draft.paragraphs for part in book.parts):
        return book.language
    drafts = [told.final.text for told in loops]
    return language_of(book.language, drafts or [said for said in visits.inputs.values() if isinstance(said, str)])


def _statuses(visits: Sequence[VisitRecord], *, alive: bool) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, Counter[str]] = {}
    for visit in visits:
        if visit.kind != ROUND:
            status = "stopped" if visit.status == "started" and not alive else visit.status
            found.setdefault(without_keys(visit.path), Counter())[status] += 1
    return found


def _draft(told: Told, visits: Visits, entries: Mapping[str, Sequence[Entry]]) -> DraftReport:
    written = visits.written(told.loop)
    around = [entry for listed in entries.values() for entry in listed if told.loop.startswith(f"{entry.path}.")]
    innermost = max(around, key=lambda entry: len(entry.path), default=None)
    return DraftReport(
        path=told.loop,
        name=(beginning_of(innermost.item) if innermost is not None else "") or without_keys(told.loop),
        best_by=written.best,
        until=written.until,
        rounds=told.rounds,
        final=told.final.path,
    )


def _beats(entries: Mapping[str, Sequence[Entry]], loops: Sequence[Told], visits: Visits) -> Iterator[Beat]:
    """The scenes that have a planned valence, with what was measured of the text that they came to.

    A scene that several steps of a block go through, as drafting and polishing, is one; the last that measured counts.
    """
    beats: dict[tuple[str, str], Beat] = {}
    for listed in entries.values():
        for entry in listed:
            item = entry.item
            planned = item.get("valence") if isinstance(item, Mapping) else getattr(item, "valence", None)
            if isinstance(planned, (int, float)):
                name, measured = beginning_of(entry.item) or entry.path, _measured(entry.path, loops, visits)
                scene = (block_of(block_of(entry.path)), parts(entry.path)[-1])
                if scene not in beats or measured is not None:
                    beats[scene] = Beat(path=entry.path, name=name, planned=planned, measured=measured)
    yield from beats.values()


def _measured(path: str, loops: Sequence[Told], visits: Visits) -> float | None:
    """The valence of the text of a scene: as the last loop in it judged its final text, else as last measured."""
    values: list[Any] = []
    for told in loops:
        if told.loop.startswith(f"{path}."):
            values += [judged.value for judged in told.final.judged]
    if not values:
        values = [parsed(visit.value) for visit in visits.all if visit.path.startswith(f"{path}.")]
    found = [valence for value in values if isinstance(value, Report) for valence in _valences(value)]
    return found[-1] if found else None


def _valences(report: Report) -> Iterator[float]:
    for check in report.reports:
        valence = check.measured.get("valence")
        if isinstance(valence, (int, float)) and check.reliable:
            yield float(valence)
