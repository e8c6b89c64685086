"""What is kept is never asked for again, and what changes is asked for anew."""

import asyncio
import json
from itertools import count

import pytest

from orchestrator.domain.errors import ModelError, StoreError
from orchestrator.domain.records import StoredReply
from orchestrator.domain.replies import write_json
from orchestrator.engine.dispatch import Budget, Dispatcher, Sending
from orchestrator.engine.ports import Message, Reply, Request
from orchestrator.engine.records import ItemRecord
from orchestrator.engine.replies import ByName, Replies
from tests.support.journal import MemoryJournal
from tests.support.running import Answering, compiled, run_many, run_one, score

CHAIN = """
name: chain
inputs: {text: {type: text, default: A hen.}, more: {type: text, default: Rain.}}
steps:
  first: {agent: continuer, of: inputs.text}
  second: {agent: continuer, of: first}
  other: {agent: continuer, of: inputs.more}
outputs: {second: second, other: other}
"""
SAMPLING_LOOP = """
name: again
inputs: {text: {type: text, default: A hen.}}
steps:
  tries:
    loop: {max: 3, until: line == 'never'}
    steps: {line: {agent: continuer, of: inputs.text, sampling: {seed: 7}}}
    result: line
outputs: {line: tries}
"""


class Numbered(Answering):
    """A model that never gives one answer twice."""

    given = count(1)

    def __init__(self):
        super().__init__(lambda request: f"{request.path} number {next(self.given)}.")


async def test_a_second_run_asks_nothing_and_gives_the_same():
    journal, plan = MemoryJournal(), compiled(CHAIN)
    first = await run_one(plan, Numbered(), journal=journal)
    model = Numbered()
    second = await run_one(plan, model, journal=journal)
    assert model.requests == []
    assert second.outputs == first.outputs
    assert (second.usage.calls, second.usage.cached) == (0, 3)
    assert sorted(call.path for call in journal.links) == ["first", "other", "second"]


async def test_another_input_asks_only_what_it_reaches():
    journal, plan = MemoryJournal(), compiled(CHAIN)
    await run_one(plan, Numbered(), journal=journal)
    model = Numbered()
    await run_one(plan, model, {"text": "A fox."}, journal=journal)
    assert sorted(request.path for request in model.requests) == ["first", "second"]


async def test_a_change_that_leads_to_the_same_text_stops_there():
    journal, plan = MemoryJournal(), compiled(CHAIN)
    await run_one(plan, Answering(lambda request: "The same."), journal=journal)
    model = Answering(lambda request: "The same.")
    await run_one(plan, model, {"text": "A fox."}, journal=journal)
    assert [request.path for request in model.requests] == ["first"]


async def test_another_seed_of_the_run_asks_everything_anew():
    journal, plan = MemoryJournal(), compiled(CHAIN)
    await run_one(plan, Numbered(), journal=journal)
    model = Numbered()
    await run_one(plan, model, journal=journal, seed=1)
    assert len(model.requests) == 3


async def test_a_loop_that_asks_the_same_with_one_seed_gets_an_answer_for_each_round():
    journal = MemoryJournal()
    model = Numbered()
    result = await run_one(compiled(SAMPLING_LOOP), model, journal=journal)
    assert len(model.requests) == 3
    assert model.paths("continuer") == ["tries#1.line", "tries#2.line", "tries#3.line"]
    assert result.outputs["line"].startswith("tries#3.line number")


async def test_two_items_that_ask_the_same_share_one_call():
    journal, model = MemoryJournal(), Numbered()
    results = await run_many(compiled(CHAIN), model, {"a": {}, "b": {}, "c": {"text": "A fox."}}, journal=journal)
    assert len(model.requests) == 5  # first, second and other; first and second of the fox
    assert results["a"].outputs == results["b"].outputs
    assert results["a"].usage.cached + results["b"].usage.cached == 3


async def test_who_waited_for_a_call_that_fails_makes_it():
    class FailsOnce(Numbered):
        async def generate(self, request):
            reply = await super().generate(request)
            if len(self.requests) == 1:
                raise ModelError("no answer")
            return reply

    plan = compiled("""
        name: two
        steps:
          each:
            foreach: "['x', 'y']"
            as: letter
            on_error: collect
            steps: {line: {agent: continuer, with: {text: "'A hen.'"}, sampling: {seed: 1}}}
            result: line
        outputs: {each: each}
    """)
    model = FailsOnce()
    result = await run_one(plan, model, journal=MemoryJournal())
    assert [failure.error for failure in result.failures] == ["ModelError"]
    assert len(model.requests) == 2
    assert model.most == 1
    assert result.status == "done"


async def test_a_reply_that_cannot_be_kept_is_not_used():
    class Full(MemoryJournal):
        async def keep(self, call):
            raise StoreError("the disk is full")

    with pytest.raises(StoreError, match="the disk is full"):
        await run_one(compiled(CHAIN), Numbered(), journal=Full())


async def test_what_was_asked_stands_beside_the_reply():
    journal = MemoryJournal()
    await run_one(compiled(CHAIN), Numbered(), journal=journal)
    call = next(call for call in journal.calls if call.path == "first")
    asked = json.loads(call.request)
    assert "A hen." in json.dumps(asked["messages"])
    assert asked["model"] == ["answering", ""]
    assert asked["visit"] == ["", 0]
    assert call.reply.startswith("first number ")


