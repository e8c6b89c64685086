"""Training examples: prompts as the product renders them, replies as the product writes them.

Every prompt goes through ``build_prompt`` with the shipped card's template; every reply is the domain type's
own serialization. Whatever a run shows the model, it has met here.
"""

from __future__ import annotations

import json
import multiprocessing
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from orchestrator.domain.critiques import Critique, Summary
from orchestrator.domain.drafts import Draft
from orchestrator.domain.outlines import Fact, Outline
from orchestrator.domain.replies import write_json, write_revision
from orchestrator.engine.prompts import build_prompt
from orchestrator.language.sandbox import plain
from orchestrator.language.templates import TemplateLibrary
from training.architecture import SPECIAL_TOKENS
from training.chinese import cut_tale, new_tale
from training.faults import Case, Unfit, measured, new_case
from training.prose import as_draft
from training.world import Story, new_story, scene_paragraphs

ROOT = Path(__file__).resolve().parent.parent
SHARES: Mapping[str, float] = {
    "planner": 0.17, "drafter": 0.28, "critic": 0.18, "editor": 0.2, "summarizer": 0.04,
    "continuer": 0.05, "continuer-zh": 0.08,
}  # fmt: skip
"""How often each role is drawn."""

GRADES = (3.0, 3.5, 4.0, 4.0, 4.0, 4.0, 5.0, 6.0)
_MAX_STORY_WORDS = 620


@dataclass(frozen=True)
class Example:
    """One dialogue: ``prompt`` is everything up to the reply, special tokens and prefill included."""

    role: str
    prompt: str
    reply: str


class Prompts:
    """The product's prompts for the six roles."""

    def __init__(self) -> None:
        folder = ROOT / "templates"
        texts = {str(p.relative_to(folder)): p.read_text("utf-8") for p in sorted(folder.rglob("*.j2"))}
        self._library = TemplateLibrary(texts)

    def render(self, role: str, **values: Any) -> str:
        """The prompt of ``role`` in ChatML up to where the reply begins; names left out are None."""
        templates = self._library.variants(f"{role}.md.j2")
        given = {name: plain(values.get(name)) for name in templates[""].free_names}
        messages, prefill = build_prompt(templates, given, "en")
        return chat_text([(m.role, m.content) for m in messages]) + prefill

    def story(self, outline: Outline, drafts: list[Draft]) -> Draft:
        """The finished story as the summarizer gets it."""
        template = self._library.variants("story.md.j2")[""]
        return Draft.of(template.render({"outline": plain(outline), "story_scenes": plain(tuple(drafts))}))


def chat_text(messages: list[tuple[str, str]]) -> str:
    """ChatML, with the assistant's turn begun."""
    _, start, end = SPECIAL_TOKENS
    return "".join(f"{start}{role}\n{content}{end}\n" for role, content in messages) + f"{start}assistant\n"


def new_example(rng: random.Random, prompts: Prompts, role: str) -> Example:
    """One example of ``role``."""
    while True:
        try:
            return _MAKERS[role](rng, prompts)
        except Unfit:
            continue


def draft_of(rng: random.Random, story: Story, index: int) -> Draft:
    """A draft as drafters write them: a good part with sentences too long, so that there is work to do."""
    joined = rng.uniform(0.6, 1) if rng.random() < 0.45 else rng.choice([0, 0, 0.15])
    return as_draft(scene_paragraphs(rng, story, index, joined=joined))


def _planner(rng: random.Random, prompts: Prompts) -> Example:
    story = new_story(rng, tame=True)
    scenes = len(story.outline.scenes) if rng.random() < 0.96 else None
    return Example(
        "planner", prompts.render("planner", premise=story.premise, scenes=scenes), write_json(story.outline)
    )


def _drafter(rng: random.Random, prompts: Prompts) -> Example:
    story = new_story(rng)
    index = rng.randrange(len(story.steps))
    previous = [draft_of(rng, story, index - 1)] if index else []
    scene = story.outline.scenes[index]
    for _ in range(4):
        draft = draft_of(rng, story, index)
        if measured(draft, scene.mood, 99).passed is not False or rng.random() < 0.1:
            break
    prompt = prompts.render("drafter", scene=scene, outline=story.outline, previous=tuple(previous))
    return Example("drafter", prompt, draft.text)


def _case(rng: random.Random) -> tuple[Story, int, Case]:
    story = new_story(rng)
    index = rng.randrange(len(story.steps))
    return story, index, new_case(rng, story, index, rng.choice(GRADES))


