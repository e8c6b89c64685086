"""The graph as a Mermaid flowchart, for Markdown that renders it.

Ids are made of step paths, so that a small change of a workflow is a small change of the text. What stands in
labels is escaped as character codes: a label may hold anything, and Mermaid reads much inside quotes as markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from orchestrator.adapters.export.graph.model import Block, Graph, Kind, Node, walk
from orchestrator.adapters.export.graph.words import beside, remarks, taken
from orchestrator.adapters.export.graph.wrapping import WORD_JOINER, one_line, tied, wrap

LABEL_CELLS = 44
LABEL_PIXELS = 400
LINE_PIXELS = 24
_BREAK = "<br/>"

# By the brackets that Mermaid knows them by: stadiums for what comes in, goes out or goes round, and for a person's
# part; hexagons for measures, slanted boxes for documents, boxes with double sides for other workflows.
_SHAPES: Mapping[Kind, tuple[str, str]] = MappingProxyType(
    {
        "input": ("([", "])"),
        "output": ("([", "])"),
        "carried": ("([", "])"),
        "agent": ("(", ")"),
        "check": ("{{", "}}"),
        "render": ("[/", "/]"),
        "human": ("([", "])"),
        "workflow": ("[[", "]]"),
    }
)
# Fill, border and text; on these light fills dark text is legible whatever theme the page has.
_CLASSES: Mapping[Kind, tuple[str, str, str]] = MappingProxyType(
    {
        "input": ("#f3f5f8", "#98a2b3", "#111827"),
        "output": ("#1f2937", "#98a2b3", "#ffffff"),
        "carried": ("#ffffff", "#be185d", "#111827"),
        "agent": ("#eef2ff", "#4f46e5", "#111827"),
        "check": ("#f0fdfa", "#0f766e", "#111827"),
        "render": ("#f0f9ff", "#0369a1", "#111827"),
        "human": ("#fefce8", "#a16207", "#111827"),
        "workflow": ("#f1f5f9", "#475569", "#111827"),
        "foreach": ("#fffaf1", "#b45309", "#111827"),
        "loop": ("#fdf3f8", "#be185d", "#111827"),
        "variants": ("#faf5ff", "#7e22ce", "#111827"),
    }
)
_PLAIN = re.compile(r"[^A-Za-z0-9 ,.()←·-]")
# Even as codes these begin a formula, a line break and an icon, unless something stands between.
_ACTIVE = re.compile(r"[$\\]|:(?=\S)")
_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9_.]")


def draw_mermaid(graph: Graph) -> str:
    """``graph`` as the text of a Mermaid flowchart; the last line ends with a line break."""
    lines = [*_front_matter(graph), "flowchart TD", *(f"  {line}" for line in _block(graph.block))]
    for kind, (fill, border, text) in _CLASSES.items():
        lines.append(f"  classDef {kind} fill:{fill},stroke:{border},color:{text}")
    return "\n".join(lines) + "\n"


def _front_matter(graph: Graph) -> Iterator[str]:
    yield "---"
    # JSON strings are YAML scalars too.
    yield f"title: {json.dumps(one_line(graph.name), ensure_ascii=False)}"
    headings = [_label(node).count(_BREAK) for node in walk(graph.block) if node.block is not None]
    if headings:
        # Mermaid makes room for one line above the nodes of a subgraph and lets further ones overlap them.
        yield "config:"
        yield "  flowchart:"
        yield f"    wrappingWidth: {LABEL_PIXELS}"
        yield f"    subGraphTitleMargin: {{top: 4, bottom: {LINE_PIXELS * max(headings) + 8}}}"
    yield "---"


def _block(block: Block) -> Iterator[str]:
    ids = {node.id: _id(node) for node in block.nodes}
    for node in block.nodes:
        yield from _node(node)
    for edge in block.edges:
        yield f"{ids[edge.source]} --> {ids[edge.target]}"


def _node(node: Node) -> Iterator[str]:
    if node.block is None:
        opening, closing = _SHAPES[node.kind]
        yield f'{_id(node)}{opening}"{_label(node)}"{closing}:::{node.kind}'
        return
    yield f'subgraph {_id(node)}["{_label(node)}"]'
    yield "  direction TB"
    yield from (f"  {line}" for line in _block(node.block))
    ids = {inner.id: _id(inner) for inner in node.block.nodes}
    for edge in node.block.returns:
        yield f'  {ids[edge.source]} -.->|"{_escaped(tied(node.block.again))}"| {ids[edge.target]}'
    yield "end"
    yield f"{_id(node)}:::{node.kind}"


def _id(node: Node) -> str:
    """An id for Mermaid, different for different nodes and never a word of Mermaid's own.

    >>> _id(Node(id="story_scenes.draft", name="draft", kind="agent"))
    'step.story_scenes.draft'
    """
    path = _NOT_IN_IDS.sub(lambda match: f"${ord(match[0]):x}$", node.id.replace(":", "."))
    prefix = "step." if node.is_step else "carried." if node.kind == "carried" else ""
    return prefix + path


def _label(node: Node) -> str:
    lines = [node.name, node.phrase if node.is_step else beside(node)]
    if node.is_step:
        # What a block carries stands among its steps.
        carries = node.kind in ("foreach", "loop")
        lines += ["" if carries else taken(node), *remarks(node)]
    return _BREAK.join(_escaped(line) for line in lines if one_line(line))


def _escaped(text: str) -> str:
    """``text`` in lines of limited width, with Mermaid's character codes for all that could be markup.

    >>> _escaped('say "hi" #1')
    'say #34;hi#34; #35;1'
    """
    return _BREAK.join(_PLAIN.sub(_code, line) for line in wrap(text, LABEL_CELLS))


def _code(match: re.Match[str]) -> str:
    character = match[0]
    if character == "_" or (character.isalnum() and not character.isascii()):
        return character
    active = _ACTIVE.match(match.string, match.start()) is not None
    return f"#{ord(character)};{f'#{ord(WORD_JOINER)};' if active else ''}"
