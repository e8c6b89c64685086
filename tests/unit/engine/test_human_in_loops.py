"""A rejection inside a loop is a note for the next round, and what was rejected never leaves the loop."""

import pytest

from orchestrator.adapters.models.scripted import ScriptedModel
from orchestrator.domain.errors import ModelError
from orchestrator.domain.replies import write_json
from tests.support.running import ACCEPT, Answering, Person, compiled, edit, reject, run_one, score
from tests.support.watched import polish, round_of, scoring, watched

APPROVED = "ok: {human: approve, of: text}"


async def run_polish(loop, scores, *decisions, more=""):
    person, model = Person(*decisions), scoring(*scores)
    result = await run_one(polish(loop, more=more, approved=APPROVED), model, person=person)
    return result, model, person


BOTH = "until: ok and watch.score >= 8"


async def test_a_note_is_seen_by_the_revising_of_its_round_and_by_all_of_the_next():
    result, model, person = await run_polish(f"max: 4, {BOTH}", [5, 5, 5, 9], reject("Darker."), ACCEPT, ACCEPT, ACCEPT)
    assert [model.prompt(f"polish#{number}.watch") for number in (1, 2, 3, 4)] == [
        "Version 1.|-",
        "Version 2.|Darker.",
        "Version 3.|-",
        "Version 4.|-",
    ]
    assert [model.prompt(f"polish#{number}.revise") for number in (1, 2, 3)] == [
        "Version 1.|Darker.",
        "Version 2.|Darker.",
        "Version 3.|-",
    ]
    assert person.asked_at == [f"polish#{number}.ok" for number in (1, 2, 3, 4)]
    assert (result.status, result.outputs["out"]) == ("done", "Version 4.")


async def test_a_new_note_takes_the_place_of_the_old_one():
    _, model, _ = await run_polish(f"max: 3, {BOTH}", [9, 9, 9], reject("Darker."), reject("Shorter."), ACCEPT)
    assert model.prompt("polish#2.revise") == "Version 2.|Shorter."
    assert model.prompt("polish#3.watch") == "Version 3.|Shorter."


async def test_a_rejected_round_does_not_end_the_loop_even_where_until_holds():
    loop = "max: 3, until: watch.score >= 8, best: watch.score + (1 if ok else 0)"
    loop = loop.replace("watch.score + (1 if ok else 0)", '"watch.score + (1 if ok else 0)"')
    result, _, _ = await run_polish(loop, [9, 9], reject("Darker."), ACCEPT)
    assert result.outputs["out"] == "Version 2."


BEST = 'max: 3, best: "watch.score if ok is defined else 0"'


@pytest.mark.parametrize(
    ("scores", "decisions", "out"),
    [
        ([5, 9, 4], [ACCEPT, reject("No."), ACCEPT], "Version 1."),  # the rejected 9 does not beat the 5
        ([9, 3, 2], [reject("No."), ACCEPT, ACCEPT], "Version 2."),  # any accepted one beats the rejected 9
        ([9, 2, 3], [reject("No."), ACCEPT, ACCEPT], "Version 3."),
        ([5, 6, 9], [ACCEPT, ACCEPT, reject("No.")], "Version 2."),  # rejected in the last round
    ],
)
async def test_a_rejected_round_never_beats_an_unrejected_best(scores, decisions, out):
    person, model = Person(*decisions), scoring(*scores)
    result = await run_one(polish(BEST, approved=APPROVED), model, person=person)
    # From the best so far: an editor's version is numbered by its round, whatever it began from.
    assert result.outputs["out"] == out


async def test_all_rounds_rejected_fail_the_loop_with_the_last_word_about_the_best():
    result, _, _ = await run_polish(BEST, [5, 6, 4], reject("One."), reject("Two."), reject("Three."))
    assert (result.status, result.failures[0].error, result.failures[0].step) == ("failed", "Rejected", "polish")
    assert "Two." in result.failures[0].message


async def test_without_best_a_rejection_in_the_last_round_fails_the_loop():
    result, _, _ = await run_polish(f"max: 2, {BOTH}", [5, 9], ACCEPT, reject("Too long."))
    assert (result.status, result.failures[0].error) == ("failed", "Rejected")
    assert "Too long." in result.failures[0].message


