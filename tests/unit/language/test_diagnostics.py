"""Collecting mistakes and showing where they are."""

from __future__ import annotations

import pytest

from orchestrator.domain.errors import DefinitionError, Place
from orchestrator.language.diagnostics import MAX_DIAGNOSTICS, Problems, did_you_mean, nearest, quoted
from orchestrator.language.sources import SourceText


def test_mistakes_come_file_by_file_from_the_top():
    problems = Problems()
    problems.read(SourceText("story.yaml", "a\nb\n"))
    problems.read(SourceText("agents/critic.yaml", "c\n"))
    problems.add(Place("agents/critic.yaml", 1, 1), "third")
    problems.add(Place("story.yaml", 2, 1), "second")
    problems.add(Place("story.yaml", 1, 1), "first")
    assert [d.message for d in problems.in_order()] == ["first", "second", "third"]


def test_the_same_mistake_at_the_same_place_counts_once():
    problems = Problems()
    for _ in range(2):
        problems.add(Place("story.yaml", 1, 1), "wrong")
    assert len(problems) == 1


def test_nothing_wrong_raises_nothing():
    Problems().raise_if_any()


def test_what_is_wrong_is_raised_with_every_mistake():
    problems = Problems()
    problems.add(Place("story.yaml", 1, 1), "one")
    problems.add(Place("story.yaml", 2, 1), "two")
    with pytest.raises(DefinitionError) as caught:
        problems.raise_if_any()
    assert [d.message for d in caught.value.diagnostics] == ["one", "two"]


def test_a_hostile_file_does_not_fill_the_screen():
    problems = Problems()
    for line in range(1, MAX_DIAGNOSTICS + 50):
        problems.add(Place("story.yaml", line, 1), "wrong")
    assert len(problems) == MAX_DIAGNOSTICS
    assert problems.are_enough


@pytest.mark.parametrize(
    ("line", "column", "shown"),
    [
        ("a:\tb", 4, "    1 | a: b\n      |    ^"),
        ("标题: b", 5, "    1 | 标题: b\n      | \u3000\u3000  ^"),
    ],
)
def test_the_caret_stands_under_its_place(line, column, shown):
    problems = Problems()
    problems.read(SourceText("a.yaml", line))
    problems.add(Place("a.yaml", 1, column), "wrong")
    assert str(problems.in_order()[0]) == f"a.yaml:1:{column}: wrong\n{shown}"


def test_a_very_long_line_is_not_shown():
    problems = Problems()
    problems.read(SourceText("a.yaml", "x" * 501))
    problems.add(Place("a.yaml", 1, 400), "wrong")
    assert str(problems.in_order()[0]) == "a.yaml:1:400: wrong"


def test_names_in_messages_are_short_and_harmless():
    assert quoted("a\x1b[31mb") == "'a\ufffd[31mb'"
    assert quoted("x" * 100) == f"'{'x' * 60}…'"
    assert quoted("two\nlines") == "'two lines'"


@pytest.mark.parametrize(
    ("name", "near"), [("critc", "critic"), ("Critic", "critic"), ("drater", "drafter"), ("x", None)]
)
def test_the_nearest_name_is_found_without_regard_to_capitals(name, near):
    assert nearest(name, ["critic", "drafter", "editor"]) == near


def test_a_long_list_of_names_is_cut():
    hint = did_you_mean("zzz", [f"step{n:02}" for n in range(40)], "names here")
    assert hint.startswith("names here: step00, step01, ")
    assert hint.endswith("step14 … (40 in all)")
