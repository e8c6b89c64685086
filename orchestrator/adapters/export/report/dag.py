"""The picture of the workflow with what became of each step."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from orchestrator.adapters.export.graph.formats import to_svg
from orchestrator.language.plan import Plan

_SVG = "{http://www.w3.org/2000/svg}"
SIGNS: Mapping[str, str] = MappingProxyType(
    {"failed": "✗", "waiting": "?", "started": "▸", "stopped": "▪", "done": "✓", "skipped": "–"}
)
"""How a step can stand, the most telling first, and its sign."""
_HEIGHT, _PADDING, _CHARACTER = 18.0, 7.0, 7.0


def draw_dag(plan: Plan, statuses: Mapping[str, Mapping[str, int]]) -> str:
    """The SVG of ``plan``, to stand in a page that has the picture's style sheet already."""
    svg = fromstring(to_svg(plan))  # noqa: S314  (our own)
    style = svg.find(f"{_SVG}style")
    if style is not None:
        svg.remove(style)  # a page has its styles in one place, under its policy
    for group in svg.iter(f"{_SVG}g"):
        counts = statuses.get(group.get("data-path", ""), {})
        if counts:
            worst = next(status for status in SIGNS if counts.get(status))
            group.set("class", f"{group.get('class', '')} is-{worst}".strip())
            _badge(group, counts, worst)
    for element in svg.iter():
        element.tag = element.tag.removeprefix(_SVG)  # in a page the namespace goes without saying
    return tostring(svg, encoding="unicode")


def _badge(group: Element, counts: Mapping[str, int], worst: str) -> None:
    box = group.find(f"{_SVG}rect")
    if box is None:
        return
    told = [
        f"{sign} {counts[status]}" if sum(counts.values()) > 1 else sign
        for status, sign in SIGNS.items()
        if counts.get(status)
    ]
    text = "  ".join(told)
    width = len(text) * _CHARACTER + 2 * _PADDING
    right = float(box.get("x", "0")) + float(box.get("width", "0"))
    place = f"translate({right - width - 8:g} {float(box.get('y', '0')) - _HEIGHT / 2:g})"
    badge = SubElement(group, f"{_SVG}g", {"class": f"badge badge-{worst}", "transform": place})
    SubElement(badge, f"{_SVG}rect", {"width": f"{width:g}", "height": f"{_HEIGHT:g}", "rx": f"{_HEIGHT / 2:g}"})
    label = {"x": f"{width / 2:g}", "y": f"{_HEIGHT / 2:g}", "text-anchor": "middle", "dominant-baseline": "central"}
    SubElement(badge, f"{_SVG}text", label).text = text
