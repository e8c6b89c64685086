"""Graphs to draw: a small one by hand, and generated ones nested as deep and named as oddly as workflows may be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count

from hypothesis import strategies as st

from orchestrator.adapters.export.graph.model import Block, Edge, Graph, Kind, Node, Take, reduced_edges

LEAVES: Sequence[Kind] = ("agent", "check", "render")


def step(path: str, *after: str, kind: Kind = "agent", subtitle: str = "", **more: object) -> Node:
    """A step whose name is the last part of its path."""
    return Node(id=path, name=re.split("[.:]", path)[-1], kind=kind, subtitle=subtitle, after=after, **more)  # type: ignore[arg-type]


def block(*nodes: Node, returns: tuple[Edge, ...] = (), again: str = "next round") -> Block:
    return Block(nodes, reduced_edges(nodes), returns, again)


def graph(*nodes: Node, name: str = "small", description: str = "") -> Graph:
    return Graph(name=name, description=description, block=block(*nodes))


_ODD = (
    "",
    "planner",
    "for each scene of outline.scenes, in series",
    "critique.score >= 8 and report.passed or round > 2",
    'say "hi" & <b>bold</b> #1; [x] (y) {z} |p| `code` ]]>',
    "style: a#b; class: x#35; end --> A-.->B %% comment",
    "大纲：写一个故事，「引号」；（括号）" * 3,
    "an_unbreakable_name_that_is_longer_than_any_box_or_line_would_like_it_to_be" * 2,
    "two\nlines\t\x00\ud800",
)
anything = st.one_of(st.sampled_from(_ODD), st.text(max_size=20))
_words = st.sampled_from(["a", "end", "draft", "大纲", "é", "_", "ไทย", "a_rather_long_name_for_a_step_"])


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Any graph with up to four levels of blocks; every node has a name of its own."""
    numbers = count()
    inputs = [_other(draw, "inputs", "input", numbers) for _ in range(draw(st.integers(0, 3)))]
    steps = _steps(draw, "", [node.id for node in inputs], 3, numbers)
    ids = [node.id for node in (*inputs, *steps)]
    outputs = [_other(draw, "outputs", "output", numbers, ids) for _ in range(draw(st.integers(0, 3)))]
    return Graph(name=draw(anything), description=draw(anything), block=block(*inputs, *steps, *outputs))


def _other(draw: st.DrawFn, prefix: str, kind: Kind, numbers: Iterator[int], known: Sequence[str] = ()) -> Node:
    name = f"{draw(_words)}{next(numbers)}"
    takes = (Take(name, draw(anything)),) if kind != "input" else ()
    return Node(id=f"{prefix}:{name}", name=name, kind=kind, takes=takes, after=_some(draw, known))


def _some(draw: st.DrawFn, known: Sequence[str]) -> tuple[str, ...]:
    return tuple(draw(st.lists(st.sampled_from(known), unique=True, max_size=3))) if known else ()


def _steps(draw: st.DrawFn, prefix: str, around: Sequence[str], depth: int, numbers: Iterator[int]) -> list[Node]:
    nodes: list[Node] = []
    for _ in range(draw(st.integers(1, 5 if depth == 3 else 3))):
        name = f"{draw(_words)}{next(numbers)}"
        nodes.append(_step(draw, prefix + name, name, [*around, *(node.id for node in nodes)], depth, numbers))
    return nodes


def _step(draw: st.DrawFn, path: str, name: str, known: Sequence[str], depth: int, numbers: Iterator[int]) -> Node:
    kind = draw(st.sampled_from(LEAVES if not depth else (*LEAVES, "foreach", "loop")))
    inner = None
    if kind == "foreach":
        inner = block(*_steps(draw, f"{path}.", (), depth - 1, numbers))
    elif kind == "loop":
        inner = _round(draw, path, depth - 1, numbers)
    takes = [Take(draw(_words), draw(anything)) for _ in range(draw(st.integers(0, 3)))]
    return Node(
        id=path,
        name=name,
        kind=kind,
        subtitle=draw(anything),
        takes=tuple(takes),
        after=_some(draw, known),
        when=draw(anything),
        sets=draw(st.sampled_from(["", "text"])),
        until=draw(anything) if kind == "loop" else "",
        block=inner,
    )


def _round(draw: st.DrawFn, path: str, depth: int, numbers: Iterator[int]) -> Block:
    carried = [_other(draw, path, "carried", numbers) for _ in range(draw(st.integers(1, 3)))]
    steps = _steps(draw, f"{path}.", [node.id for node in carried], depth, numbers)
    returns = {
        Edge(draw(st.sampled_from(steps)).id, draw(st.sampled_from(carried)).id) for _ in range(draw(st.integers(1, 3)))
    }
    return block(*carried, *steps, returns=tuple(sorted(returns, key=str)))
