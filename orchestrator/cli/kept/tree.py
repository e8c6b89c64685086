"""The steps of an item as a tree by path: what is finished in few lines, what is not in all of them.

A finished step is one line, with the scores of all loops in it. Each item of a foreach has its own, if they are few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from orchestrator.cli.kept.paths import parts, round_of
from orchestrator.cli.kept.rounds import detail_of
from orchestrator.cli.printing import line, printable
from orchestrator.domain.records import VisitRecord

MARKS: Mapping[str, str] = MappingProxyType(
    {"done": "✓", "started": "▸", "waiting": "?", "failed": "✗", "skipped": "-", "stopped": "▪"}
)
COLOURS: Mapping[str, str] = MappingProxyType(
    {"done": "green", "started": "cyan", "waiting": "yellow", "failed": "red", "stopped": "yellow"}
)
_FINISHED = ("done", "skipped")
_SHOWN_FINISHED = 12
_MESSAGE_CHARACTERS = 200


@dataclass(slots=True)
class Node:
    """A part of a path and what stands below it; ``visit`` is None where nothing was noted of that part itself."""

    path: str = ""
    part: str = ""
    visit: VisitRecord | None = None
    children: dict[str, Node] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The part as a reader knows it: the name of a step, the key of an item, a round."""
        if self.part.startswith("["):
            return self.part[1:-1]
        if self.part.startswith("#"):
            return f"round {self.part[1:]}"
        return f"variant {self.part[1:]}" if self.part.startswith("@") else self.part.removeprefix(".")

    @property
    def has_items(self) -> bool:
        """Whether it is a foreach, with items below it."""
        return any(part.startswith("[") for part in self.children)

    def status(self, *, alive: bool) -> str:
        """Its own, or what those below it make of it; ``stopped`` where it began in a run that nobody runs now."""
        inner = [child.status(alive=alive) for child in self.children.values()]
        own = self.visit.status if self.visit is not None else None
        if own == "started":
            return "started" if alive else "stopped"
        # The steps of a round that was judged may still be revising.
        if own is None or (self.part.startswith("#") and own == "done"):
            order = ("failed", "waiting", "started", "stopped", "done", "skipped")
            return next((status for status in order if status in inner), own or "done")
        return own


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the tree; ``depth`` from 0."""

    depth: int
    status: str
    text: str


def tree(visits: Iterable[VisitRecord]) -> Node:
    """The tree of these visits."""
    root = Node()
    for visit in visits:
        node = root
        for part in parts(visit.path):
            node = node.children.setdefault(part, Node(node.path + part, part))
        node.visit = visit
    return root


def lines(root: Node, *, alive: bool, now: float) -> Iterator[Line]:
    """The tree in lines, without its root.

    Args:
        root: of the tree.
        alive: whether somebody runs the run.
        now: seconds since the epoch.
    """
    yield from _inside(root, 0, alive=alive, now=now)


def _inside(node: Node, depth: int, *, alive: bool, now: float) -> Iterator[Line]:
    children = [child for child in node.children.values() if not _is_told_already(child, alive=alive)]
    finished = Counter(status for child in children if (status := child.status(alive=alive)) in _FINISHED)
    folded = finished.total() > _SHOWN_FINISHED
    for status, count in finished.items() if folded else ():
        yield Line(depth, status, f"{count} {'done' if status == 'done' else 'not needed'}")
    for child in children:
        status = child.status(alive=alive)
        if status in _FINISHED and folded:
            continue
        yield Line(depth, status, _told(child, status, now))
        if status not in _FINISHED or child.has_items:
            yield from _inside(child, depth + 1, alive=alive, now=now)


def _is_told_already(node: Node, *, alive: bool) -> bool:
    """Whether it is a finished round: the line of its loop tells of it."""
    return node.part.startswith("#") and node.status(alive=alive) in _FINISHED


def _told(node: Node, status: str, now: float) -> str:
    told = [printable(node.label), *(f"{name}: {rounds}" for name, rounds in _loops(node, status))]
    detail = detail_of(node.visit) if node.visit is not None else {}
    if status == "started" and node.visit is not None and not node.children:
        told.append(f"running now, {max(0, now - node.visit.at):.0f} s")
    if status == "stopped" and not node.children:
        told.append("stopped here")
    if status == "skipped":
        told.append("not needed")
    if "message" in detail:
        told.append(line(without_path(detail["message"], node.path), _MESSAGE_CHARACTERS))
    return "  ".join(told)


def _loops(node: Node, status: str) -> Iterator[tuple[str, str]]:
    """The loops that one line tells of: its own rounds, or all those below what is finished."""
    rounds = [child.visit for child in node.children.values() if child.visit is not None and round_of(child.path)]
    if rounds:
        yield "rounds", told_rounds([detail_of(visit) for visit in rounds])
    elif status in _FINISHED and not node.has_items:
        for child in node.children.values():
            for name, told in _loops(child, status):
                yield (child.label if name == "rounds" else name), told


def told_rounds(rounds: Iterable[Mapping[str, Any]]) -> str:
    """The scores of the rounds of a loop, which was best, and whether one met what was asked for.

    >>> told_rounds([{"score": [5], "best": True, "met": False}, {"score": [9], "best": True, "met": True}])
    '5, 9 (best: round 2, met)'
    """
    rounds = list(rounds)
    scores = ", ".join(told_score(told) for told in rounds)
    best = max((number for number, told in enumerate(rounds, start=1) if told.get("best")), default=None)
    met = "met" if any(told.get("met") for told in rounds) else "not met"
    return f"{scores} ({met})" if best is None else f"{scores} (best: round {best}, {met})"


def told_score(detail: Mapping[str, Any]) -> str:
    """The score of one round; a dash where nothing scores.

    >>> told_score({"score": [8, 0.5]}), told_score({"score": []})
    ('8/0.5', '-')
    """
    return "/".join(f"{score:g}" for score in detail.get("score", ())) or "-"


def without_path(message: str, path: str) -> str:
    """``message`` without the path that many begin with.

    >>> without_path("draft: the model is gone", "draft")
    'the model is gone'
    """
    return message.removeprefix(f"{path}: ").removeprefix(f"{path} ")
