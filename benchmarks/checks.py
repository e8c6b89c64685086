"""Words a second of all checks together, against splitting the text into words."""

from __future__ import annotations

import time
from pathlib import Path

from orchestrator.checks.registry import REGISTRY, run_checks
from orchestrator.domain.text import words

REPEATS = 400
PASSAGE = (
    "The fox ran to the old mill because she had lost her silver bell there, and nobody else would look for it. "
    "It was dark. “Who is there?” asked the miller, who had not slept for three nights. She did not answer him.\n\n"
)
TARGETS = {"readability": {"grade": {"max": 4}}, "sentiment": {"mood": "hopeful"}}


def main() -> None:
    """Measure after a warm-up, three times; the best counts."""
    passages = [PASSAGE.replace("fox", f"fox{n}").replace("mill", f"mill {n}") for n in range(REPEATS)]
    text = "".join(passages)
    count = len(words(text))
    run_checks(text, tuple(REGISTRY), TARGETS)
    ours, floor = [], []
    for _ in range(3):
        started = time.perf_counter()
        run_checks(text, tuple(REGISTRY), TARGETS)
        ours.append(time.perf_counter() - started)
        started = time.perf_counter()
        words(text)
        floor.append(time.perf_counter() - started)
    print(f"{Path(__file__).stem}: {count:,} words, {len(REGISTRY)} checks")
    print(f"  checks  {count / min(ours):,.0f} words/s")
    print(f"  words   {count / min(floor):,.0f} words/s")
    print(f"  ratio   {min(ours) / min(floor):.0f}")


if __name__ == "__main__":
    main()
