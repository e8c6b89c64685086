"""The pictures by the names that the command line knows them by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from orchestrator.adapters.export.graph.document import draw_json
from orchestrator.adapters.export.graph.mermaid import draw_mermaid
from orchestrator.adapters.export.graph.reading import graph_of
from orchestrator.adapters.export.graph.svg import draw_svg
from orchestrator.adapters.export.graph.text import draw_text
from orchestrator.language.plan import Plan


def to_text(plan: Plan) -> str:
    """``plan`` as a tree of text, at most 100 columns wide, in the order in which its steps run."""
    return draw_text(graph_of(plan))


def to_mermaid(plan: Plan) -> str:
    """``plan`` as a Mermaid flowchart, for Markdown that renders it."""
    return draw_mermaid(graph_of(plan))


def to_svg(plan: Plan) -> str:
    """``plan`` as an SVG picture: one document that needs nothing else, for light and dark surroundings."""
    return draw_svg(graph_of(plan))


def to_json(plan: Plan) -> str:
    """``plan`` as a JSON document: name, inputs, steps, outputs, critical path and estimated calls."""
    return draw_json(graph_of(plan))


FORMATS: Mapping[str, Callable[[Plan], str]] = MappingProxyType(
    {"text": to_text, "mermaid": to_mermaid, "svg": to_svg, "json": to_json}
)
"""What ``inkloom graph --format`` may name, and the function that draws it."""
