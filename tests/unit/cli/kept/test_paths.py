"""Step paths, taken apart and found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.cli.kept.paths import block_of, find_path, parts, round_around, round_of
from orchestrator.domain.errors import UsageError

KNOWN = ["outline", "scenes[s1].draft", "scenes[s1].polish#1", "scenes[s1].polish#1.critique", "scenes[s2].draft"]


def test_a_key_may_hold_dots_signs_and_brackets():
    assert parts("a[x.y#1@2[z] ].b") == ("a", "[x.y#1@2[z] ]", ".b")


@given(st.text(st.characters(exclude_categories=())))
def test_the_parts_of_anything_are_the_whole(text):
    assert "".join(parts(text)) == text


def test_a_round_is_known_by_its_end_and_not_by_a_key():
    assert round_of("a.polish#12") == ("a.polish", 12)
    assert round_of("a[b#1]") is None
    assert round_of("polish") is None


def test_the_innermost_round_and_block_around_a_step():
    assert round_around("a#1.b[x].c#2.d[y].e") == "a#1.b[x].c#2"
    assert round_around("a#1") is None
    assert block_of("a#1.b[x].c") == "a#1.b[x]"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("outline", "outline"),
        ("critique", "scenes[s1].polish#1.critique"),
        ("polish#1", "scenes[s1].polish#1"),
        ("#1.critique", "scenes[s1].polish#1.critique"),
        ("[s2].draft", "scenes[s2].draft"),
    ],
)
def test_a_path_is_found_by_its_only_ending(text, path):
    assert find_path(text, KNOWN) == path


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("draft", "2 steps end with 'draft'", "write more of it: scenes[s1].draft, scenes[s2].draft"),
        ("raft", "no step 'raft' in that run", "did you mean 'draft'? steps there: critique, draft, outline, polish#1"),
        ("", "no step '' in that run", f"steps there: {', '.join(sorted(KNOWN))}"),
    ],
)
def test_a_path_that_is_not_there_or_not_the_only_one_is_told(text, message, hint):
    with pytest.raises(UsageError) as caught:
        find_path(text, KNOWN)
    assert (caught.value.message, caught.value.hint) == (message, hint)
