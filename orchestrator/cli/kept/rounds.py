"""The rounds of a loop as they were kept: what each began with, how it was judged, and what a revision went by.

A score belongs to what its round began with. A round revises the best value so far where the loop looks for the best
one, and else its own; it goes by what judging found of that value. Judging is what began before the round was judged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from orchestrator.cli.kept.loops import Loop, loop_at
from orchestrator.cli.kept.paths import block_of, round_around, round_of, without_keys
from orchestrator.domain.records import RunRecord, VisitRecord


@dataclass(frozen=True)
class Visits:
    """The visits of one item of a run.

    Attributes:
        all: in the order in which they began.
        inputs: of the item.
        rejected: the paths of the steps at which a person rejected something.
    """

    run: RunRecord
    all: Sequence[VisitRecord]
    inputs: Mapping[str, Any]
    rejected: frozenset[str]

    @cached_property
    def by_path(self) -> dict[str, VisitRecord]:
        """The visits by their paths."""
        return {visit.path: visit for visit in self.all}

    @cached_property
    def _order(self) -> dict[str, int]:
        return {visit.path: number for number, visit in enumerate(self.all)}

    @cached_property
    def _blocks(self) -> dict[str, list[VisitRecord]]:
        blocks: dict[str, list[VisitRecord]] = {}
        for visit in self.all:
            if round_of(visit.path) is None:
                blocks.setdefault(block_of(visit.path), []).append(visit)
        return blocks

    @cached_property
    def loops(self) -> dict[str, list[VisitRecord]]:
        """The rounds of each loop that have been judged, by the loop's path."""
        loops: dict[str, list[VisitRecord]] = {}
        for visit in self.all:
            if found := round_of(visit.path):
                loops.setdefault(found[0], []).append(visit)
        return loops

    @cached_property
    def _written(self) -> dict[str, Loop]:
        return {}

    def written(self, loop: str) -> Loop:
        """The loop at that path as the run's workflow has it; what is read of the workflow is kept."""
        place = without_keys(loop)
        if place not in self._written:
            self._written[place] = loop_at(self.run.sources, place)
        return self._written[place]

    def at(self, path: str) -> VisitRecord | None:
        """The visit at ``path``."""
        return self.by_path.get(path)

    def directly_in(self, block: str) -> list[VisitRecord]:
        """The visits of the steps of a block, without those of its rounds."""
        return self._blocks.get(block, [])

    def rounds(self, loop: str) -> list[VisitRecord]:
        """The rounds of a loop that have been judged."""
        return self.loops.get(loop, [])

    def position(self, path: str) -> int:
        """When the visit at ``path`` began, among all; after all of them where there is none."""
        return self._order.get(path, len(self.all))


def detail_of(visit: VisitRecord) -> dict[str, Any]:
    """What was noted of a visit besides its value."""
    return dict(json.loads(visit.detail)) if visit.detail else {}


def revised_round(visits: Visits, loop: str, number: int) -> int:
    """The number of the round whose value round ``number`` revised."""
    best = [
        found[1]
        for visit in visits.rounds(loop)
        if (found := round_of(visit.path)) and found[1] <= number and detail_of(visit).get("best")
    ]
    return max(best, default=number)


def judging(visits: Visits, round_path: str) -> list[VisitRecord]:
    """The steps of a round that judged what it began with."""
    return _beside(visits, round_path, before=True)


def led_to(visits: Visits, path: str) -> str | None:
    """The path of the round that the step at ``path`` went by in revising; None where it revised nothing."""
    around = round_around(path)
    found = round_of(around) if around is not None else None
    if around is None or found is None:
        return None
    revising = {visit.path for visit in _beside(visits, around, before=False)}
    if not any(path == step or path.startswith((f"{step}.", f"{step}[", f"{step}#", f"{step}@")) for step in revising):
        return None
    return f"{found[0]}#{revised_round(visits, *found)}"


def carried(visits: Visits, round_path: str) -> dict[str, str]:
    """What a round began with, by name; a name is missing where what it stood for was not kept."""
    found = round_of(round_path)
    if found is None:
        return {}
    loop, number = found
    definition = visits.written(loop)
    if number == 1:
        values = {name: _named(visits, loop, expression) for name, expression in definition.carry.items()}
        return {name: value for name, value in values.items() if value is not None}
    before = carried(visits, f"{loop}#{revised_round(visits, loop, number - 1)}")
    if any(visit.path in visits.rejected for visit in _beside(visits, f"{loop}#{number - 1}", before=False)):
        return before  # a revision that a person rejects is not taken
    for name, steps in definition.sets.items():
        for step in steps:
            visit = visits.at(f"{loop}#{number - 1}.{step}")
            if visit is not None and visit.status == "done" and visit.value:
                before[name] = visit.value
    return before


def _beside(visits: Visits, round_path: str, *, before: bool) -> list[VisitRecord]:
    judged = visits.position(round_path)
    return [visit for visit in visits.directly_in(round_path) if (visits.position(visit.path) < judged) == before]


def _named(visits: Visits, path: str, expression: str) -> str | None:
    """The value of a name as the step at ``path`` sees it: a step of a block around it, or an input."""
    name = expression.removeprefix("inputs.")
    block = path if name == expression and name.isidentifier() else ""
    while block:
        block = block_of(block)
        visit = visits.at(f"{block}.{name}" if block else name)
        if visit is not None and visit.value:
            return visit.value
    given = visits.inputs.get(name)
    return given if isinstance(given, str) else None
