from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import networkx as nx
from hypothesis import given, settings

from orchestrator.adapters.export.graph.cards import LEAD, text_width
from orchestrator.adapters.export.graph.model import Edge, Graph, walk
from orchestrator.adapters.export.graph.svg import MARGIN, draw_svg
from tests.unit.adapters.export.graph.graphs import block, graph, graphs, step

SVG = "{http://www.w3.org/2000/svg}"
patient = settings(deadline=None, max_examples=30)


def parsed(graph: Graph) -> ElementTree.Element:
    return ElementTree.fromstring(draw_svg(graph))  # noqa: S314  (our own output)


def texts(element: ElementTree.Element) -> Iterator[str]:
    return (text.text or "" for text in element.iter(f"{SVG}text"))


@patient
@given(graphs())
def test_any_text_gives_well_formed_xml(graph: Graph) -> None:
    assert parsed(graph).tag == f"{SVG}svg"


@patient
@given(graphs())
def test_every_node_is_drawn_once(graph: Graph) -> None:
    drawn = [group.get("data-path") for group in parsed(graph).iter(f"{SVG}g") if group.get("data-path")]
    assert sorted(drawn) == sorted(node.id for node in walk(graph.block))


@patient
@given(graphs())
def test_every_dependency_can_be_followed_along_edges(graph: Graph) -> None:
    lines = [path for path in parsed(graph).iter(f"{SVG}path") if path.get("class") == "edge"]
    drawn = nx.DiGraph((line.get("data-from"), line.get("data-to")) for line in lines)
    for node in walk(graph.block):
        assert all(nx.has_path(drawn, source, node.id) for source in node.after)


def test_special_characters_are_shown_and_not_markup() -> None:
    shown = list(texts(parsed(graph(step("a", subtitle="<b> & \"q\" 'q' ]]>"), name="<script>"))))
    assert "<script>" in shown
    assert "agent · <b> & \"q\" 'q' ]]>" in shown


def test_the_picture_needs_nothing_but_itself() -> None:
    drawn = draw_svg(graph(step("a"), step("b", "a")))
    assert drawn.count("http") == 1  # the name space
    assert not any(word in drawn for word in ("<script", "href", "@import", "url(", "@font-face"))


def test_it_says_what_it_shows_to_those_who_do_not_see_it() -> None:
    inner = block(step("each.scene", subtitle="drafter"))
    svg = parsed(
        graph(step("each", kind="foreach", subtitle="for each x of y", block=inner), name="n", description="D.")
    )
    assert svg.get("role") == "img"
    assert [child.text for child in svg[:2]] == [
        "n",
        "D. Steps in order: each: for each x of y; each.scene: agent · drafter.",
    ]


def test_there_are_colours_for_dark_surroundings() -> None:
    light, _, dark = draw_svg(graph(step("a"))).partition("@media (prefers-color-scheme: dark)")
    assert ".inkloom .card { fill: #ffffff;" in light
    assert ".inkloom .card { fill: #1b222d;" in dark


def test_a_foreach_lies_on_two_more_sheets() -> None:
    svg = parsed(graph(step("each", kind="foreach", block=block(step("each.a"))), step("b", "each")))
    sheets = [rect for rect in svg.iter(f"{SVG}rect") if rect.get("class") == "foreach-block"]
    assert len(sheets) == 3
    widths = [float(sheet.get("width", "")) for sheet in sheets]
    assert widths == sorted(widths)


def test_a_loop_shows_its_way_back_and_what_ends_it() -> None:
    inner = block(
        step("l:text", kind="carried"),
        step("l.a", "l:text"),
        returns=(Edge("l.a", "l:text"),),
        again="again until score > 8",
    )
    svg = parsed(graph(step("l", kind="loop", until="score > 8", block=inner)))
    (way,) = (path for path in svg.iter(f"{SVG}path") if path.get("class") == "return")
    assert (way.get("data-from"), way.get("data-to")) == ("l.a", "l:text")
    assert "again until score > 8" in texts(svg)


def test_a_long_heading_is_wrapped_and_not_clipped() -> None:
    svg = parsed(graph(step("a"), description="A description that goes on and on, " * 10))
    heading = [text for text in svg.iter(f"{SVG}text") if text.get("class") == "lead"]
    assert len(heading) > 3
    for line in heading:
        right = float(line.get("x", "")) + text_width(line.text or "", LEAD)
        assert right <= float(svg.get("width", "")) - MARGIN + 0.1  # numbers are rounded to tenths
