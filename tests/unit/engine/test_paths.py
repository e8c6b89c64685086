"""Steps of a plan found by the paths that they have in a run."""

import pytest

from orchestrator.engine.paths import placed_steps, step_at
from tests.support.running import compiled

INNER = """
name: inner
inputs: {text: {type: text}}
steps:
  again: {agent: summarizer, of: inputs.text}
outputs: {out: again.text}
"""
PLAN = """
name: paths
inputs: {lines: {type: list, default: [a, b]}}
steps:
  scenes:
    foreach: inputs.lines
    as: line
    key: line
    steps:
      polish:
        loop: {max: 2}
        carry: {text: line}
        steps:
          critique: {agent: critic}
          revise: {agent: editor, sets: text}
        result: text.text
    result: polish
  best:
    variants: 2
    steps: {ok: {human: approve, of: inputs.lines}}
    result: ok
  nested: {workflow: inner, with: {text: inputs.lines | first}}
outputs: {out: nested.out}
"""


@pytest.fixture
def plan():
    return compiled(PLAN, workflows={"inner": INNER})


def test_each_step_has_its_place_blocks_before_what_is_in_them(plan):
    assert sorted(placed.path for placed in placed_steps(plan)) == [
        "best",
        "best.ok",
        "nested",
        "nested.again",
        "scenes",
        "scenes.polish",
        "scenes.polish.critique",
        "scenes.polish.revise",
    ]
    order = [placed.path for placed in placed_steps(plan)]
    assert order.index("scenes") < order.index("scenes.polish") < order.index("scenes.polish.revise")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("scenes", "scenes"),
        ("scenes[a].polish", "polish"),
        ("scenes[a].polish#2.critique", "critique"),
        ("scenes[odd ].key[ #1 here].polish#12.revise", "revise"),
        ("scenes[two\nlines].polish", "polish"),
        ("best@2.ok", "ok"),
        ("nested.again", "again"),
    ],
)
def test_a_path_of_a_run_leads_to_its_step(plan, path, name):
    assert step_at(plan, path).name == name


@pytest.mark.parametrize("path", ["", "scene", "scenes.polish", "scenes[a]", "best#1.ok", "again", "nested.again.x"])
def test_any_other_path_leads_nowhere(plan, path):
    assert step_at(plan, path) is None
