"""``carry`` and ``sets``: what can be handed on, of which type, and who may set it."""

import pytest

from orchestrator.domain.errors import DefinitionError
from orchestrator.language.plan import ForeachStep, LoopStep
from tests.support.running import compiled

HEAD = """
name: carrying
inputs: {text: {type: text, default: A.}, number: {type: int, default: 3}}
steps:
  outline: {agent: planner, with: {premise: inputs.text, scenes: inputs.number}}
"""


def serial(steps, *, carry="text: inputs.text", result="text", order="serial", outputs="out: each"):
    body = "\n".join("      " + line for line in steps.strip("\n").splitlines())
    return f"""{HEAD}  each:
    foreach: outline.scenes
    as: scene
    order: {order}
    carry: {{{carry}}}
    steps:
{body}
    result: {result}
outputs:
  {outputs}
"""


def foreach(steps, **options):
    step = compiled(serial(steps, **options)).block.steps["each"]
    assert isinstance(step, ForeachStep)
    return step


def mistakes(text):
    with pytest.raises(DefinitionError) as caught:
        compiled(text)
    return [(d.place.line, d.message, d.hint) for d in caught.value.diagnostics]


SUMMARY = "summary: {agent: summarizer, of: scene.goal, sets: bible}"


def test_a_carried_value_has_the_type_of_what_it_begins_as():
    step = foreach("one: {agent: continuer, sets: text}")
    assert {name: str(type_) for name, type_ in step.carry_types.items()} == {"text": "text"}
    assert str(step.type) == "list of text"


def test_a_text_that_is_revised_is_carried_as_a_draft():
    step = foreach("one: {agent: editor, of: text, sets: text}")
    assert {name: str(type_) for name, type_ in step.carry_types.items()} == {"text": "Draft"}
    assert str(step.block.steps["one"].type) == "Draft"


def test_a_summary_sets_a_bible_and_stays_a_summary():
    step = foreach(SUMMARY, carry="bible: outline.bible", result="{text: summary.text, bible: bible}")
    assert str(step.carry_types["bible"]) == "Bible"
    assert str(step.block.steps["summary"].type) == "Summary"
    assert str(step.type) == "list of {text: text, bible: Bible}"


def test_the_final_value_is_reached_through_the_last_result():
    text = serial(
        SUMMARY,
        carry="bible: outline.bible",
        result="{text: summary.text, bible: bible}",
        outputs="out: (each | last).bible.facts | length",
    )
    assert compiled(text)


def test_a_result_that_is_one_carried_value_has_its_type():
    assert str(foreach(SUMMARY, carry="bible: outline.bible", result="bible").type) == "list of Bible"


def test_carry_needs_a_series():
    ((line, message, hint),) = mistakes(serial("one: {agent: continuer, of: text}", order="parallel", result="one"))
    assert (line, message) == (10, "`carry` needs `order: serial`")
    assert hint


def test_what_is_not_carried_cannot_be_set():
    ((line, message, hint),) = mistakes(serial("one: {agent: continuer, of: text, sets: txt}"))
    assert (line, message) == (12, "the foreach carries no 'txt'")
    assert "'text'" in hint


def test_a_value_must_be_of_the_carried_type():
    ((_, message, _),) = mistakes(serial("one: {agent: summarizer, sets: text, of: text}"))
    assert message == "'text' is text, and 'summarizer' gives Summary"
    ((_, message, _),) = mistakes(
        serial("one: {agent: planner, with: {premise: text}, sets: text}", carry="text: inputs.text")
    )
    assert message == "'text' is text, and 'planner' gives Outline"


def test_a_revision_needs_a_draft():
    text = serial(
        "one: {agent: editor, with: {text: inputs.text}, sets: number}", carry="number: inputs.number", result="1"
    )
    ((_, message, _),) = mistakes(text)
    assert message == "'number' is a whole number, and 'editor' gives a Revision of a Draft"


def test_two_steps_cannot_set_one_value():
    steps = "one: {agent: continuer, sets: text}\ntwo: {agent: continuer, sets: text}"
    ((line, message, hint),) = mistakes(serial(steps))
    assert (line, message) == (13, "'two' and 'one' both set 'text'")
    assert "foreach" in hint


def test_sets_outside_of_a_loop_or_series_is_a_mistake():
    text = HEAD + "  one: {agent: continuer, of: inputs.text, sets: text}\noutputs: {out: one}\n"
    ((_, message, hint),) = mistakes(text)
    assert "not directly inside a loop or a serial foreach" in message
    assert "carry" in hint


@pytest.mark.parametrize(
    "block",
    [
        "inner: {foreach: '[1, 2]', as: n, steps: {one: {agent: continuer, sets: text}}, result: one}",
        "inner: {variants: 2, steps: {one: {agent: continuer, sets: text}}, result: one}",
    ],
)
def test_a_step_of_a_block_inside_cannot_set_what_is_carried_around_it(block):
    assert any("not directly inside" in message for _, message, _ in mistakes(serial(block)))


def test_a_loop_inside_a_series_carries_for_itself_and_can_set_as_a_whole():
    steps = """
inner:
  loop: {max: 2}
  carry: {draft: text}
  steps: {one: {agent: continuer, of: draft, sets: draft}}
  result: draft
  sets: text
"""
    step = foreach(steps)
    inner = step.block.steps["inner"]
    assert isinstance(inner, LoopStep)
    assert (inner.sets, inner.block.steps["one"].sets) == ("text", "draft")
    wrong = steps.replace("sets: draft}", "sets: text}")
    assert any("the loop carries no 'text'" in message for _, message, _ in mistakes(serial(wrong)))


def test_a_step_that_may_be_skipped_can_set():
    step = foreach("one: {agent: continuer, sets: text, when: inputs.number > 2}")
    assert str(step.block.steps["one"].type) == "optional text"
    assert str(step.carry_types["text"]) == "text"


def test_what_is_carried_is_named_once():
    assert mistakes(serial("text: {agent: continuer, of: inputs.text}"))
    assert mistakes(serial("one: {agent: continuer, of: inputs.text}", carry="scene: inputs.text", result="one"))
    assert mistakes(serial("one: {agent: continuer, of: inputs.text}", carry="previous: inputs.text", result="one"))


def test_what_is_carried_is_not_seen_outside():
    messages = [m for _, m, _ in mistakes(serial("one: {agent: continuer, sets: text}", outputs="out: text"))]
    assert any("'text'" in message for message in messages)


def test_what_a_value_begins_as_is_seen_from_outside_only():
    messages = [m for _, m, _ in mistakes(serial("one: {agent: continuer, sets: text}", carry="text: one"))]
    assert messages
    messages = [m for _, m, _ in mistakes(serial("one: {agent: continuer, sets: text}", carry="text: scene.goal"))]
    assert any("'scene'" in message for message in messages)
