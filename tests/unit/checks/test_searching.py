"""Words and patterns are found where a reader would find them, in any script, and always in time."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.checks.searching import PatternError, search_for_pattern, search_for_words


def found(words: list[str], text: str) -> list[str]:
    return [match.group() for match in search_for_words(words).finditer(text)]


def matched(pattern: str, text: str) -> list[str]:
    spans = [match.span() for match in search_for_pattern(pattern).finditer(text)]
    return [text[start:end] for start, end in spans]


def mistake(pattern: str) -> tuple[str, str]:
    """The message about ``pattern``, and the piece of it that is pointed at."""
    with pytest.raises(PatternError) as caught:
        search_for_pattern(pattern)
    error = caught.value
    assert error.hint
    return error.message, pattern[error.offset : error.offset + error.length]


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        (["very"], "Very, every, VERY. very's _very_", ["Very", "VERY", "very", "very"]),
        (["very", "very much"], "very much, very\nmuch, very. much", ["very much", "very\nmuch", "very"]),
        (["very much", "very"], "very muchly", ["very"]),
        (["very", "Very much"], "very much", ["very much"]),
        (["don't", "‘tis"], "I don’t. DON'T! ‘Tis", ["don’t", "DON'T", "‘Tis"]),
        (["café", "ÉTÉ"], "Café caféteria été", ["Café", "été"]),
        (["忽然", "不是"], "他忽然说这不是真的。", ["忽然", "不是"]),
        (["AI"], "用AI写作, the AIR, AI", ["AI", "AI"]),
        (["C++", "e.g.", "—"], "c++ e.g. eXg. a—b", ["c++", "e.g.", "—"]),
        (["очень"], "Очень, точеный", ["Очень"]),
        (["a b", "b"], "xa b", ["b"]),
    ],
)
def test_words_are_found_whole_and_in_either_case(words: list[str], text: str, expected: list[str]) -> None:
    assert found(words, text) == expected


@given(st.lists(st.text("abc ", min_size=1, max_size=4).filter(str.strip), min_size=1, max_size=8), st.text("abc ."))
@settings(deadline=None)
def test_a_list_finds_something_exactly_where_one_of_its_words_is(words: list[str], text: str) -> None:
    alone = {match.start() for word in words for match in search_for_words([word]).finditer(text)}
    together = {match.start() for match in search_for_words(words).finditer(text)}
    assert together <= alone
    assert bool(together) == bool(alone)


def test_two_hundred_words_are_looked_for_in_a_megabyte_in_well_under_a_second() -> None:
    words = [f"{first}{second}{third}" for first in "abcdefgh" for second in "aeiou" for third in "lmnrs"]
    text = ("The bal can dim, however, not " * 40_000)[:1_000_000]
    began = time.perf_counter()
    assert len(found(words, text)) == 100_000
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"\bnot only\b.*?\bbut also\b", "Not only he but also she. not only\nbut also", ["Not only he but also"]),
        ("不是.{1,20}而是", "这不是雨，而是雪。", ["不是雨，而是"]),
        (r"\w+", "né à 北京 2nd", ["né", "à", "北京", "2nd"]),
        (r"[\w-]+ly", "sadly, self-évidently", ["sadly", "self-évidently"]),
        (r"\d\s\d", "１\u3000２ 3 4", ["１\u3000２", "3 4"]),
        (r"\Wé", "é-é", ["-é"]),
        (r"[[:alpha:]\d]+", "ab1é", ["ab1"]),
        (r"[]x]", "[x]", ["x", "]"]),
        (r"\Q\w\E", r"a\w", [r"\w"]),
        (r"(?-i)AI", "ai AI", ["AI"]),
    ],
)
def test_patterns_know_the_letters_of_all_scripts(pattern: str, text: str, expected: list[str]) -> None:
    assert matched(pattern, text) == expected


@pytest.mark.parametrize(
    ("pattern", "message", "piece"),
    [
        ("a(b", "a '(' is not closed", "("),
        ("a)b", "a ')' closes nothing", ")"),
        ("x[ab", "a '[' is not closed", "[ab"),
        ("a|*b", "nothing to repeat stands before '*'", "*"),
        ("a**", "'**' repeats a repetition", "**"),
        ("x[z-a]", "'z-a' is no range of characters", "z-a"),
        ("a{1001}", "'{1001}' repeats too often", "{1001}"),
        (r"x(?=a)", "'(?=' is not available in patterns", "(?="),
        (r"(\w+) \1", r"'\1' is not available in patterns", r"\1"),
        ("ab\\", r"a '\' stands at the end", "\\"),
        (r"x[\W]", r"'\W' is not available inside of […]", r"\W"),
        (r"x\C", r"'\C' is not available", r"\C"),
        (r"café\b", r"'\b' knows the letters a to z only, not 'é'", r"é\b"),
        (r"\b不是", r"'\b' knows the letters a to z only, not '不'", r"\b不"),
        ("x*", "this pattern also fits an empty text, so it would be found everywhere", "x*"),
        (r"\w{1,30}", "this pattern is too large", r"\w{1,30}"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_told_with_its_place(pattern: str, message: str, piece: str) -> None:
    assert mistake(pattern) == (message, piece)


def test_a_very_long_pattern_is_refused() -> None:
    with pytest.raises(PatternError, match="more than 1,000 characters"):
        search_for_pattern("a" * 1_001)


@given(st.text(st.sampled_from(r"ab(|)*+?{}[]^$.,\wWdCbQE1-:é不 "), max_size=12))
@settings(deadline=None, max_examples=500)
def test_any_pattern_finds_or_is_told(pattern: str) -> None:
    try:
        searcher = search_for_pattern(pattern)
    except PatternError as error:
        assert 0 <= error.offset <= len(pattern)  # noqa: PT017
        return
    assert all(0 <= match.span()[0] <= match.span()[1] <= 8 for match in searcher.finditer("ab é不 1b"))


def test_the_library_for_patterns_is_loaded_only_for_them() -> None:
    program = (
        "import sys; from orchestrator.checks.searching import search_for_words;"
        "search_for_words(['very']); print('re2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
