"""Whether instructions help: the share of scenes within their band, round by round, as in short-story.

The same stories twice on the built-in model: once with what the check says to do, once with the bare number and its
target in the same place of the prompts. A round counts for every scene that it judged or that was met before it.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ROUNDS = 3
ITEMS_FAILED = 3  # exit status; what finished of such a story still counts
PREMISES = {
    "en": (
        "Mira, a young fox, wants to win back the silver bell of the old mill.",
        "Ben, an old bear, looks for the lamp that he lost in the winter wood.",
        "Lena, a small mouse, builds a boat to cross the lake before the snow.",
        "Otto, a hedgehog, must tell his friend the truth about the broken kite.",
    ),
    "zh": (
        "小狐狸想找回老磨坊的银铃。",
        "老熊在冬天的树林里找一盏灯。",
        "小老鼠要在下雪前造一条船。",
        "刺猬要把风筝的事告诉朋友。",
    ),
}
TARGET = {
    "en": ("grade", 1.5, "flesch_kincaid_grade"),
    "zh": ("characters_per_sentence", 12, "characters_per_sentence"),
}
WORKFLOW = """
name: entering
inputs: {{premise: {{type: text}}, scenes: {{type: int, default: 3}}, language: {{type: text, default: {language}}}}}
steps:
  outline: {{agent: planner}}
  story_scenes:
    foreach: outline.scenes
    as: scene
    key: scene.id
    steps:
      draft: {{agent: drafter}}
      polish:
        loop: {{max: {rounds}, until: report.passed, best: report.score or 0}}
        carry: {{text: draft}}
        steps:
          report: {{check: [readability], of: text, targets: {{readability: {{{target}: {most}}}}}}}
          critique: {{agent: critic}}
          revise: {{agent: editor, sets: text}}
        result: text
    result: polish
outputs: {{story: "story_scenes | map(attribute='text') | join(' ')"}}
"""
INSTRUCTIONS = re.compile(r"{% for finding in report\.instructions %}.*?{% endfor %}", re.DOTALL)


def main() -> None:
    """Print one line an arm and language: the share after each round."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--stories", type=int, default=4, help="premises, 1 to 4; each has three scenes or so")
    options.add_argument("--languages", nargs="+", default=["en"], choices=["en", "zh"])
    options.add_argument("--model", default="built-in")
    chosen = options.parse_args()
    for language in chosen.languages:
        for arm in ("instructions", "bare number"):
            with tempfile.TemporaryDirectory() as folder:
                write_project(Path(folder), language, bare=arm == "bare number")
                premises = PREMISES[language][: chosen.stories]
                verdicts = [v for premise in premises for v in run(Path(folder), premise, chosen.model)]
            if not verdicts:
                print(f"{language}  {arm:12}  no scene was finished", flush=True)
                continue
            shares = [sum(met(scene, number) for scene in verdicts) / len(verdicts) for number in range(1, ROUNDS + 1)]
            told = "  ".join(f"round {number} {share:4.0%}" for number, share in enumerate(shares, start=1))
            print(f"{language}  {arm:12}  {len(verdicts):2} scenes  {told}", flush=True)


def met(verdicts: Sequence[bool | None], number: int) -> bool:
    """Whether a scene was within its band in round ``number`` or before it."""
    return any(verdict is True for verdict in verdicts[:number])


def write_project(folder: Path, language: str, *, bare: bool) -> None:
    """A project of the workflow; with the bare number, with prompts of its own."""
    target, most, measure = TARGET[language]
    (folder / "inkloom.toml").write_text("", encoding="utf-8")
    text = WORKFLOW.format(language=language, rounds=ROUNDS, target=target, most=most)
    (folder / "entering.yaml").write_text(text, encoding="utf-8")
    if not bare:
        return
    told = f"- {measure}: {{{{ part.measured.{measure} }}}} > {most}"
    number = f"{{% for part in report.reports if part.passed == false %}}\n{told}\n{{% endfor %}}"
    for name in ("critic.md.j2", "editor.md.j2", "zh/critic.md.j2", "zh/editor.md.j2"):
        path = folder / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        prompt, times = INSTRUCTIONS.subn(number, (ROOT / "templates" / name).read_text("utf-8"))
        if times != 1:
            raise SystemExit(f"{name} tells its findings in another way now: this benchmark must follow it")
        path.write_text(prompt, encoding="utf-8")


def run(folder: Path, premise: str, model: str) -> Iterator[list[bool | None]]:
    """The verdicts of each scene of one story, round by round."""
    home = ["--home", str(folder / "home"), "--json"]
    story = [str(folder / "entering.yaml"), "--model", model, "--set", f"premise={premise}"]
    identity = call(["run", *story, "--out", str(folder / "out"), *home])["run"]
    scenes: dict[str, list[bool | None]] = {}
    for step in call(["show", identity, *home]):
        if found := re.fullmatch(r"story_scenes\[(.+)\]\.polish#\d+\.report", step["path"]):
            scenes.setdefault(found[1], []).append(json.loads(step["value"]).get("passed"))
    yield from scenes.values()


def call(arguments: Sequence[str]) -> Any:
    """What a command of inkloom prints as JSON."""
    command = [sys.executable, "-m", "orchestrator.cli", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    if done.returncode not in (0, ITEMS_FAILED):
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
