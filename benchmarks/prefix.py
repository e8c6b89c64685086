"""Prompts with the stable part first, against the same words with the stable part last; the prefix cache is on.

The calls of a run of the shipped short story are recorded and sent again in both layouts, in the order of the run,
each for a reply of as many tokens as it had then: only the prompts differ. A second table asks for one token a call,
which shows the reading of the prompts alone. The cache keeps whole blocks, so their size counts: 128 tokens is what
vLLM takes on a CPU.

    python -m benchmarks.prefix [STORIES] [ROUNDS]
"""

from __future__ import annotations

import re
import statistics
import sys
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.replay import Call, Pass, Recording, bodies_of, dialect_at, of_length, replay_pass, run_pass, stories
from benchmarks.vllm import forget_prefixes, run, serving
from orchestrator.adapters.models.server import ServerModel, parse_addresses
from orchestrator.engine.ports import Message, Request

STORIES = 6
SCENES = 3
ROUNDS = 2
BLOCK_SIZES = (128, 32)
# Where what siblings share ends in the shipped prompts, and what is the call's own begins.
_OWN_PART = re.compile(r"^(?=Scene: |The story so far ends: |Write this scene\.|Premise: )", re.MULTILINE)


def stable_last(request: Request) -> Request:
    """The same words, the role and the story behind what is the call's own."""
    system, user, *rest = request.messages
    shared, *own = _OWN_PART.split(user.content, maxsplit=1)
    turned = "\n".join(part.strip("\n") for part in (*own, shared))
    return replace(request, messages=(Message("user", turned), system, *rest))


async def record(url: str, count: int) -> list[Call]:
    """The calls of ``count`` stories."""
    plan, items = stories(count, lambda _: SCENES)
    model = await ServerModel.connect(parse_addresses(url))
    recording = Recording(model)
    await run_pass(plan, items, recording, observer=recording.observe)
    await model.aclose()
    return recording.calls


async def compare(url: str, calls: Sequence[Call], *, whole: bool, rounds: int) -> None:
    """Print what both layouts took, turn about."""
    dialect = await dialect_at(url)
    asked = [call.request for call in calls]
    lengths = [call.reply.usage.completion_tokens if whole and call.reply else 1 for call in calls]
    bodies = {
        name: [of_length(body, length) for body, length in zip(bodies_of(requests, dialect), lengths, strict=True)]
        for name, requests in {"stable first": asked, "stable last": [stable_last(each) for each in asked]}.items()
    }
    passes: dict[str, list[Pass]] = {name: [] for name in bodies}
    for _ in range(rounds):
        for name, sent in bodies.items():
            await forget_prefixes(url)
            passes[name].append(await replay_pass(url, calls, sent))
    last = statistics.median(done.seconds for done in passes["stable last"])
    for name, done in passes.items():
        seconds = statistics.median(one.seconds for one in done)
        used = done[0].usage
        print(
            f"  {name:<14}{used.prompt_tokens:>10}{done[0].cached_share:>10.1%}{used.completion_tokens:>10}"
            f"{seconds:>10.1f}{seconds / last:>9.2f}x",
            flush=True,
        )


async def main(count: int, rounds: int) -> None:
    """Measure, and print a table for each size of block."""
    calls: list[Call] = []
    for size in BLOCK_SIZES:
        async with serving("--block-size", str(size)) as url:
            calls = calls or await record(url, count)
            print(f"blocks of {size} tokens, {len(calls)} calls of {count} stories in {SCENES} scenes")
            for title, whole in (("whole replies", True), ("one token a reply", False)):
                print(f"  {title:<14}{'prompt':>7}{'cached':>10}{'written':>10}{'seconds':>10}{'':>10}")
                await compare(url, calls, whole=whole, rounds=rounds)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    run(main(*(numbers + [STORIES, ROUNDS][len(numbers) :])))
