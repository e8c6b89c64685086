"""A workflow as a step: found by name, given its inputs, its mistakes told at their own place."""

import pytest

from orchestrator.domain.errors import DefinitionError
from orchestrator.language.plan import WorkflowStep
from tests.support.running import compiled

AD = """
name: ad
inputs:
  topic: {type: text, max_chars: 10}
  length: {type: int, default: 10, min: 1, max: 20}
  tone: {type: choice, of: [dry, warm], default: dry}
  notes: {type: file, default: notes.md}
steps: {summary: {agent: summarizer, of: inputs.topic}}
outputs: {ad: summary, facts: summary.facts, length: inputs.length}
"""


def plan(step, *, outputs="out: ad.ad.text", workflows=None):
    inputs = "{t: {type: text, default: x}, n: {type: int, default: 3}}"
    text = f"name: outer\ninputs: {inputs}\nsteps:\n  {step}\noutputs:\n  {outputs}\n"
    return compiled(text, workflows={"ad": AD, **(workflows or {})})


def mistakes(step, *, outputs="out: inputs.t", workflows=None):
    with pytest.raises(DefinitionError) as caught:
        plan(step, outputs=outputs, workflows=workflows)
    return [(str(d.place), d.message, d.hint) for d in caught.value.diagnostics]


GIVEN = "ad: {workflow: ad, with: {topic: inputs.t, notes: inputs.t}}"


def test_the_value_is_a_record_of_the_outputs_typed_down_to_the_field():
    step = plan(GIVEN).block.steps["ad"]
    assert isinstance(step, WorkflowStep)
    assert str(step.type) == "{ad: Summary, facts: list of Fact, length: int}"
    assert step.calls == 1
    ((place, message, hint),) = mistakes(GIVEN, outputs="out: ad.ad.txt")
    assert place.startswith("test.yaml:6:")
    assert "'txt'" in message
    assert "text" in hint
    assert "'words'" in mistakes(GIVEN, outputs="out: ad.words")[0][1]


def test_an_unknown_workflow_is_a_mistake_with_the_nearest_name():
    ((place, message, hint),) = mistakes("ad: {workflow: adz}")
    assert (place, message) == ("test.yaml:4:18", "unknown workflow 'adz'")
    assert "'ad'" in hint


def test_a_shipped_workflow_can_be_a_step():
    assert plan("ad: {workflow: short-story, with: {premise: inputs.t}}", outputs="out: ad.story")


def test_missing_and_unknown_inputs_are_mistakes():
    found = mistakes("ad: {workflow: ad, with: {topik: inputs.t}}")
    messages = [message for _, message, _ in found]
    assert "the workflow 'ad' has no input 'topik'" in messages
    assert "the workflow 'ad' needs the input 'topic' (text)" in messages
    assert any("topic" in hint for _, message, hint in found if "topik" in message)


def test_a_file_by_default_must_be_given_for_a_step_opens_none():
    assert [m for _, m, _ in mistakes("ad: {workflow: ad, with: {topic: inputs.t}}")] == [
        "the workflow 'ad' needs the input 'notes' (text)"
    ]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("length: 21", "at most 20"),
        ("length: 0", "at least 1"),
        ("tone: \"'sad'\"", "cannot be 'sad'"),
        ("topic: \"'much too long'\"", "characters"),
        ("topic: \"' '\"", "is empty"),
        ("length: \"'many'\"", "whole number"),
    ],
)
def test_a_constant_is_checked_against_the_bounds_when_the_file_is_loaded(given, says):
    rest = "notes: inputs.t" + ("" if given.startswith("topic") else ", topic: inputs.t")
    found = mistakes(f"ad: {{workflow: ad, with: {{{given}, {rest}}}}}")
    assert len(found) == 1
    assert says in found[0][1]
    assert found[0][0].startswith("test.yaml:4:")


def test_what_is_known_only_in_the_run_is_checked_by_its_type():
    assert plan("ad: {workflow: ad, with: {topic: inputs.t, notes: inputs.t, length: inputs.n}}")
    ((_, message, _),) = mistakes("ad: {workflow: ad, with: {topic: inputs.t, notes: inputs.t, length: inputs.t}}")
    assert "'length' of 'ad'" in message


def test_inputs_are_not_found_by_name():
    inner = (
        "name: inner\ninputs: {t: {type: text}}\nsteps: {s: {agent: summarizer, of: inputs.t}}\noutputs: {o: s.text}\n"
    )
    found = mistakes("ad: {workflow: inner}", workflows={"inner": inner})
    assert found[0][1] == "the workflow 'inner' needs the input 't' (text)"


def test_mistakes_inside_are_told_at_their_own_place_all_of_them_and_once():
    broken = """\
name: broken
steps:
  summary: {agent: summarzer, of: "'x'"}
  other: {agent: critic, of: nothing}
outputs: {out: summary}
"""
    step = "ad: {workflow: broken}\n  again: {workflow: broken}\n  wrong: {agent: nobody}"
    found = mistakes(step, workflows={"broken": broken})
    places = [place for place, _, _ in found]
    assert sum(place.startswith("workflows/broken.yaml:3:") for place in places) == 1
    assert sum(place.startswith("workflows/broken.yaml:4:") for place in places) == 1
    assert sum(place.startswith("test.yaml:6:") for place in places) == 1
    assert len(found) == 3


def nest(name, inner):
    return f"name: {name}\nsteps: {{s: {{workflow: {inner}}}}}\noutputs: {{o: \"'x'\"}}\n"


def test_workflows_that_contain_each_other_are_a_mistake():
    found = mistakes("ad: {workflow: one}", workflows={"one": nest("one", "two"), "two": nest("two", "one")})
    assert any(
        "contain each other: workflows/one.yaml → workflows/two.yaml → workflows/one.yaml" in m for _, m, _ in found
    )


def test_a_workflow_that_contains_itself_is_a_mistake():
    found = mistakes("ad: {workflow: one}", workflows={"one": nest("one", "one")})
    assert [(p.rpartition(":")[0], m) for p, m, _ in found] == [
        ("workflows/one.yaml:2", "the workflow 'one' contains itself")
    ]


def test_the_same_workflow_twice_and_below_another_is_no_circle():
    middle = "name: middle\nsteps: {a: {workflow: leaf}, b: {workflow: leaf}}\noutputs: {o: a.o}\n"
    leaf = "name: leaf\nsteps: {s: {agent: summarizer, of: \"'x'\"}}\noutputs: {o: s.text}\n"
    made = plan(
        "ad: {workflow: middle}\n  other: {workflow: leaf}",
        outputs="out: ad.o ~ other.o",
        workflows={"middle": middle, "leaf": leaf},
    )
    assert made.block.steps["ad"].calls == 1


def test_very_deep_nesting_is_a_mistake_not_a_crash():
    deep = {f"w{n}": nest(f"w{n}", f"w{n + 1}") for n in range(60)}
    deep["w60"] = "name: w60\nsteps: {s: {agent: summarizer, of: \"'x'\"}}\noutputs: {o: s.text}\n"
    assert any("deep" in message for _, message, _ in mistakes("ad: {workflow: w0}", workflows=deep))


def test_in_a_serial_foreach_mistakes_inside_are_told_once():
    broken = "name: broken\nsteps: {s: {agent: summarzer, of: \"'x'\"}}\noutputs: {o: \"'x'\"}\n"
    step = "ad: {foreach: '[1, 2]', as: n, order: serial, steps: {w: {workflow: broken}}, result: n}"
    found = mistakes(step, workflows={"broken": broken})
    assert [message for _, message, _ in found] == ["unknown agent 'summarzer'"]
