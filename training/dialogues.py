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
from itertools import product
from pathlib import Path
from typing import Any, Literal

from orchestrator.domain.critiques import Critique, Summary
from orchestrator.domain.drafts import Draft
from orchestrator.domain.outlines import Fact, Outline
from orchestrator.domain.replies import write_json, write_revision
from orchestrator.domain.reports import Report
from orchestrator.engine.ports import Message
from orchestrator.engine.prompts import build_prompt, template_for
from orchestrator.language.sandbox import plain
from orchestrator.language.templates import TemplateLibrary
from training.architecture import SPECIAL_TOKENS
from training.faults import MEASURED, SCORES, Case, Fault, draw_faults, feels_right, fitting_case
from training.lexicon import LANGUAGES, ROOT, Language
from training.short_forms import Exchange, new_short_form
from training.supporting import SUPPORTING, new_supporting
from training.telling import draft_of, drafts_of
from training.world import ARCS, Story, new_scene, new_story

SHARES: Mapping[str, float] = {
    "planner": 0.18, "drafter": 0.16, "critic": 0.25, "editor": 0.19, "summarizer": 0.05, "continuer": 0.02,
    "copywriter": 0.015, "mailer": 0.015, "reporter": 0.015, "screenwriter": 0.02, "poster": 0.01,
    **dict.fromkeys(SUPPORTING, 0.005),
}  # fmt: skip
"""How often each role is drawn; each language half of the time."""

Context = frozenset[Literal["outline", "scene", "report"]]
"""What critic and editor are given beside the text."""
WHOLE: Context = frozenset({"outline", "scene", "report"})
_PARTS: tuple[Context, ...] = (
    WHOLE - {"outline"}, WHOLE - {"scene"}, frozenset({"scene"}), frozenset({"report"}), frozenset(), frozenset(),
)  # fmt: skip
"""What workflows of one's own give them, of which a text alone is the commonest."""
_WHOLE_SHARE = 0.85
"""How often drafter, critic and editor are given all there is."""
_NEEDS: Mapping[Fault, Context] = {
    "name": frozenset({"outline"}), "goal": frozenset({"scene", "outline"}), "mood": frozenset({"report"}),
    "long": frozenset({"report"}),
}  # fmt: skip
"""What must be given for a fault to be seen; that something comes twice is seen in the text alone."""


@dataclass(frozen=True)
class Example:
    """One dialogue: ``prompt`` is everything up to the reply, special tokens and prefill included."""

    role: str
    language: Language
    prompt: str
    reply: str


class Prompts:
    """The product's prompts."""

    def __init__(self) -> None:
        folder = ROOT / "templates"
        texts = {str(p.relative_to(folder)): p.read_text("utf-8") for p in sorted(folder.rglob("*.j2"))}
        self._library = TemplateLibrary(texts)

    def messages(self, role: str, language: Language, **values: Any) -> tuple[tuple[Message, ...], str]:
        """What ``role`` is sent, and what its reply begins with; names left out are None."""
        templates = self._library.variants(f"{role}.md.j2")
        given = {name: plain(values.get(name)) for name in template_for(templates, language).free_names}
        return build_prompt(templates, given, language)

    def render(self, role: str, language: Language, **values: Any) -> str:
        """The prompt of ``role`` in ChatML up to where the reply begins; names left out are None."""
        messages, prefill = self.messages(role, language, **values)
        return chat_text([(m.role, m.content) for m in messages]) + prefill

    def story(self, outline: Outline, drafts: list[Draft]) -> Draft:
        """The finished story as the summarizer gets it."""
        template = self._library.variants("story.md.j2")[""]
        return Draft.of(template.render({"outline": plain(outline), "story_scenes": plain(tuple(drafts))}))


def numbers_of_scenes() -> list[str]:
    """The lines that say how many scenes a plan is to have: each a token, so that it is found by what it is."""
    prompts = Prompts()
    asked = (prompts.messages("planner", language, scenes=scenes) for language, scenes in product(LANGUAGES, ARCS))
    return [messages[-1].content.rstrip().rsplit("\n", 1)[-1] for messages, _ in asked]


