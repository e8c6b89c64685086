"""Bodies that are no answer, thousands of them, at status 200: typed errors only, and memory that stays bounded."""

import subprocess
import sys

import pytest

PROGRAM = """
import asyncio, gzip, json, random, resource, sys
from orchestrator.adapters.models.server import ServerModel, parse_addresses
from orchestrator.adapters.models.server.retrying import Patience
from orchestrator.domain.errors import ModelError
from tests.support.loopback import Loopback, answers, chat, http, sends, serving
from tests.support.requests import ask

CHANCE = random.Random(11)
BOMB = gzip.compress(b" " * 60_000_000)
HUGE = b'{"choices": "' + b"x" * 30_000_000 + b'"}'
SCRAPS = [None, True, 0, -1, 1e308, 10**30, "", "stop", "\\ud800", [], {}, [[]], {"message": {}}, [None], "<html>"]


def scrap(depth=0):
    kind = CHANCE.randrange(6)
    if depth > 2 or kind < 3:
        return CHANCE.choice(SCRAPS)
    if kind == 3:
        return [scrap(depth + 1) for _ in range(CHANCE.randrange(4))]
    names = ["choices", "message", "content", "finish_reason", "usage", "error", "text", "refusal", "reasoning"]
    return {CHANCE.choice(names): scrap(depth + 1) for _ in range(CHANCE.randrange(5))}


def bad_finish():
    value = chat()
    value["choices"][0]["finish_reason"] = CHANCE.choice([None, "", "abort", 3, [], {"a": []}, [[[]]]])
    return value


def wrong_part():
    value = chat()
    path = CHANCE.choice([["choices"], ["choices", 0], ["choices", 0, "message"], ["choices", 0, "finish_reason"]])
    at = value
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = CHANCE.choice([None, True, 7, 1.5, [], {}, "text", [[1]], {"a": None}])
    return value


def body():
    whole = json.dumps(chat("A hen. " * 20)).encode()
    deep = CHANCE.choice([100, 900, 1500, 100_000])
    kind = CHANCE.randrange(13)
    if kind == 0:
        return whole[: CHANCE.randrange(len(whole))]
    if kind == 1:
        return b"<!doctype html><h1>502 Bad Gateway</h1>" * CHANCE.randrange(1, 50)
    if kind == 2:
        return CHANCE.choice([b"", b"{}", b"null", b"[]", b"0", b'"text"', b"NaN", b'{"choices": NaN}', b"Infinity"])
    if kind == 3:
        return b"[" * deep + b"]" * CHANCE.choice([0, deep])
    if kind == 4:
        return b'{"choices": [{"finish_reason": ' + b"[" * deep + b"]" * deep + b', "text": "a"}]}'
    if kind == 5:
        return CHANCE.randbytes(CHANCE.randrange(400))
    if kind == 6:
        return json.dumps(bad_finish()).encode()
    if kind == 7:
        return json.dumps(wrong_part()).encode()
    if kind == 8:
        return b'{"choices": [{"message": {"content": "a"}, "finish_reason": "stop"}], "usage": ' + b"9" * 5000 + b"}"
    if kind == 9:
        return gzip.compress(whole)
    if kind == 10:
        return b'{"error": ' + b'{"message":' * deep + b"1" + b"}" * deep + b"}"
    if kind == 11:
        changed = bytearray(whole)
        changed[CHANCE.randrange(len(whole))] = CHANCE.randrange(256)
        return bytes(changed[: CHANCE.randrange(1, len(whole))])
    return json.dumps(scrap()).encode()


def act(number):
    if number % 500 == 100:
        return sends(http(BOMB, headers=["Content-Encoding: gzip"]), name="bomb")
    if number % 500 == 200:
        return sends(http(HUGE), name="huge")
    if number % 500 == 300:
        return sends(http(b"[" + b"[],[[]]," * 900_000 + b"[]]"), name="dense")
    return answers(body(), name="fuzz")


async def main(calls):
    numbers = iter(range(calls))

    def respond(seen):
        return serving(answers({}))(seen) if seen.method == "GET" else act(next(numbers))

    ends = {}
    async with Loopback(respond) as server:
        model = await ServerModel.connect(parse_addresses(server.url), patience=Patience(attempts=1))
        for start in range(0, calls, 50):
            count = min(50, calls - start)
            asked = (model.generate(ask(seed=start + n)) for n in range(count))
            for end in await asyncio.gather(*asked, return_exceptions=True):
                accepted = not isinstance(end, Exception)
                name = "accepted" if accepted else "typed" if isinstance(end, ModelError) else repr(end)
                ends[name] = ends.get(name, 0) + 1
                if accepted:
                    assert end.finish_reason in ("stop", "length") and isinstance(end.text, str)
                    assert not any("\\ud800" <= letter <= "\\udfff" for letter in end.text)
        await model.aclose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
    print(json.dumps({"ends": ends, "fired": server.fired, "peak_mb": peak}))


asyncio.run(main(int(sys.argv[1])))
"""


def fuzz(calls):
    import json

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM, str(calls)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def judge(found, calls):
    assert sum(found["ends"].values()) == calls
    assert set(found["ends"]) <= {"typed", "accepted"}
    # What is accepted is a whole completion all the same: wrong usage, or a byte changed inside the text.
    assert found["ends"].get("accepted", 0) < calls / 5
    assert sum(found["fired"].values()) == calls + 1  # and the list of models
    assert found["fired"]["bomb"] == found["fired"]["huge"] == found["fired"]["dense"] == calls // 500
    # The interpreter, aiohttp and the bodies made here take some 200 MB of it.
    assert found["peak_mb"] < 1500


def test_five_hundred_fuzzed_bodies_end_in_typed_errors():
    judge(fuzz(500), 500)


@pytest.mark.slow
def test_five_thousand_fuzzed_bodies_end_in_typed_errors():
    judge(fuzz(5000), 5000)
