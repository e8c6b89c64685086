"""What may stand under ``style:``, and what is said of it."""

import pytest

from orchestrator.domain.errors import DefinitionError
from orchestrator.language.explanation import explain
from tests.support.running import compiled

WORKFLOW = """
name: tale
inputs: {{text: {{type: text}}, style: {{type: json, default: null}}}}
{style}
steps:
  more: {{agent: continuer, of: inputs.text{more}}}
  critique: {{agent: critic, of: more{critique}}}
  report: {{check: [style, length], of: more{report}}}
outputs: {{more: more}}
"""


def tale(style="style: inputs.style", more="", critique="", report=""):
    return compiled(WORKFLOW.format(style=style, more=more, critique=critique, report=report))


def wrong(**parts):
    with pytest.raises(DefinitionError) as error:
        tale(**parts)
    return str(error.value)


def steps(**parts):
    return tale(**parts).block.steps


def test_prose_and_the_check_have_the_style_of_the_workflow_and_json_has_none():
    made = steps()
    assert made["more"].style.source == "inputs.style"
    assert made["critique"].style is None
    assert made["report"].targets["style"]["profile"].source == "inputs.style"


def test_without_a_style_nothing_has_one():
    made = steps(style="")
    assert made["more"].style is None
    assert made["report"].targets == {}


def test_a_step_says_its_own_and_a_check_by_its_target():
    made = steps(more=", style: none", report=", targets: {style: {profile: none, distance: 1}}")
    assert made["more"].style.source == "none"
    assert made["report"].targets["style"]["profile"].source == "none"
    assert made["report"].targets["style"]["distance"].source == "1"


def test_a_style_of_a_step_may_come_from_another_step():
    assert steps(more=", style: \"'{}' | profile\"")["more"].style.source == "'{}' | profile"
    plan = compiled(
        """
        name: t
        inputs: {text: {type: text}}
        steps:
          sample: {agent: continuer, of: inputs.text}
          more: {agent: continuer, of: inputs.text, style: sample | profile}
        outputs: {more: more}
        """
    )
    assert plan.block.steps["more"].after == frozenset({"sample"})


def test_the_style_of_a_workflow_reads_no_steps():
    assert "unknown name 'more'" in wrong(style="style: more")


def test_a_value_that_can_be_no_style_is_a_mistake():
    assert "the style must be Style, and 'inputs.text' is text" in wrong(style="style: inputs.text")
    assert "the style must be Style, and '3' is" in wrong(more=", style: 3")


def test_a_role_that_replies_in_json_takes_none():
    assert "`style` goes with prose, and 'critic' replies in JSON" in wrong(critique=", style: inputs.style")


def test_the_explanation_shows_it():
    told = str(explain(tale(), "more"))
    assert "style optional Style" in told
    assert "inputs.style; the input 'style' (json)" in told
    assert "target style.profile" in str(explain(tale(), "report"))
