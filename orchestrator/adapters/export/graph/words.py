"""What a picture says of a node below its name, in words that all formats share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from orchestrator.adapters.export.graph.model import Kind, Node
from orchestrator.adapters.export.graph.wrapping import tied

_TAKES: Mapping[Kind, str] = MappingProxyType(
    {"loop": "begins with", "foreach": "begins with", "variants": "the judge takes", "human": "shows"}
)


def taken(node: Node) -> str:
    """What a step takes; of a block that carries values, what they begin as; an empty string for nothing.

    >>> from orchestrator.adapters.export.graph.model import Take
    >>> taken(Node(id="a", name="a", kind="human", takes=(Take("of", "draft"),)))
    'shows draft'
    """
    if not node.takes:
        return ""
    shown = (take.source if node.kind == "human" else str(take) for take in node.takes)
    return f"{_TAKES.get(node.kind, 'takes')} {', '.join(map(tied, shown))}"


def beside(node: Node) -> str:
    """What stands with the name of an input, an output or a carried value.

    >>> from orchestrator.adapters.export.graph.model import Take
    >>> beside(Node(id="outputs:summary", name="summary", kind="output", takes=(Take("summary", "short.text"),)))
    '← short.text'
    """
    takes = (str(take).removeprefix(node.name).strip() for take in node.takes)
    return ", ".join(tied(text) for text in (node.subtitle, *takes) if text)


def remarks(node: Node) -> tuple[str, ...]:
    """What else is to be said of a step, a remark a line: when it runs, what happens where it fails, what it sets.

    >>> remarks(Node(id="a", name="a", kind="agent", retry=2, timeout_seconds=90, sets="text"))
    ('tried again twice, at most 90 s each time', 'sets text')
    """
    return tuple(_remarks(node))


def _remarks(node: Node) -> Iterator[str]:
    if node.when:
        yield tied(f"when {node.when}")
    if node.otherwise:
        yield tied(f"else {node.otherwise}")
    patience = ", ".join(_patience(node))
    if patience:
        yield patience
    if node.on_error == "skip":
        yield "skipped where it fails"
    if node.on_error == "collect":
        yield "items that fail are left out"
    if node.kind == "workflow" and node.gives:
        yield f"gives {node.gives}"
    if node.sets:
        yield f"sets {node.sets}"


def _patience(node: Node) -> Iterator[str]:
    if node.retry:
        times = {1: "once", 2: "twice"}.get(node.retry, f"{node.retry} times")
        yield f"tried again {times}"
    if node.timeout_seconds is not None:
        yield f"at most {node.timeout_seconds:g} s{' each time' if node.retry else ''}"
