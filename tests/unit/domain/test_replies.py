"""Replies in JSON: read with forgiveness for form, with none for shape; ids are not for models to give."""

import json

import pytest

from orchestrator.domain.critiques import Critique, Evidence, Issue, Rating, Summary
from orchestrator.domain.drafts import Draft
from orchestrator.domain.errors import ReplyError
from orchestrator.domain.outlines import Bible, Book, Chapter, Character, Outline, Scene
from orchestrator.domain.replies import json_schema, read_json, write_json

OUTLINE = Outline(
    title="The Bell",
    logline="A fox seeks a bell.",
    bible=Bible(characters=(Character(name="Mira", traits=("fox", "she")),), places=("the mill",)),
    scenes=(
        Scene(heading="The mill", goal="Mira looks.", mood="hopeful", valence=2, length=100),
        Scene(heading="The river", goal="Mira finds.", mood="happy", valence=4, length=100),
    ),
)


def test_scenes_are_numbered_by_the_engine():
    assert [scene.id for scene in OUTLINE.scenes] == ["s1", "s2"]


def test_chapters_and_their_scenes_are_numbered_too():
    book = Book(
        title="B",
        chapters=(
            Chapter(title="One", scenes=OUTLINE.scenes[:1]),
            Chapter(title="Two", scenes=(Scene(heading="h", goal="g"),)),
        ),
    )
    assert [chapter.id for chapter in book.chapters] == ["c1", "c2"]
    assert book.chapters[1].scenes[0].id == "c2s1"


def test_an_outline_survives_being_written_and_read():
    assert read_json(write_json(OUTLINE), Outline) == OUTLINE


def test_ids_that_a_model_invents_are_ignored():
    reply = json.loads(write_json(OUTLINE))
    reply["scenes"][0]["id"] = "chosen-by-the-model"
    assert read_json(json.dumps(reply), Outline).scenes[0].id == "s1"


def test_the_schema_for_models_has_no_ids_and_admits_nothing_else():
    schema = json_schema(Outline)
    scene = schema["properties"]["scenes"]["items"]
    assert list(scene["properties"]) == ["heading", "goal", "mood", "valence", "length"]
    assert scene["additionalProperties"] is False
    assert "$ref" not in json.dumps(schema)


def test_a_critic_gives_reasons_before_the_score():
    assert list(json_schema(Critique)["properties"]) == ["issues", "score"]


@pytest.mark.parametrize(
    "reply",
    [
        '{"text": "T."}',
        '```json\n{"text": "T."}\n```',
        'Here it is:\n{"text": "T."}\nEnjoy!',
        '{"text": "T.", "mood": "extra"}',
    ],
)
def test_form_is_forgiven(reply):
    assert read_json(reply, Summary).text == "T."


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        ("", "the reply is empty"),
        ("No.", "no JSON"),
        ('{"text": "cut', "does not parse"),
        ("{}", "text: Field required"),
        ('{"text": 3}', "text: Input should be a valid string"),
        ('["text"]', "the reply: Input should be"),
        ('{"text": "a", "facts": [{"text": "b", "chapter": NaN}]}', "NaN is not JSON"),
        ("[" * 100_000, "does not parse"),
    ],
)
def test_shape_is_not(reply, says):
    with pytest.raises(ReplyError, match=says):
        read_json(reply, Summary)


def issue(paragraph: str, quote: str) -> Issue:
    return Issue(paragraph=paragraph, quote=quote, problem="dull")


def test_an_issue_that_quotes_what_is_not_there_is_dropped():
    critique = Critique(issues=(issue("p1", "never written"), issue("p1", "")), score=5)
    grounded, dropped = critique.grounded(Draft.of("The cat sat."))
    assert grounded.issues == ()
    assert len(dropped) == 2


def test_a_quote_is_set_right_to_the_letter_and_to_its_paragraph():
    draft = Draft.of("First.\n\nShe said, “Don’t\nmove.”")
    critique = Critique(issues=(issue("p1", '"Don\'t move."'),), score=5)
    grounded, _ = critique.grounded(draft)
    assert grounded.issues[0].paragraph == "p2"
    assert grounded.issues[0].quote == "“Don’t\nmove.”"


def test_the_named_paragraph_is_looked_at_first():
    grounded, _ = Critique(issues=(issue("p2", "same"),), score=5).grounded(Draft.of("the same\n\nthe same"))
    assert grounded.issues[0].paragraph == "p2"


def test_a_rating_keeps_only_the_evidence_that_stands_in_the_text():
    rating = Rating(
        evidence=(
            Evidence(paragraph="p2", quote="the  cat", valence=-2),
            Evidence(paragraph="p1", quote="the dog", valence=3),
        ),
        valence=-1,
    )
    grounded, dropped = rating.grounded(Draft.of("So the cat sat."))
    assert [(e.paragraph, e.quote) for e in grounded.evidence] == [("p1", "the cat")]
    assert grounded.valence == -1
    assert [d.entry for d in dropped] == ["evidence in p1: the dog"]