async def test_a_reply_that_cannot_be_read_is_not_paid_for_again():
    plan = compiled("""
        name: outline
        inputs: {premise: {type: text, default: A hen.}}
        steps: {outline: {agent: planner}}
        outputs: {title: outline.title}
    """)
    good = '{"title": "Rain", "logline": "A hen.", "scenes": [{"heading": "Well", "goal": "She drinks."}]}'
    journal = MemoryJournal()
    first = Answering(lambda request: good if len(request.messages) > 2 else "no outline")
    assert (await run_one(plan, first, journal=journal)).status == "done"
    assert len(first.requests) == 2
    second = Answering(lambda request: good)
    assert (await run_one(plan, second, journal=journal)).outputs == {"title": "Rain"}
    assert second.requests == []


async def test_a_retried_run_gives_only_the_step_that_failed_another_try():
    plan = compiled("""
        name: outline
        inputs: {premise: {type: text, default: A hen.}}
        steps:
          line: {agent: continuer, of: inputs.premise}
          outline: {agent: planner}
        outputs: {title: outline.title}
    """)
    good = '{"title": "Rain", "logline": "A hen.", "scenes": [{"heading": "Well", "goal": "She drinks."}]}'
    journal = MemoryJournal()
    bad = Answering(lambda request: "no outline")
    assert (await run_one(plan, bad, journal=journal)).status == "failed"
    assert len(bad.paths("planner")) == 3
    again = Answering(lambda request: good)
    assert (await run_one(plan, again, journal=journal)).status == "failed"
    assert again.paths("planner") == []
    retried = Answering(lambda request: good)
    result = await run_one(plan, retried, journal=journal, retries=1)
    assert result.status == "done"
    assert retried.paths("planner") == ["outline"]
    assert retried.requests[-1].seed not in {request.seed for request in bad.requests}


class Gated(Numbered):
    """A model whose replies come once it is let go; ``sent`` is set when so many calls are with it."""

    def __init__(self, calls):
        super().__init__()
        self.sent, self.let_go = asyncio.Event(), asyncio.Event()
        self._calls = calls

    async def generate(self, request):
        self.requests.append(request)
        if len(self.requests) == self._calls:
            self.sent.set()
        if "BAD" in request.messages[-1].content:
            raise ModelError("refused")
        await self.let_go.wait()
        return Reply(text=f"{request.path} number {next(self.given)}.")


async def test_a_call_whose_caller_has_gone_is_kept_and_nobody_pays_for_it_again():
    journal, model = MemoryJournal(), Gated(1)
    replies = Replies(Dispatcher(model, concurrency=4, budget=Budget()), journal, ByName())
    asked = Request(messages=(Message("user", "A hen."),), role="drafter", path="a", seed=1)
    first, second = (asyncio.create_task(replies.get(asked, 0, Sending(ItemRecord(n, 0), 1))) for n in "ab")
    await model.sent.wait()
    first.cancel()
    await asyncio.sleep(0)
    model.let_go.set()
    reply, origin = await second
    assert (first.cancelled(), origin, len(model.requests)) == (True, "kept", 1)
    assert reply.text == journal.calls[0].reply


async def test_what_was_sent_beside_a_step_that_fails_comes_back_and_is_kept():
    plan = compiled("""
        name: row
        inputs: {texts: {type: list, default: [a, BAD, c]}}
        steps:
          each:
            foreach: inputs.texts
            as: text
            key: text
            steps: {told: {agent: continuer}}
            result: told
        outputs: {each: each}
    """)
    journal, model = MemoryJournal(), Gated(3)
    running = asyncio.create_task(run_one(plan, model, journal=journal))
    await model.sent.wait()
    model.let_go.set()
    result = await running
    assert result.status == "failed"
    assert sorted(call.path for call in journal.calls) == ["each[a].told", "each[c].told"]
    assert result.usage.calls == 3


async def test_a_reply_that_another_process_kept_meanwhile_is_what_everybody_goes_on_with():
    class Overtaken(MemoryJournal):
        async def keep(self, call):
            self.replies[call.key] = StoredReply(text="Theirs.", finish_reason="stop")
            return await super().keep(call)

    result = await run_one(compiled(CHAIN), Numbered(), journal=Overtaken())
    assert result.outputs["second"] == "Theirs."


async def test_an_attempt_that_a_retried_run_paid_for_is_there_for_a_new_run_as_well():
    def answer(request):
        return "no JSON" if bad.pop() else write_json(score(8))

    plan = compiled("""
        name: judged
        steps:
          critique: {agent: critic, with: {text: "'A hen.'"}}
        outputs: {score: critique.score}
    """)
    journal, bad = MemoryJournal(), [False, True, True, True]
    assert (await run_one(plan, Answering(answer), journal=journal)).status == "failed"
    retried = await run_one(plan, Answering(answer), journal=journal, retries=1)
    assert (retried.status, retried.outputs) == ("done", {"score": "8"})
    fresh = Answering(answer)
    again = await run_one(plan, fresh, journal=journal)
    assert (again.outputs, fresh.requests) == ({"score": "8"}, [])
