"""What a batch will ask for, read off its steps; the numbers were counted by hand."""

import pytest

from orchestrator.app import Sources, build_app
from orchestrator.executors.estimating import Estimate, estimate
from orchestrator.language.sources import SourceText

HEAD = """
name: tale
inputs:
  premise: {type: text, default: x}
  rounds: {type: int, default: 3}
  tags: {type: list, of: text, default: [a, b]}
steps:
"""


def estimated(tmp_path, steps, *samples):
    app = build_app(None, {"home": tmp_path})
    text = f"{HEAD}{steps}outputs: {{premise: inputs.premise}}\n"
    definition = app.define(Sources.of(app.project, SourceText("tale.yaml", text)))
    return estimate(app, definition, samples or ({"premise": "x", "rounds": 3, "tags": ("a", "b")},))


@pytest.mark.parametrize(
    ("steps", "least", "most"),
    [
        ("  one: {agent: continuer, of: inputs.premise}\n", 1, 1),
        ("  one: {agent: continuer, of: inputs.premise, when: inputs.rounds > 1}\n", 0, 1),
        ("  all: {foreach: inputs.tags, as: tag, steps: {one: {agent: continuer, of: tag}}, result: one}\n", 2, 2),
        ("  all: {variants: 3, steps: {one: {agent: continuer, of: inputs.premise}}, result: one}\n", 3, 3),
        (
            "  all: {variants: 3, steps: {one: {agent: continuer, of: inputs.premise}}, result: one,"
            " choose: {by: judge}}\n",
            7,  # two duels, each in both orders
            7,
        ),
        (
            "  plan: {agent: planner}\n"
            '  all: {foreach: plan.scenes, as: scene, steps: {one: {agent: drafter}}, result: one}\n',
            2,  # how many scenes there are, the planner decides
            None,
        ),
        (
            "  all:\n"
            "    loop: {max: inputs.rounds, until: critique.score > 8}\n"
            "    carry: {text: inputs.premise}\n"
            "    steps:\n"
            "      critique: {agent: critic, of: text}\n"
            "      more: {agent: continuer, of: text, sets: text}\n"
            "    result: text\n",
            1,
            5,  # three judgements and two revisions
        ),
    ],
)  # fmt: skip
def test_calls_are_counted_by_the_steps(tmp_path, steps, least, most):
    found = estimated(tmp_path, steps)
    assert (found.least, found.most, found.run) == (least, most, "")


def test_items_are_counted_one_by_one_and_replies_by_their_limits(tmp_path):
    steps = "  all: {foreach: inputs.tags, as: tag, steps: {one: {agent: continuer, of: tag}}, result: one}\n"
    samples = [{"premise": "x", "rounds": 1, "tags": tags} for tags in (("a",), ("a", "b", "c"))]
    assert estimated(tmp_path, steps, *samples) == Estimate(least=2, most=2, reply_tokens=400)
