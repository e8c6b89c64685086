"""Steps run as soon as what they refer to is there; failures stay where ``on_error`` puts them."""

import asyncio

import pytest

from orchestrator.adapters.models.scripted import ScriptedModel
from orchestrator.domain.errors import ModelError, ModelUnavailable
from orchestrator.engine.ports import ModelInfo, Reply
from tests.support.running import Recorder, compiled, run_many, run_one

WRITER = """
    role: writer
    template: writer.md.j2
    takes: {topic: text, before: optional text, previous: optional list of text}
    output: text
    reply: text
"""
TEMPLATES = {
    "writer.md.j2": "Write about {{ topic }}.{% if before %} After: {{ before }}{% endif %}"
    "{{ previous | default([], true) | join('|') }}"
}


def plan(steps, *, inputs="topics: {type: list, default: [a, b, c]}", outputs="out"):
    indented = "\n".join("  " + line for line in steps.strip("\n").splitlines())
    text = f"name: test\ninputs: {{{inputs}}}\nsteps:\n{indented}\noutputs: {{out: {outputs}}}\n"
    return compiled(text, cards={"writer": WRITER}, templates=TEMPLATES)


class Echo:
    """Answers with what it was asked, after ``delay``; can fail on a word; knows what is in flight."""

    def __init__(self, *, fail_on="", error=ModelError, delay=0.0, concurrency=8):
        self.asked, self.in_flight, self.most = [], 0, 0
        self.fail_on, self.error, self.delay = fail_on, error, delay
        self.info = ModelInfo(name="echo", concurrency=concurrency)
        self.waited_for, self.reached = 0, asyncio.Event()

    async def generate(self, request):
        self.asked.append(request)
        self.in_flight += 1
        if self.in_flight == self.waited_for:
            self.reached.set()
        self.most = max(self.most, self.in_flight)
        try:
            await asyncio.sleep(self.delay)
            text = request.messages[-1].content
            if self.fail_on and self.fail_on in text:
                raise self.error(f"cannot write about {self.fail_on}")
            return Reply(text=f"<{text}>")
        finally:
            self.in_flight -= 1

    async def busy(self, calls):
        """Wait until so many calls are in flight at once."""
        self.waited_for = calls
        await asyncio.wait_for(self.reached.wait(), 5)

    async def aclose(self):
        pass


FOREACH = """
each:
  foreach: inputs.topics
  as: topic
  {options}
  steps:
    one: {{agent: writer}}
  result: one
out: {{render: out.md.j2}}
"""
OUT = {"out.md.j2": "{% for text in each %}{{ text }};{% endfor %}"}


def foreach(options="", **more):
    text = FOREACH.format(options=options)
    indented = "\n".join("  " + line for line in text.strip("\n").splitlines() if line.strip())
    inputs = "inputs: {topics: {type: list, default: [a, b, c]}}"
    document = f"name: test\n{inputs}\nsteps:\n{indented}\noutputs: {{out: out}}\n"
    return compiled(document, cards={"writer": WRITER}, templates={**TEMPLATES, **OUT}, **more)


async def test_items_of_a_parallel_foreach_run_together_and_come_back_in_order():
    model = Echo(delay=0.01)
    result = await run_one(foreach(), model)
    assert model.most == 3
    assert result.outputs["out"] == "<Write about a.>;<Write about b.>;<Write about c.>;"


async def test_items_of_a_serial_foreach_see_those_before_them():
    model = Echo()
    await run_one(foreach("order: serial"), model)
    assert model.most == 1
    assert model.asked[2].messages[-1].content == "Write about c.<Write about a.>|<Write about b.<Write about a.>>"


