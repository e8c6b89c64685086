"""Pictures of a workflow: a tree of text, a Mermaid flowchart, an SVG picture, a JSON document.

A compiled plan becomes a graph of its own (``reading``, ``model``) that knows nothing of drawing; each format
draws that graph. ``formats`` holds what other rooms use.
"""

from orchestrator.adapters.export.graph.formats import FORMATS, to_json, to_mermaid, to_svg, to_text

__all__ = ["FORMATS", "to_json", "to_mermaid", "to_svg", "to_text"]
