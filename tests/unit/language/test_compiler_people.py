"""Human steps: the type of what is accepted, and where a rejection goes."""

import pytest

from orchestrator.domain.errors import DefinitionError
from orchestrator.language.plan import HumanStep, LoopStep
from tests.support.running import compiled

HEAD = """
name: people
inputs: {text: {type: text, default: A.}, note: {type: text, default: N.}, number: {type: int, default: 3}}
steps:
  summary: {agent: summarizer, of: inputs.text}
"""


def plan(steps, outputs="out: inputs.text"):
    indented = "\n".join("  " + line for line in steps.strip("\n").splitlines())
    return compiled(f"{HEAD}{indented}\noutputs:\n  {outputs}\n")


def mistakes(steps, outputs="out: inputs.text"):
    with pytest.raises(DefinitionError) as caught:
        plan(steps, outputs)
    return [(d.message, d.hint) for d in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("of", "type_"),
    [("summary", "Summary"), ("summary.text", "text"), ("inputs.number", "int"), ("summary.facts", "list of Fact")],
)
@pytest.mark.parametrize("human", ["approve", "edit"])
def test_the_value_has_the_type_of_what_is_shown(human, of, type_):
    step = plan(f"ok: {{human: {human}, of: {of}}}").block.steps["ok"]
    assert isinstance(step, HumanStep)
    assert (str(step.type), step.may_edit, step.in_loop) == (type_, human == "edit", False)


def test_only_approve_and_edit_can_be_asked():
    assert "human" in mistakes("ok: {human: review, of: summary}")[0][0]


def test_what_is_shown_must_be_said():
    assert "of" in mistakes("ok: {human: approve}")[0][0]


def test_what_may_be_none_cannot_be_shown():
    steps = """
maybe: {agent: summarizer, of: inputs.text, when: inputs.number > 2}
ok: {human: approve, of: maybe}
"""
    ((message, hint),) = mistakes(steps)
    assert message == "a person is shown 'maybe', and it may be none here"
    assert "maybe or …" in hint


IN_LOOP = """
rounds:
  loop: {{max: 2{loop}}}
  carry: {{text: inputs.text}}
  steps:
    {steps}
  result: text
"""


def loop(steps, options=""):
    return plan(IN_LOOP.format(steps=steps, loop=options))


def test_in_a_loop_the_value_may_be_none():
    made = loop("ok: {human: approve, of: text}").block.steps["rounds"]
    assert isinstance(made, LoopStep)
    step = made.block.steps["ok"]
    assert isinstance(step, HumanStep)
    assert (str(step.type), step.in_loop, made.has_note) == ("optional text", True, True)


def test_in_a_loop_what_is_accepted_must_be_asked_for_before_it_is_used():
    steps = IN_LOOP.format(loop="", steps="ok: {human: approve, of: text}\n    next: {agent: summarizer, of: ok}")
    ((message, _),) = mistakes(steps)
    assert "'ok' may be none" in message


def result_of(steps, options=", until: ok"):
    block = f"rounds:\n  loop: {{max: 2{options}}}\n  carry: {{text: inputs.text}}\n  steps: {{{steps}}}\n  result: ok"
    return str(plan(block).block.steps["rounds"].type)


def test_what_leaves_a_loop_has_been_accepted():
    assert result_of("ok: {human: edit, of: text}") == "text"


@pytest.mark.parametrize(
    ("steps", "options"),
    [
        ("ok: {human: edit, of: text}", ", until: ok, on_max: ask"),
        ("ok: {human: edit, of: text, when: round > 1}", ", until: ok"),
        ("ok: {human: edit, of: text, on_error: skip}", ", until: ok"),
    ],
)
def test_unless_somebody_is_asked_about_it_later_or_it_was_not_shown(steps, options):
    assert result_of(steps, options) == "optional text"


@pytest.mark.parametrize(
    "inside",
    [
        "each: {foreach: '[1, 2]', as: n, steps: {ok: {human: approve, of: n}}, result: ok}",
        "each: {variants: 2, steps: {ok: {human: approve, of: variant}}, result: ok}",
    ],
)
def test_a_loop_reaches_through_the_blocks_inside_it(inside):
    made = loop(inside).block.steps["rounds"]
    assert isinstance(made, LoopStep)
    assert made.has_note
    assert made.block.steps["each"].block.steps["ok"].in_loop


def test_note_is_there_only_where_somebody_is_asked():
    assert "'note'" in mistakes(IN_LOOP.format(loop="", steps="r: {agent: continuer, of: note}"))[0][0]
    steps = 'ok: {human: approve, of: text}\n    r: {agent: continuer, of: "note or text"}'
    assert loop(steps)
    assert loop('r: {agent: continuer, of: "note or text"}', ", until: text == 'x', on_max: ask")


def test_a_note_of_an_inner_loop_is_unknown_in_the_outer_one():
    inner = "inner: {loop: {max: 1}, carry: {t: text}, steps: {ok: {human: approve, of: t}}, result: t}"
    made = loop(inner).block.steps["rounds"]
    assert not made.has_note
    assert made.block.steps["inner"].has_note


def test_a_card_that_takes_a_note_finds_the_loops_before_the_input():
    steps = "ok: {human: approve, of: text}\n    revise: {agent: editor, sets: text}"
    revise = loop(steps).block.steps["rounds"].block.steps["revise"]
    assert {b.name: b.origin for b in revise.bindings}["note"] == "scope"
    without = loop("revise: {agent: editor, sets: text}").block.steps["rounds"].block.steps["revise"]
    assert {b.name: b.origin for b in without.bindings}["note"] == "inputs"


def test_a_step_may_not_be_called_note_where_there_is_one():
    assert mistakes(IN_LOOP.format(loop="", steps="note: {human: approve, of: text}"))


def test_what_a_person_accepts_can_set_what_is_carried():
    made = loop("written: {agent: continuer, of: text}\n    ok: {human: edit, of: written, sets: text}")
    assert made.block.steps["rounds"].block.steps["ok"].sets == "text"


def test_what_a_person_accepts_must_fit_what_it_sets():
    steps = "many: {agent: summarizer, of: text}\n    ok: {human: approve, of: many, sets: text}"
    assert "'text' is text, and 'ok' gives Summary" in mistakes(IN_LOOP.format(loop="", steps=steps))[0][0]


@pytest.mark.parametrize("on_max", ["ask", "fail"])
def test_on_max_without_until_is_a_mistake(on_max):
    ((message, hint),) = mistakes(IN_LOOP.format(loop=f", on_max: {on_max}", steps="r: {agent: continuer, sets: text}"))
    assert message == f"`on_max: {on_max}` without `until`"
    assert "until" in hint


def test_judging_by_a_person_who_also_sets_is_a_mistake():
    steps = "ok: {human: edit, of: text, sets: text}"
    assert "sets 'text', and `until` depends on it" in mistakes(IN_LOOP.format(loop=", until: ok", steps=steps))[0][0]
