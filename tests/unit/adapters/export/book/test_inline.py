"""Emphasis and quotation marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.adapters.export.book.inline import LONGEST_READ, cut, plain, spans, typeset, typographic


def told(text):
    return "".join(
        f"<{'b' * span.strong}{'i' * span.emphasis}>{span.text}" if span.strong or span.emphasis else f"<>{span.text}"
        for span in spans(text)
    )


@pytest.mark.parametrize(
    ("text", "set_"),
    [
        ("plain", "<>plain"),
        ("He *is* **so** ***sure***", "<>He <i>is<> <b>so<> <bi>sure"),
        ("_em_ and __strong__", "<i>em<> and <b>strong"),
        ("snake_case_name stays", "<>snake_case_name stays"),
        ("2 * 3 * 4", "<>2 * 3 * 4"),
        ("a \\*star\\*", "<>a <>*<>star<>*"),
        ("<b>[x](javascript:y)![z](w)`c`", "<><b>[x](javascript:y)![z](w)`c`"),
        ("**open", "<>**open"),
    ],
)
def test_of_markdown_only_emphasis_is_read(text, set_):
    assert told(text) == set_


@pytest.mark.parametrize(
    ("straight", "curly"),
    [
        ('"Yes," she said.', "“Yes,” she said."),
        ("It's the dogs' dinner.", "It’s the dogs’ dinner."),
        ("\"'Tis Mira's,\" he said.", "“’Tis Mira’s,” he said."),
        ("'\"Nested,\" he said,' she said.", "‘“Nested,” he said,’ she said."),
        ('"*Really?*" (*"no"*)', "“*Really?*” (*“no”*)"),
        ("the '90s", "the ’90s"),
        ('"I—" "—and"', "“I—” “—and”"),
        ("„schon“ «fait» “done”", "„schon“ «fait» “done”"),
    ],
)
def test_english_quotation_marks_become_typographic(straight, curly):
    assert typographic(straight) == curly


def test_other_languages_keep_theirs():
    assert plain(typeset('"对" 「好」 “嗯”', "zh")) == '"对" 「好」 “嗯”'
    assert plain(typeset('"ja"', "de")) == '"ja"'
    assert plain(typeset('"yes"', "en-GB")) == "“yes”"


@given(st.text(st.sampled_from("ab \n*_\\\"'<&“")))
def test_a_span_stands_in_the_text_where_it_says(text):
    for span in spans(text):
        assert text[span.start : span.end] == span.text
    starts = [span.start for span in spans(text)]
    assert starts == sorted(starts)
    assert len(typographic(text)) == len(text)


@given(st.text(st.sampled_from("ab *_")), st.integers(0, 30), st.integers(0, 30))
def test_pieces_cut_out_are_what_stands_there(text, start, end):
    given_ = spans(text)
    whole = (
        plain(cut(given_, 0, start))
        + plain(cut(given_, start, max(start, end)))
        + plain(cut(given_, max(start, end), len(text)))
    )
    assert whole == plain(given_)


def test_what_is_too_long_to_be_a_paragraph_keeps_its_marks():
    assert len(spans("*a* " * LONGEST_READ)) == 1


@pytest.mark.parametrize(
    ("text", "flows"),
    [
        (
            "Alice was beginning to get very tired of sitting by her sister on the\nbank, and of having nothing to do.",
            True,
        ),
        ("How doth the little crocodile\nimprove his shining tail,", False),
        ("I celebrate myself, and sing myself, and what I assume\nYou shall assume, for every atom is good.", False),
        ("She stood at the window of the mill and waited.  \nthen she went to bed and slept.", False),
        ("One line.", False),
    ],
)
def test_prose_that_was_wrapped_by_hand_flows_again_and_verse_does_not(text, flows):
    assert typographic(text) == (text.replace("\n", " ") if flows else text)