async def test_paths_name_items_by_key_and_an_inserted_item_changes_no_other_seed():
    few, more = Echo(), Echo()
    await run_one(foreach("key: topic"), few, {"topics": ["a", "c"]})
    await run_one(foreach("key: topic"), more, {"topics": ["a", "b", "c"]})
    seeds = [{request.path: request.seed for request in model.asked} for model in (few, more)]
    assert set(seeds[0]) == {"each[a].one", "each[c].one"}
    assert seeds[0].items() <= seeds[1].items()


async def test_two_items_with_one_key_are_an_error():
    result = await run_one(foreach("key: topic"), Echo(), {"topics": ["a", "a"]})
    assert result.failures[0].message == "two items have the key 'a'"


async def test_without_a_key_an_item_is_known_by_what_it_says():
    model = Echo()
    await run_one(foreach(), model, {"topics": ["a", "a", "b"]})
    paths = [request.path for request in model.asked]
    assert len(set(paths)) == 3
    assert sum("~2" in path for path in paths) == 1


async def test_an_empty_list_gives_an_empty_result():
    assert (await run_one(foreach(), Echo(), {"topics": []})).outputs["out"] == ""


async def test_a_failure_fails_the_item_and_says_where():
    result = await run_one(foreach("key: topic"), Echo(fail_on="about b"))
    assert result.status == "failed"
    assert [(f.step, f.error, f.message) for f in result.failures] == [
        ("each[b].one", "ModelError", "cannot write about about b")
    ]


async def test_collect_leaves_failed_items_out_and_lists_them():
    result = await run_one(foreach("on_error: collect, key: topic".replace(", ", "\n  ")), Echo(fail_on="about b"))
    assert result.status == "done"
    assert result.outputs["out"] == "<Write about a.>;<Write about c.>;"
    assert [f.step for f in result.failures] == ["each[b].one"]


async def test_skip_gives_none_and_goes_on():
    steps = """
a: {agent: writer, with: {topic: "'bad'"}, on_error: skip}
out: {agent: writer, with: {topic: "'good'", before: a}}
"""
    result = await run_one(plan(steps), Echo(fail_on="bad"))
    assert result.status == "done"
    assert result.outputs["out"] == "<Write about good.>"
    assert [f.step for f in result.failures] == ["a"]


@pytest.mark.parametrize(("flag", "calls", "out"), [(True, 1, "<Write about x.>"), (False, 0, "instead")])
async def test_a_step_whose_when_does_not_hold_is_not_run(flag, calls, out):
    recorder, model = Recorder(), Echo()
    steps = """out: {agent: writer, with: {topic: "'x'"}, when: inputs.flag, else: "'instead'"}"""
    result = await run_one(plan(steps, inputs="flag: {type: bool}"), model, {"flag": flag}, observer=recorder)
    assert (len(model.asked), result.outputs["out"]) == (calls, out)
    assert recorder.paths("step_skipped") == ([] if flag else ["out"])


async def test_needs_orders_without_data():
    steps = """
second: {agent: writer, with: {topic: "'second'"}, needs: [first]}
first: {agent: writer, with: {topic: "'first'"}}
out: {agent: writer, with: {topic: "'out'"}, needs: [second]}
"""
    model = Echo()
    await run_one(plan(steps), model)
    assert [request.path for request in model.asked] == ["first", "second", "out"]


async def test_a_retried_step_is_another_visit():
    class FailsOnce(Echo):
        async def generate(self, request):
            reply = await super().generate(request)
            if len(self.asked) == 1:
                raise ModelError("a hiccup")
            return reply

    model, recorder = FailsOnce(), Recorder()
    result = await run_one(plan("""out: {agent: writer, with: {topic: "'x'"}, retry: 1}"""), model, observer=recorder)
    assert result.status == "done"
    assert model.asked[0].seed != model.asked[1].seed
    assert recorder.paths("retry") == ["out"]


async def test_retries_end():
    model = Echo(fail_on="x")
    result = await run_one(plan("""out: {agent: writer, with: {topic: "'x'"}, retry: 2}"""), model)
    assert (result.status, len(model.asked)) == ("failed", 3)


