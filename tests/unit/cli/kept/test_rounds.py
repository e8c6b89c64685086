"""What a round began with, and what a revision went by."""

import json

import pytest

from orchestrator.cli.kept.rounds import Visits, carried, led_to, revised_round
from orchestrator.domain.records import VisitRecord
from tests.support import journals

WORKFLOW = """
name: story
inputs: {text: {type: text}}
steps:
  draft: {agent: drafter, with: {scene: inputs.text}}
  polish:
    loop: {max: 4, until: critique.score >= 8, best: critique.score}
    carry: {text: CARRY}
    steps:
      critique: {agent: critic}
      revise: {agent: editor, sets: text}
      ok: {human: approve, of: revise}
    result: text
outputs: {story: polish}
"""


def visits_of(*scores, first="draft", rejected=(), empty=()):
    """A loop whose round N was judged with the Nth score, and revised to ``text N``."""
    visits = [visit("draft", value="text 0"), visit("polish", kind="loop")]
    best = 0
    for number, score in enumerate(scores, start=1):
        here = f"polish#{number}"
        detail = {"round": number, "score": [score], "best": score > best, "met": False}
        best = max(best, score)
        visits += [
            visit(f"{here}.critique", value=f'{{"issues": [], "score": {score}}}'),
            visit(here, kind="round", detail=json.dumps(detail)),
            visit(f"{here}.revise", value="" if number in empty else f"text {number}"),
            visit(f"{here}.ok", kind="human"),
        ]
    workflow = {"file": "story.yaml", "text": WORKFLOW.replace("CARRY", first)}
    run = journals.run(sources=json.dumps({"workflow": workflow, "workflows": {}}))
    return Visits(run, visits, {"text": "an input"}, frozenset(rejected))


def visit(path, kind="agent", value="", detail=""):
    return VisitRecord(item="main", path=path, kind=kind, status="done", value=value, detail=detail)


def test_a_round_begins_with_what_the_round_before_it_made_of_its_value():
    visits = visits_of(5, 6, 7)
    assert [carried(visits, f"polish#{n}")["text"] for n in (1, 2, 3)] == ["text 0", "text 1", "text 2"]


def test_after_a_worse_round_the_best_one_is_revised_again():
    visits = visits_of(7, 5, 6)
    assert [revised_round(visits, "polish", n) for n in (1, 2, 3)] == [1, 1, 1]
    assert led_to(visits, "polish#3.revise") == "polish#1"


def test_what_judges_went_by_nothing():
    visits = visits_of(7)
    assert led_to(visits, "polish#1.critique") is None
    assert led_to(visits, "draft") is None


def test_a_revision_that_changed_nothing_or_was_rejected_is_not_carried_on():
    assert carried(visits_of(5, 6, empty=(1,)), "polish#2") == {"text": "text 0"}
    assert carried(visits_of(5, 6, rejected=("polish#1.ok",)), "polish#2") == {"text": "text 0"}


@pytest.mark.parametrize(
    ("first", "began"),
    [
        ("inputs.text", {"text": "an input"}),
        ("text", {"text": "an input"}),
        ("draft", {"text": "text 0"}),
        ("draft.text | upper", {}),
    ],
)
def test_the_first_round_begins_with_a_step_or_an_input_where_it_is_named(first, began):
    assert carried(visits_of(5, first=first), "polish#1") == began
