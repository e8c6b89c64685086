from __future__ import annotations

import networkx as nx
from hypothesis import given, settings

from orchestrator.adapters.export.graph.model import Edge, Graph, generations, reduced_edges, walk
from tests.unit.adapters.export.graph.graphs import block, graphs, step


def test_an_edge_that_others_imply_is_not_drawn() -> None:
    nodes = [step("a"), step("b", "a"), step("c", "a", "b"), step("d", "c", "a")]
    assert reduced_edges(nodes) == (Edge("a", "b"), Edge("b", "c"), Edge("c", "d"))


def test_both_arms_of_a_diamond_are_drawn() -> None:
    nodes = [step("a"), step("b", "a"), step("c", "a"), step("d", "b", "c", "a")]
    assert reduced_edges(nodes) == (Edge("a", "b"), Edge("a", "c"), Edge("b", "d"), Edge("c", "d"))


def test_steps_of_one_generation_do_not_wait_for_each_other() -> None:
    groups = generations(block(step("a"), step("b", "a"), step("c", "a"), step("d", "b")))
    assert [[node.name for node in group] for group in groups] == [["a"], ["b", "c"], ["d"]]


@settings(deadline=None, max_examples=30)
@given(graphs())
def test_the_edges_of_every_block_imply_every_dependency(graph: Graph) -> None:
    blocks = [graph.block, *(node.block for node in walk(graph.block) if node.block is not None)]
    for inner in blocks:
        drawn = nx.DiGraph((edge.source, edge.target) for edge in inner.edges)
        for node in inner.nodes:
            assert all(nx.has_path(drawn, source, node.id) for source in node.after)
