"""The servers people have, by the shapes of their answers and by what they refuse.

The shapes are those of vLLM 0.32 and of the Ollama, llama.cpp, LM Studio and OpenAI of its time, cut down to what is
read of them, with what surrounds it there.
"""

import pytest

from orchestrator.adapters.models.server import ServerModel, parse_addresses
from orchestrator.adapters.models.server.retrying import Patience
from orchestrator.domain.errors import ModelError, UsageError
from tests.support.loopback import Loopback, answers
from tests.support.requests import ask

pytestmark = pytest.mark.enable_socket

SCHEMA = {"type": "object", "properties": {"score": {"type": "integer"}}, "required": ["score"]}


def listing(*entries):
    return {"object": "list", "data": list(entries)}


def entry(name, owned_by, **more):
    return {"id": name, "object": "model", "created": 1790000000, "owned_by": owned_by, **more}


LISTINGS = {
    "vllm": listing(entry("tiny", "vllm", root="/models/tiny", parent=None, max_model_len=2048, permission=[])),
    "ollama": listing(entry("llama3.2:latest", "library")),
    "llama.cpp": {
        "models": [{"name": "tiny.gguf", "model": "tiny.gguf"}],
        **listing(entry("tiny.gguf", "llamacpp", aliases=["tiny"], meta={"n_ctx": 8192, "n_ctx_train": 131072})),
    },
    "lm studio": {
        "data": [
            {"id": "text-embedding-nomic-embed-text-v1.5", "object": "model", "owned_by": "organization_owner"},
            {"id": "qwen/qwen3-8b", "object": "model", "owned_by": "organization_owner"},
        ],
        "object": "list",
    },
    "openai": listing(entry("gpt-5-mini", "system"), entry("text-embedding-3-small", "system")),
}
NAMES = {"vllm": "tiny", "ollama": "llama3.2:latest", "llama.cpp": "tiny.gguf", "lm studio": "qwen/qwen3-8b",
         "openai": "gpt-5-mini"}  # fmt: skip
CONTEXTS = {"vllm": 2048, "ollama": None, "llama.cpp": 8192, "lm studio": None, "openai": None}

USAGE = {"prompt_tokens": 21, "completion_tokens": 4, "total_tokens": 25}


def completion(message, **more):
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": "stop"}
    return {"id": "chatcmpl-1", "object": "chat.completion", "created": 1790000000, "choices": [choice], **more}


COMPLETIONS = {
    "vllm": completion(
        {"content": "A hen.", "refusal": None, "annotations": None, "reasoning": None},
        usage={**USAGE, "prompt_tokens_details": {"cached_tokens": 16}},
        prompt_logprobs=None,
        kv_transfer_params=None,
    ),
    "ollama": completion({"content": "A hen."}, system_fingerprint="fp_ollama", usage=USAGE),
    "llama.cpp": completion(
        {"content": "A hen.", "reasoning_content": "Hens."},
        usage={**USAGE, "prompt_tokens_details": {"cached_tokens": 16}},
        timings={"prompt_n": 5, "predicted_n": 4},
    ),
    "lm studio": completion({"content": "A hen.", "tool_calls": []}, usage=USAGE, stats={}),
    "openai": completion(
        {"content": "A hen.", "refusal": None, "annotations": []},
        usage={**USAGE, "prompt_tokens_details": {"cached_tokens": 16, "audio_tokens": 0}},
        service_tier="default",
    ),
}


class Server:
    """A server of one kind that answers ``refusal`` (a function of the body) where it gives one."""

    def __init__(self, kind, refusal=lambda body: None, status=400):
        self.kind, self.refusal, self.status = kind, refusal, status

    def __call__(self, seen):
        if seen.method == "GET":
            return answers(LISTINGS[self.kind])
        refused = self.refusal(seen.json)
        if refused is not None:
            return answers(refused, status=self.status, name="refused")
        if seen.path.endswith("/v1/completions"):
            return answers({"choices": [{"index": 0, "text": " A hen.", "finish_reason": "stop"}], "usage": USAGE})
        return answers(COMPLETIONS[self.kind])


def error(message, **more):
    return {"error": {"message": message, "type": "BadRequestError", "param": None, "code": 400, **more}}


