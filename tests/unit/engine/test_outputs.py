"""What a reader gets: prose as prose, whatever it stands in; everything else as JSON with its keys."""

import json

import pytest

from orchestrator.adapters.models.scripted import ScriptedModel
from orchestrator.domain.critiques import Summary
from orchestrator.domain.drafts import Draft
from orchestrator.engine.runner import as_text
from orchestrator.language.sandbox import plain
from tests.support.running import compiled, run_one


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (3, "3"),
        (Draft.of("雨。\n\n晴。"), "雨。\n\n晴。"),
        ((Draft.of("One."), None, "Two."), "One.\n\nTwo."),
        (plain(Draft.of("One.")), "One."),
        (Summary(text="Short."), '{"text": "Short."}'),
    ],
)
def test_a_value_as_text(value, text):
    assert as_text(value) == text


def test_a_record_is_json_with_its_keys_and_drafts_in_it_are_their_prose():
    assert json.loads(as_text({"标题": "雨", "text": Draft.of("It rained.")})) == {"标题": "雨", "text": "It rained."}
    assert json.loads(as_text([{"n": 1, "draft": Draft.of("One.")}])) == [{"n": 1, "draft": "One."}]


DRAFTS = """
name: drafts
inputs: {theme: {type: text}}
steps:
  outline: {agent: planner, with: {premise: inputs.theme}}
  draft: {agent: drafter, with: {scene: outline.scenes | first}}
  page: {render: page.md.j2, with: {d: draft, ds: "[draft, draft]", scene: outline.scenes | first}}
outputs:
  page: page
  joined: "'Story: ' ~ draft"
  upper: draft | upper
"""


async def test_a_draft_that_is_written_into_a_text_is_its_prose():
    page = '{{ d }}|{{ ds | join("/") }}|{{ [d.text] | tojson }}|{{ scene.goal | tojson }}'
    plan = compiled(DRAFTS, templates={"page.md.j2": page})
    outline = {"title": "T", "scenes": [{"heading": "H", "goal": "Don't <b>雨</b>"}]}
    result = await run_one(plan, ScriptedModel(planner=[outline], drafter=["雨。"]), {"theme": "rain"})
    assert result.outputs == {
        "page": '雨。|雨。/雨。|["雨。"]|"Don\'t <b>雨</b>"',
        "joined": "Story: 雨。",
        "upper": "雨。",
    }
