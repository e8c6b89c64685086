"""Saturation: stories at once through the engine, against a bare client that sends the very same requests.

Each run is recorded; then a bare aiohttp client sends the same bytes to the same server, each call as soon as those
calls of its story have ended that it had waited for, without any limit. What is compared is tokens written a second,
over the whole pass. Before each pass the server's prefix cache is emptied. The server takes all cores, so CPU that a
client uses is taken from it: that is shown beside.

    python -m benchmarks.serving [PAIRS] [STORIES]
"""

from __future__ import annotations

import statistics
import sys
import time

from benchmarks.replay import Pass, Recording, bodies_of, dialect_at, replay_pass, run_pass, stories
from benchmarks.vllm import forget_prefixes, run, serving
from orchestrator.adapters.models.server import ServerModel, parse_addresses

PAIRS = 3
STORIES = 64


async def pair(url: str, count: int) -> tuple[Pass, Pass]:
    """Our pass, and that of the bare client."""
    plan, items = stories(count, lambda _: 1)
    dialect = await dialect_at(url)
    await forget_prefixes(url)
    model = await ServerModel.connect(parse_addresses(url))
    recording = Recording(model)
    cpu = time.process_time()
    ours = await run_pass(plan, items, recording, observer=recording.observe)
    cpu = time.process_time() - cpu
    await model.aclose()
    bodies = bodies_of((call.request for call in recording.calls), dialect)
    await forget_prefixes(url)
    bare_cpu = time.process_time()
    bare = await replay_pass(url, recording.calls, bodies)
    show("ours", ours, cpu)
    show("bare client", bare, time.process_time() - bare_cpu)
    return ours, bare


def show(name: str, done: Pass, cpu_seconds: float) -> None:
    """A line of the table."""
    used = done.usage
    print(
        f"{name:<14}{used.calls:>8}{used.completion_tokens:>10}{done.seconds:>10.1f}{done.tokens_a_second:>12.0f}"
        f"{cpu_seconds:>10.2f}",
        flush=True,
    )


async def main(pairs: int, count: int) -> None:
    """Measure, and print a table."""
    print(f"{count} stories\n{'':<14}{'calls':>8}{'tokens':>10}{'seconds':>10}{'tokens/s':>12}{'CPU s':>10}")
    ratios = []
    async with serving() as url:
        for _ in range(pairs):
            ours, bare = await pair(url, count)
            ratios.append(ours.tokens_a_second / bare.tokens_a_second)
            print(f"{'':<14}{ratios[-1]:.1%} of the bare client", flush=True)
    print(f"median of {pairs}: {statistics.median(ratios):.1%}")


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    run(main(*(numbers + [PAIRS, STORIES][len(numbers) :])))