async def talk(respond, *requests, name=""):
    """The replies to ``requests``, the bodies that were sent, the server, and what the model says of itself."""
    async with Loopback(respond) as server:
        model = await ServerModel.connect(parse_addresses(server.url + name), patience=Patience(attempts=1))
        try:
            replies = [await model.generate(request) for request in requests]
            return replies, [seen.json for seen in server.requests[1:]], server, model.info
        finally:
            await model.aclose()


@pytest.mark.parametrize("kind", LISTINGS)
async def test_a_server_is_understood(kind):
    (reply,), (body,), _, info = await talk(Server(kind), ask(max_tokens=9, temperature=0.5, top_k=20, seed=3))
    assert (info.name, info.context_tokens, info.structured_output) == (NAMES[kind], CONTEXTS[kind], True)
    assert (reply.text, reply.finish_reason) == ("A hen.", "stop")
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (21, 4)
    assert reply.usage.cached_prompt_tokens == (16 if kind in {"vllm", "llama.cpp", "openai"} else 0)
    assert body.pop("max_completion_tokens" if kind == "openai" else "max_tokens") == 9
    assert body.pop("top_k", None) == (20 if kind in {"vllm", "llama.cpp", "lm studio"} else None)
    assert body.pop("priority", None) == (0 if kind == "vllm" else None)
    assert body == {
        "model": NAMES[kind],
        "stream": False,
        "messages": [
            {"role": "system", "content": "You are the drafter."},
            {"role": "user", "content": "Tell of the hen."},
        ],
        "temperature": 0.5,
        "seed": 3,
    }


@pytest.mark.parametrize("kind", LISTINGS)
async def test_a_schema_goes_to_every_server_in_the_form_of_openai(kind):
    _, (body,), _, _ = await talk(Server(kind), ask(schema=SCHEMA))
    assert body["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "drafter", "schema": SCHEMA, "strict": True},
    }


@pytest.mark.parametrize("kind", LISTINGS)
async def test_a_reply_goes_on_from_its_prefill_and_does_not_repeat_it(kind):
    (reply,), (body,), _, _ = await talk(Server(kind), ask(prefill="A "))
    assert body["messages"][-1] == {"role": "assistant", "content": "A "}
    continued = (body.get("continue_final_message"), body.get("add_generation_prompt"))
    assert continued == ((True, False) if kind == "vllm" else (None, None))
    assert reply.text == "hen."


async def test_an_adapter_is_asked_for_by_its_name():
    _, bodies, _, _ = await talk(Server("vllm"), ask(adapter="noir"), ask(model="other"), ask())
    assert [body["model"] for body in bodies] == ["noir", "other", "tiny"]


async def test_an_adapter_that_is_not_there_gets_the_names_of_those_that_are():
    listed = listing(entry("tiny", "vllm", parent=None), entry("soft", "vllm", parent="tiny"), entry(7, "vllm"))

    def respond(seen):
        if seen.method == "GET":
            return answers(listed)
        known = seen.json["model"] in {"tiny", "soft"}
        return answers(COMPLETIONS["vllm"]) if known else answers(error("The model does not exist."), status=404)

    _, _, _, info = await talk(respond, ask(adapter="soft"))
    assert info.adapters == ("soft",)
    with pytest.raises(ModelError, match="does not know 'sofft'") as caught:
        await talk(respond, ask(adapter="sofft"))
    assert caught.value.hint == "did you mean 'soft'? adapters there: soft"


