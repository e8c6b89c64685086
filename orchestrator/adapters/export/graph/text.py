"""The graph as a tree of text, from top to bottom in the order in which steps run.

Steps that can run at the same time stand under one branch. Lines have at most ``COLUMNS`` cells, a wide character
(CJK) taking two; only blocks inside more than two dozen others need more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestrator.adapters.export.graph.model import Block, Graph, Node, generations
from orchestrator.adapters.export.graph.words import remarks, taken
from orchestrator.adapters.export.graph.wrapping import cells, tied, wrap

COLUMNS = 100
_LEAST_ROOM = 24
_WORD = re.compile(r"\w+")


def draw_text(graph: Graph) -> str:
    """``graph`` as lines of text; the last one ends with a line break."""
    written = [node for node in graph.block.nodes if node.kind == "input"]
    inputs = [f"{node.name} ({tied(node.subtitle)})" if node.subtitle else node.name for node in written]
    outputs = [node for node in graph.block.nodes if node.kind == "output"]
    lines = [*_lines("", "", graph.name), *_lines("", "", graph.description), ""]
    if inputs:
        lines += [*_lines("○ ", "│   ", f"inputs: {', '.join(map(tied, inputs))}"), "│"]
    lines += _block(graph.block, "", after_it=["│"] if outputs else [])
    for node in outputs:
        lines += _lines("● ", "    ", _output(node))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _output(node: Node) -> str:
    names = [take.name for take in node.takes]
    takes = ", ".join(tied(str(take)) for take in node.takes)
    return f"{'output' if names == [node.name] else node.name}: {takes}"


def _lines(first: str, others: str, text: str) -> list[str]:
    """``text`` wrapped, the first line behind ``first`` and all others behind ``others``."""
    room = max(_LEAST_ROOM, COLUMNS - max(cells(first), cells(others)))
    return [(others if number else first) + line for number, line in enumerate(wrap(text, room))]


def _block(block: Block, prefix: str, after_it: list[str]) -> list[str]:
    """The steps of ``block`` behind ``prefix``, then the lines ``after_it``, which end their branch."""
    groups = generations(block)
    lines: list[str] = []
    for number, group in enumerate(groups):
        is_last = number + 1 == len(groups) and not after_it
        if not prefix and number:
            lines.append("│")
        if len(group) == 1:
            lines += _step(group[0], block, prefix, is_last=is_last)
            continue
        head, rest = _branch(prefix, is_last=is_last)
        lines.append(f"{head}at the same time")
        for place, node in enumerate(group):
            lines += _step(node, block, rest, is_last=place + 1 == len(group))
    return [*lines, *after_it]


def _branch(prefix: str, *, is_last: bool) -> tuple[str, str]:
    """What stands before the first line of a branch and before its other lines."""
    return (f"{prefix}╰─ ", f"{prefix}   ") if is_last else (f"{prefix}├─ ", f"{prefix}│  ")


def _step(node: Node, around: Block, prefix: str, *, is_last: bool) -> list[str]:
    head, rest = _branch(prefix, is_last=is_last)
    inset = f"{rest}│  " if node.block is not None else f"{rest}   "
    lines = _lines(head, inset, f"{node.name}: {tied(node.phrase)}")
    for detail in _details(node, around):
        lines += _lines(inset, f"{inset}  ", detail)
    if node.block is not None:
        lines += _block(node.block, rest, after_it=list(_endings(node, rest)))
    return lines


def _details(node: Node, around: Block) -> Iterator[str]:
    if node.takes:
        yield taken(node)
    awaited = _awaited_silently(node, around)
    if awaited:
        yield f"after {', '.join(awaited)}"
    yield from remarks(node)


def _awaited_silently(node: Node, around: Block) -> list[str]:
    """Steps that ``node`` comes after without an expression of its own that names them."""
    spoken = " ".join(
        [*(take.source for take in node.takes), node.when, node.otherwise, node.items, node.rounds, node.variants]
    )
    named = set(_WORD.findall(spoken))
    steps = {other.id: other.name for other in around.nodes if other.is_step}
    sources = [steps[edge.source] for edge in around.edges if edge.target == node.id and edge.source in steps]
    return [name for name in sources if name not in named]


def _endings(node: Node, prefix: str) -> Iterator[str]:
    """What stands below the steps of a block."""
    if node.block is not None and node.block.returns:
        yield from _lines(f"{prefix}├↺ ", f"{prefix}│  ", tied(node.block.again))
    yield from _lines(f"{prefix}╰→ ", f"{prefix}   ", tied(f"gives {node.gives}"))
