"""The order of ready calls: items nearest to their end first; within an item, the critical path first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.engine.frontier import Frontier


def order(*calls):
    frontier: Frontier[str] = Frontier()
    for name, item, calls_left in calls:
        frontier.push(name, item=item, calls_left=calls_left)
    return [frontier.pop()[0] for _ in calls]


def test_within_an_item_the_longest_way_goes_first():
    assert order(("short", 0, 1), ("long", 0, 5), ("middle", 0, 3)) == ["long", "middle", "short"]


def test_between_items_the_one_nearest_to_its_end_goes_first():
    assert order(("far", 0, 5), ("near", 1, 2)) == ["near", "far"]


def test_an_item_counts_by_its_longest_ready_way():
    # Item 0 has a short side branch, but 5 calls to go; item 1 will be done after 3.
    assert order(("side", 0, 1), ("main", 0, 5), ("other", 1, 3)) == ["other", "main", "side"]


def test_among_equals_the_earlier_item_and_the_earlier_call_go_first():
    assert order(("b", 1, 2), ("a", 0, 2), ("c", 1, 2)) == ["a", "b", "c"]


def test_on_the_last_lap_the_item_furthest_from_its_end_goes_first():
    frontier: Frontier[str] = Frontier()
    for name, item, calls_left in [("near", 0, 1), ("far", 1, 5), ("side", 1, 1)]:
        frontier.push(name, item=item, calls_left=calls_left)
    frontier.turn_round()
    frontier.push("middle", item=2, calls_left=3)
    frontier.turn_round()
    assert [frontier.pop() for _ in range(4)] == [("far", -5), ("middle", -3), ("near", -1), ("side", -1)]


def test_an_empty_frontier_has_nothing_to_give():
    with pytest.raises(IndexError):
        Frontier[str]().pop()


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 6))), st.sampled_from([1, -1]), st.integers(0, 9))
def test_every_pop_takes_what_the_rule_says(calls, sign, turned_at):
    frontier: Frontier[int] = Frontier()
    waiting = {}
    for number, (item, left) in enumerate(calls):
        if sign < 0 and number == turned_at:
            frontier.turn_round()
        frontier.push(number, item=item, calls_left=left)
        waiting[number] = (item, left)
    if sign < 0:
        frontier.turn_round()
    while waiting:
        longest = {item: max(left for i, left in waiting.values() if i == item) for item, _ in waiting.values()}
        item = min(longest, key=lambda i: (sign * longest[i], i))
        expected = min((n for n, (i, left) in waiting.items() if i == item and left == longest[item]))
        assert frontier.pop() == (expected, sign * longest[item])
        del waiting[expected]
    assert len(frontier) == 0
