"""Markdown, plain text and JSON: characters as they were written, and histories whole."""

import json

import pytest

from orchestrator.adapters.export.book.data import to_json
from orchestrator.adapters.export.book.markdown import to_markdown, to_text
from orchestrator.adapters.export.book.model import Book, Part
from orchestrator.adapters.export.book.page import to_html
from orchestrator.domain.drafts import Draft
from tests.support.books import CRITIQUE, EN, NEW, OLD, REVISED, ZH, hostile_book, long_book


def test_markdown_keeps_every_character():
    assert to_markdown(EN) == (
        '# The "Dry" Well\n\n## The Well\n\n"It\'s dry," said *Mira*.\n\n**Nobody** laughed.\nNot one.'
        "\n\n***\n\nNight.\n\n* * *\n\nA second scene.\n\n## The Road\n\n[chapter 2 is missing: the model is gone]\n"
    )
    assert '「你来晚了。」她说："对。"' in to_text(ZH)


def test_a_heading_that_the_text_says_itself_is_not_written_twice():
    draft = Draft.of("## Chapter 1: Rain\n\nDry.")
    parts = (Part(heading="Chapter 1 Rain", draft=draft), Part(heading="2", draft=draft))
    book = Book(title="The Well", language="en", parts=parts)
    assert to_markdown(book) == "# The Well\n\n## Chapter 1 Rain\n\nDry.\n\n## 2\n\n## Chapter 1: Rain\n\nDry.\n"
    assert to_text(book).startswith("The Well\n\nChapter 1 Rain\n\nDry.")
    alone = Book(title="T", language="en", parts=(Part(heading="Rain", draft=Draft.of("## Rain")),))
    assert to_markdown(alone) == "# T\n\n## Rain\n"


@pytest.mark.parametrize("text", ["# The Well\n\nDry.", "The Well\n\nDry."])
def test_a_title_that_the_text_says_itself_is_not_written_twice(text):
    book = Book(title="The Well", language="en", parts=(Part(draft=Draft.of(text)),))
    assert to_markdown(book) == to_text(book) == f"{text}\n"
    page = to_html(book)
    assert page.count("The Well") == 2  # in the head and at the head
    assert '<p class="first">Dry.</p>' in page


def test_a_first_line_that_only_sounds_like_the_title_is_not_lost():
    book = Book(title="Help", language="en", parts=(Part(draft=Draft.of("“Help!”\n\nNobody came.")),))
    assert to_markdown(book) == "# Help\n\n“Help!”\n\nNobody came.\n"
    assert "“Help!”" in to_html(book)


def test_json_has_every_round_with_what_was_said_of_it():
    document = json.loads(to_json(REVISED, {"story": "x"}))
    assert document["outputs"] == {"story": "x"}
    first, second = document["manuscript"]["parts"]
    assert first["draft"]["text"] == NEW
    assert [paragraph["id"] for paragraph in first["draft"]["paragraphs"]] == ["p1", "p2", "p3"]
    (history,) = first["history"]
    assert (history["paragraphs"], history["final"]) == ([0, 3], "polish#2")
    one, two = history["rounds"]
    assert (one["text"], one["revised"], one["score"], one["best"], one["met"]) == (OLD, None, [5], True, False)
    assert (two["text"], two["revised"], two["by"], two["met"]) == (NEW, "polish#1", "editor", True)
    assert two["judged"][0]["role"] == "critic"
    assert two["judged"][0]["value"] == json.loads(CRITIQUE.model_dump_json())
    assert second["history"] == []
    assert document["manuscript"]["whole"] is True
    assert json.loads(to_json(EN, {}))["manuscript"]["whole"] is False


def test_texts_that_break_formats_can_be_written_as_utf_8():
    for text in (to_markdown(hostile_book()), to_text(hostile_book()), to_json(hostile_book(), {"x": "\ud800\x00"})):
        text.encode()
    json.loads(to_json(hostile_book(), {"x": "\ud800\x00"}))
    assert len(to_markdown(long_book())) > 2_000_000