REFUSALS = {
    "vLLM without a priority scheduler": (
        "vllm", "priority", error("Got priority 3 but Priority scheduling is not enabled.")),
    "OpenAI's newer models": (
        "openai", "temperature", error("Unsupported value: 'temperature' does not support 0.5 with this model. Only "
                                       "the default (1) value is supported.", param="temperature")),
    "a server of the older name": (
        "vllm", "max_tokens", error("Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                                    "'max_completion_tokens' instead.", param="max_tokens")),
    "LM Studio without structured output": (
        "lm studio", "response_format", {"error": "'response_format.type' must be 'text'"}),
    "a strict FastAPI server": (
        "vllm", "top_k", {"detail": [{"type": "extra_forbidden", "loc": ["body", "top_k"],
                                      "msg": "Extra inputs are not permitted"}]}),
    "a cloud without seeds": (
        "openai", "seed", error("Unrecognized request argument supplied: seed")),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS)
@pytest.mark.parametrize("status", [400, 422])
async def test_what_a_server_does_not_take_is_learned_once_and_the_call_goes_through(case, status):
    kind, setting, refusal = REFUSALS[case]
    request = ask(max_tokens=9, temperature=0.5, top_k=20, schema=SCHEMA)
    respond = Server(kind, lambda body: refusal if setting in body else None, status)
    replies, bodies, server, info = await talk(respond, request, request, request)
    assert {reply.text for reply in replies} == {"A hen."}
    assert server.fired["refused"] == 1
    assert [setting in body for body in bodies] == [True, False, False, False]
    assert info.structured_output == (setting != "response_format")
    if setting == "max_tokens":
        assert bodies[1]["max_completion_tokens"] == 9


async def test_a_schema_that_is_not_strict_enough_is_sent_again_without_strict():
    said = (
        "Invalid schema for response_format 'drafter': In context=(), 'additionalProperties' is required to be supplied"
    )
    respond = Server(
        "openai", lambda body: error(said) if body["response_format"]["json_schema"].get("strict") else None
    )
    _, bodies, server, info = await talk(respond, ask(schema=SCHEMA), ask(schema=SCHEMA))
    assert server.fired["refused"] == 1
    assert ["strict" in body["response_format"]["json_schema"] for body in bodies] == [True, False, False]
    assert info.structured_output


async def test_a_schema_that_a_server_cannot_follow_is_left_out_and_others_are_not():
    said = "The provided JSON schema contains features not supported by xgrammar."
    odd = {"type": "object", "patternProperties": {"a": {}}}

    def refuse(body):
        wanted = body.get("response_format", {}).get("json_schema", {})
        return error(said) if wanted.get("schema") == odd else None

    _, bodies, server, info = await talk(Server("vllm", refuse), ask(schema=odd), ask(schema=odd), ask(schema=SCHEMA))
    assert server.fired["refused"] == 2  # strict, and not strict
    assert [("response_format" in body) for body in bodies] == [True, True, False, False, True]
    assert info.structured_output


NO_TEMPLATE = (
    "As of transformers v4.44, default chat template is no longer allowed, so you must provide a chat template if the "
    "tokenizer does not define one."
)


async def test_a_model_without_a_chat_template_continues_the_prefill_alone():
    respond = Server("vllm", lambda body: error(NO_TEMPLATE) if "messages" in body else None)
    (reply, plain), bodies, server, _ = await talk(respond, ask(prefill="Once"), ask("And then?", max_tokens=5))
    assert server.fired["refused"] == 1
    assert (reply.text, plain.text) == (" A hen.", " A hen.")
    assert [body.get("prompt") for body in bodies] == [None, "Once", "You are the drafter.\n\nAnd then?"]
    assert bodies[2]["max_tokens"] == 5
    assert [seen.path for seen in server.requests[2:]] == ["/v1/completions"] * 2


async def test_a_prefill_that_is_refused_is_left_out():
    said = "Assistant response prefill is incompatible with enable_thinking."

    def refuse(body):
        return error(said) if body["messages"][-1]["role"] == "assistant" else None

    _, bodies, server, _ = await talk(Server("llama.cpp", refuse), ask(prefill="A"), ask(prefill="A"))
    assert server.fired["refused"] == 1
    assert [body["messages"][-1]["role"] for body in bodies] == ["assistant", "user", "user"]


@pytest.mark.parametrize(
    ("kind", "off"),
    [
        ("vllm", {"chat_template_kwargs": {"enable_thinking": False}}),
        ("llama.cpp", {"chat_template_kwargs": {"enable_thinking": False}}),
        ("ollama", {"reasoning_effort": "none"}),
    ],
)
async def test_a_model_that_spends_its_tokens_on_thinking_is_told_once_not_to(kind, off):
    thought = completion({"content": "", "reasoning": "Hens, hens …"}, usage=USAGE)
    thought["choices"][0]["finish_reason"] = "length"
    server = Server(kind)

    def respond(seen):
        thinks = seen.method == "POST" and not off.items() <= seen.json.items()
        return answers(thought, name="thought") if thinks else server(seen)

    replies, bodies, loopback, _ = await talk(respond, ask(), ask())
    assert {reply.text for reply in replies} == {"A hen."}
    assert loopback.fired["thought"] == 1
    assert len(bodies) == 3


@pytest.mark.parametrize("kind", ["lm studio", "openai"])
async def test_a_model_that_only_thinks_and_cannot_be_told_is_a_typed_error(kind):
    thought = completion({"content": "", "reasoning_content": "Hens …"}, usage=USAGE)
    with pytest.raises(ModelError, match="draft: the model spent its tokens on thinking"):
        await talk(lambda seen: answers(LISTINGS[kind] if seen.method == "GET" else thought), ask())


@pytest.mark.parametrize(
    "said",
    [
        "This model's maximum context length is 2048 tokens. However, your prompt contains at least 2049 input tokens.",
        "'max_tokens' or 'max_completion_tokens' is too large: 5000. This model's maximum context length is 2048",
        "request (25837 tokens) exceeds the available context size (25088 tokens), try increasing it",
    ],
)
async def test_a_prompt_that_a_server_finds_too_long_teaches_nothing_and_names_the_step(said):
    respond = Server("llama.cpp", lambda body: error(said))
    with pytest.raises(ModelError, match="draft: the prompt is too long: the server answered 400: ") as caught:
        await talk(respond, ask(max_tokens=5000))
    assert said[:40] in caught.value.message


MANY = ("1.", "2.", "3.", "4.", "5.", "6.")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            "openai",
            "Invalid 'stop': array too long. Expected an array with maximum length 4, but got one with length 5.",
        ),
        (
            "vllm",
            "2 validation errors:\n  {'type': 'string_type', 'loc': ('body', 'stop', 'str'), 'msg': 'Input should",
        ),
    ],
)
async def test_more_stop_strings_than_a_server_takes_end_the_reply_all_the_same(kind, said):
    server = Server(kind, lambda body: error(said) if len(body["stop"]) > 4 else None)
    longer = completion({"content": "One hen. 5. Another"}, usage=USAGE)
    longer["choices"][0]["finish_reason"] = "length"

    def respond(seen):
        taken = seen.method == "POST" and len(seen.json["stop"]) <= 4
        return answers(longer) if taken else server(seen)

    replies, bodies, loopback, _ = await talk(respond, ask(stop=MANY), ask(stop=MANY))
    assert [(reply.text, reply.finish_reason) for reply in replies] == [("One hen. ", "stop")] * 2
    assert loopback.fired["refused"] == 1
    assert [len(body["stop"]) for body in bodies] == [6, 4, 4]


