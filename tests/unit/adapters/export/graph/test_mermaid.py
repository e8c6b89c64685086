from __future__ import annotations

import re

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.adapters.export.graph.mermaid import draw_mermaid
from orchestrator.adapters.export.graph.model import Edge, Graph, walk
from orchestrator.adapters.export.graph.wrapping import NO_BREAK, WORD_JOINER, one_line
from tests.unit.adapters.export.graph.graphs import block, graph, graphs, step

ID = r"[A-Za-z][A-Za-z0-9_.$]*"
LABEL = r'"((?:[^\W_]|[ ,.()←·_-]|#\d+;|<br/>)*)"'
NODE = re.compile(rf"({ID})(?:\(|\(\[|\{{\{{|\[/){LABEL}(?:\)|\]\)|\}}\}}|/\]):::\w+")
SUBGRAPH = re.compile(rf"subgraph ({ID})\[{LABEL}\]")
EDGE = re.compile(rf"({ID}) --> ({ID})")
RETURN = re.compile(rf"({ID}) -\.->\|{LABEL}\| ({ID})")
OTHER = re.compile(rf"flowchart TD|direction TB|end|{ID}:::\w+|classDef \w+ [\w:#,]+")
patient = settings(deadline=None, max_examples=30)


def body(graph: Graph) -> list[str]:
    """The lines of the flowchart behind the front matter."""
    return [line.strip() for line in draw_mermaid(graph).split("---\n", 2)[2].splitlines()]


def labels(graph: Graph) -> list[str]:
    matches = (pattern.fullmatch(line) for line in body(graph) for pattern in (NODE, SUBGRAPH))
    return [read(match[2]) for match in matches if match]


def read(label: str) -> str:
    """A label as Mermaid shows it, on one line."""
    decoded = re.sub(r"#(\d+);", lambda match: chr(int(match[1])), label.replace("<br/>", " "))
    return decoded.replace(WORD_JOINER, "")


def without_spaces(text: str) -> str:
    return re.sub(rf"[\s{NO_BREAK}{WORD_JOINER}]", "", text)


@patient
@given(graphs())
def test_every_line_is_one_that_mermaid_knows_whatever_the_text(graph: Graph) -> None:
    for line in body(graph):
        assert any(pattern.fullmatch(line) for pattern in (NODE, SUBGRAPH, EDGE, RETURN, OTHER)), line


@patient
@given(graphs())
def test_every_node_is_declared_once_with_an_id_of_its_own(graph: Graph) -> None:
    matches = [pattern.fullmatch(line) for line in body(graph) for pattern in (NODE, SUBGRAPH)]
    ids = [match[1] for match in matches if match]
    assert len(ids) == len(set(ids)) == len(list(walk(graph.block)))


@patient
@given(graphs())
def test_every_dependency_can_be_followed_along_edges(graph: Graph) -> None:
    matches = [pattern.fullmatch(line) for line in body(graph) for pattern in (NODE, SUBGRAPH)]
    declared = [match[1] for match in matches if match]
    ids = dict(zip((node.id for node in walk(graph.block)), declared, strict=True))
    drawn = nx.DiGraph(match.groups() for line in body(graph) if (match := EDGE.fullmatch(line)))
    for node in walk(graph.block):
        assert all(nx.has_path(drawn, ids[source], ids[node.id]) for source in node.after)


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read_back_from_its_label(text: str) -> None:
    (label,) = labels(graph(step("a", subtitle=f"-{text}")))
    assert without_spaces(label) == without_spaces(f"a agent · -{one_line(text)}")


@pytest.mark.parametrize("text", ["$$x$$", r"a\nb", "fa:fa-car"])
def test_formulas_line_breaks_and_icons_of_mermaid_are_taken_apart(text: str) -> None:
    assert text not in draw_mermaid(graph(step("a", subtitle=text)))
    (decoded,) = (
        re.sub(r"#(\d+);", lambda match: chr(int(match[1])), line)
        for line in body(graph(step("a", subtitle=text)))
        if line.startswith("step.a(")
    )
    assert text not in decoded
    assert text in decoded.replace(WORD_JOINER, "")


def test_names_that_are_words_of_mermaid_are_ids_all_the_same() -> None:
    lines = body(graph(step("end"), step("subgraph", "end"), step("大纲", "subgraph")))
    assert "step.end --> step.subgraph" in lines
    assert "step.subgraph --> step.$5927$$7eb2$" in lines


def test_a_step_keeps_its_id_when_another_is_written_before_it() -> None:
    before = {match[1] for line in body(graph(step("b"))) if (match := NODE.fullmatch(line))}
    after = {match[1] for line in body(graph(step("a"), step("b", "a"))) if (match := NODE.fullmatch(line))}
    assert before < after


def test_a_loop_shows_its_way_back_dotted_with_what_ends_it() -> None:
    inner = block(
        step("l:text", kind="carried"),
        step("l.a", "l:text"),
        returns=(Edge("l.a", "l:text"),),
        again="again until score > 8",
    )
    lines = body(graph(step("l", kind="loop", until="score > 8", block=inner)))
    assert 'step.l.a -.->|"again until score #62; 8"| carried.l.text' in lines


def test_kinds_have_shapes_of_their_own() -> None:
    lines = body(graph(step("a"), step("c", kind="check"), step("r", kind="render"), step("inputs:i", kind="input")))
    assert [line for line in lines if ":::" in line] == [
        'step.a("a<br/>agent"):::agent',
        'step.c{{"c<br/>check"}}:::check',
        'step.r[/"r<br/>render"/]:::render',
        'inputs.i(["i"]):::input',
    ]


def test_the_title_is_quoted() -> None:
    assert draw_mermaid(graph(step("a"), name='a "b": #c')).startswith('---\ntitle: "a \\"b\\": #c"\n---\n')