async def test_a_step_that_takes_too_long_is_stopped_and_leaves_nothing_in_flight():
    model = Echo(delay=30)
    result = await run_one(plan("""out: {agent: writer, with: {topic: "'x'"}, timeout: 0.05}"""), model)
    assert result.failures[0].error == "StepTimeout"
    assert "0.05 seconds" in result.failures[0].message
    assert model.in_flight == 0


async def test_without_any_model_the_run_ends_at_once_and_every_item_with_it():
    model = Echo(fail_on="b", error=ModelUnavailable, delay=0.01)
    before = asyncio.all_tasks()
    with pytest.raises(ModelUnavailable):
        await run_many(foreach(), model, {str(n): {} for n in range(5)})
    assert asyncio.all_tasks() == before
    assert model.in_flight == 0


async def test_a_spent_budget_leaves_the_item_waiting():
    result = await run_one(foreach("order: serial"), Echo(), max_calls=2)
    assert result.status == "waiting"
    assert result.usage.calls == 2
    assert result.failures[0].error == "BudgetExhausted"


async def test_one_poisoned_item_of_many_fails_alone():
    steps = "out: {agent: writer, with: {topic: inputs.topic}}"
    items = {f"i{n}": {"topic": "poison" if n == 3 else f"topic {n}"} for n in range(8)}
    results = await run_many(plan(steps, inputs="topic: {type: text}"), Echo(fail_on="poison"), items)
    assert {name for name, result in results.items() if result.status == "failed"} == {"i3"}


async def test_cancelling_a_run_leaves_no_task_and_no_call():
    model = Echo(delay=30)
    before = asyncio.all_tasks()
    task = asyncio.create_task(run_many(foreach(), model, {str(n): {} for n in range(4)}))
    await model.busy(8)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asyncio.all_tasks() == before
    assert model.in_flight == 0


async def test_usage_is_summed_over_an_item():
    model = ScriptedModel(replies=["one two", "three", "four"])
    result = await run_one(foreach("order: serial"), model)
    assert result.usage.calls == 3
    assert result.usage.completion_tokens == 4


async def test_waiting_for_a_turn_is_not_taking_long():
    text = FOREACH.format(options="key: topic").replace("{agent: writer}", "{agent: writer, timeout: 0.2}")
    indented = "\n".join("  " + line for line in text.strip("\n").splitlines())
    document = f"name: t\ninputs: {{topics: {{type: list}}}}\nsteps:\n{indented}\noutputs: {{out: out}}\n"
    patient = compiled(document, cards={"writer": WRITER}, templates={**TEMPLATES, **OUT})
    result = await run_one(patient, Echo(delay=0.1), {"topics": list("abcdef")}, concurrency=1)
    assert result.status == "done", "six calls of 0.1 s in turn, none of them over 0.2 s"


async def test_that_every_item_failed_is_no_result():
    result = await run_one(foreach("on_error: collect\n  key: topic"), Echo(fail_on="about"))
    assert result.status == "failed"
    assert result.failures[-1].message == "all 3 items failed"


async def test_a_spent_budget_says_where_and_what_to_do():
    result = await run_one(foreach("order: serial\n  key: topic"), Echo(), max_calls=1)
    assert (result.failures[0].step, result.failures[0].hint) == ("each[b].one", "raise --max-calls")


async def test_an_item_whose_id_is_0_is_known_by_it():
    text = """
    name: rows
    inputs: {rows: {type: table, of: {id: int, name: text}}}
    steps:
      f: {foreach: inputs.rows, as: row, steps: {s: {agent: continuer, of: row.name}}, result: s}
    outputs: {all: f}
    """
    model = ScriptedModel(continuer=["a", "b"])
    await run_one(compiled(text), model, {"rows": [{"id": 0, "name": "x"}, {"id": 1, "name": "y"}]})
    assert [request.path for request in model.requests] == ["f[0].s", "f[1].s"]
