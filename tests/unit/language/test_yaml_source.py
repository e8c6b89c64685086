"""Safe YAML: what is read, where it stands, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.domain.errors import Place
from orchestrator.language.diagnostics import Problems
from orchestrator.language.sources import SourceText
from orchestrator.language.yaml_scalars import resolve
from orchestrator.language.yaml_source import MappingNode, ScalarNode, plain, read_yaml


def read(text):
    problems = Problems()
    node = read_yaml(SourceText("a.yaml", text), problems)
    problems.raise_if_any()
    return node


def mistakes(text):
    problems = Problems()
    read_yaml(SourceText("a.yaml", text), problems)
    return [f"{d.place.line}:{d.place.column} {d.message}" for d in problems.in_order()]


def scalar(text, *path):
    node = read(text).get(*path)
    assert isinstance(node, ScalarNode)
    return node


def test_words_that_other_readers_take_for_truth_stay_words():
    assert plain(read("{a: no, b: on, c: yes, d: off, e: y, f: true, g: False}")) == {
        "a": "no", "b": "on", "c": "yes", "d": "off", "e": "y", "f": True, "g": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("-3", -3), ("007", 7), ("0x1F", 31), ("0o17", 15), ("0.5", 0.5), (".5", 0.5), ("1e3", 1000.0),
        ("~", None), ("null", None), ("", None), ("1_000", "1_000"), ("1:30", "1:30"), ("2026-01-01", "2026-01-01"),
        (".inf", ".inf"), (".nan", ".nan"), ("0b1", "0b1"), ("true", True), ("TRUE", True), ("tRue", "tRue"),
    ],
)  # fmt: skip
def test_unquoted_values_follow_the_core_schema(text, value):
    resolved = resolve(text)
    assert (resolved, type(resolved)) == (value, type(value))


def test_quoted_values_are_text():
    assert plain(read("{a: '12', b: \"true\", c: 'null'}")) == {"a": "12", "b": "true", "c": "null"}


def test_keys_are_always_text():
    assert plain(read("{1: a, true: b, ~: c}")) == {"1": "a", "true": "b", "~": "c"}


def test_places_count_characters_of_any_script():
    text = "标题: 孤独 # 😀\nb: {名字: x}\n"
    assert scalar(text, "标题").place == Place("a.yaml", 1, 5, 2)
    assert scalar(text, "b", "名字").place == Place("a.yaml", 2, 9, 1)
    root = read(text)
    assert isinstance(root, MappingNode)
    assert root.entries["b"].key == Place("a.yaml", 2, 1, 1)


@pytest.mark.parametrize(
    ("text", "piece", "line", "column"),
    [
        ("a: one.two", "two", 1, 8),
        ("a: 'it''s two'", "two", 1, 11),
        ('a: "x\\ty two"', "two", 1, 10),
        ("a: |\n  one\n  two\n", "two", 3, 3),
        ("a: one\n  two", "two", 2, 3),
        ("a: two + two", "two", 1, 4),
    ],
)
def test_a_piece_of_a_value_has_its_own_place(text, piece, line, column):
    value = scalar(text, "a")
    assert value.at(value.text.index(piece), len(piece)) == Place("a.yaml", line, column, len(piece))


def test_the_second_of_two_equal_pieces_is_told_from_the_first():
    value = scalar("a: two + two", "a")
    assert value.at(6, 3) == Place("a.yaml", 1, 10, 3)


def test_a_byte_order_mark_is_passed_over():
    assert plain(read("\ufeffa: 1")) == {"a": 1}


def test_anchors_are_reported_where_they_stand_and_their_aliases_are_not():
    assert mistakes("a: &x [1]\nb: *x\n") == ["1:4 '&x' is an anchor, and anchors and aliases are not used here"]


def test_an_alias_bomb_is_refused_at_once():
    levels = [f"a{n}: &a{n} [{', '.join(f'*a{n - 1}' for _ in range(9))}]" for n in range(1, 10)]
    found = mistakes("a0: &a0 lol\n" + "\n".join(levels))
    assert len(found) == 10
    assert all("is an anchor" in message for message in found)


def test_a_duplicate_key_is_reported_at_the_second():
    assert mistakes("a: 1\nb: 2\na: 3\n") == ["3:1 'a' stands here twice"]


def test_limits_are_named():
    assert mistakes("[" * 65 + "]" * 65) == ["1:65 nested more than 64 levels deep"]
    assert mistakes("a: " + "x" * 1_000_000) == ["1:1 the file is longer than 1,000,000 characters"]
    assert mistakes("[" + "1," * 50_000 + "]")[0].endswith("more than 50,000 keys and values in one file")
    assert mistakes("a: " + "9" * 30) == ["1:4 the number is too large"]


def test_hidden_characters_are_named_and_replaced_in_what_is_shown():
    problems = Problems()
    read_yaml(SourceText("a.yaml", "a: x\x1b[31m\n"), problems)
    (diagnostic,) = problems.in_order()
    assert "U+001B" in diagnostic.message
    assert "\x1b" not in str(diagnostic)


def test_an_escape_cannot_smuggle_a_control_character_in():
    assert mistakes('a: "x\\0y"') == ["1:4 this text holds a control character"]


@given(st.text(alphabet=st.sampled_from("ab:{}[],'\"|>&*!%@`-? \n\t#<~\\0é你😀.=("), max_size=40))
def test_any_text_gives_a_node_or_a_mistake(text):
    problems = Problems()
    node = read_yaml(SourceText("a.yaml", text), problems)
    assert node is not None or len(problems) > 0
    assert all(str(d).startswith("a.yaml:") for d in problems.in_order())


@given(st.text(max_size=60))
def test_any_text_of_any_script_gives_a_node_or_a_mistake(text):
    problems = Problems()
    assert read_yaml(SourceText("a.yaml", text), problems) is not None or len(problems) > 0


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text("abc 一二:#'\"{}[]\n", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc一二", min_size=1, max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abc", min_size=1, max_size=4), values, min_size=1, max_size=4))
def test_what_a_yaml_writer_writes_is_read_back(value):
    import yaml

    assert plain(read(yaml.safe_dump(value, allow_unicode=True, sort_keys=False))) == value
