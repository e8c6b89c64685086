"""Style profiles on prose of known authors: ``python -m benchmarks.styles FOLDER [--story]``.

FOLDER holds en-alice.txt, en-katrine.txt and zh-nahan.txt. A profile of one half of each text; each window of the
other half (300 words, 400 characters) goes to the nearer of two profiles, with the halves in both roles. Then how many
windows the check would accept with no other profile to compare with, and what it costs. ``--story`` also writes a short
story on the built-in model with and without a style and holds both against the profile.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from orchestrator.adapters.files import builtin_root
from orchestrator.checks.passage import Passage
from orchestrator.checks.registry import REGISTRY, run_checks
from orchestrator.checks.style import allowed_spreads
from orchestrator.checks.styles.measuring import features_of, windows_of
from orchestrator.checks.styles.profile import delta, profile
from orchestrator.domain.styles import Style

PLAIN = Path("tests/assets/styles/plain.zh.txt")
PREMISE = "Mira, a young fox, wants to win back the silver bell of the old mill."
SEEDS = range(4)

Windows = Sequence[dict[str, float]]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--story", action="store_true", help="also write stories on the built-in model")
    options = parser.parse_args()
    alice, katrine, nahan = (
        (options.folder / f"{name}.txt").read_text("utf-8") for name in ("en-alice", "en-katrine", "zh-nahan")
    )
    plain = (builtin_root() / PLAIN).read_text("utf-8")
    for names, texts, language in (
        (("en-alice", "en-katrine"), (alice, katrine), "en"),
        (("zh-nahan", "plain.zh"), (nahan, plain), "zh"),
    ):
        for is_swapped in (False, True):
            tell_apart(names, [halves(text, is_swapped=is_swapped) for text in texts], language, is_swapped)
    costs("en-alice", alice, "en")
    costs("zh-nahan", nahan, "zh")
    if options.story:
        asyncio.run(stories(profile([Passage.of(alice, "en")])))


def halves(text: str, *, is_swapped: bool) -> tuple[str, str]:
    """The half that makes the profile, and the one that is held out."""
    middle = text.index("\n", len(text) // 2)
    known, held_out = text[:middle], text[middle:]
    return (held_out, known) if is_swapped else (known, held_out)


def tell_apart(names: Sequence[str], texts: Sequence[tuple[str, str]], language: str, is_swapped: bool) -> None:
    """Print how many windows of each author go to him, and how many the check takes for his."""
    styles = [profile([Passage.of(known, language)]) for known, _ in texts]
    held_out = [measured(text, language) for _, text in texts]
    print(f"\nprofile of the {'second' if is_swapped else 'first'} half, windows of the other")
    print(f"{'author':12} {'windows':>7} {'told':>6} {'distance':>9} {'to other':>9} {'accepted':>9} {'others':>7}")
    right = 0
    for at, name in enumerate(names):
        own, other = styles[at], styles[1 - at]
        windows, foreign = held_out[at], held_out[1 - at]
        told = sum(delta(w, own.features) < delta(w, other.features) for w in windows)
        right += told
        print(
            f"{name:12} {len(windows):7} {told / len(windows):6.1%} {mean_distance(windows, own):9.3f} "
            f"{mean_distance(windows, other):9.3f} {accepted(windows, own):9.1%} {accepted(foreign, own):7.1%}"
        )
    print(f"{'together':12} {sum(map(len, held_out)):7} {right / sum(map(len, held_out)):6.1%}")


def measured(text: str, language: str) -> Windows:
    """The features of each window of ``text``."""
    passage = Passage.of(text, language)
    return [features_of(passage, window, language) for window in windows_of(passage, language)]


def mean_distance(windows: Windows, style: Style) -> float:
    """How far windows are from a style, on average."""
    return sum(delta(window, style.features) for window in windows) / len(windows)


def accepted(windows: Windows, style: Style) -> float:
    """The share of windows that the check would pass one by one."""
    most = style.distance.mean + allowed_spreads(1) * style.distance.spread
    return sum(delta(window, style.features) <= most for window in windows) / len(windows)


def costs(name: str, text: str, language: str) -> None:
    """Print the speed of all checks without a style, of the check with one, and of making a profile."""
    passage = Passage.of(text, language)
    style = profile([passage])
    words = passage.word_count
    without = seconds(lambda: run_checks(text, tuple(REGISTRY), {}, language))
    given = {"profile": style.model_dump(mode="json")}
    with_one = seconds(lambda: run_checks(text, tuple(REGISTRY), {"style": given}, language))
    idle = seconds(lambda: REGISTRY["style"].measure(passage, {}))
    making = seconds(lambda: profile([Passage.of(text, language)]))
    print(
        f"\n{name}: {words:,} words; all checks {words / without:,.0f} words/s, with a style {words / with_one:,.0f}; "
        f"the check without one {1e6 * idle:.0f} µs; a profile {words / making:,.0f} words/s"
    )


def seconds(work: Any) -> float:
    """The quickest of three runs after one that warms up."""
    work()
    taken = []
    for _ in range(3):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return min(taken)


async def stories(style: Style) -> None:
    """Print how far stories are from ``style`` that were written with it and without."""
    given = style.model_dump_json()
    print(f"\n{'seed':>4} {'words':>6} {'plain':>7} {'words':>6} {'styled':>7}   distance to en-alice")
    with tempfile.TemporaryDirectory() as home:
        for seed in SEEDS:
            row = [await story(seed, "", Path(home)), await story(seed, given, Path(home))]
            told = [
                (report.measured.get("distance"), passage.word_count) for report, passage in map(against(style), row)
            ]
            print(f"{seed:4} {told[0][1]:6} {told[0][0]:7.3f} {told[1][1]:6} {told[1][0]:7.3f}")


def against(style: Style) -> Any:
    """Holds a text against ``style``."""

    def held(text: str) -> Any:
        (report,) = run_checks(text, ["style"], {"style": {"profile": style.model_dump(mode="json")}}).reports
        return report, Passage.of(text)

    return held


async def story(seed: int, style: str, home: Path) -> str:
    """A short story on the built-in model."""
    import sys

    given = ["--set", f"style={style}"] if style else []
    command = ["run", "short-story", "--model", "built-in", "--seed", str(seed), "--home", str(home / str(seed)),
               "--out", str(home / "out"), "--set", f"premise={PREMISE}", *given, "--json"]  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "orchestrator.cli", *command, stdout=asyncio.subprocess.PIPE, cwd=home
    )
    printed, _ = await process.communicate()
    return str(json.loads(printed)["outputs"]["story"])


if __name__ == "__main__":
    main()
