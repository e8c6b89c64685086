"""Words a second of the checks, together and each, on prose: ``python -m benchmarks.checks [FILE …]``.

Without files a page of our own is taken, each copy of it with other words. A CJK character counts as a word.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from orchestrator.checks.passage import Passage
from orchestrator.checks.registry import REGISTRY, run_checks
from orchestrator.domain.text import count_words, guess_language

REPEATS = 400
TIMES = 3
PAGE = (
    "The fox ran to the old mill because she had lost her silver bell there, and nobody else would look for it. "
    "It was dark. “Who is there?” asked the miller, who had not slept for three nights. She did not answer him.\n\n"
)


def main() -> None:
    """Measure each file after a warm-up; the best of three counts."""
    pages = "".join(PAGE.replace("fox", f"fox{n}").replace("mill", f"mill {n}") for n in range(REPEATS))
    texts = {Path(name).name: Path(name).read_text("utf-8") for name in sys.argv[1:]} or {"own page": pages}
    for name, text in texts.items():
        measure(name, text)


def measure(name: str, text: str) -> None:
    """Print the figures of one text."""
    language, count = guess_language(text), count_words(text)
    together = best(lambda: run_checks(text, tuple(REGISTRY), {}, language))
    print(f"{name}: {language}, {count:,} words, {len(REGISTRY)} checks together {count / together:,.0f} words/s")
    print(f"  {'read once':12} {1e6 * best(lambda: Passage.of(text, language)) / count:6.2f} µs/word")
    passage = Passage.of(text, language)
    for check in REGISTRY.values():
        print(f"  {check.name:12} {1e6 * best(lambda check=check: check.measure(passage, {})) / count:6.2f} µs/word")


def best(work: Callable[[], object]) -> float:
    """Seconds of the quickest of three runs after one that warms up."""
    work()
    seconds = []
    for _ in range(TIMES):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


if __name__ == "__main__":
    main()
