"""The manuscript of an item as far as there is one, with what is missing of it marked where it is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orchestrator.adapters.export.book.model import Book, Part, language_of
from orchestrator.adapters.export.book.reading import book_of_text
from orchestrator.cli.kept.gaps import beginning_of, missing, not_begun, unfinished
from orchestrator.cli.kept.rebuilding import NOTHING, Entry, Rebuilding, reason_of, some
from orchestrator.cli.kept.rounds import Visits
from orchestrator.domain.drafts import Draft, Manuscript
from orchestrator.domain.runs import ItemResult
from orchestrator.engine.scope import Scope
from orchestrator.language.expressions import Expression
from orchestrator.language.inputs import read_inputs
from orchestrator.language.plan import ForeachStep, ManuscriptPlan, Plan
from orchestrator.language.types import DRAFT, TEXT, Type, list_of


def recorded_book(manuscript: Manuscript) -> Book:
    """The book of an item that is done, as it was recorded."""
    return _book(manuscript.title, manuscript.language, _recorded(manuscript))


def output_book(text: str, name: str, visits: Visits) -> Book:
    """The book that the output of the workflow called ``name`` is."""
    return book_of_text(text, title=name, language=language_of(_input_language(visits), [text]))


def rebuilt_book(plan: Plan, visits: Visits, result: ItemResult | None, standing: str) -> Book:
    """The book of an item that has not ended well, or left something out.

    Args:
        plan: of the run.
        visits: of the item.
        result: how it ended, if it has.
        standing: why it has not, if it has not.
    """
    return _Maker(plan, visits, result, standing).book()


@dataclass(frozen=True, slots=True)
class _Beside:
    """Parts of a manuscript that are of no item of its foreach, such as a foreword; ``headings``: how many it has."""

    before: tuple[Part, ...]
    after: tuple[Part, ...]
    headings: int

    def own(self, told: Sequence[Any]) -> list[Any]:
        """Without what stands before and after the items."""
        return list(told[len(self.before) : len(told) - len(self.after)])


class _Maker:
    """Reads one item back, and makes a book of what there is."""

    def __init__(self, plan: Plan, visits: Visits, result: ItemResult | None, standing: str) -> None:
        self._plan = plan
        self._visits = visits
        self._result = result
        self._standing = standing
        self._rebuilding = Rebuilding(plan.block, read_inputs(plan.inputs, visits.inputs), visits)

    def book(self) -> Book:
        """The manuscript; without one, the first output as far as it goes."""
        if self._plan.manuscript is not None:
            return self._manuscript(self._plan.manuscript)
        outputs = list(self._plan.outputs.values())
        text = _text(self._rebuilding.scope, outputs[0]) if outputs else ""
        language = language_of(_input_language(self._visits), [text])
        return book_of_text(
            text, title=self._plan.name, language=language, gap=missing("the text", self._reason(""), language)
        )

    def _manuscript(self, wanted: ManuscriptPlan) -> Book:
        recorded = self._result.manuscript if self._result is not None else None
        scope = self._rebuilding.scope
        title = recorded.title if recorded is not None else _text(scope, wanted.title)
        said = recorded.language if recorded is not None else _text(scope, wanted.language)
        language = language_of(said or _input_language(self._visits), [visit.value for visit in self._visits.all])
        foreach = _only_foreach(self._plan, wanted)
        entries = self._rebuilding.entries.get(foreach.name, []) if foreach is not None else []
        if foreach is not None and entries:
            parts = list(self._by_entry(wanted, foreach, entries, language))
            exact = _recorded(recorded) if recorded is not None else []
            if recorded is None or len(exact) == sum(not part.gap for part in parts):
                # What was recorded is the same with the ids of its paragraphs.
                left = iter(exact)
                parts = [part if part.gap else next(left, part) for part in parts]
                return _book(title or self._plan.name, language, parts)
        parts = _recorded(recorded) if recorded is not None else _at_once(wanted, scope)
        what = "a part" if parts else "the text"
        gap = missing(what, self._reason(foreach.name if foreach is not None else ""), language)
        return _book(title or self._plan.name, language, [*parts, Part(gap=gap)])

    def _by_entry(
        self, wanted: ManuscriptPlan, foreach: ForeachStep, entries: Sequence[Entry], language: str
    ) -> Iterator[Part]:
        """The parts of each item of a foreach, and what is missing of it; before and after them what is of none."""
        beside = self._beside(wanted, foreach, entries)
        yield from beside.before
        since: Entry | None = None
        for entry in entries:
            if not entry.begun and not entry.whole:
                since = since or entry
                continue
            if since is not None:
                yield Part(gap=not_begun(foreach.variable, since.number, entry.number - 1, self._standing, language))
                since = None
            yield from self._of_entry(wanted, foreach, entry, len(entries), beside, language)
        if since is not None:
            yield Part(gap=not_begun(foreach.variable, since.number, len(entries), self._standing, language))
        yield from beside.after

    def _beside(self, wanted: ManuscriptPlan, foreach: ForeachStep, entries: Sequence[Entry]) -> _Beside:
        """What the parts are with no items, told apart by where the parts of the first item that has some stand."""
        scope = self._rebuilding.scope
        none = scope.child({foreach.name: ()})
        fixed = _list(none, wanted.parts, list_of(DRAFT))
        headings = _list(none, wanted.headings, list_of(TEXT))
        parts = _parts(fixed, headings)
        for entry in entries if fixed else ():
            alone = scope.child({foreach.name: (entry.result,)})
            told = _list(alone, wanted.parts, list_of(DRAFT)) if entry.result is not NOTHING else []
            if len(told) > len(fixed):
                lead = next((at for at, (a, b) in enumerate(zip(told, fixed, strict=False)) if a != b), len(fixed))
                return _Beside(parts[:lead], parts[lead:], len(headings))
        return _Beside(parts, (), len(headings))

    def _of_entry(
        self,
        wanted: ManuscriptPlan,
        foreach: ForeachStep,
        entry: Entry,
        count: int,
        beside: _Beside,
        language: str,
    ) -> Iterator[Part]:
        result = () if entry.result is NOTHING else (entry.result,)
        alone = self._rebuilding.scope.child({foreach.name: result})
        told: Any = some(alone, wanted.parts, list_of(DRAFT)) if result else NOTHING
        drafts = beside.own(told) if told is not NOTHING else []
        if entry.whole and told is not NOTHING and not drafts:
            return  # the manuscript is to leave it out
        drafts = [draft for draft in drafts if draft.paragraphs] or self._inside(entry)
        headings = _list(alone, wanted.headings, list_of(TEXT))
        headings = beside.own(headings) if beside.headings and len(headings) > beside.headings else headings
        if len(headings) == count != 1:
            headings = headings[entry.number - 1 : entry.number]
        if wanted.headings is not None and not headings:
            headings = [beginning_of(entry.item)]
        reason = "" if entry.whole else self._reason(entry.path)
        name = f"{foreach.variable} {entry.number}"
        for number, draft in enumerate(drafts):
            heading = str(headings[number]) if number < len(headings) else ""
            last = number == len(drafts) - 1
            yield Part(heading=heading, draft=draft, gap=unfinished(name, reason, language) if last and reason else "")
        if not drafts:
            heading = str(headings[0]) if headings else ""
            yield Part(heading=heading, gap=missing(name, reason or self._reason(entry.path), language))

    def _inside(self, entry: Entry) -> list[Draft]:
        """What there is of an item that is to be put together of others, as a chapter is of its scenes."""
        texts = []
        for path, entries in self._rebuilding.entries.items():
            if path.startswith(f"{entry.path}."):
                found = [_draft_in(inner.result) for inner in entries]
                texts += [draft.text for draft in found if draft is not None]
        return [Draft.of("\n\n".join(texts))] if texts else []

    def _reason(self, path: str) -> str:
        """Why what stands at ``path`` is not there; empty for anywhere."""
        failures = self._result.failures if self._result is not None else ()
        for failure in failures:
            if not path or failure.step.startswith(path):
                return failure.why
        told = reason_of(self._visits, path) if path else ""
        return told or self._standing or next((failure.message for failure in failures), "it was not made")


def _draft_in(value: Any) -> Draft | None:
    """The draft that a value is, or has under one of its names."""
    values = value.values() if isinstance(value, Mapping) else [value]
    return next((found for found in values if isinstance(found, Draft)), None)


def _only_foreach(plan: Plan, wanted: ManuscriptPlan) -> ForeachStep | None:
    """The foreach whose results the parts of the manuscript are, if it is one."""
    named = [plan.block.steps.get(name) for name in wanted.parts.names]
    found = [step for step in named if isinstance(step, ForeachStep)]
    return found[0] if len(found) == 1 else None


def _at_once(wanted: ManuscriptPlan, scope: Scope) -> list[Part]:
    """The parts of a manuscript that are no results of a foreach."""
    drafts = _list(scope, wanted.parts, list_of(DRAFT)) or _list(scope, wanted.parts, DRAFT)
    return list(_parts(drafts, _list(scope, wanted.headings, list_of(TEXT))))


def _parts(drafts: Sequence[Draft], headings: Sequence[str]) -> tuple[Part, ...]:
    named = headings if len(headings) == len(drafts) else [""] * len(drafts)
    return tuple(Part(heading=heading, draft=draft) for heading, draft in zip(named, drafts, strict=True))


def _list(scope: Scope, expression: Expression | None, wanted: Type) -> list[Any]:
    """The values that an expression has, as a list; empty where it has none yet."""
    found = some(scope, expression, wanted) if expression is not None else NOTHING
    return [] if found is NOTHING else list(found) if isinstance(found, (list, tuple)) else [found]


def _text(scope: Scope, expression: Expression | None) -> str:
    return "".join(_list(scope, expression, TEXT))


def _input_language(visits: Visits) -> str:
    said = visits.inputs.get("language")
    return said if isinstance(said, str) else "en"


def _recorded(manuscript: Manuscript) -> list[Part]:
    return [Part(heading=part.heading, draft=part.draft) for part in manuscript.parts]


def _book(title: str, said: str, parts: Sequence[Part]) -> Book:
    language = language_of(said, [part.draft.text for part in parts if part.draft is not None])
    return Book(title=title, language=language, parts=tuple(parts))
