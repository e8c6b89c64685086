"""A workflow's style: in the prompts of prose and nowhere else, and what the check finds reaches the editor."""

import json
from dataclasses import replace

import pytest

from orchestrator.adapters.models.scripted import ScriptedModel
from orchestrator.checks.judging import TargetSpec, by_name
from orchestrator.checks.passage import Passage
from orchestrator.checks.registry import REGISTRY
from orchestrator.checks.styles.profile import profile
from tests.support.running import compiled, run_one, score
from tests.unit.checks.test_styles import LETTERS, ORNATE, PLAIN

STYLE = profile([Passage.of(LETTERS)])
CHINESE = profile([Passage.of(PLAIN, "zh")])
WORKFLOW = """
name: tale
inputs:
  goal: {{type: text, default: Find the bell.}}
  style: {{type: json, default: null}}
  other: {{type: json, default: null}}
  language: {{type: choice, of: [en, zh], default: en}}
{style}
steps:
  draft: {{agent: drafter, with: {{scene: "{{'heading': 'Mill', 'goal': inputs.goal}}"}}{own}}}
  polish:
    loop: {{max: 2, until: report.passed, best: report.score or 0}}
    carry: {{text: draft}}
    steps:
      report: {{check: [style]}}
      critique: {{agent: critic}}
      revise: {{agent: editor, sets: text}}
    result: text
outputs: {{text: polish, passed: polish}}
"""


def workflow(style="style: inputs.style", own=""):
    return compiled(WORKFLOW.format(style=style, own=own))


def model():
    return ScriptedModel(drafter=[ORNATE], critic=[score(5), score(5)], editor=["[p1] I sat. I had no key. So I sat."])


def system_of(request):
    return request.messages[0].content


async def prompts(plan, **inputs):
    asked = model()
    result = await run_one(plan, asked, inputs)
    assert result.status == "done", result.failures
    return {request.role: request for request in asked.requests}


async def test_the_voice_ends_the_system_prompt_of_prose_and_of_nothing_else():
    bare = await prompts(workflow(style=""))
    styled = await prompts(workflow(), style=STYLE.model_dump(mode="json"))
    for role in ("drafter", "editor"):
        assert system_of(styled[role]) == f"{system_of(bare[role]).rstrip()}\n\n{STYLE.told('en')}"
    assert system_of(styled["critic"]) == system_of(bare["critic"])
    assert styled["drafter"].messages[1] == bare["drafter"].messages[1]


async def test_without_a_style_not_a_byte_of_the_prompts_changes():
    bare, none = await prompts(workflow(style="")), await prompts(workflow())
    assert {role: request.messages for role, request in none.items()} == {
        role: request.messages for role, request in bare.items()
    }


async def test_a_prompt_in_chinese_tells_the_voice_in_chinese():
    seen = await prompts(workflow(), style=CHINESE.model_dump(mode="json"), language="zh")
    assert system_of(seen["drafter"]).endswith(CHINESE.told("zh"))


async def test_a_step_turns_it_off_or_takes_another():
    given = {"style": STYLE.model_dump(mode="json"), "other": CHINESE.model_dump(mode="json")}
    off = await prompts(workflow(own=", style: none"), **given)
    assert "Write in this voice" not in system_of(off["drafter"])
    assert system_of(off["editor"]).endswith(STYLE.told("en"))
    other = await prompts(workflow(own=", style: inputs.other"), **given)
    assert system_of(other["drafter"]).endswith(CHINESE.told("en"))


async def test_what_the_check_finds_reaches_the_editor():
    seen = await prompts(workflow(), style=STYLE.model_dump(mode="json"))
    assert "Words in a sentence: 39, in this style 7.3. Split this one:" in seen["editor"].messages[1].content


async def test_a_profile_edited_by_hand_is_told_as_it_stands():
    edited = {**STYLE.model_dump(mode="json"), "voice": {"en": "- Like a telegram."}}
    seen = await prompts(workflow(), style=edited)
    assert system_of(seen["drafter"]).endswith("Write in this voice:\n- Like a telegram.")


@pytest.mark.parametrize("wrong", [{"a": 1}, "a text", [1], {**STYLE.model_dump(mode="json"), "version": 9}])
async def test_what_is_no_style_fails_before_the_first_call(wrong):
    asked = model()
    result = await run_one(workflow(), asked, {"style": json.dumps(wrong)})
    assert result.status == "failed"
    assert "Style" in result.failures[0].message
    assert asked.requests == []


async def test_the_stylist_describes_samples_and_the_filter_makes_the_profile():
    plan = compiled(
        """
        name: s
        inputs: {samples: {type: text}}
        steps: {portrait: {agent: stylist, of: inputs.samples}}
        outputs: {style: inputs.samples | profile(portrait)}
        """
    )
    traits = [
        {"paragraph": "p1", "quote": "So I sat.", "trait": "Ends in a short act."},
        {"paragraph": "p1", "quote": "So she danced.", "trait": "Invented."},
    ]
    result = await run_one(plan, ScriptedModel(stylist=[{"traits": traits}]), {"samples": LETTERS})
    made = json.loads(result.outputs["style"])
    assert [trait["quote"] for trait in made["traits"]] == ["So I sat."]
    assert made["features"] == STYLE.model_dump(mode="json")["features"]
    assert [entry.reason for entry in result.dropped] == ["not in the text"]


def test_any_check_that_can_be_asked_for_a_style_is_given_the_workflows():
    voice = replace(REGISTRY["style"], name="voice", targets=by_name(TargetSpec("like", "style", "Whose voice.")))
    text = WORKFLOW.format(style="style: inputs.style", own="").replace(
        "check: [style]", "check: [length, voice, style]"
    )
    polish = compiled(text, checks={"voice": voice}).block.steps["polish"]
    report = polish.block.steps["report"]
    asked = {check: {name: value.source for name, value in own.items()} for check, own in report.targets.items()}
    assert asked == {"voice": {"like": "inputs.style"}, "style": {"profile": "inputs.style"}}
