"""Loops worked out by hand, round by round, and every cell of each table against a real run.

The tables stand in ``loop_tables/``, one loop a file; ``tests/support/loop_tables.py`` says how to read them.
"""

import copy
from pathlib import Path

import pytest

from orchestrator.adapters.models.scripted import ScriptedModel
from tests.support.loop_tables import read_table, run_table, written_calls
from tests.support.running import compiled, run_one, score

FOLDER = Path(__file__).parent / "loop_tables"
NAMES = [path.stem for path in sorted(FOLDER.glob("[0-9]-*.yaml"))]
GIVEN = {"title", "shows", "workflow", "inputs", "replies", "shown"}
"""What a table gives to the run or says to the reader; every other cell is expected."""


@pytest.fixture(scope="module", params=NAMES)
def table(request):
    return read_table(FOLDER / f"{request.param}.yaml")


@pytest.fixture(scope="module")
def ran(table):
    return run_table(table, read_table(FOLDER / "cast.yaml"))


def test_there_are_seven_tables():
    assert len(NAMES) == 7


def test_the_loop_does_what_the_table_says(table, ran):
    compare(table, ran)


def test_a_table_with_any_cell_wrong_is_found_out(table, ran):
    cells = list(expected_cells(table))
    assert len(cells) > 40
    assert [path for path in cells if agrees(changed(table, path), ran)] == []


# -- comparing ----------------------------------------------------------------------------------------------


def compare(table, ran):
    """Fail unless every cell of ``table`` is as it was in the run, and as the other cells of the table ask."""
    for path, round_ in table["rounds"].items():
        compare_judging(table, path, round_)
        compare_revising(table, path, round_)
    sees = [(path, strings(call["sees"])) for path, call in written_calls(table).items()]
    assert ran.calls == sorted(sees, key=lambda row: row[0])
    assert ran.rounds == sorted((path, ended(path, round_)) for path, round_ in table["rounds"].items())
    result = ran.result
    assert result.usage.calls == table["calls"]
    assert list(result.unmet) == table["unmet"]
    assert [[failure.step, failure.error] for failure in result.failures] == table["failures"]
    assert result.status == ("failed" if table["failures"] else "done")
    assert result.outputs == table["outputs"]
    drafts = [part.draft for part in result.manuscript.parts] if result.manuscript else []
    assert [[[v.round, v.text, list(v.score), v.kept] for v in draft.versions] for draft in drafts] == table["versions"]


def compare_judging(table, path, round_):
    """Judging calls see what the round began with, all of it, and what others said of that."""
    begins, said = pairs(table, round_["begins"]), pairs(table, says(round_["judging"]))
    judging = seen_by(round_["judging"])
    assert begins <= judging <= begins | said | {("round", str(number(path)))}, path
    revisers = [other for other in table["rounds"].values() if other.get("revises") == path]
    assert said <= judging.union(*(seen_by(other.get("revising", {})) for other in revisers)), path


def compare_revising(table, path, round_):
    """Revising calls see the round that is revised, and the next round begins with what they set there."""
    following = table["rounds"].get(f"{path.rpartition('#')[0]}#{number(path) + 1}")
    assert (following is None) == ("revises" not in round_) == ("sets" not in round_), path
    if following is None:
        return
    origin = table["rounds"].get(round_["revises"])
    assert origin is not None, path
    judged = pairs(table, origin["begins"]) | pairs(table, says(origin["judging"]))
    made, seen = pairs(table, says(round_.get("revising", {}))), seen_by(round_.get("revising", {}))
    assert made <= seen <= judged | made | {("round", str(number(path)))}, path
    assert following["begins"] == {**origin["begins"], **round_["sets"]}, path


def ended(path, round_):
    """What the end of a round says of it."""
    score = tuple(round_["score"])
    return {"round": number(path), "score": score, "best": round_["best"], "met": round_["until"]}


def says(steps):
    return {name: step["says"] for name, step in steps.items() if "says" in step}


def seen_by(steps):
    return {pair for step in steps.values() for pair in strings(step.get("sees", {})).items()}


def pairs(table, values):
    """Names, as cards take them, with their values."""
    shown = table.get("shown", {})
    return {(shown.get(name, name), value) for name, value in strings(values).items()}


def strings(values):
    return {name: str(value) for name, value in values.items()}


def number(path):
    return int(path.rpartition("#")[2])


# -- getting it wrong ---------------------------------------------------------------------------------------


def agrees(table, ran):
    try:
        compare(table, ran)
    except AssertionError:
        return False
    return True


def expected_cells(node, path=()):
    """The way to each cell that says what is expected; an empty list or mapping is a cell too."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    children = [(key, child) for key, child in children if key not in GIVEN]
    if not children:
        yield path
    for key, child in children:
        yield from expected_cells(child, (*path, key))


def changed(table, path):
    """``table`` with another value in the cell at ``path``."""
    wrong = copy.deepcopy(table)
    holder = wrong
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = other(holder[path[-1]])
    return wrong


def other(value):
    """Another value in place of ``value``."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (list, dict)):
        return type(value)([("more", "more")])
    return f"{value}x" if isinstance(value, str) else value + 1


# -- what stays readable of a draft --------------------------------------------------------------------------

TWO_ROUNDS = """
name: history
inputs: {{text: {{type: text}}}}
steps:
  polish:
    loop: {{{loop}}}
    carry: {{text: inputs.text}}
    steps:
      critique: {{agent: critic}}
      revise: {{agent: editor, sets: text}}
    result: {result}
{then}
outputs: {{text: {draft}}}
manuscript: {{title: "'History'", parts: {draft}}}
"""
AGAIN = """
  again:
    loop: {max: 2, best: opinion.score}
    carry: {text: polish}
    steps:
      opinion: {agent: critic}
      mend: {agent: editor, sets: text, with: {critique: opinion}}
    result: text
"""


async def history(scores, edits, *, loop="max: 2, best: critique.score", result="text", then="", draft="polish"):
    """Round and text of each version of the draft that leaves the workflow."""
    plan = compiled(TWO_ROUNDS.format(loop=loop, result=result, then=then, draft=draft))
    model = ScriptedModel(critic=[score(number) for number in scores], editor=[f"[p1] {text}" for text in edits])
    ran = await run_one(plan, model, {"text": "A."})
    return [(version.round, version.text) for version in ran.manuscript.parts[0].draft.versions]


async def test_a_draft_keeps_the_rounds_of_the_loop_before_where_the_second_loop_keeps_it():
    versions = await history([4, 5, 6, 5], ["B.", "C."], then=AGAIN, draft="again")
    assert versions == [(1, "A."), (2, "B."), (1, "B."), (2, "C.")]


async def test_a_draft_keeps_the_rounds_of_the_loop_before_where_the_second_loop_revises_it():
    versions = await history([4, 5, 6, 7], ["B.", "C."], then=AGAIN, draft="again")
    assert versions == [(1, "A."), (2, "B."), (1, "B."), (2, "C.")]


async def test_a_draft_keeps_its_rounds_where_the_result_is_a_mapping():
    versions = await history([4, 5], ["B."], result="{text: text, score: critique.score}", draft="polish.text")
    assert versions == [(1, "A."), (2, "B.")]


async def test_kept_is_the_whole_scope_of_the_best_round_its_number_too():
    versions = await history([4, 5], ["B."], loop="max: 2, best: critique.score, keep_if: round == kept.round + 1")
    assert versions == [(1, "A."), (2, "B.")]
