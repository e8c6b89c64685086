"""n-gram speculation, role by role: tokens a second with and without, and whether JSON stays valid.

An editor's reply copies much of the draft that it mends, so a guess at what follows, looked up in the prompt, is
often right. The calls of a run of the shipped short story are sent again to two servers, one with speculation, one
without, turn about: those of each role together, and prose also one at a time.

    python -m benchmarks.speculation [STORIES] [ROUNDS]
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence

from benchmarks.replay import Answer, Call, Recording, bare_session, bodies_of, dialect_at, post, run_pass, stories
from benchmarks.vllm import forget_prefixes, run, serving
from orchestrator.adapters.models.server import ServerModel, parse_addresses
from orchestrator.engine.ports import Request

STORIES = 12
ROUNDS = 2
ALONE, TOGETHER = 1, 64
CALLS_ALONE, CALLS_TOGETHER = 8, 64
SPECULATION = {"method": "ngram", "num_speculative_tokens": 6, "prompt_lookup_max": 4, "prompt_lookup_min": 2}


async def record(url: str, count: int) -> dict[str, list[Call]]:
    """The calls of ``count`` stories, by role."""
    plan, items = stories(count, lambda _: 1)
    model = await ServerModel.connect(parse_addresses(url))
    recording = Recording(model)
    await run_pass(plan, items, recording, observer=recording.observe)
    await model.aclose()
    calls: dict[str, list[Call]] = defaultdict(list)
    for call in recording.calls:
        calls[call.request.role].append(call)
    return calls


async def flood(url: str, bodies: Sequence[bytes], in_flight: int) -> tuple[float, list[Answer]]:
    """Tokens a second with ``in_flight`` calls at once, and the answers."""
    await forget_prefixes(url)
    left = iter(bodies)
    answers: list[Answer] = []
    async with bare_session() as session:

        async def work() -> None:
            for body in left:
                answers.append(await post(session, url, body))

        begun = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(in_flight)))
        seconds = time.perf_counter() - begun
    return sum(answer.usage.completion_tokens for answer in answers) / seconds, answers


def copied(call: Call) -> float:
    """Share of the reply's runs of four words that stand in the prompt."""
    prompt = call.request.messages[-1].content.split()
    reply = call.reply.text.split() if call.reply else []
    known = set(zip(prompt, prompt[1:], prompt[2:], prompt[3:], strict=False))
    runs = list(zip(reply, reply[1:], reply[2:], reply[3:], strict=False))
    return sum(run in known for run in runs) / max(1, len(runs))


def is_json(text: str) -> bool:
    """Whether it can be read at all."""
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


async def compare(urls: Sequence[str], role: str, requests: Sequence[Request], in_flight: int, rounds: int) -> None:
    """A line of the table."""
    bodies = bodies_of(requests, await dialect_at(urls[0]))
    speeds: list[list[float]] = [[], []]
    valid: Counter[int] = Counter()
    for _ in range(rounds):
        for server, url in enumerate(urls):
            speed, answers = await flood(url, bodies, in_flight)
            speeds[server].append(speed)
            valid[server] += sum(is_json(answer.text) for answer in answers)
    plain, guessing = map(statistics.median, speeds)
    told = [f"{valid[server]}/{rounds * len(bodies)}" if requests[0].schema else "" for server in range(len(urls))]
    print(
        f"{role:<12}{in_flight:>8}{len(bodies):>7}{plain:>11.0f}{guessing:>11.0f}{guessing / plain:>8.2f}x"
        f"{told[0]:>12}{told[1]:>12}",
        flush=True,
    )


async def main(count: int, rounds: int) -> None:
    """Measure, and print a table."""
    async with serving() as plain, serving("--speculative-config", json.dumps(SPECULATION)) as guessing:
        print(f"{'':<12}{'at once':>8}{'calls':>7}{'plain':>11}{'n-gram':>11}{'':>9}{'valid JSON':>12}{'n-gram':>12}")
        for role, calls in (await record(plain, count)).items():
            asked = [call.request for call in calls]
            if asked[0].schema is None:
                copies = statistics.mean(copied(call) for call in calls)
                print(f"{role}: {copies:.0%} of the runs of four words in its replies stand in its prompts")
                await compare((plain, guessing), role, asked[:CALLS_ALONE], ALONE, rounds)
            await compare((plain, guessing), role, asked[:CALLS_TOGETHER], TOGETHER, rounds)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    run(main(*(numbers + [STORIES, ROUNDS][len(numbers) :])))