def _critic(rng: random.Random, prompts: Prompts) -> Example:
    story, index, case = _case(rng)
    prompt = prompts.render(
        "critic", text=case.draft, scene=story.outline.scenes[index], outline=story.outline, report=case.report
    )
    return Example("critic", prompt, write_json(case.critique))


def _editor(rng: random.Random, prompts: Prompts) -> Example:
    story, index, case = _case(rng)
    if not case.revision.edits and rng.random() < 0.9:
        raise Unfit
    critique: Critique | None = case.critique
    if rng.random() < 0.08 and len(case.critique.issues) == len(case.report.instructions):
        critique = rng.choice([None, Critique(issues=(), score=6)])
    prompt = prompts.render("editor", text=case.draft, scene=story.outline.scenes[index], outline=story.outline,
                            report=case.report, critique=critique)  # fmt: skip
    return Example("editor", prompt, write_revision(case.revision))


def _summarizer(rng: random.Random, prompts: Prompts) -> Example:
    story = new_story(rng, scenes=rng.choice([1, 2, 2, 3, 3, 3, 4, 5]))
    drafts = [draft_of(rng, story, index) for index in range(len(story.steps))]
    told = prompts.story(story.outline, drafts)
    if len(told.text.split()) > _MAX_STORY_WORDS:
        raise Unfit
    facts = [
        f"{c.name} is {'an' if c.traits[0][0] in 'aeiou' else 'a'} {c.traits[0]}."
        for c in story.outline.bible.characters
    ]
    facts += [f.text for f in story.outline.bible.facts[:1] if story.oddity]
    summary = Summary(text=story.summary, facts=tuple(Fact(text=f) for f in facts))
    return Example("summarizer", prompts.render("summarizer", text=told), write_json(summary))


def _continuer(rng: random.Random, prompts: Prompts) -> Example:
    story = new_story(rng)
    index = 0 if rng.random() < 0.7 else rng.randrange(len(story.steps))
    draft = as_draft(scene_paragraphs(rng, story, index, joined=rng.choice([0, 0, 0.4]))).text
    opening = rng.choice(
        ["", "", "Once upon a time there was {a} called {h}. ", "Once upon a time, ", "One day, ", "Long ago "]
    )
    if opening.endswith((", ", "ago ")):
        draft = draft if draft.split()[0].strip(",") in story.names else draft[0].lower() + draft[1:]
    text = opening.format(a=story.slots["akind"], h=story.slots["H"]) + draft
    at = rng.randint(4, min(260, len(text) * 2 // 3))
    if rng.random() < 0.85:
        at = text.index(" ", at)
    if opening and rng.random() < 0.4:
        at = len(opening) - 1
    while text[at - 1] in "\n ":
        at -= 1
    seed, rest = text[:at], text[at:]
    return Example("continuer", prompts.render("continuer", text=seed), rest)


def _continuer_zh(rng: random.Random, prompts: Prompts) -> Example:
    seed, rest = cut_tale(rng, new_tale(rng))
    return Example("continuer-zh", prompts.render("continuer", text=seed), rest)


_MAKERS: Mapping[str, Callable[[random.Random, Prompts], Example]] = {
    "planner": _planner,
    "drafter": _drafter,
    "critic": _critic,
    "editor": _editor,
    "summarizer": _summarizer,
    "continuer": _continuer,
    "continuer-zh": _continuer_zh,
}


def write_corpus(folder: Path, *, examples: int, seed: int = 1, processes: int = 2) -> list[Path]:
    """Generate a corpus, one file a process; a file that exists is kept. The same seed gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"part-{seed}-{examples}-{n}.jsonl" for n in range(processes)]
    jobs = [(path, examples // processes, seed * 1000 + n) for n, path in enumerate(paths) if not path.exists()]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        pool.starmap(_write_part, jobs)
    return paths


def _write_part(path: Path, examples: int, seed: int) -> None:
    rng, prompts = random.Random(seed), Prompts()
    roles, weights = list(SHARES), list(SHARES.values())
    new = path.with_suffix(".new")
    with new.open("w", encoding="utf-8") as file:
        for _ in range(examples):
            example = new_example(rng, prompts, rng.choices(roles, weights)[0])
            file.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")
    new.replace(path)


def read_corpus(paths: list[Path]) -> Iterator[Example]:
    """The examples of ``paths``."""
    for path in paths:
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield Example(**json.loads(line))
