"""A card that extends another: what it does not say is as there."""

import pytest

from orchestrator.domain.errors import DefinitionError
from tests.support.running import compiled

TEMPLATES = {"plain.md.j2": "{{ text }}", "other.md.j2": "{{ text }}"}
BASE = """
    role: base
    description: The first.
    template: plain.md.j2
    takes: {text: text, length: optional int}
    output: Draft
    reply: paragraphs
    sampling: {temperature: 0.2, max_tokens: 100, stop: [END]}
"""


def card(role, **cards):
    """The compiled card of ``role``; every other is a text under its name."""
    text = f"name: x\nsteps: {{s: {{agent: {role}, with: {{text: \"'x'\"}}}}}}\noutputs: {{o: \"'x'\"}}\n"
    return compiled(text, cards={"base": BASE, **cards}, templates=TEMPLATES).block.steps["s"].card


def mistakes(role, **cards):
    with pytest.raises(DefinitionError) as caught:
        card(role, **cards)
    return [(str(d.place), d.message, d.hint) for d in caught.value.diagnostics]


def test_a_card_that_says_nothing_else_is_the_other_under_its_own_name():
    base, other = card("base"), card("other", other="{role: other, extends: base}")
    assert other.role == "other"
    for field in ("description", "template", "takes", "output", "reply", "sampling", "whole", "shape"):
        assert getattr(other, field) == getattr(base, field), field


def test_what_it_takes_is_added_and_changed_by_name():
    other = card("other", other="{role: other, extends: base, takes: {length: optional float, tone: optional text}}")
    assert {name: str(type_) for name, type_ in other.takes.items()} == {
        "text": "text",
        "length": "optional float",
        "tone": "optional text",
    }


def test_sampling_is_merged_setting_by_setting():
    other = card("other", other="{role: other, extends: base, sampling: {temperature: 0.9, top_p: 0.5, stop: []}}")
    assert other.sampling.model_dump(exclude_unset=True) == {
        "temperature": 0.9,
        "max_tokens": 100,
        "stop": (),
        "top_p": 0.5,
    }


def test_description_and_template_are_replaced():
    other = card("other", other="{role: other, extends: base, description: The second., template: other.md.j2}")
    assert (other.description, other.template) == ("The second.", "other.md.j2")


def test_the_card_it_extends_stays_as_it_was():
    text = """
        name: x
        steps:
          a: {agent: other, with: {text: "'x'"}}
          b: {agent: base, with: {text: "'x'"}}
        outputs: {o: "'x'"}
    """
    cards = {"base": BASE, "other": "{role: other, extends: base, takes: {tone: optional text}, output: text}"}
    steps = compiled(text, cards=cards, templates=TEMPLATES).block.steps
    assert (str(steps["a"].card.output), str(steps["b"].card.output)) == ("text", "Draft")
    assert "tone" not in steps["b"].card.takes


@pytest.mark.parametrize(
    ("output", "reply"), [("text", "text"), ("Summary", "json"), ("Revision", "paragraphs"), ("Draft", "text")]
)
def test_another_output_brings_its_own_form_of_reply(output, reply):
    other = card("other", other=f"{{role: other, extends: base, output: {output}}}")
    assert (str(other.output), other.reply) == (output, reply)


def test_another_output_is_no_longer_whole():
    cards = {
        "base": "{role: base, template: plain.md.j2, takes: {text: Draft}, output: Revision, whole: true}",
        "same": "{role: same, extends: base}",
        "other": "{role: other, extends: base, output: Draft}",
        "parts": "{role: parts, extends: base, whole: false}",
    }
    assert (card("same", **cards).whole, card("same", **cards).reply) == (True, "text")
    assert card("other", **cards).whole is False
    assert (card("parts", **cards).whole, card("parts", **cards).reply) == (False, "paragraphs")


def test_a_reply_can_be_said_without_the_output():
    assert card("other", other="{role: other, extends: base, reply: text}").reply == "text"
    ((place, message, hint),) = mistakes("other", other="{role: other, extends: base, reply: json}")
    assert place.startswith("agents/other.yaml:1:")
    assert message == "`reply: json` cannot give Draft"
    assert hint == "write `reply: text`"


