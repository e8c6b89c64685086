"""Measures the model on stories it has never met: ``python -m training.evaluate``. Prints a Markdown table.

Prompts come from the product's templates, JSON is written without any constraint. Seeds start far beyond
those of the corpus.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterable
from pathlib import Path

from orchestrator.domain.critiques import Critique
from orchestrator.domain.drafts import Draft
from orchestrator.domain.errors import ReplyError
from orchestrator.domain.outlines import Outline
from orchestrator.domain.replies import read_json, read_revision
from orchestrator.domain.text import words
from training.dialogues import GRADES, Prompts
from training.export import MODEL_FOLDER
from training.faults import Case, Unfit, measured, new_case
from training.pipeline import StoryRun, Writer, run_stories
from training.world import Story, new_story

FIRST_SEED = 50_000_000
LOOP_SCENES, LOOP_GRADE = 3, 4.0
_WITHIN = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+")


def share(hits: Iterable[bool]) -> str:
    """A share of yes in per cent, with the number asked."""
    asked = list(hits)
    return f"{100 * sum(asked) / len(asked):.0f} % of {len(asked)}" if asked else "none asked"


def foreign_names(text: str, known: str) -> set[str]:
    """Words with a capital within a sentence that ``known`` does not have."""
    return {name for name in _WITHIN.findall(text) if name not in words(known)} - {"I"}


def planner_rows(writer: Writer, prompts: Prompts, stories: list[Story]) -> list[tuple[str, str]]:
    """Do plans parse, and do they keep what the premise says?"""
    asked = [prompts.render("planner", premise=s.premise, scenes=len(s.steps)) for s in stories]
    parsed, scenes, heroes, places, things = [], [], [], [], []
    for story, reply in zip(stories, writer.ask(asked, temperature=0.7, max_tokens=1600), strict=True):
        try:
            plan = read_json(reply, Outline)
        except ReplyError:
            parsed.append(False)
            continue
        parsed.append(True)
        scenes.append(len(plan.scenes) == len(story.steps))
        names, told = [c.name for c in plan.bible.characters], " ".join(s.goal for s in plan.scenes)
        if story.slots["H"] in words(story.premise):
            heroes.append(story.slots["H"] in names)
        if story.slots["P"] in story.premise:
            places.append(story.slots["P"] in plan.bible.places)
        if story.slots["T"] in story.premise:
            things.append(story.slots["T"] in told)
    return [
        ("planner: JSON right without constraint", share(parsed)),
        ("planner: as many scenes as asked", share(scenes)),
        ("planner: hero's name kept", share(heroes)),
        ("planner: place kept", share(places)),
        ("planner: thing kept", share(things)),
    ]


def drafter_rows(writer: Writer, prompts: Prompts, stories: list[Story]) -> list[tuple[str, str]]:
    """Do drafts keep the names?"""
    asked, indices = [], []
    for n, story in enumerate(stories):
        index = n % len(story.steps)
        indices.append(index)
        asked.append(prompts.render("drafter", scene=story.outline.scenes[index], outline=story.outline))
    replies = writer.ask(asked, temperature=0.8, max_tokens=600)
    named = [s.slots["H"] in reply for s, reply in zip(stories, replies, strict=True)]
    clean = [not foreign_names(reply, prompt) for prompt, reply in zip(asked, replies, strict=True)]
    lengths = [90 <= len(words(reply)) <= 170 for reply in replies]
    return [
        ("drafter: hero named", share(named)),
        ("drafter: no name that is not in the prompt", share(clean)),
        ("drafter: 90 to 170 words", share(lengths)),
    ]


def new_cases(count: int) -> list[tuple[Story, int, Case]]:
    """Held-out cases for critic and editor."""
    out: list[tuple[Story, int, Case]] = []
    seed = FIRST_SEED * 2
    while len(out) < count:
        seed += 1
        rng = random.Random(seed)
        story = new_story(rng)
        index = rng.randrange(len(story.steps))
        try:
            out.append((story, index, new_case(rng, story, index, rng.choice(GRADES))))
        except Unfit:
            continue
    return out


def critic_rows(writer: Writer, prompts: Prompts, cases: list[tuple[Story, int, Case]]) -> list[tuple[str, str]]:
    """Are faults found with their exact quote, and good texts let through?"""
    asked = [
        prompts.render("critic", text=c.draft, scene=s.outline.scenes[i], outline=s.outline, report=c.report)
        for s, i, c in cases
    ]
    parsed, clean, grounded, scores = [], [], [], []
    found: dict[str, list[bool]] = {}
    for (_, _, case), reply in zip(cases, writer.ask(asked, temperature=0.2, max_tokens=700), strict=True):
        try:
            critique = read_json(reply, Critique)
        except ReplyError:
            parsed.append(False)
            continue
        parsed.append(True)
        kept = critique.grounded(case.draft)[0]
        grounded += [issue in kept.issues for issue in critique.issues]
        scores.append(critique.score == case.critique.score)
        if not case.critique.issues:
            clean.append(not critique.issues and critique.score >= 8)
        quotes = {i.quote for i in kept.issues}
        for issue in case.critique.issues:
            found.setdefault(issue.problem if "wrong name" not in issue.problem else "A wrong name.", []).append(
                issue.quote in quotes
            )
    return [
        ("critic: JSON right without constraint", share(parsed)),
        ("critic: quotes that stand in the text", share(grounded)),
        ("critic: good texts let through", share(clean)),
        ("critic: score as the rule says", share(scores)),
        *((f"critic: found, “{problem}”", share(hits)) for problem, hits in sorted(found.items())),
    ]


def editor_rows(writer: Writer, prompts: Prompts, cases: list[tuple[Story, int, Case]]) -> list[tuple[str, str]]:
    """Is the fault gone afterwards?"""
    faulty = [case for case in cases if case[2].revision.edits]
    asked = [
        prompts.render(
            "editor", text=c.draft, scene=s.outline.scenes[i], outline=s.outline, report=c.report, critique=c.critique
        )
        for s, i, c in faulty
    ]
    exact, applied, gone = [], [], []
    for (_, _, case), reply in zip(faulty, writer.ask(asked, temperature=0.4, max_tokens=700), strict=True):
        try:
            revision = read_revision(reply)
        except ReplyError:
            applied.append(False)
            continue
        new, dropped = revision.apply(case.draft)
        applied.append(not dropped)
        exact.append(new.text == case.revision.apply(case.draft)[0].text)
        gone.append(_mended(case, new))
    return [
        ("editor: revision readable, every edit applies", share(applied)),
        ("editor: every quoted fault gone", share(gone)),
        ("editor: the very words of the rule", share(exact)),
    ]


def _mended(case: Case, new: Draft) -> bool:
    """No quoted sentence stands as it stood (a repeated one may stand once), and an unmet goal got text."""
    for issue in case.critique.issues:
        if issue.problem.startswith("The goal"):
            if len(words(new.text)) <= len(words(case.draft.text)) - 20:
                return False
        elif issue.problem.startswith("This sentence comes twice"):
            if new.text.count(issue.quote) > 1:
                return False
        elif issue.problem.startswith("The sentence is too long"):
            whole = next(f.quote for f in case.report.instructions if f.quote.startswith(issue.quote))
            if whole in new.text:
                return False
        elif issue.quote in new.text:
            return False
    return True


def loop_rows(runs: list[StoryRun], grade: float) -> list[tuple[str, str]]:
    """Does the polish loop close, and did it have something to do?"""
    written = [scene for run in runs for scene in run.scenes]
    first = [measured(s.versions[0][0], s.scene.mood, grade).passed is not False for s in written]
    last = [measured(s.text, s.scene.mood, grade).passed is not False for s in written]
    return [
        ("loop: plans usable", share(run.outline is not None for run in runs)),
        ("loop: first drafts that pass the checks", share(first)),
        ("loop: final texts that pass the checks", share(last)),
        ("loop: scenes that end by `until`", share(s.closed for s in written)),
        ("loop: scenes revised at least once", share(len(s.versions) > 1 for s in written)),
    ]


def main() -> None:
    """Command line of this stage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--count", type=int, default=96)
    given = parser.parse_args()
    writer, prompts = Writer(given.model), Prompts()
    stories = [new_story(random.Random(FIRST_SEED + n), scenes=1 + n % 6) for n in range(given.count)]
    cases = new_cases(given.count * 3 // 2)
    print("| measure | result |\n| --- | --- |", flush=True)
    _show(planner_rows(writer, prompts, stories))
    _show(drafter_rows(writer, prompts, stories))
    _show(critic_rows(writer, prompts, cases))
    _show(editor_rows(writer, prompts, cases))
    premises = [story.premise for story in stories[: given.count // 3]]
    runs = run_stories(writer, prompts, premises, scenes=LOOP_SCENES, grade=LOOP_GRADE, seed=1)
    _show(loop_rows(runs, LOOP_GRADE))


def _show(rows: list[tuple[str, str]]) -> None:
    """Print at once: the whole takes minutes."""
    for name, value in rows:
        print(f"| {name} | {value} |", flush=True)


if __name__ == "__main__":
    main()
