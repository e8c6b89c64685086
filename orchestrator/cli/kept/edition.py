"""An edition: one item of a run as a book, whether it is done or not, with its history, and what is missing marked.

The manuscript of an item that is done is in its recorded result. Of one that is not, or that left parts out, the run's
own workflow says which parts there should be; those that are there are read back from the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from orchestrator.adapters.export.book.model import Book
from orchestrator.cli.kept.account import account_of
from orchestrator.cli.kept.history import passages_of, told_loops
from orchestrator.cli.kept.manuscripts import output_book, rebuilt_book, recorded_book
from orchestrator.cli.kept.visit_document import visits_of
from orchestrator.domain.records import RunRecord
from orchestrator.domain.runs import Failure, ItemResult
from orchestrator.language.plan import Plan

if TYPE_CHECKING:
    from orchestrator.adapters.store import StoreReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One item of a run, to be exported.

    Attributes:
        run: that it is of.
        item: its id.
        status: how it ended; ``unfinished`` where it has not.
        book: the manuscript; of a workflow without one, its first output read as one.
        text: the first output as it is; None where there is none, or not all of it.
        outputs: as far as there are any.
        failures: what failed in it or was left out, once it has ended.
        has_manuscript: whether the book is one, and no output.
    """

    run: RunRecord
    item: str
    status: str
    book: Book
    text: str | None
    outputs: Mapping[str, str]
    failures: tuple[Failure, ...]
    has_manuscript: bool


def edition_of(reader: StoreReader, run: RunRecord, item: str, plan: Callable[[], Plan]) -> Edition:
    """The edition of ``item``.

    Args:
        reader: of the home.
        run: that the item is one of.
        item: its id.
        plan: gives the plan of the run as it was recorded; asked only where the item has not ended well.

    Raises:
        DefinitionError: this version does not take the run's workflow any more.
    """
    row = reader.item(run.id, item)
    result = ItemResult.model_validate_json(row.result) if row is not None and row.result else None
    visits = visits_of(reader, run, item)
    has_manuscript = True
    if result is None or result.failures or result.status != "done":
        has_manuscript = plan().manuscript is not None
        book = rebuilt_book(plan(), visits, result, _standing(reader, run, result))
    elif result.manuscript is not None:
        book = recorded_book(result.manuscript)
    else:
        has_manuscript = False
        book = output_book(next(iter(result.outputs.values()), ""), run.workflow, visits)
    outputs = result.outputs if result is not None else {}
    paragraphs = [[p.text for p in part.draft.paragraphs] if part.draft is not None else [] for part in book.parts]
    passages = passages_of(told_loops(visits, reader.calls(run.id, item=item, texts=False)), paragraphs)
    parts = [replace(part, passages=found) for part, found in zip(book.parts, passages, strict=True)]
    return Edition(
        run=run,
        item=item,
        status=result.status if result is not None else "unfinished",
        book=replace(book, parts=tuple(parts)),
        text=next(iter(outputs.values()), None),
        outputs=outputs,
        failures=result.failures if result is not None else (),
        has_manuscript=has_manuscript,
    )


def _standing(reader: StoreReader, run: RunRecord, result: ItemResult | None) -> str:
    """Why an item that has not ended has not."""
    if result is not None:
        return ""
    return "the run goes on" if account_of(reader, run).owner is not None else "the run was interrupted"