def test_a_schema_is_inherited_and_replaced():
    schema = "{type: object, properties: {title: {type: string}}, required: [title]}"
    cards = {
        "base": f"{{role: base, template: plain.md.j2, takes: {{text: text}}, output: {schema}}}",
        "same": "{role: same, extends: base}",
        "other": "{role: other, extends: base, output: Summary}",
    }
    assert str(card("same", **cards).output) == "{title: text}"
    assert card("same", **cards).shape.model_validate({"title": "Wells"}).title == "Wells"
    assert card("other", **cards).shape.__name__ == "Summary"


def test_a_chain_of_three_goes_link_by_link():
    cards = {
        "second": "{role: second, extends: base, sampling: {temperature: 0.5}, takes: {tone: optional text}}",
        "third": "{role: third, extends: second, sampling: {max_tokens: 7}, description: The third.}",
    }
    third = card("third", **cards)
    assert (third.sampling.temperature, third.sampling.max_tokens, third.sampling.stop) == (0.5, 7, ("END",))
    assert list(third.takes) == ["text", "length", "tone"]
    assert (third.description, third.template, third.reply) == ("The third.", "plain.md.j2", "paragraphs")


def test_a_shipped_card_can_be_extended():
    text = """
        name: x
        inputs: {premise: {type: text, default: A well.}}
        steps: {plan: {agent: dry-planner}}
        outputs: {o: plan.title}
    """
    own = {"dry-planner": "{role: dry-planner, extends: planner, sampling: {temperature: 0}}"}
    assert compiled(text, cards=own).block.steps["plan"].card.sampling.max_tokens == 1600


# -- mistakes -----------------------------------------------------------------------------------------------


def test_an_unknown_card_is_named_with_the_nearest():
    ((place, message, hint),) = mistakes("other", other="{role: other, extends: bass}")
    assert (place, message) == ("agents/other.yaml:1:24", "unknown agent 'bass'")
    assert "'base'" in hint


def test_a_card_cannot_extend_itself():
    ((place, message, hint),) = mistakes("other", other="{role: other, extends: other}")
    assert (place, message) == ("agents/other.yaml:1:24", "the card 'other' extends itself")
    assert "name of its own" in hint


def test_cards_that_extend_each_other_are_a_mistake_told_once():
    cards = {
        "one": "{role: one, extends: two}",
        "two": "{role: two, extends: three}",
        "three": "{role: three, extends: one}",
    }
    ((place, message, _),) = mistakes("one", **cards)
    assert (place, message) == ("agents/three.yaml:1:24", "these cards extend each other: one → two → three → one")


def test_mistakes_of_the_other_card_are_told_at_its_own_place():
    found = mistakes("other", base=BASE.replace("output: Draft", "output: Drft"), other="{role: other, extends: base}")
    assert len(found) == 1
    assert found[0][0].startswith("agents/base.yaml:6:")


def test_mistakes_of_both_cards_are_told_at_once():
    found = mistakes(
        "other",
        base=BASE.replace("output: Draft", "output: Drft"),
        other="{role: other, extends: base, sampling: {temprature: 1}}",
    )
    assert {place.partition(":")[0] for place, _, _ in found} == {"agents/base.yaml", "agents/other.yaml"}


@pytest.mark.parametrize("missing", ["template", "output"])
def test_without_extends_a_template_and_an_output_must_be_said(missing):
    lines = [line for line in BASE.splitlines() if missing not in line and (missing != "output" or "reply" not in line)]
    messages = [message for _, message, _ in mistakes("base", base="\n".join(lines))]
    assert f"'{missing}' is missing" in messages


def test_a_template_must_get_by_with_what_the_card_takes_together_with_the_other():
    own = {"other": "{role: other, extends: base, template: tone.md.j2}"}
    text = "name: x\nsteps: {s: {agent: other, with: {text: \"'x'\"}}}\noutputs: {o: \"'x'\"}\n"
    templates = {**TEMPLATES, "tone.md.j2": "{{ text }} {{ length }} {{ tone }}"}
    with pytest.raises(DefinitionError) as caught:
        compiled(text, cards={"base": BASE, **own}, templates=templates)
    (mistake,) = caught.value.diagnostics
    assert "'tone'" in mistake.message
