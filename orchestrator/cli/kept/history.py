"""How the parts of a manuscript came to be, read off the journal: which loop made a passage, and its rounds.

The journal keeps every round of every draft as text. A passage is found again by its text: what left a loop stands in
the manuscript paragraph for paragraph, alone or joined with others. So nothing is kept twice, and a text that a person
changed afterwards has no history that would be untrue of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from orchestrator.adapters.export.book.model import Judgement, Passage, Round
from orchestrator.cli.kept.paths import block_of, round_of
from orchestrator.cli.kept.rounds import Visits, carried, detail_of, judging, revised_round
from orchestrator.cli.kept.values import parsed
from orchestrator.domain.records import CallRecord, VisitRecord
from orchestrator.domain.text import split_paragraphs


@dataclass(frozen=True, slots=True)
class Told:
    """A loop with one of the texts that it carried: its rounds, oldest first, and the one whose text left it."""

    loop: str
    rounds: tuple[Round, ...]
    final: Round


def told_loops(visits: Visits, calls: Sequence[CallRecord]) -> list[Told]:
    """Every loop that carries a text, in the order in which they began.

    Args:
        visits: of one item.
        calls: of that item, for the roles; their texts are not needed.
    """
    roles = {call.path: call.role for call in calls}
    return [told for loop in visits.loops for told in _told(visits, loop, roles)]


def passages_of(loops: Sequence[Told], parts: Sequence[Sequence[str]]) -> list[tuple[Passage, ...]]:
    """For each part, given by its paragraphs, the passages that came out of loops, in their order.

    A loop that began with what an earlier one beside it had brought goes on with its history.
    """
    places = _Places(parts)
    follows = _follows(loops)
    taken_up = {before.loop for before in follows.values()}
    found: list[list[Passage]] = [[] for _ in parts]
    for told in loops:
        place = places.take(split_paragraphs(told.final.text)) if told.loop not in taken_up else None
        if place is None:
            continue
        part, start, end = place
        rounds = _whole_history(told, follows)
        found[part].append(Passage(start=start, end=end, rounds=rounds, final=told.final.path))
    return [tuple(sorted(passages, key=lambda passage: passage.start)) for passages in found]


class _Places:
    """Where texts stand among the parts; each place is given away once."""

    def __init__(self, parts: Sequence[Sequence[str]]) -> None:
        self._parts = parts
        self._free = [[True] * len(part) for part in parts]
        self._begins: dict[str, list[tuple[int, int]]] = {}
        for part, paragraphs in enumerate(parts):
            for at, text in enumerate(paragraphs):
                self._begins.setdefault(text, []).append((part, at))

    def take(self, paragraphs: Sequence[str]) -> tuple[int, int, int] | None:
        """The first free place with these paragraphs: the part, and from where to where in it."""
        for part, start in self._begins.get(paragraphs[0], ()) if paragraphs else ():
            end = start + len(paragraphs)
            if list(self._parts[part][start:end]) == paragraphs and all(self._free[part][start:end]):
                self._free[part][start:end] = [False] * len(paragraphs)
                return part, start, end
        return None


def _follows(loops: Sequence[Told]) -> dict[str, Told]:
    """By the path of a loop, the latest one before it in the same block whose text it began with, if there is one."""
    follows: dict[str, Told] = {}
    ended: dict[tuple[str, str], Told] = {}
    for told in loops:
        block = block_of(told.loop)
        before = ended.get((block, told.rounds[0].text))
        if before is not None and before.loop != told.loop:
            follows[told.loop] = before
        ended[block, told.final.text] = told
    return follows


def _whole_history(told: Told, follows: Mapping[str, Told]) -> tuple[Round, ...]:
    rounds = told.rounds
    while (before := follows.get(told.loop)) is not None:
        # Its first round had the text that left the one before, and what had been revised into that.
        first = replace(rounds[0], revised=before.final.revised, by=before.final.by)
        rounds = (*before.rounds, first, *rounds[1:])
        told = before
    return rounds


def _told(visits: Visits, loop: str, roles: Mapping[str, str]) -> Iterator[Told]:
    visited = visits.rounds(loop)
    texts = {visit.path: carried(visits, visit.path) for visit in visited}
    for name in visits.written(loop).carry:
        rounds = tuple(
            _round(visits, visit, name, texts[visit.path][name], roles)
            for visit in visited
            if _is_prose(texts[visit.path].get(name, ""))
        )
        final = _final(rounds)
        if final is not None:
            yield Told(loop, rounds, final)


def _final(rounds: Sequence[Round]) -> Round | None:
    """The round that left the loop, or would now: the one that met what was asked, else the best, else the last."""
    met = [told for told in rounds if told.met]
    best = [told for told in rounds if told.best]
    return next(iter([*met, *reversed(best), *reversed(rounds)]), None)


def _round(visits: Visits, visit: VisitRecord, name: str, text: str, roles: Mapping[str, str]) -> Round:
    loop, number = round_of(visit.path) or ("", 0)
    detail = detail_of(visit)
    revised = f"{loop}#{revised_round(visits, loop, number - 1)}" if number > 1 else ""
    return Round(
        path=visit.path,
        number=number,
        text=text,
        revised=revised,
        by=_by(visits, loop, number - 1, name, roles) if revised else "",
        score=tuple(detail.get("score", ())),
        best=bool(detail.get("best")),
        met=bool(detail.get("met")),
        judged=tuple(_judgement(judged, roles) for judged in judging(visits, visit.path)),
    )


def _by(visits: Visits, loop: str, number: int, name: str, roles: Mapping[str, str]) -> str:
    """Who revised in a round: of several steps that set a text, the last."""
    setting = visits.written(loop).sets.get(name, ())
    done = [step for step in setting if visits.at(f"{loop}#{number}.{step}") is not None]
    return roles.get(f"{loop}#{number}.{done[-1]}", done[-1]) if done else ""


def _judgement(visit: VisitRecord, roles: Mapping[str, str]) -> Judgement:
    name = visit.path.rpartition(".")[2]
    return Judgement(path=visit.path, kind=visit.kind, role=roles.get(visit.path, name), value=parsed(visit.value))


def _is_prose(text: str) -> bool:
    return bool(text.strip()) and isinstance(parsed(text), str)
