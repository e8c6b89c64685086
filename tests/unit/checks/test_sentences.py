from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.checks.markup import find_prose
from orchestrator.checks.sentences import split_sentences

MARKUP_PIECES = st.sampled_from(
    [
        "# ",
        "\n",
        "\n\n",
        "* ",
        "- ",
        "> ",
        "```\n",
        "**",
        "_",
        "[a](b)",
        "|",
        "TOM\n",
        "Tom: ",
        "INT. HALL\n",
        "“",
        "”",
        '"',
        "Stop! ",
        "He ran. ",
        "Dr. ",
        "3.50 ",
        "你好。",
        "「",
        "」",
        "😀",
        "\x00",
        "سلام. ",
        "<b>",
        "---",
        "===",
        "‘",
        "…",
        "1. ",
    ]
)
TEXTS = st.lists(st.one_of(MARKUP_PIECES, st.text(max_size=8)), max_size=40).map("".join)


def quotes(text: str) -> list[str]:
    return [sentence.quote for sentence in split_sentences(text)]


@given(TEXTS)
@settings(deadline=None)
def test_every_sentence_is_quoted_exactly_and_they_never_overlap(text: str) -> None:
    behind = 0
    for sentence in split_sentences(text):
        assert sentence.quote == text[sentence.start : sentence.end]
        assert sentence.start >= behind
        assert sentence.words
        assert sentence.quote == sentence.quote.strip()
        behind = sentence.end


@given(TEXTS)
@settings(deadline=None)
def test_finding_prose_blanks_characters_and_moves_none(text: str) -> None:
    prose = find_prose(text)
    assert len(prose.text) == len(text)
    assert all(kept in (" ", original) for kept, original in zip(prose.text, text, strict=True))


def test_abbreviations_decimals_and_initials_end_no_sentence() -> None:
    assert quotes("Dr. Lee paid 3.50 dollars. J. K. Rowling wrote it. It was 3 p.m. when he left.") == [
        "Dr. Lee paid 3.50 dollars.",
        "J. K. Rowling wrote it.",
        "It was 3 p.m. when he left.",
    ]


def test_nine_short_lines_of_dialogue_are_nine_sentences() -> None:
    lines = ['"Where?"', '"There."', '"No."', '"Yes."', '"Oh."', '"I see."', '"Well."', '"Good."', '"Bye."']
    assert quotes("\n".join(lines)) == lines


def test_a_speech_is_split_into_its_sentences_and_keeps_who_said_it() -> None:
    assert quotes("“Stop! Dr. Lee is here. Please go,” said Ann. She left.") == [
        "Stop!",
        "Dr. Lee is here.",
        "Please go,” said Ann.",
        "She left.",
    ]


def test_who_spoke_belongs_to_the_question() -> None:
    assert quotes('"Why?" Mary asked. "Go!" Tom Hill said. "No!" Tom ran.') == [
        '"Why?" Mary asked.',
        '"Go!" Tom Hill said.',
        '"No!"',
        "Tom ran.",
    ]


def test_words_joined_by_a_dash_are_two_words() -> None:
    (sentence,) = split_sentences("Ok—so—it was late--too late.")
    assert sentence.words == ("Ok", "so", "it", "was", "late", "too", "late")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# The Fox\n\nHe ran.", ["He ran."]),
        ("The Fox\n===\n\nHe ran.", ["He ran."]),
        ("CHAPTER I. Down the Hole\n\nHe ran.", ["He ran."]),
        ("He ran.\n\n* * *\n\nHe slept.", ["He ran.", "He slept."]),
        ("He bought\n\n- milk\n- two eggs\n\nHe ran.", ["He ran."]),
        ("- He bought milk.\n- He ran.", ["He bought milk.", "He ran."]),
        ("1. He sat.\n2. He ran.", ["He sat.", "He ran."]),
        ("> He sat.\n> He ran.", ["He sat.", "He ran."]),
        ("```\nprint(1). No.\n```\nHe ran.", ["He ran."]),
        ("| a | b |\n|---|---|\n\nHe ran.", ["He ran."]),
        ("He saw **the [old fox](http://a.b/c)** run.", ["He saw **the [old fox](http://a.b/c)** run."]),
        ("<!-- Not this. -->He ran.", ["He ran."]),
        ("A line\nwrapped here. He ran.", ["A line\nwrapped here.", "He ran."]),
        (
            "她走了。2026年5月12日，雨。他回来！5分钟后，是3.5度。",
            ["她走了。", "2026年5月12日，雨。", "他回来！", "5分钟后，是3.5度。"],
        ),
        ("他说：“你好。我走了。”她笑了！真的？", ["他说：“你好。", "我走了。", "她笑了！", "真的？"]),
    ],
)
def test_headings_lists_and_markup_are_no_sentences(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


def test_emphasis_and_addresses_are_no_words() -> None:
    (sentence,) = split_sentences("He saw **the [old fox](http://a.b/c)** run.")
    assert sentence.plain == "He saw the old fox run."
    assert sentence.words == ("He", "saw", "the", "old", "fox", "run")


def test_a_screenplay_is_read_without_its_layout() -> None:
    script = """INT. KITCHEN - NIGHT

Tom sits. He waits.

MARA
(quietly)
Where were you?

TOM
Out.

CUT TO:

EXT. STREET - DAY

They walk."""
    assert quotes(script) == ["Tom sits.", "He waits.", "Where were you?", "Out.", "They walk."]


def test_a_name_before_a_colon_is_no_part_of_the_speech() -> None:
    assert quotes("ALICE: Where am I?\n**Bob Hill:** Here. Go.") == ["Where am I?", "Here.", "Go."]


def test_a_text_without_end_marks_is_still_read() -> None:
    assert quotes("the fox ran home") == ["the fox ran home"]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["‘", "“a ", '"', "[", "_", "<a", "(", "word ", "a\n", "1. ", "> ", "W. ", "。", "é"])
def test_hostile_texts_take_no_quadratic_time(piece: str) -> None:
    text = piece * 50_000
    assert all(s.quote == text[s.start : s.end] for s in split_sentences(text))


def test_a_long_paragraph_is_split_as_short_ones_are() -> None:
    sentence = "The old fox ran over the hill and slept."
    assert quotes(" ".join([sentence] * 500)) == [sentence] * 500
