"""Colours, type and icons of the picture, for light and dark surroundings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from orchestrator.adapters.export.graph.cards import DETAIL, LEAD, NAME, PHRASE, TITLE

ICONS: Mapping[str, str] = MappingProxyType(
    {
        "agent": "M10.9 2.6l2.5 2.5M3 13l.7-3.2 7.2-7.2a1.2 1.2 0 0 1 1.7 0l.8.8a1.2 1.2 0 0 1 0 1.7L6.2 12.3z",
        "check": "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5.2 8.2l2 2 3.6-4",
        "render": "M4 1.8h5.2L12.5 5v9.2H4zM9 1.8V5.2h3.5M6 8.2h4.4M6 11h4.4",
        "foreach": "M2.5 5.5h8v8.5h-8zM5 5.5V3.7h8v8.5h-2.5M7.5 3.7V2h6v6.5",
        "human": "M8 8.2a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.6 14.2c.5-2.6 2.6-4 5.4-4s4.9 1.4 5.4 4",
        "workflow": "M1.8 3h5v4h-5zM9.2 9h5v4h-5zM4.3 7v4h4.9",
        "variants": "M8 2v4M8 6c0 3-5 2-5 6M8 6c0 3 5 2 5 6M8 6v6M2 14h2M7 14h2M12 14h2",
        "loop": "M13.6 8A5.6 5.6 0 1 1 11.6 3.7M13.6 1.8v3.4h-3.4",
    }
)
"""Outlines in a square of 16 pixels, by kind of step."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one surrounding; ``kinds`` gives each kind of step its ink, ``blocks`` their ground and border."""

    ground: str
    card: str
    border: str
    text: str
    phrase: str
    detail: str
    edge: str
    pill: str
    pill_border: str
    output: str
    output_text: str
    output_detail: str
    kinds: Mapping[str, str]
    blocks: Mapping[str, tuple[str, str]]


LIGHT = Palette(
    ground="#ffffff", card="#ffffff", border="#d5dae3", text="#111827", phrase="#4b5563", detail="#667085",
    edge="#8a94a6", pill="#f3f5f8", pill_border="#ccd3de", output="#1f2937", output_text="#ffffff",
    output_detail="#cbd5e1",
    kinds=MappingProxyType(
        {
            "agent": "#4f46e5", "check": "#0f766e", "render": "#0369a1", "human": "#a16207", "workflow": "#475569",
            "foreach": "#b45309", "loop": "#be185d", "variants": "#7e22ce",
        }
    ),
    blocks=MappingProxyType(
        {"foreach": ("#fffaf1", "#f0d9b0"), "loop": ("#fdf3f8", "#f2c6dc"), "variants": ("#faf5ff", "#e2cdf6")}
    ),
)  # fmt: skip

DARK = Palette(
    ground="#0d1117", card="#1b222d", border="#364152", text="#f0f3f8", phrase="#b6bfcc", detail="#93a0b2",
    edge="#76839a", pill="#161c26", pill_border="#3b4657", output="#e5e9f0", output_text="#111827",
    output_detail="#475569",
    kinds=MappingProxyType(
        {
            "agent": "#a5b4fc", "check": "#5eead4", "render": "#7dd3fc", "human": "#fde047", "workflow": "#cbd5e1",
            "foreach": "#fbbf24", "loop": "#f9a8d4", "variants": "#d8b4fe",
        }
    ),
    blocks=MappingProxyType(
        {"foreach": ("#17150f", "#5c4718"), "loop": ("#1e1219", "#6b2a4b"), "variants": ("#191325", "#55377d")}
    ),
)  # fmt: skip

_FONTS = (
    "Inter, 'Segoe UI', 'Helvetica Neue', Helvetica, Arial, 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', "
    "'Noto Sans CJK SC', sans-serif"
)


def stylesheet() -> str:
    """The picture's CSS. Every rule begins with ``.inkloom``, so that it touches nothing else on a page."""
    faces = [
        f".inkloom .{face.name} {{ font-size: {face.size:g}px; font-weight: {600 if face.bold else 400}; }}"
        for face in (TITLE, LEAD, NAME, PHRASE, DETAIL)
    ]
    shapes = [
        f".inkloom {{ font-family: {_FONTS}; }}",
        ".inkloom .edge, .inkloom .return { fill: none; stroke-width: 1.5; stroke-linecap: round; }",
        ".inkloom .return { stroke-dasharray: 5 4; }",
        ".inkloom .icon { fill: none; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }",
    ]
    dark = "\n".join(f"  {rule}" for rule in _colours(DARK))
    return "\n".join(
        [*shapes, *faces, *_colours(LIGHT), "@media (prefers-color-scheme: dark) {", dark, "}"],
    )


def _colours(palette: Palette) -> list[str]:
    rules = {
        ".ground": f"fill: {palette.ground};",
        ".title": f"fill: {palette.text};",
        ".name": f"fill: {palette.text};",
        ".lead": f"fill: {palette.phrase};",
        ".phrase": f"fill: {palette.phrase};",
        ".detail": f"fill: {palette.detail};",
        ".card": f"fill: {palette.card}; stroke: {palette.border};",
        ".edge": f"stroke: {palette.edge};",
        ".head": f"fill: {palette.edge};",
        ".pill": f"fill: {palette.pill}; stroke: {palette.pill_border};",
        ".output .pill": f"fill: {palette.output}; stroke: {palette.output};",
        ".output .name": f"fill: {palette.output_text};",
        ".output .detail": f"fill: {palette.output_detail};",
        ".carried .pill": f"fill: {palette.card}; stroke: {palette.kinds['loop']};",
        ".return": f"stroke: {palette.kinds['loop']};",
        ".return-head": f"fill: {palette.kinds['loop']};",
        ".until": f"fill: {palette.kinds['loop']};",
    }
    for kind, (ground, border) in palette.blocks.items():
        rules[f".{kind}-block"] = f"fill: {ground}; stroke: {border};"
    for kind, ink in palette.kinds.items():
        rules[f".{kind}-ink"] = f"stroke: {ink};"
    return [f".inkloom {selector} {{ {body} }}" for selector, body in rules.items()]