async def test_an_early_rejection_does_not_taint_what_came_after():
    result, _, _ = await run_polish(f"max: 2, {BOTH}", [5, 5], reject("No."), ACCEPT)
    assert (result.status, result.outputs["out"], result.unmet) == ("done", "Version 2.", ("polish",))


async def test_a_rejected_loop_can_be_skipped():
    result, _, _ = await run_polish(f"max: 1, {BOTH}", [9], reject("No."), more="on_error: skip")
    assert (result.status, result.outputs["out"]) == ("done", "nothing")


@pytest.mark.parametrize("note", ["", "  "])
async def test_a_rejection_without_a_note_is_a_rejection_too(note):
    result, _, _ = await run_polish('max: 1, best: "watch.score if ok else 1"', [9], reject(note))
    assert (result.status, result.failures[0].error) == ("failed", "Rejected")


async def test_a_note_that_goes_into_a_prompt_has_a_bounded_length():
    _, model, _ = await run_polish(f"max: 2, {BOTH}", [9, 9], reject("x" * 100_000), ACCEPT)
    assert len(model.prompt("polish#1.revise")) < 5_000


def loop_with(steps, *, until, more=""):
    text = f"""
name: inside
inputs: {{parts: {{type: list, default: [x, y]}}}}
steps:
  rounds:
    loop: {{max: 3, until: "{until}"}}
    carry: {{text: "'Version 1.'"}}
    steps:
{steps}
      revise: {{agent: editor, sets: text}}
    result: text
outputs: {{out: rounds}}
"""
    return watched(text)


EACH = """
      each:
        foreach: inputs.parts
        as: part
        key: part
        steps: {ok: {human: approve, of: "part ~ ': ' ~ text.text"}}
        result: "ok or ''"
"""


async def test_what_is_said_in_a_foreach_inside_a_loop_is_for_that_loop():
    person = Person(reject("First."), reject("Second."), ACCEPT, ACCEPT)
    model = scoring()
    plan = loop_with(EACH, until="each | select | list | length == 2")
    result = await run_one(plan, model, person=person)
    assert sorted(person.asked_at) == [f"rounds#{n}.each[{part}].ok" for n in (1, 2) for part in ("x", "y")]
    assert model.prompt("rounds#1.revise") == "Version 1.|First.\nSecond."
    assert result.outputs["out"] == "Version 2."


async def test_what_is_said_in_variants_inside_a_loop_is_for_that_loop():
    steps = """
      both:
        variants: 2
        steps: {ok: {human: approve, of: "variant ~ ': ' ~ text.text"}}
        result: "ok or ''"
"""
    person = Person(ACCEPT, reject("Not so."), ACCEPT, ACCEPT)
    model = scoring()
    await run_one(loop_with(steps, until="both | select | list | length == 2"), model, person=person)
    assert person.questions[1].texts == ("2: Version 1.",)
    assert model.prompt("rounds#1.revise") == "Version 1.|Not so."


async def test_what_is_said_in_an_inner_loop_is_for_the_inner_one_alone():
    steps = """
      inner:
        loop: {max: 2, until: ok}
        carry: {draft: text}
        steps:
          ok: {human: approve, of: draft}
          change: {agent: editor, of: draft, sets: draft}
        result: draft
      watch: {agent: watcher, of: inner}
"""
    person = Person(reject("Inner."), ACCEPT)
    model = scoring(9)
    plan = loop_with(steps, until="watch.score >= 8")
    result = await run_one(plan, model, person=person)
    assert person.asked_at == ["rounds#1.inner#1.ok", "rounds#1.inner#2.ok"]
    assert model.prompt("rounds#1.inner#1.change").endswith("|Inner.")
    assert model.prompt("rounds#1.watch").endswith("|-")  # met: the outer loop was not rejected
    assert result.status == "done"


async def test_an_inner_loop_that_ends_rejected_fails_the_item():
    steps = """
      inner:
        loop: {max: 1, until: ok}
        carry: {draft: text}
        steps: {ok: {human: approve, of: draft}}
        result: draft
      watch: {agent: watcher, of: inner}
"""
    result = await run_one(loop_with(steps, until="watch.score >= 8"), scoring(9), person=Person(reject("Never.")))
    assert [(f.step, f.error) for f in result.failures] == [("rounds#1.inner", "Rejected")]


