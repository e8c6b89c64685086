"""The picture as SVG: one file without scripts, fonts or links, readable in light and dark.

Every step carries its path as ``data-path``, every line its ends as ``data-from`` and ``data-to``.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from orchestrator.adapters.export.graph.cards import LEAD, TITLE, Line, wrapped
from orchestrator.adapters.export.graph.layout import CARD_PADDING, ICON_ROOM, arrange
from orchestrator.adapters.export.graph.model import Graph, Node, walk
from orchestrator.adapters.export.graph.shapes import PAPER_STEP, Box, Hop, Layout, Point, Return, Route
from orchestrator.adapters.export.graph.style import ICONS, stylesheet
from orchestrator.adapters.export.graph.wrapping import one_line

MARGIN = 32.0
HEADING_GAP = 28.0
LEAST_WIDTH = 360.0
HEAD_LENGTH, HEAD_WIDTH = 7.0, 8.0
CORNER = 10.0


def draw_svg(graph: Graph) -> str:
    """``graph`` as an SVG document."""
    layout = arrange(graph.block)
    room = max(layout.width, LEAST_WIDTH)
    heading = (*wrapped(graph.name, TITLE, room), *wrapped(graph.description, LEAD, room))
    top = MARGIN + sum(line.face.height for line in heading) + HEADING_GAP
    # A heading that is wider than the steps moves them to the middle.
    width = max([layout.width, *(line.width for line in heading)]) + 2 * MARGIN
    svg = _document(graph, width, top + layout.height + MARGIN)
    _texts(svg, heading, MARGIN, MARGIN)
    _block(svg, layout, ((width - layout.width) / 2, top))
    indent(svg)
    return tostring(svg, encoding="unicode") + "\n"


def _document(graph: Graph, width: float, height: float) -> Element:
    size = {"width": _number(width), "height": _number(height)}
    names = {"xmlns": "http://www.w3.org/2000/svg", "class": "inkloom", "role": "img"}
    svg = Element("svg", {**names, "viewBox": f"0 0 {size['width']} {size['height']}", **size})
    SubElement(svg, "title").text = one_line(graph.name)
    SubElement(svg, "desc").text = _description(graph)
    SubElement(svg, "style").text = "\n" + stylesheet() + "\n"
    SubElement(svg, "rect", {"class": "ground", **size})
    return svg


def _description(graph: Graph) -> str:
    steps = "; ".join(f"{one_line(node.id)}: {one_line(node.phrase)}" for node in walk(graph.block) if node.is_step)
    return f"{one_line(graph.description)} Steps in order: {steps}.".strip()


def _block(parent: Element, layout: Layout, at: Point) -> None:
    group = SubElement(parent, "g", {"transform": f"translate({_number(at[0])} {_number(at[1])})"})
    for route in layout.routes:
        _route(group, route)
    for way in layout.returns:
        _return(group, way)
    for box in layout.boxes:
        _box(group, box)
    _texts(group, layout.label, *layout.label_at, extra="until")


# -- boxes --------------------------------------------------------------------------------------------------


def _box(parent: Element, box: Box) -> None:
    place = f"translate({_number(box.x)} {_number(box.y)})"
    group = SubElement(parent, "g", {"class": box.node.kind, "data-path": one_line(box.node.id), "transform": place})
    SubElement(group, "title").text = _tooltip(box.node)
    if not box.node.is_step:
        _pill(group, box)
        return
    face = f"{box.node.kind}-block" if box.inner is not None else "card"
    height = box.height - box.papers * PAPER_STEP
    for paper in range(box.papers, 0, -1):
        # Sheets under a foreach or variants: each a little narrower, so that the pile stays in the middle.
        aside = paper * PAPER_STEP
        _rectangle(group, face, (aside, 2 * aside), (box.width - 2 * aside, height - aside), CORNER)
    _rectangle(group, face, (0, 0), (box.width, height), CORNER)
    icon = {"class": f"icon {box.node.kind}-ink", "d": ICONS[box.node.kind]}
    SubElement(group, "path", {**icon, "transform": f"translate({_number(CARD_PADDING)} {_number(CARD_PADDING + 2)})"})
    _texts(group, box.lines, CARD_PADDING + ICON_ROOM, CARD_PADDING)
    if box.inner is not None:
        _block(group, box.inner, box.inner_at)


def _pill(group: Element, box: Box) -> None:
    radius = min(box.height / 2, 16.0)
    _rectangle(group, "pill", (0, 0), (box.width, box.height), radius)
    spare = box.height - sum(line.face.height for line in box.lines)
    _texts(group, box.lines, box.width / 2, spare / 2, anchor="middle")


def _tooltip(node: Node) -> str:
    takes = "".join(f"\n{one_line(take.name)} ← {one_line(take.source)}" for take in node.takes)
    return f"{one_line(node.id)}{takes}"


def _rectangle(group: Element, face: str, at: Point, size: Point, radius: float) -> None:
    place = {"x": _number(at[0]), "y": _number(at[1]), "width": _number(size[0]), "height": _number(size[1])}
    SubElement(group, "rect", {"class": face, **place, "rx": _number(radius)})


def _texts(group: Element, lines: Sequence[Line], x: float, y: float, *, anchor: str = "", extra: str = "") -> None:
    """Lines of text below each other; ``y`` is the top of the first."""
    for line in lines:
        # Base line: the middle of the line, and from there about a third of the size of the letters.
        base = y + line.face.height / 2 + line.face.size * 0.35
        attributes = {"class": f"{line.face.name} {extra}".strip(), "x": _number(x), "y": _number(base)}
        SubElement(group, "text", attributes | ({"text-anchor": anchor} if anchor else {})).text = line.text
        y += line.face.height


# -- lines --------------------------------------------------------------------------------------------------


def _route(group: Element, route: Route) -> None:
    start = route.hops[0].start
    path = f"M{_point(start)}" + "".join(map(_hop, route.hops[:-1])) + _hop(_shorter(route.hops[-1]))
    ends = {"data-from": one_line(route.edge.source), "data-to": one_line(route.edge.target)}
    SubElement(group, "path", {"class": "edge", "d": path, **ends})
    x, y = route.hops[-1].end
    _head(group, "head", ((x, y), (x - HEAD_WIDTH / 2, y - HEAD_LENGTH), (x + HEAD_WIDTH / 2, y - HEAD_LENGTH)))


def _shorter(hop: Hop) -> Hop:
    # The line ends inside the arrow head, whose tip would else look blunt.
    return Hop(hop.start, hop.turn, (hop.end[0], hop.end[1] - HEAD_LENGTH + 1))


def _hop(hop: Hop) -> str:
    (x, y), (end_x, end_y) = hop.turn, hop.end
    straight = f"L{_point(hop.turn)}" if hop.turn != hop.start else ""
    if abs(x - end_x) < 0.5:
        return f"{straight}L{_point(hop.end)}"
    middle = (y + end_y) / 2
    return f"{straight}C{_point((x, middle))} {_point((end_x, middle))} {_point(hop.end)}"


def _return(group: Element, way: Return) -> None:
    tip, before = way.points[-1], way.points[-2]
    along = (_sign(tip[0] - before[0]), _sign(tip[1] - before[1]))
    base = (tip[0] - along[0] * HEAD_LENGTH, tip[1] - along[1] * HEAD_LENGTH)
    side = (along[1] * HEAD_WIDTH / 2, along[0] * HEAD_WIDTH / 2)
    ends = {"data-from": one_line(way.edge.source), "data-to": one_line(way.edge.target)}
    SubElement(group, "path", {"class": "return", "d": _rounded((*way.points[:-1], base)), **ends})
    wings = ((base[0] + side[0], base[1] + side[1]), (base[0] - side[0], base[1] - side[1]))
    _head(group, "return-head", (tip, *wings))


def _rounded(points: Sequence[Point]) -> str:
    """Straight lines along ``points`` with rounded corners."""
    path = f"M{_point(points[0])}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        path += f"L{_point(_towards(corner, before))}Q{_point(corner)} {_point(_towards(corner, after))}"
    return f"{path}L{_point(points[-1])}"


def _towards(start: Point, end: Point) -> Point:
    """The point ``CORNER`` away from ``start`` on the way to ``end``, but at most half that way."""
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])  # all lines are level or upright
    part = min(CORNER / length, 0.5) if length else 0.0
    return (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _head(group: Element, face: str, corners: Sequence[Point]) -> None:
    SubElement(group, "path", {"class": face, "d": "M" + "L".join(map(_point, corners)) + "Z"})


def _point(point: Point) -> str:
    return f"{_number(point[0])} {_number(point[1])}"


def _number(number: float) -> str:
    return f"{round(number, 1):g}"
