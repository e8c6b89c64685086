"""A server that misbehaves: every fault ends in time, in a typed error or a whole reply, and is seen to fire."""

import asyncio
import json
import random
import time
from dataclasses import replace

import pytest
from pydantic import SecretStr

from orchestrator.adapters.models.server import ServerModel, parse_addresses
from orchestrator.adapters.models.server.retrying import Patience
from orchestrator.domain.errors import ModelError, ModelUnavailable, UsageError
from tests.support.loopback import (
    Loopback,
    answers,
    chat,
    cuts,
    drips,
    hanging_address,
    http,
    refusing_address,
    sends,
    serving,
    stalls,
)
from tests.support.requests import ask

pytestmark = pytest.mark.enable_socket

QUICK = Patience(deadline_seconds=0.8, attempts=3, unreachable_seconds=0.3, longest_wait_seconds=0.05)
WHOLE = http(b'{"a": 1}')
SECRET = "sk-very-secret-0123456789"  # noqa: S105


async def connect(url, patience=QUICK, key=None):
    return await ServerModel.connect(parse_addresses(url), patience=patience, key=key)


async def outcome(*acts, patience=QUICK, request=None, key=None, listed=None):
    """The reply or the error that a server with these acts leads to, and the server, its connections closed."""
    async with Loopback(serving(*acts, listed=listed)) as server:
        model = await connect(server.url, patience, key)
        try:
            result = await model.generate(request or ask())
        except ModelError as error:
            result = error
        finally:
            await model.aclose()
        assert await server.all_closed()
    return result, server


@pytest.mark.parametrize("status", [429, 500, 502, 503])
@pytest.mark.parametrize("wait", ["1", "0", "-5", "1e9", "Fri, 31 Dec 2055 23:59:59 GMT", "abc", ""])
async def test_a_server_that_asks_to_wait_is_asked_again_and_never_waited_for_too_long(status, wait):
    busy = answers({"error": {"message": "busy"}}, status=status, headers=[f"Retry-After: {wait}"])
    begun = time.monotonic()
    reply, server = await outcome(busy, answers(chat()), patience=replace(QUICK, deadline_seconds=20))
    assert reply.text == "The hen slept."
    assert server.fired[f"answer {status}"] == 1
    assert time.monotonic() - begun < 5


async def test_a_wait_that_is_asked_for_is_kept():
    begun = time.monotonic()
    patience = Patience(deadline_seconds=5)
    reply, _ = await outcome(answers({}, status=429, headers=["Retry-After: 0.4"]), answers(chat()), patience=patience)
    assert reply.text == "The hen slept."
    assert time.monotonic() - begun >= 0.4


@pytest.mark.parametrize("status", [500, 502])
async def test_a_server_that_goes_on_failing_is_given_up_after_the_attempts(status):
    patience = replace(QUICK, deadline_seconds=20)
    error, server = await outcome(answers({"error": {"message": "out of luck"}}, status=status), patience=patience)
    assert type(error) is ModelError
    assert error.message == f"draft: the server answered {status}: out of luck"
    assert server.fired[f"answer {status}"] == 3


@pytest.mark.parametrize("status", [429, 503])
async def test_a_server_that_stays_overloaded_is_given_up_at_the_deadline(status):
    begun = time.monotonic()
    error, server = await outcome(answers({}, status=status, headers=["Retry-After: 0"]))
    assert type(error) is ModelError
    assert time.monotonic() - begun < QUICK.deadline_seconds + 1
    assert server.fired[f"answer {status}"] > 3


@pytest.mark.parametrize(
    "act",
    [stalls(), stalls(WHOLE[:20]), stalls(http(b"x" * 500)[:-300]), drips(http(b" " * 10_000), 0.02)],
    ids=["no first byte", "stall in the head", "stall in the body", "slow drip"],
)
async def test_a_server_that_never_ends_an_answer_is_left_at_the_deadline(act):
    begun = time.monotonic()
    error, server = await outcome(act)
    assert "no whole answer within the time allowed" in error.message
    assert QUICK.deadline_seconds <= time.monotonic() - begun < QUICK.deadline_seconds + 1
    assert server.fired[act.name] == 1


async def test_a_connect_that_hangs_is_left_at_the_deadline():
    with hanging_address() as url:
        begun = time.monotonic()
        with pytest.raises(ModelUnavailable):
            await connect(url)
        assert time.monotonic() - begun < QUICK.deadline_seconds + 1


async def test_a_connection_that_is_refused_says_where_and_what_to_do():
    url = refusing_address()
    with pytest.raises(ModelUnavailable, match=f"no server at {url}/models: Connection refused$") as caught:
        await connect(url)
    assert "inkloom serve" in caught.value.hint


