"""A recorded run as the model: the same replies to the same requests, and nothing else."""

import time

import pytest

from orchestrator.adapters.models.replay import ReplayModel
from orchestrator.domain.errors import ModelError
from orchestrator.domain.records import CallRecord, StoredReply
from orchestrator.domain.runs import Usage
from orchestrator.engine.keys import key_of, request_text
from orchestrator.engine.ports import ModelInfo
from tests.support.requests import ask

HEN = ModelInfo(name="hen", revision="r1")


class Recorded:
    """The calls of a run, in memory."""

    run = "20261124-1"

    def __init__(self, *calls):
        self.closed = False
        self._calls = calls

    def calls(self):
        return iter(self._calls)

    def reply(self, key):
        kept = (call for call in self._calls if call.key == key)
        return next((StoredReply(text=c.reply, finish_reason=c.finish_reason, usage=c.usage) for c in kept), None)

    def request(self, key):
        return next((call.request for call in self._calls if call.key == key), None)

    def close(self):
        self.closed = True


def recorded(request, reply, *, attempt=0, info=HEN, finish_reason="stop"):
    """A call as a run records it."""
    text = request_text(request, attempt, info)
    usage = Usage(calls=1, prompt_tokens=7, completion_tokens=3)
    return CallRecord(
        key=key_of(text), item="main", path=request.path, attempt=attempt, role=request.role, request=text,
        reply=reply, finish_reason=finish_reason, usage=usage, seconds=0.1, at=time.time(),
    )  # fmt: skip


async def test_a_recorded_request_gets_its_reply_byte_for_byte():
    odd = "Une poule…\r\n\u200d ‮neh‬ e\u0301 \n"
    model = ReplayModel(Recorded(recorded(ask("One."), "First."), recorded(ask("Two."), odd, finish_reason="length")))
    reply = await model.generate(ask("Two."))
    assert (reply.text, reply.finish_reason) == (odd, "length")
    assert reply.usage == Usage(calls=1, prompt_tokens=7, completion_tokens=3)


async def test_it_goes_by_the_name_of_the_model_that_was_recorded():
    own = [recorded(ask(str(number)), "Own.") for number in range(3)]
    other = recorded(ask("Other.", model="big"), "Other.", info=ModelInfo(name="big"))
    assert (ReplayModel(Recorded(other, *own)).info.name, ReplayModel(Recorded(other, *own)).info.revision) == (
        "hen",
        "r1",
    )


async def test_a_run_without_calls_is_a_model_too():
    model = ReplayModel(Recorded())
    assert model.info.name == "replay:20261124-1"
    with pytest.raises(ModelError, match="has no reply"):
        await model.generate(ask())


async def test_the_number_of_a_try_does_not_matter_since_each_has_its_seed():
    calls = [recorded(ask(seed=seed), f"Try {seed}.", attempt=seed) for seed in range(3)]
    model = ReplayModel(Recorded(*calls))
    assert [(await model.generate(ask(seed=seed))).text for seed in (2, 0, 1)] == ["Try 2.", "Try 0.", "Try 1."]


async def test_two_steps_that_asked_two_models_the_same_get_each_its_own_reply():
    calls = [recorded(ask(path=name, model=name), f"Of {name}.", info=ModelInfo(name=name)) for name in ("fox", "hen")]
    model = ReplayModel(Recorded(*calls))
    assert [(await model.generate(ask(path=n, model=n))).text for n in ("hen", "fox")] == ["Of hen.", "Of fox."]


async def test_another_item_or_an_alias_that_changed_does_not_matter():
    model = ReplayModel(Recorded(recorded(ask(path="scenes[s1].draft", model="big"), "Big.", info=ModelInfo(name="x"))))
    assert (await model.generate(ask(path="scenes[s9].draft", model="bigger"))).text == "Big."


async def test_a_request_never_recorded_is_named_with_the_nearest_and_in_what_they_differ():
    near = ask("You are brief.\nTell of the hen.", path="polish#1.draft")
    far = ask("Something else.", path="polish#2.draft", seed=4)
    model = ReplayModel(Recorded(recorded(far, "Far."), recorded(near, "Near.")))
    with pytest.raises(ModelError) as caught:
        await model.generate(ask("You are brief.\nTell of the fox.", path="polish#1.draft", seed=3))
    assert caught.value.message == "polish#1.draft: run 20261124-1 has no reply to this request of drafter"
    assert caught.value.hint.splitlines() == [
        "nearest in it is polish#1.draft, but for",
        '    user message from line 2 on: "Tell of the fox.", before "Tell of the hen."',
        "    seed: 3, before 0",
    ]


async def test_a_step_that_was_not_there_is_compared_with_those_of_its_role():
    model = ReplayModel(Recorded(recorded(ask(path="draft"), "Hens.")))
    with pytest.raises(ModelError) as caught:
        await model.generate(ask(path="epilogue", seed=5))
    assert caught.value.hint.splitlines() == ["nearest in it is draft, but for", "    seed: 5, before 0"]


async def test_a_role_that_was_never_asked_is_told_who_was():
    call = recorded(ask(), "Hens.")
    model = ReplayModel(Recorded(CallRecord(**{**{n: getattr(call, n) for n in call.__slots__}, "role": "critic"})))
    with pytest.raises(ModelError) as caught:
        await model.generate(ask("Tell of the fox.", path="other"))
    assert caught.value.hint == "it asked critic"


async def test_closing_it_lets_go_of_the_recording():
    recording = Recorded()
    model = ReplayModel(recording)
    await model.aclose()
    await model.aclose()
    assert recording.closed
