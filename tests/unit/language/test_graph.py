"""Order, cycles and the longest way."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.language.graph import closure, critical_path, cycles, topological_order, without_cycles
from orchestrator.language.plan import ForeachStep
from tests.unit.language.compiling import ROOT, compile_text


@st.composite
def graphs(draw):
    """Steps in the order of a file, each waiting for any others, itself included."""
    names = [f"s{n}" for n in range(draw(st.integers(1, 8)))]
    return {name: frozenset(draw(st.sets(st.sampled_from(names), max_size=3))) for name in names}


@st.composite
def acyclic_graphs(draw):
    """The same, but a step waits only for earlier ones, and the file has them in any order."""
    names = draw(st.permutations([f"s{n}" for n in range(draw(st.integers(1, 8)))]))
    after = {n: draw(st.sets(st.sampled_from(names[:i]), max_size=3)) if i else set() for i, n in enumerate(names)}
    return {name: frozenset(after[name]) for name in draw(st.permutations(names))}


@given(acyclic_graphs())
def test_every_step_comes_after_those_it_waits_for(after):
    order = topological_order(after)
    assert sorted(order) == sorted(after)
    assert all(order.index(earlier) < order.index(name) for name in after for earlier in after[name])


@given(acyclic_graphs())
def test_steps_that_wait_for_nothing_keep_the_order_of_the_file(after):
    free = [name for name in after if not after[name]]
    assert [name for name in topological_order(after) if name in free] == free


@given(graphs())
def test_what_is_left_without_its_cycles_can_be_ordered(after):
    assert len(topological_order(without_cycles(after))) == len(after)
    assert (cycles(after) == ()) == (without_cycles(after) == dict(after))


@given(graphs())
def test_a_cycle_leads_from_its_first_step_along_references_back_to_it(after):
    order = list(after)
    for cycle in cycles(after):
        assert cycle[0] == cycle[-1]
        assert all(b in after[a] for a, b in pairwise(cycle))
        assert order.index(cycle[0]) == min(order.index(name) for name in cycle)


def test_steps_that_wait_for_each_other_have_no_order():
    with pytest.raises(ValueError, match="wait for each other"):
        topological_order({"a": {"b"}, "b": {"a"}})


def test_a_closure_holds_all_that_is_waited_for():
    assert closure({"c"}, {"a": set(), "b": {"a"}, "c": {"b"}, "d": set()}) == {"a", "b", "c"}


STORY = compile_text((ROOT / "workflows" / "short-story.yaml").read_text("utf-8"), "short-story.yaml")


def test_the_longest_way_through_the_short_story():
    assert critical_path(STORY) == (
        "outline",
        "story_scenes.draft",
        "story_scenes.polish.report",
        "story_scenes.polish.critique",
        "story_scenes.polish.revise",
        "story",
        "summary",
    )


def test_calls_are_counted_along_the_longest_way():
    scenes = STORY.block.steps["story_scenes"]
    assert isinstance(scenes, ForeachStep)
    draft, polish = scenes.block.steps["draft"], scenes.block.steps["polish"]
    # A round is one critique and one revision, three rounds; a scene is its draft and those; 8 scenes are guessed.
    assert (polish.calls, polish.calls_after) == (6, 0)
    assert (draft.calls, draft.calls_after) == (1, 6)
    assert (scenes.calls, scenes.calls_after) == (8 * 7, 1)
    assert (STORY.block.steps["outline"].calls, STORY.block.steps["outline"].calls_after) == (1, 57)