async def test_a_server_that_speaks_no_tls_is_told_as_that():
    def answer_plainly(_, writer):
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer_plainly, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(ModelUnavailable, match=f"no server at https://127.0.0.1:{port}/v1/models: .*SSL"):
            await connect(f"https://127.0.0.1:{port}")


async def test_a_server_that_is_gone_is_tried_for_a_while_and_then_unavailable():
    async with Loopback(serving(answers(chat()))) as server:
        model = await connect(server.url)
        await model.generate(ask())
    with pytest.raises(ModelUnavailable):
        await model.generate(ask())
    await model.aclose()


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
async def test_no_answer_that_is_cut_off_is_accepted(framing):
    whole = http(b"%s" % json.dumps(chat("A hen. " * 40)).encode(), framing=framing)
    last = len(whole) - (len(b"0\r\n\r\n") if framing == "chunked" else 0)
    chance = random.Random(framing)  # noqa: S311
    left = iter([chance.randrange(last) for _ in range(340)])
    once = Patience(deadline_seconds=20, attempts=1)

    def respond(seen):
        return serving(answers({}))(seen) if seen.method == "GET" else cuts(whole, next(left))

    async with Loopback(respond) as server:
        model = await connect(server.url, once)
        outcomes = await asyncio.gather(*(model.generate(ask(seed=n)) for n in range(340)), return_exceptions=True)
        await model.aclose()
        assert await server.all_closed()
        assert server.fired["cut"] == 340
    assert [type(end) for end in outcomes if not isinstance(end, ModelError)] == []


async def test_an_answer_that_is_cut_off_is_asked_for_again():
    reply, server = await outcome(cuts(http(b"{}" * 90), 120), answers(chat()))
    assert reply.text == "The hen slept."
    assert server.fired["cut"] == 1


async def test_a_connection_that_the_server_closed_while_idle_is_no_failure():
    respond = serving(sends(http(b"%s" % json.dumps(chat()).encode()), keep=False))
    async with Loopback(respond) as server:
        model = await connect(server.url, Patience(attempts=1))
        for _ in range(5):
            assert (await model.generate(ask())).text == "The hen slept."
            await asyncio.sleep(0.02)
        await model.aclose()
        assert server.fired["answer"] == 5


@pytest.mark.parametrize("status", [401, 403])
async def test_a_key_that_is_not_taken_ends_everything_and_is_not_shown(status):
    error, server = await outcome(
        answers({"error": {"message": f"no such key {SECRET}"}}, status=status), key=SecretStr(SECRET)
    )
    assert type(error) is ModelUnavailable
    assert error.hint == "set OPENAI_API_KEY"
    assert server.fired[f"answer {status}"] == 1


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (
            404,
            {"error": {"message": "model not found"}},
            "does not know 'tiny': the server answered 404: model not fou",
        ),
        (413, b"<html>too large</html>", "the prompt is too long: the server answered 413: <html>too large"),
        (422, {"detail": "bad body"}, "draft: the server answered 422: bad body"),
        (400, {"error": "no"}, "draft: the server answered 400: no"),
        (400, {"error": {"message": "the request exceeds the available context size"}}, "the prompt is too long"),
        (307, {}, "draft: the server answered 307: it redirects to http://other:9/v1"),
    ],
)
async def test_what_cannot_pass_is_said_once_and_not_tried_again(status, body, said):
    act = answers(body, status=status, headers=["Location: http://me:pw@other:9/v1?key=abc"])
    error, server = await outcome(act)
    assert type(error) is ModelError
    assert said in error.message
    assert "pw" not in error.message
    assert server.fired[f"answer {status}"] == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (402, {"error": {"message": "Insufficient Balance"}}),
        (429, {"error": {"message": "You exceeded your current quota", "type": "insufficient_quota"}}),
        (429, {"error": {"message": "Your account is suspended", "type": "exceeded_current_quota_error"}}),
    ],
)
async def test_an_account_that_has_nothing_left_ends_everything_at_once(status, body):
    """To wait, as another 429 asks for, would let every call of a run wait for its whole deadline."""
    error, server = await outcome(answers(body, status=status), key=SecretStr(SECRET), patience=Patience())
    assert type(error) is ModelUnavailable
    assert body["error"]["message"] in error.message
    assert "account" in error.hint
    assert server.fired[f"answer {status}"] == 1


async def test_a_key_that_is_missing_one_that_is_wrong_and_one_that_may_not_are_told_apart():
    no = {"error": {"message": "No access to model tiny."}}
    without, _ = await outcome(answers(no, status=401))
    wrong, _ = await outcome(answers(no, status=401), key=SecretStr(SECRET))
    barred, _ = await outcome(answers(no, status=403), key=SecretStr(SECRET))
    assert without.message.endswith("asks for a key")
    assert wrong.message.endswith("does not take the key")
    assert barred.message.endswith("forbids it: the server answered 403: No access to model tiny.")
    assert {type(error) for error in (without, wrong, barred)} == {ModelUnavailable}