async def test_stop_strings_that_a_server_does_not_take_at_all_end_the_reply_all_the_same():
    said = "Unsupported parameter: 'stop' is not supported with this model."
    respond = Server("openai", lambda body: error(said, param="stop") if "stop" in body else None)
    (reply,), bodies, _, _ = await talk(respond, ask(stop=(" hen", "A ", ".")))
    assert [body.get("stop") for body in bodies] == [[" hen", "A ", "."], None]
    assert (reply.text, reply.finish_reason) == ("", "stop")
    (reply,), _, _, _ = await talk(respond, ask(prefill="A ", stop=("A ", ".")))
    assert reply.text == "hen"


async def test_a_name_that_is_not_there_gets_a_suggestion_and_short_names_do():
    with pytest.raises(UsageError, match="has no model 'tinny'") as caught:
        await talk(Server("vllm"), name="#tinny")
    assert caught.value.hint == "did you mean 'tiny'? models there: tiny"
    for kind, name in {"ollama": "llama3.2", "llama.cpp": "tiny"}.items():
        _, (body,), _, _ = await talk(Server(kind), ask(), name=f"#{name}")
        assert body["model"] == name


async def test_a_server_without_models_says_so_and_one_that_lists_none_takes_a_name():
    with pytest.raises(UsageError, match="serves no model"):
        await talk(lambda seen: answers({"object": "list", "data": None}))  # Ollama before the first pull

    def unlisted(seen):
        return answers({"error": "no such page"}, status=404) if seen.method == "GET" else Server("openai")(seen)

    (reply,), _, _, info = await talk(unlisted, ask(), name="#mine")
    assert (reply.text, info.name) == ("A hen.", "mine")
