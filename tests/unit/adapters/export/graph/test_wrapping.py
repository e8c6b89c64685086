from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.adapters.export.graph.wrapping import NO_BREAK, WORD_JOINER, cells, one_line, tied, wrap


def without_spaces(text: str) -> str:
    return re.sub(rf"[\s{NO_BREAK}{WORD_JOINER}]", "", text)


@settings(deadline=None)
@given(st.text(), st.integers(2, 40))
def test_no_line_is_wider_than_its_limit(text: str, limit: int) -> None:
    assert all(cells(line) <= limit for line in wrap(text, limit))


@settings(deadline=None)
@given(st.text(), st.integers(2, 40), st.sampled_from([str, tied]))
def test_nothing_but_spaces_is_lost_between_lines(text: str, limit: int, tie: type) -> None:
    assert without_spaces("".join(wrap(tie(text), limit))) == without_spaces(one_line(text))


@settings(deadline=None)
@given(st.text(), st.integers(2, 40))
def test_no_line_is_empty_or_begins_or_ends_with_a_space(text: str, limit: int) -> None:
    assert all(line and line == line.strip() for line in wrap(text, limit))


@pytest.mark.parametrize(
    ("text", "limit", "lines"),
    [
        ("", 10, []),
        ("  \n ", 10, []),
        ("one two", 7, ["one two"]),
        ("one two", 6, ["one", "two"]),
        ("unbreakable", 5, ["unbre", "akabl", "e"]),
        ("a unbreakable b", 5, ["a", "unbre", "akabl", "e b"]),
        ("他说（真的）好", 6, ["他说", "（真", "的）好"]),
        ("山。", 2, ["山", "。"]),
        ("大纲abc大纲", 6, ["大纲", "abc大", "纲"]),
    ],
)
def test_lines_break_where_a_reader_expects_it(text: str, limit: int, lines: list[str]) -> None:
    assert wrap(text, limit) == lines


def test_an_expression_breaks_between_its_parts_and_not_within_names() -> None:
    assert wrap(tied("评.score >= 9 and 第二份报告.passed"), 18) == ["评.score >= 9", "and", "第二份报告.passed"]


def test_accents_that_combine_take_no_room() -> None:
    assert cells("e\u0301") == 1


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\ud800", "\ufffe", "\uffff"])
def test_characters_that_xml_and_terminals_forbid_are_dropped(character: str) -> None:
    assert one_line(f"a{character}b") == "ab"