async def test_no_secret_is_in_any_error_of_a_server_that_echoes_it():
    def chain(error):
        while error is not None:
            yield error
            error = error.__cause__ or error.__context__

    echo = {"error": {"message": f"Authorization: Bearer {SECRET}"}}
    acts = [answers(echo, status=status) for status in (400, 401, 404, 413, 429, 500)]
    acts += [answers(echo), answers(SECRET.encode()), answers(chat("", refusal=f"No, {SECRET}."))]
    acts += [sends(f"HTTP/1.1 {SECRET}\r\n\r\n".encode(), keep=False), cuts(http(b"x" * 200), 100)]
    for act in acts:
        error, server = await outcome(act, key=SecretStr(SECRET))
        assert isinstance(error, ModelError)
        assert server.requests[-1].headers["authorization"] == f"Bearer {SECRET}"
        for link in chain(error):
            assert SECRET not in f"{link!r} {link} {vars(link)}"


async def test_no_secret_is_in_what_the_model_shows_of_itself():
    async with Loopback(serving(answers(chat()))) as server:
        model = await connect(server.url, key=SecretStr(SECRET))
        await model.generate(ask())
        assert SECRET not in f"{model!r} {vars(model)} {vars(model._transport)} {model.info}"
        await model.aclose()


async def test_a_key_that_cannot_be_sent_is_not_shown():
    with pytest.raises(UsageError) as caught:
        await connect("http://127.0.0.1:1", key=SecretStr("sk-a\nb"))
    assert "sk-a" not in caught.value.message


async def test_a_proxy_of_the_environment_is_not_asked_for_the_loopback(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, refusing_address())
    reply, _ = await outcome(answers(chat()))
    assert reply.text == "The hen slept."


async def test_a_proxy_of_the_environment_is_asked_for_other_hosts(monkeypatch):
    async with Loopback(serving(answers(chat()))) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url.removesuffix("/v1"))
        model = await connect("http://model.invalid:8000")
        assert (await model.generate(ask())).text == "The hen slept."
        await model.aclose()
        assert proxy.requests[-1].path == "http://model.invalid:8000/v1/chat/completions"


async def test_a_cancelled_call_leaves_no_connection_and_no_task():
    async with Loopback(serving(stalls())) as server:
        model = await connect(server.url, Patience())
        before = asyncio.all_tasks()
        calls = [asyncio.create_task(model.generate(ask(seed=n))) for n in range(60)]  # more than have room at once
        async with asyncio.timeout(5):
            while server.at_once < 32:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        for call in calls:
            call.cancel()
        ends = await asyncio.gather(*calls, return_exceptions=True)
        assert {type(end) for end in ends} == {asyncio.CancelledError}
        async with asyncio.timeout(5):
            while server.at_once:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert server.fired["stall"] == 32
        assert {task for task in asyncio.all_tasks() - before if "_serve" not in repr(task)} == set()
        assert (model._endpoints.all[0].in_flight, model._endpoints.all[0].load) == (0, 0)
        await model.aclose()
        assert await server.all_closed()


async def test_closing_fails_what_is_in_flight_and_a_closed_model_answers_no_more():
    async with Loopback(serving(stalls())) as server:
        model = await connect(server.url, Patience())
        call = asyncio.create_task(model.generate(ask()))
        async with asyncio.timeout(5):
            while not server.at_once:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await model.aclose()
        with pytest.raises(ModelUnavailable, match="draft: the model is closed"):
            await call
        with pytest.raises(ModelUnavailable, match="draft: the model is closed"):
            await model.generate(ask())
        await model.aclose()
        assert await server.all_closed()


async def test_a_call_that_finds_no_room_ends_at_its_deadline():
    async with Loopback(serving(stalls())) as server:
        model = await connect(server.url, Patience(deadline_seconds=0.5))
        begun = time.monotonic()
        ends = await asyncio.gather(*(model.generate(ask(seed=n)) for n in range(40)), return_exceptions=True)
        assert time.monotonic() - begun < 1.5
        assert {type(end) for end in ends} == {ModelError}
        await model.aclose()


async def test_a_prompt_of_a_megabyte_is_refused_before_it_is_sent():
    error, server = await outcome(answers(chat()), request=ask("Once more. " * 95_000, path="story[s2].draft"))
    assert error.message == "story[s2].draft: the prompt has about 142,502 tokens or more, and the model takes 4,096"
    assert [seen.method for seen in server.requests] == ["GET"]
