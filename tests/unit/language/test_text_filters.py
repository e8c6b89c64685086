"""The filters chunks and fountain in expressions: their types, what they make, and texts of megabytes."""

import pytest

from orchestrator.domain.drafts import Draft
from orchestrator.domain.errors import ExpressionError, Place
from orchestrator.domain.text import count_words
from orchestrator.language.expressions import ExpressionParser
from orchestrator.language.types import DRAFT, TEXT, list_of, parse_type


def expression(source, **types):
    scope = {name: parse_type(type_) for name, type_ in types.items()}
    return ExpressionParser().parse(source, Place("w.yaml", 1, 1), scope)


def test_chunks_are_drafts_with_the_ids_of_the_whole():
    chunks = expression("text | chunks(3)", text="Draft")
    assert chunks.type == list_of(DRAFT)
    draft = Draft.of("One two.\n\nThree.\n\nFour five.").model_dump(mode="json")
    assert [[p["id"] for p in part["paragraphs"]] for part in chunks.evaluate({"text": draft})] == [
        ["p1", "p2"],
        ["p3"],
    ]
    assert [part["text"] for part in chunks.evaluate({"text": "One two.\n\nThree four."})] == [
        "One two.",
        "Three four.",
    ]


def test_chunks_of_no_words_are_refused_with_the_place():
    with pytest.raises(ExpressionError, match="chunks have at least 1 word, not 0"):
        expression("text | chunks(0)", text="text").evaluate({"text": "One."})


def test_fountain_is_text():
    page = expression("page | fountain(scene.heading)", page="text", scene="Scene")
    assert page.type == TEXT
    told = page.evaluate({"page": "MIRA: No.", "scene": {"heading": "Mill"}})
    assert told == "INT. MILL\n\nMIRA\nNo."


@pytest.mark.parametrize(
    ("paragraph", "size"),
    [
        ("The fox ran to the old mill, for her bell was there. " * 12, 1_400_000),
        ("狐狸跑到旧磨坊去，她的银铃在那里。" * 20, 700_000),
    ],
    ids=["English", "Chinese"],
)
def test_a_text_of_megabytes_is_cut(paragraph, size):
    text = "\n\n".join([paragraph] * (size // len(paragraph)))
    parts = expression("text | chunks(900)", text="text").evaluate({"text": text})
    assert sum(count_words(part["text"]) for part in parts) == count_words(text)
    assert len(parts) > 300
