from __future__ import annotations

from orchestrator.checks.passage import Passage
from orchestrator.domain.drafts import Draft, Paragraph


def test_sentences_of_a_draft_know_their_paragraphs() -> None:
    draft = Draft(paragraphs=(Paragraph(id="p4", text="One day. Two days."), Paragraph(id="p1.2", text="Three days.")))
    passage = Passage.of(draft)
    assert [(s.quote, passage.paragraph_at(s.start)) for s in passage.sentences] == [
        ("One day.", "p4"),
        ("Two days.", "p4"),
        ("Three days.", "p1.2"),
    ]


def test_sentences_of_a_plain_text_have_no_paragraph() -> None:
    assert Passage.of("One day.").paragraph_at(0) == ""


def test_the_script_is_that_of_most_words() -> None:
    scripts = {
        text: Passage.of(text).script for text in ("Hello you 好.", "你好啊 hi。", "سلام دوست من.", "", "😀", "x" * 99)
    }
    assert list(scripts.values()) == ["latin", "cjk", "other", "other", "other", "other"]


def test_headings_do_not_count_as_words() -> None:
    assert Passage.of("# A Long Title\n\nHe ran home.").word_count == 3


def test_a_lone_surrogate_is_read_as_a_replacement_character() -> None:
    assert Passage.of("He ran \ud800 home.").text == "He ran \ufffd home."