async def test_a_change_that_a_person_accepts_is_what_is_carried_and_a_rejected_one_is_not():
    text = """
name: gate
steps:
  gate:
    loop: {max: 4, until: watch.score >= 8}
    carry: {text: "'Version 1.'"}
    steps:
      watch: {agent: watcher}
      write: {agent: writer, with: {topic: "'Again.'", note: note}}
      ok: {human: edit, of: write, sets: text}
    result: text
outputs: {out: gate}
"""
    plan = watched(text)

    def answer(request):
        number = round_of(request)
        return write_json(score(2 * number)) if request.role == "watcher" else f"Version {number + 1}."

    model, person = Answering(answer), Person(reject("No."), ACCEPT, edit("By hand."))
    result = await run_one(plan, model, person=person)
    assert [model.prompt(f"gate#{number}.watch") for number in (1, 2, 3, 4)] == [
        "Version 1.|-",
        "Version 1.|No.",  # rejected: carried on as it was
        "Version 3.|-",
        "By hand.|-",
    ]
    assert result.outputs["out"] == "By hand."


BY_HAND = "Version 1.\n\nBy hand."


@pytest.mark.parametrize(
    ("decisions", "out"),
    [
        ((ACCEPT, reject("No.")), "Version 2."),
        ((reject("No."), ACCEPT), "Version 3."),
        ((edit('{"edits": [{"action": "insert", "paragraph": "p1", "text": "By hand."}]}'), reject("No.")), BY_HAND),
    ],
)
async def test_a_revision_can_be_approved_and_changed_before_it_is_made(decisions, out):
    text = """
name: gate
steps:
  first: {agent: writer, with: {topic: "'Hens'"}}
  gate:
    loop: {max: 3}
    carry: {text: first}
    steps:
      proposal: {agent: editor}
      ok: {human: edit, of: proposal, sets: text}
    result: text
outputs: {out: gate}
"""
    plan = watched(text)

    def answer(request):
        return f"[p1] Version {round_of(request) + 1}." if request.role == "editor" else "Version 1."

    result = await run_one(plan, Answering(answer), person=Person(*decisions))
    assert (result.status, result.outputs["out"]) == ("done", out)


RETRIED = """
name: retried
inputs: {text: {type: text}}
steps:
  l:
    loop: {max: 2, until: both}
    carry: {text: inputs.text}
    steps:
      both:
        variants: 1
        retry: 1
        steps:
          ok: {human: approve, of: text}
          said: {agent: continuer, of: text, needs: [ok]}
        result: "said if ok else none"
    result: text
outputs: {text: l}
"""


async def test_what_was_rejected_in_an_attempt_that_failed_does_not_count_in_the_next():
    person = Person(reject("no"), ACCEPT)
    model = ScriptedModel(continuer=[ModelError("away"), "On."])
    result = await run_one(compiled(RETRIED), model, {"text": "It rained."}, person=person)
    assert (result.status, result.outputs) == ("done", {"text": "It rained."})


KEEP = """
name: keep
inputs: {text: {type: text}}
steps:
  l:
    loop: {max: 2, best: critique.score, keep_if: ok and critique.score > kept.critique.score + 5}
    carry: {text: inputs.text}
    steps:
      ok: {human: approve, of: text}
      critique: {agent: critic}
      revise: {agent: editor, sets: text}
    result: text
outputs: {text: l}
"""


async def test_keep_if_does_not_measure_against_what_was_rejected():
    person = Person(reject("bad"), ACCEPT)
    model = ScriptedModel(critic=[score(5), score(6)], editor=["[p1] It poured."])
    result = await run_one(compiled(KEEP), model, {"text": "It rained."}, person=person)
    assert (result.status, result.outputs) == ("done", {"text": "It poured."})


HANDED_ON = """
name: handed-on
inputs: {text: {type: text}}
steps:
  agreed:
    loop: {max: 3, until: ok}
    carry: {text: inputs.text}
    steps:
      ok: {human: edit, of: text}
      revise: {agent: continuer, of: note or text, sets: text}
    result: ok
  more: {agent: continuer, of: agreed}
outputs: {text: agreed, more: more}
"""


async def test_what_a_person_made_of_the_text_leaves_the_loop_as_something_that_is_surely_there():
    model = ScriptedModel(continuer=["It poured.", "And so on."])
    person = Person(reject("Wetter."), edit("It poured all day."))
    result = await run_one(compiled(HANDED_ON), model, {"text": "It rained."}, person=person)
    assert result.outputs == {"text": "It poured all day.", "more": "And so on."}
