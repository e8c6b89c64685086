import asyncio

import pytest

from orchestrator.adapters.models.scripted import ScriptedModel
from orchestrator.domain.critiques import Critique, Issue
from orchestrator.domain.drafts import Draft, Edit, Revision
from orchestrator.domain.errors import DefinitionError, ModelError, ModelUnavailable
from orchestrator.engine.ports import Message, Reply, Request


def request(role, *, path=None, text="Say it.", prefill=""):
    return Request(messages=(Message("user", text),), role=role, path=path or role, seed=0, prefill=prefill)


async def texts(model, *roles):
    return [(await model.generate(request(role))).text for role in roles]


async def test_replies_come_in_order_for_each_role():
    model = ScriptedModel(critic=["c1", "c2"], editor=["e1"])
    assert await texts(model, "critic", "editor", "critic") == ["c1", "e1", "c2"]
    model.assert_exhausted()


async def test_one_list_serves_all_roles():
    model = ScriptedModel(replies=["one", "two"])
    assert await texts(model, "critic", "editor") == ["one", "two"]
    model.assert_exhausted()


async def test_domain_values_are_written_as_a_model_writes_them():
    issue = Issue(paragraph="p1", quote="hen", problem="which hen?")
    model = ScriptedModel(
        critic=[Critique(issues=(issue,), score=4)],
        drafter=[Draft.of("One.\n\nTwo.")],
        editor=[Revision(edits=(Edit(action="delete", paragraph="p2"),))],
    )
    assert await texts(model, "critic", "drafter", "editor") == [
        '{"issues": [{"paragraph": "p1", "quote": "hen", "problem": "which hen?"}], "score": 4}',
        "One.\n\nTwo.",
        "[-p2]",
    ]


async def test_it_is_loud_when_replies_run_out():
    model = ScriptedModel(critic=["c1"])
    await texts(model, "critic")
    with pytest.raises(ModelError) as caught:
        await model.generate(request("critic", path="polish#2.critique"))
    assert caught.value.message == "polish#2.critique: no scripted reply is left for critic (call 2 of that role)"
    with pytest.raises(ModelError, match=r"plan: no scripted reply is left for planner \(call 1 of that role\)"):
        await model.generate(request("planner", path="plan"))


async def test_replies_never_asked_for_are_a_failure():
    model = ScriptedModel(critic=["c1", "c2"], editor=["e1"])
    await texts(model, "editor")
    with pytest.raises(AssertionError, match="scripted replies never asked for: 2 for critic"):
        model.assert_exhausted()
    with pytest.raises(AssertionError, match="1 for any role"):
        ScriptedModel(replies=["one"]).assert_exhausted()


async def test_an_error_in_the_script_is_raised():
    model = ScriptedModel(critic=[ModelUnavailable("gone"), {"$error": "out of memory"}])
    with pytest.raises(ModelUnavailable, match="gone"):
        await model.generate(request("critic"))
    with pytest.raises(ModelError, match="round#1: out of memory"):
        await model.generate(request("critic", path="round#1"))


async def test_a_reply_can_be_cut_off():
    model = ScriptedModel(drafter=[{"$cut": "The well was"}, Reply(text="As it is.", finish_reason="length")])
    replies = [await model.generate(request("drafter")) for _ in range(2)]
    assert [(reply.text, reply.finish_reason) for reply in replies] == [
        ("The well was", "length"),
        ("As it is.", "length"),
    ]


async def test_usage_counts_words():
    model = ScriptedModel(replies=["Four words it is."])
    reply = await model.generate(request("drafter", text="Tell of the hen.", prefill="The hen"))
    assert (reply.usage.calls, reply.usage.prompt_tokens, reply.usage.completion_tokens) == (1, 6, 4)


async def test_it_keeps_every_request_it_saw():
    model = ScriptedModel(critic=["c1"])
    asked = request("critic", text="Judge this.")
    await model.generate(asked)
    assert model.requests == [asked]


async def test_concurrent_calls_get_replies_in_the_order_they_were_made():
    model = ScriptedModel(replies=[str(number) for number in range(50)])
    replies = await asyncio.gather(*(model.generate(request("drafter")) for _ in range(50)))
    assert [reply.text for reply in replies] == [str(number) for number in range(50)]


def test_replies_by_role_and_for_all_do_not_mix():
    with pytest.raises(ValueError, match="not both"):
        ScriptedModel(replies=["one"], critic=["two"])


SCRIPT = """
planner:
  - {title: The Well, scenes: [{heading: 井, goal: She climbs.}]}
drafter:
  - |
    The well was dry.
  - {$cut: The well was}
  - {$error: out of memory}
"""


async def test_a_script_is_read_from_yaml():
    model = ScriptedModel.from_text(SCRIPT)
    assert await texts(model, "planner", "drafter") == [
        '{"title": "The Well", "scenes": [{"heading": "井", "goal": "She climbs."}]}',
        "The well was dry.\n",
    ]
    assert (await model.generate(request("drafter"))).finish_reason == "length"
    with pytest.raises(ModelError, match="out of memory"):
        await model.generate(request("drafter"))
    model.assert_exhausted()


async def test_a_script_is_read_from_json():
    model = ScriptedModel.from_text('["plain", {"score": 7}, [1, 2]]')
    assert await texts(model, "a", "b", "c") == ["plain", '{"score": 7}', "[1, 2]"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("just text", "replies.yaml:1:1: a script is a list of replies, or a mapping with a list for each role"),
        ("critic: {score: 7}", "replies.yaml:1:9: the replies of a role are a list"),
        ("critic: [true]", "replies.yaml:1:10: a reply is text, a mapping or a list"),
        ("[one, 7]", "replies.yaml:1:7: a reply is text, a mapping or a list"),
    ],
)
def test_a_bad_script_is_refused_with_the_place(text, message):
    with pytest.raises(DefinitionError) as caught:
        ScriptedModel.from_text(text, file="replies.yaml")
    assert str(caught.value).splitlines()[0] == message


@pytest.mark.parametrize("text", ["planner: [unclosed", "critic: [&a {x: *a}]", "critic: []\ncritic: []", ""])
def test_what_is_no_safe_yaml_is_no_script(text):
    with pytest.raises(DefinitionError):
        ScriptedModel.from_text(text)


async def test_no_is_a_word():
    assert await texts(ScriptedModel.from_text("critic: [no]"), "critic") == ["no"]
