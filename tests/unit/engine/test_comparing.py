"""Requests compared: the same or not, and in what they differ."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.domain.runs import Sampling
from orchestrator.engine.comparing import (
    Difference,
    content_of,
    differences,
    model_of,
    nearest,
    usual_model,
)
from orchestrator.engine.keys import request_text
from orchestrator.engine.ports import Message, ModelInfo, Request

HEN = ModelInfo(name="hen", revision="r1")


def text(user="Tell of the hen.", *, system="Be brief.", path="draft", attempt=0, info=HEN, **more):
    messages = (Message("system", system), Message("user", user))
    request = Request(messages=messages, role="drafter", path=path, seed=more.pop("seed", 1), **more)
    return request_text(request, attempt, info)


@pytest.mark.parametrize(
    ("now", "difference"),
    [
        (text(info=ModelInfo(name="fox")), Difference("model", "hen@r1", "fox")),
        (text(adapter="noir"), Difference("adapter", "none", "noir")),
        (text(system="Be long."), Difference("system message", "Be brief.", "Be long.", 1)),
        (text(prefill="Once"), Difference("beginning of the reply", "", "Once", 1)),
        (text(sampling=Sampling(temperature=0.5)), Difference("sampling.temperature", "none", "0.5")),
        (text(seed=2), Difference("seed", "1", "2")),
        (text(path="polish#2.draft"), Difference("round or variant", "none", "#2")),
        (text(attempt=1), Difference("attempt", "0", "1")),
    ],
)
def test_what_differs_is_named(now, difference):
    assert differences(text(), now) == (difference,)


def test_a_schema_is_known_by_its_hash_alone():
    (difference,) = differences(text(), text(schema={"type": "object"}))
    assert (difference.part, difference.before, len(difference.now)) == ("schema of the reply", "none", 64)


def test_of_two_prompts_the_first_line_that_differs_is_shown():
    before, now = text("One.\nTwo.\nThree.\nFour."), text("One.\nTwo.\nThird.\nFourth.")
    assert differences(before, now) == (Difference("user message", "Three.", "Third.", 3),)


@pytest.mark.parametrize(("before", "now"), [("One.", "One.\n"), ("One.", "One.\n\nTwo."), ("", "\n")])
def test_a_line_more_at_the_end_is_a_difference(before, now):
    (difference,) = differences(text(before), text(now))
    assert (difference.part, difference.line) == ("user message", before.count("\n") + 2)


def test_a_long_line_is_shown_where_it_differs():
    words = "hen " * 100
    (difference,) = differences(text(f"{words}slept. {words}"), text(f"{words}woke. {words}"))
    assert str(difference) == (
        f'user message from line 1 on: "… {"hen " * 5}woke. {"hen " * 13}he …", '
        f'before "… {"hen " * 5}slept. {"hen " * 13}h …"'
    )


@given(st.text(), st.text())
def test_texts_differ_exactly_when_a_difference_is_found(before, now):
    found = differences(text(before), text(now))
    assert bool(found) == (before != now)
    assert all(str(difference) for difference in found)


def test_the_content_of_a_request_is_the_same_for_every_model_and_every_try():
    same = {content_of(text()), content_of(text(info=ModelInfo(name="fox"))), content_of(text(attempt=3))}
    assert len(same) == 1
    others = [text("Other."), text(seed=2), text(path="polish#2.draft"), text(adapter="noir")]
    assert same.isdisjoint(map(content_of, others))


def test_the_nearest_has_the_fewest_differences_and_among_those_the_longest_common_beginning():
    asked = text("One.\nTwo.\nThree.")
    candidates = [
        ("another seed too", text("One.\nTwo.\nFour.", seed=9)),
        ("second line", text("One.\nZwei.\nThree.")),
        ("third line", text("One.\nTwo.\nDrei.")),
    ]
    name, parts = nearest(candidates, asked)
    assert (name, parts) == ("third line", (Difference("user message", "Drei.", "Three.", 3),))


def test_the_same_words_with_another_seed_are_nearer_than_other_words():
    candidates = [
        ("other words", text("One.\nTwo.\nDrei.", seed=1)),
        ("another seed", text("One.\nTwo.\nThree.", seed=2)),
    ]
    assert nearest(candidates, text("One.\nTwo.\nThree.", seed=1))[0] == "another seed"


def test_what_is_ignored_does_not_count_as_a_difference():
    candidates = [("tried again", text(attempt=2)), ("another", text("Other."))]
    assert nearest(candidates, text(), ignoring=("attempt",)) == ("tried again", ())


def test_of_nothing_nothing_is_nearest():
    assert nearest([], text()) is None


def test_the_usual_model_is_the_one_that_was_asked_most():
    requests = [text(), text(info=ModelInfo(name="editor-model")), text(seed=2)]
    assert [model_of(request) for request in requests] == [("hen", "r1"), ("editor-model", ""), ("hen", "r1")]
    assert usual_model(requests) == ("hen", "r1")
    assert usual_model([]) is None