def chat_text(messages: list[tuple[str, str]]) -> str:
    """ChatML, with the assistant's turn begun."""
    _, start, end = SPECIAL_TOKENS
    return "".join(f"{start}{role}\n{content}{end}\n" for role, content in messages) + f"{start}assistant\n"


def new_example(rng: random.Random, prompts: Prompts, role: str, language: Language) -> Example:
    """One example of ``role``."""
    prompt, reply = _MAKERS[role](rng, prompts, language)
    return Example(role, language, prompt, reply)


_Made = tuple[str, str]


def _planner(rng: random.Random, prompts: Prompts, language: Language) -> _Made:
    story = new_story(rng, language)
    scenes = len(story.outline.scenes)
    asked = None if scenes == 3 and rng.random() < 0.2 else scenes
    return prompts.render("planner", language, premise=story.premise, scenes=asked), write_json(story.outline)


def _drafter(rng: random.Random, prompts: Prompts, language: Language) -> _Made:
    whole = rng.random() < _WHOLE_SHARE
    while True:
        story, index = new_scene(rng, language)
        draft = draft_of(rng, story, index)
        scene = story.outline.scenes[index]
        # By the product's own check; chance makes some that feel otherwise than their scene should.
        if not feels_right(draft, scene.valence, language):
            continue
        if whole:
            previous = (draft_of(rng, story, index - 1),) if index else ()
            return drafter_prompt(prompts, story, index, previous), draft.text
        # The scene is all there is: it has to name whoever and whatever the draft does.
        about = (story.hero.name, story.hero.kind, story.helper.name, story.slots["T"], story.slots["P"])
        if all(each.lower() in scene.goal.lower() for each in about if each.lower() in draft.text.lower()):
            return prompts.render("drafter", language, scene=scene), draft.text


def drafter_prompt(prompts: Prompts, story: Story, index: int, previous: tuple[Draft, ...]) -> str:
    """What the drafter is asked of scene ``index``."""
    return prompts.render(
        "drafter", story.language, scene=story.outline.scenes[index], outline=story.outline, previous=previous
    )


def _draw_context(rng: random.Random) -> Context:
    """Mostly all there is, at times a part of it."""
    return WHOLE if rng.random() < _WHOLE_SHARE else rng.choice(_PARTS)


def _seen(faults: frozenset[Fault], context: Context) -> frozenset[Fault]:
    """Those of ``faults`` that can be seen in ``context``."""
    return frozenset(fault for fault in faults if _NEEDS.get(fault, frozenset()) <= context)


def _critic(rng: random.Random, prompts: Prompts, language: Language) -> _Made:
    context = _draw_context(rng)
    story, index, case = fitting_case(rng, language, _seen(draw_faults(rng), context))
    draft = _as_given(rng, case, context)
    return critic_prompt(prompts, story, index, draft, case.report, context), write_json(case.critique)


def _as_given(rng: random.Random, case: Case, context: Context) -> Draft:
    """The draft; alone and without a fault often the beginning of it, for what is given alone is mostly short."""
    if context or case.faults or rng.random() < 0.5:
        return case.draft
    return Draft.of("\n\n".join(paragraph.text for paragraph in case.draft.paragraphs[: rng.randint(1, 2)]))


def critic_prompt(
    prompts: Prompts, story: Story, index: int, draft: Draft, report: Report, context: Context = WHOLE
) -> str:
    """What the critic is asked of ``draft`` of scene ``index``."""
    return prompts.render("critic", story.language, text=draft, **_given(story, index, report, context))


def _given(story: Story, index: int, report: Report, context: Context) -> dict[str, Any]:
    beside = {"outline": story.outline, "scene": story.outline.scenes[index], "report": report}
    return {name: value for name, value in beside.items() if name in context}


def _editor(rng: random.Random, prompts: Prompts, language: Language) -> _Made:
    context = _draw_context(rng)
    faults = _seen(draw_faults(rng), context)
    while not faults and rng.random() < 0.9:
        faults = _seen(draw_faults(rng), context)
    story, index, case = fitting_case(rng, language, faults)
    critique: Critique | None = case.critique
    if "report" in context and case.faults and case.faults <= MEASURED and rng.random() < 0.3:
        # A critic that says nothing of what was measured.
        critique = rng.choice((None, Critique(issues=(), score=SCORES[0])))
    draft = _as_given(rng, case, context)
    return editor_prompt(prompts, story, index, draft, case.report, critique, context), write_revision(case.revision)


