"""A reply meets its JSON Schema, although the weights are random."""

import asyncio
import json

import jsonschema
import pytest

from orchestrator.domain.critiques import Summary
from orchestrator.domain.errors import ModelError
from orchestrator.domain.outlines import Outline
from orchestrator.domain.replies import json_schema
from tests.support.requests import ask

VERDICT = {
    "type": "object",
    "properties": {
        "mood": {"enum": ["joy", "fear", "喜悦"]},
        "score": {"type": "integer", "minimum": 1, "maximum": 10},
        "tags": {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 1, "maxItems": 2},
    },
    "required": ["mood", "score", "tags"],
    "additionalProperties": False,
}


@pytest.mark.parametrize("settings", [{"temperature": 0}, {"temperature": 1.5}, {"beams": 3}])
async def test_a_reply_meets_its_schema(chat, plain, settings):
    for model in (chat, plain):
        requests = [ask(schema=VERDICT, seed=seed, max_tokens=120, **settings) for seed in range(4)]
        for reply in await asyncio.gather(*(model.generate(request) for request in requests)):
            jsonschema.validate(json.loads(reply.text), VERDICT)
            assert reply.finish_reason == "stop"


async def test_rows_with_and_without_a_schema_share_a_batch(chat):
    free = [ask(seed=seed, max_tokens=40, temperature=1) for seed in range(3)]
    bound = [ask(seed=seed, max_tokens=120, temperature=1, schema=VERDICT) for seed in range(3)]
    alone = [await chat.generate(request) for request in free + bound]
    together = await asyncio.gather(*(chat.generate(request) for request in free + bound))
    assert together == alone
    for reply in together[3:]:
        jsonschema.validate(json.loads(reply.text), VERDICT)


async def test_chinese_values_come_out_as_they_stand_in_the_schema(chat):
    schema = {"type": "object", "properties": {"who": {"enum": ["母鸡", "狐狸"]}}, "required": ["who"]}
    reply = await chat.generate(ask(schema=schema, max_tokens=60, temperature=0))
    assert json.loads(reply.text)["who"] in {"母鸡", "狐狸"}


async def test_a_reply_that_a_limit_cuts_off_inside_its_json_says_so(chat):
    reply = await chat.generate(ask(schema=VERDICT, max_tokens=5, temperature=0))
    assert reply.finish_reason == "length"
    assert reply.text.startswith("{")


async def test_json_that_is_whole_at_the_limit_is_not_cut_off(chat):
    whole = await chat.generate(ask(schema=VERDICT, max_tokens=120, temperature=0))
    last_token_ends_it = whole.usage.completion_tokens - 1
    reply = await chat.generate(ask(schema=VERDICT, max_tokens=last_token_ends_it, temperature=0))
    assert (reply.text, reply.finish_reason) == (whole.text, "stop")


@pytest.mark.parametrize(("type_", "opening"), [(Outline, '{"title": "'), (Summary, '{"text": "')])
async def test_replies_of_the_shipped_roles_open_with_their_first_field(chat, type_, opening):
    reply = await chat.generate(ask(schema=json_schema(type_), max_tokens=60, temperature=0))
    assert reply.text.startswith(opening)


async def test_a_schema_that_cannot_be_followed_fails_its_request_alone(chat):
    impossible = ask(path="plan", schema={"type": "object", "properties": {"a": {"$ref": "#/$defs/missing"}}})
    outcomes = await asyncio.gather(chat.generate(impossible), chat.generate(ask(max_tokens=5)), return_exceptions=True)
    assert isinstance(outcomes[0], ModelError)
    assert str(outcomes[0]).startswith("plan: the output schema cannot be enforced: ")
    assert outcomes[1].usage.completion_tokens == 5
