"""The DOCX of a book, opened again."""

from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn

from orchestrator.adapters.export.book.inline import plain, typeset
from orchestrator.adapters.export.book.model import Book, Part, Passage
from orchestrator.adapters.export.book.word import to_docx
from orchestrator.domain.drafts import Draft
from orchestrator.domain.text import split_paragraphs
from tests.support.books import CRITIQUE, EN, HOSTILE, NEW, OLD, REVISED, ROUNDS, ZH, hostile_book
from tests.support.word import accepted, changes, opened, rejected, remarks


def told(document):
    return [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]


def as_set(text):
    return [plain(typeset(paragraph, "en")) for paragraph in split_paragraphs(text)]


def test_everything_has_a_style():
    assert told(opened(to_docx(EN))) == [
        ("Title", "The “Dry” Well"),
        ("Contents Heading", "Contents"),
        ("toc 1", "The Well"),
        ("toc 1", "The Road"),
        ("Heading 1", "The Well"),
        ("Prose First", "“It’s dry,” said Mira."),
        ("Prose", "Nobody laughed.\nNot one."),
        ("Scene Break", "* * *"),
        ("Prose First", "Night."),
        ("Scene Break", "* * *"),
        ("Prose First", "A second scene."),
        ("Heading 1", "The Road"),
        ("Gap", "[chapter 2 is missing: the model is gone]"),
    ]


def test_emphasis_is_in_runs_and_dotted_in_chinese():
    english = next(p for p in opened(to_docx(EN)).paragraphs if "Mira" in p.text)
    assert [(run.text, run.italic) for run in english.runs] == [
        ("“It’s dry,” said ", None), ("Mira", True), (".", None),
    ]  # fmt: skip
    chinese = next(p for p in opened(to_docx(ZH)).paragraphs if "米拉" in p.text)
    assert [run.text for run in chinese.runs if run._r.find(f"{qn('w:rPr')}/{qn('w:em')}") is not None] == ["谁也没有"]


def test_the_entries_of_the_contents_lead_to_the_chapters():
    body = opened(to_docx(EN)).element.body
    anchors = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    bookmarks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert anchors == bookmarks == ["_Toc000001", "_Toc000002"]
    assert [field.get(qn("w:fldCharType")) for field in body.iter(qn("w:fldChar"))] == ["begin", "separate", "end"]


def test_changes_accepted_are_the_text_and_rejected_the_one_before():
    document = opened(to_docx(REVISED))
    around = ["Revised", "Contents", "The Yard", "After", "The Yard"]
    assert accepted(document) == [*around, *as_set(NEW), "After", "Nothing changed here."]
    assert rejected(document) == [*around, *as_set(OLD), "After", "Nothing changed here."]


def test_text_right_under_a_heading_is_changed_and_not_doubled():
    old, new = "A.\n\n## Mill\nIt rained hard on the mill.", "A.\n\n## Mill\nIt rained softly on the mill."
    rounds = (replace(ROUNDS[0], text=old), replace(ROUNDS[1], text=new, judged=()))
    part = Part(draft=Draft.of(new), passages=(Passage(start=0, end=2, rounds=rounds, final="polish#2"),))
    document = opened(to_docx(Book(title="T", language="en", parts=(part,))))
    assert accepted(document) == ["T", "A.", "Mill", "It rained softly on the mill."]
    assert rejected(document) == ["T", "A.", "Mill", "It rained hard on the mill."]


@pytest.mark.parametrize("heading", ["Rain", ""])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("## Rain\nIt rained hard on the mill.", "## Rain\nIt rained softly on the mill."),
        ("## Rain\n\nIt rained hard on the mill.", "It rained softly on the mill."),
        ("It rained hard on the mill.", "## Rain\n\nIt rained softly on the mill."),
    ],
)
def test_a_heading_or_title_that_a_text_said_itself_comes_back_once(heading, old, new):
    rounds = (replace(ROUNDS[0], text=old), replace(ROUNDS[1], text=new, judged=()))
    draft = Draft.of(new)
    passage = Passage(start=0, end=len(draft.paragraphs), rounds=rounds, final="polish#2")
    part = Part(heading=heading, draft=draft, passages=(passage,))
    document = opened(to_docx(Book(title="Rain", language="en", parts=(part,))))
    above = ["Rain", heading] if heading else ["Rain"]
    assert accepted(document) == [*above, "It rained softly on the mill."]
    assert rejected(document) == [*above, "It rained hard on the mill."]


def test_changes_are_by_word():
    assert changes(opened(to_docx(REVISED))) == [
        ("del", " old"), ("ins", " late"),
        ("del", "Boats went by."),
        ("del", "dry"), ("ins", "very"), ("ins", " "), ("ins", "dry"), ("ins", " softly"),
        ("del", "The end, at last."),
        ("ins", "A kite & a <b>."),
    ]  # fmt: skip


def test_issues_are_comments_on_the_very_words():
    assert sorted(remarks(opened(to_docx(REVISED)))) == [
        ("critic", "dry,” said Mira", "Flat. → Say how. (minor)"),
        ("critic", "slept late", "Why? (major)"),
    ]


@pytest.mark.parametrize("title", ["# The old hen slept in the yard", "The old hen slept in the yard"])
def test_a_title_that_the_text_says_itself_is_set_once_and_what_was_said_of_it_is_not_lost(title):
    part, text = REVISED.parts[0], f"{title}\n\n{NEW}"
    passage = part.passages[0]
    rounds = tuple(replace(each, text=f"{title}\n\n{each.text}") for each in passage.rounds)
    issue = CRITIQUE.issues[0].model_copy(update={"paragraph": "p1", "quote": "in the yard"})
    judged = replace(rounds[1].judged[0], value=CRITIQUE.model_copy(update={"issues": (issue,)}))
    passage = replace(passage, end=4, rounds=(rounds[0], replace(rounds[1], judged=(judged,))))
    own = replace(part, heading="", draft=Draft.of(text), passages=(passage,))
    document = opened(to_docx(Book(title="The old hen slept in the yard", language="en", parts=(own,))))
    assert accepted(document).count("The old hen slept in the yard") == 1
    assert len(remarks(document)) == 1


def test_an_issue_whose_words_are_not_there_is_about_a_whole_paragraph():
    part = REVISED.parts[0]
    passage = part.passages[0]
    critique = passage.last.judged[0].value
    lost = critique.model_copy(update={"issues": (critique.issues[0].model_copy(update={"quote": "not there"}),)})
    last = replace(passage.last, judged=(replace(passage.last.judged[0], value=lost),))
    book = Book(
        title="A",
        language="en",
        parts=(replace(part, passages=(replace(passage, rounds=(passage.rounds[0], last)),)),),
    )
    ((_, words, _),) = remarks(opened(to_docx(book)))
    assert words == "The hen slept late in the yard."


def test_the_same_book_gives_the_same_bytes():
    assert to_docx(REVISED) == to_docx(REVISED)


def test_texts_that_break_formats_are_all_there():
    document = opened(to_docx(hostile_book()))
    text = "\n".join(accepted(document))
    for told_ in ("<script>alert(1)</script>", "שלום עולם", "👩\u200d🚀", "{{ 7 * 7 }}", "ab[2J"):
        assert told_ in text
    assert not set(text) & set("\x00\x01\x0b\x1b\ufffe\uffff\ud800")
    assert len(list(document.comments)) == len(HOSTILE)


@pytest.mark.parametrize("language", ["en", "zh", "fr", ""])
def test_any_language_opens(language):
    assert isinstance(opened(to_docx(Book(title="", language=language, parts=()))), docx.document.Document)