def editor_prompt(
    prompts: Prompts, story: Story, index: int, draft: Draft, report: Report, critique: Critique | None,
    context: Context = WHOLE,
) -> str:  # fmt: skip
    """What the editor is asked of ``draft`` of scene ``index``."""
    return prompts.render(
        "editor", story.language, text=draft, critique=critique, **_given(story, index, report, context)
    )


def _summarizer(rng: random.Random, prompts: Prompts, language: Language) -> _Made:
    _, prompt, summary = summarizer_case(rng, prompts, language)
    return prompt, write_json(summary)


def summarizer_case(rng: random.Random, prompts: Prompts, language: Language) -> tuple[Story, str, Summary]:
    """A whole story, what the summarizer is asked of it, and the right answer."""
    story = new_story(rng, language, scenes=rng.choice((1, 2, 2, 3, 3, 3, 4, 5, 6)))
    told = prompts.story(story.outline, drafts_of(rng, story))
    a, end = (" is ", ".") if language == "en" else ("是", "。")
    facts = [f"{b.name}{a}{b.a_kind}{end}" for b in (story.hero, story.helper) if b.kind in told.text]
    summary = Summary(text=story.summary, facts=tuple(Fact(text=fact) for fact in facts))
    return story, prompts.render("summarizer", language, text=told), summary


def _continuer(rng: random.Random, prompts: Prompts, language: Language) -> _Made:
    story, index = new_scene(rng, language)
    text = draft_of(rng, story, 0 if rng.random() < 0.6 else index).text
    at = rng.randint(len(text) // 12, len(text) * 2 // 3)
    if language == "en":
        at = text.index(" ", at)
    while text[at - 1] in "\n ":
        at -= 1
    return prompts.render("continuer", language, text=text[:at]), text[at:]


_Maker = Callable[[random.Random, Prompts, Language], _Made]


def _rendered(role: str, new: Callable[[random.Random, str, Language], Exchange]) -> _Maker:
    """A maker of examples for ``role`` from what ``new`` says is asked and answered."""

    def make(rng: random.Random, prompts: Prompts, language: Language) -> _Made:
        exchange = new(rng, role, language)
        return prompts.render(role, language, **exchange.asked), exchange.reply

    return make


_MAKERS: Mapping[str, _Maker] = {
    "planner": _planner,
    "drafter": _drafter,
    "critic": _critic,
    "editor": _editor,
    "summarizer": _summarizer,
    "continuer": _continuer,
    **{
        role: _rendered(role, new_short_form) for role in ("copywriter", "mailer", "reporter", "screenwriter", "poster")
    },
    **{role: _rendered(role, new_supporting) for role in SUPPORTING},
}


def write_corpus(folder: Path, *, examples: int, seed: int = 1, parts: int = 8, processes: int = 2) -> list[Path]:
    """Generate a corpus in ``parts`` files; a file that exists is kept. The same seed gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"part-{seed}-{examples}-{n}.jsonl" for n in range(parts)]
    jobs = [(path, examples // parts, seed * 1000 + n) for n, path in enumerate(paths) if not path.exists()]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        pool.starmap(_write_part, jobs, chunksize=1)
    return paths


def _write_part(path: Path, examples: int, seed: int) -> None:
    rng, prompts = random.Random(seed), Prompts()
    roles, weights = list(SHARES), list(SHARES.values())
    new = path.with_suffix(".new")
    with new.open("w", encoding="utf-8") as file:
        for _ in range(examples):
            example = new_example(rng, prompts, rng.choices(roles, weights)[0], rng.choice(LANGUAGES))
            file.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")
    new.replace(path)


def read_corpus(paths: list[Path]) -> Iterator[Example]:
    """The examples of ``paths``."""
    for path in paths:
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield Example(**json.loads(line))
