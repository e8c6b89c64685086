from __future__ import annotations

import re
from collections.abc import Iterator

from hypothesis import given, settings

from orchestrator.adapters.export.graph.model import Block, Edge, Graph, Take, walk
from orchestrator.adapters.export.graph.text import COLUMNS, draw_text
from orchestrator.adapters.export.graph.wrapping import cells
from tests.unit.adapters.export.graph.graphs import block, graph, graphs, step

HEAD = re.compile(r"[│ ]*[├╰]─ (\w+):")
patient = settings(deadline=None, max_examples=30)


def sections(text: str) -> dict[str, str]:
    """What is said of each step, by its name: its line and those below it, up to the next step."""
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        head = HEAD.match(line)
        if head is not None:
            name = head[1]
            assert name not in found
        found[name] = found.get(name, "") + line + "\n"
    return found


def blocks(outer: Block) -> Iterator[Block]:
    yield outer
    yield from (node.block for node in walk(outer) if node.block is not None)


@patient
@given(graphs())
def test_every_step_stands_there_once_behind_those_it_waits_for(graph: Graph) -> None:
    order = list(sections(draw_text(graph)))
    names = {node.id: node.name for node in walk(graph.block) if node.is_step}
    assert sorted(order) == sorted(["", *names.values()])
    for node in walk(graph.block):
        if node.is_step:
            assert all(order.index(names[id_]) < order.index(node.name) for id_ in node.after if id_ in names)


@patient
@given(graphs())
def test_every_drawn_dependency_is_named_where_the_step_stands(graph: Graph) -> None:
    said = sections(draw_text(graph))
    names = {node.id: node.name for node in walk(graph.block) if node.is_step}
    for edge in (edge for inner in blocks(graph.block) for edge in inner.edges):
        if edge.source in names and edge.target in names:
            assert names[edge.source] in said[names[edge.target]]


@patient
@given(graphs())
def test_no_line_is_too_wide_for_a_terminal(graph: Graph) -> None:
    assert all(cells(line) <= COLUMNS for line in draw_text(graph).splitlines())


def test_a_loop_in_a_foreach() -> None:
    rounds = block(
        step("scenes.polish:text", kind="carried", takes=(Take("text", "draft"),)),
        step("scenes.polish.critique", "scenes.polish:text", subtitle="critic", takes=(Take("text", "text"),)),
        step("scenes.polish.revise", "scenes.polish.critique", subtitle="editor", sets="text", when="round < 3"),
        returns=(Edge("scenes.polish.revise", "scenes.polish:text"),),
        again="again until critique.score >= 8",
    )
    polish = step(
        "scenes.polish",
        "scenes.draft",
        kind="loop",
        subtitle="at most 3 rounds",
        takes=(Take("text", "draft"),),
        until="critique.score >= 8",
        gives="text",
        block=rounds,
    )
    scenes = step(
        "scenes",
        kind="foreach",
        subtitle="for each scene of outline.scenes, in series",
        gives="polish",
        block=block(step("scenes.draft", subtitle="drafter"), polish),
    )
    drawn = graph(
        step("inputs:premise", kind="input"),
        scenes,
        step("outputs:story", "scenes", kind="output", takes=(Take("story", "scenes[0]"),)),
        name="polished",
        description="Scenes.",
    )
    assert draw_text(drawn) == (
        "polished\n"
        "Scenes.\n"
        "\n"
        "○ inputs: premise\n"
        "│\n"
        "├─ scenes: for each scene of outline.scenes, in series\n"
        "│  ├─ draft: agent · drafter\n"
        "│  ├─ polish: at most 3 rounds\n"
        "│  │  │  begins with text ← draft\n"
        "│  │  ├─ critique: agent · critic\n"
        "│  │  │     takes text\n"
        "│  │  ├─ revise: agent · editor\n"
        "│  │  │     after critique\n"
        "│  │  │     when round < 3\n"
        "│  │  │     sets text\n"
        "│  │  ├↺ again until critique.score >= 8\n"
        "│  │  ╰→ gives text\n"
        "│  ╰→ gives polish\n"
        "│\n"
        "● output: story ← scenes[0]\n"
    )


def test_steps_that_can_run_at_the_same_time_stand_under_one_branch() -> None:
    drawn = graph(
        step("甲", subtitle="一"),
        step("乙", "甲", subtitle="二"),
        step("丙", "甲", subtitle="三", takes=(Take("text", "甲.text"),)),
        step("丁", "乙", "丙", subtitle="四"),
        name="平行",
    )
    assert draw_text(drawn) == (
        "平行\n"
        "\n"
        "├─ 甲: agent · 一\n"
        "│\n"
        "├─ at the same time\n"
        "│  ├─ 乙: agent · 二\n"
        "│  │     after 甲\n"
        "│  ╰─ 丙: agent · 三\n"
        "│        takes text ← 甲.text\n"
        "│\n"
        "╰─ 丁: agent · 四\n"
        "      after 乙, 丙\n"
    )
