"""Each role alone, on held-out stories: what it is asked, and what of its reply is right."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from orchestrator.domain.critiques import Critique, Summary
from orchestrator.domain.drafts import Draft
from orchestrator.domain.errors import ReplyError
from orchestrator.domain.outlines import Outline
from orchestrator.domain.replies import read_draft, read_json, read_revision
from training.dialogues import (
    Prompts,
    critic_prompt,
    drafter_prompt,
    editor_prompt,
    summarizer_case,
)
from training.evaluation import judging
from training.evaluation.tally import Tally
from training.evaluation.writer import Writer
from training.faults import FAULTS, Case, Fault, fitting_case
from training.lexicon import Language
from training.telling import draft_of
from training.world import Story, new_scene, new_story


@dataclass(frozen=True)
class Asking:
    """Whom to ask, in which language, how many cases of each kind; seeds of training are never these."""

    writer: Writer
    prompts: Prompts
    language: Language
    count: int

    def rng(self, what: str) -> random.Random:
        """The seed of the cases for ``what``."""
        return random.Random(f"held out {what} {self.language}")


def ask_planner(asking: Asking, tally: Tally) -> None:
    """Plans of stories in 1 to 12 scenes."""
    rng = asking.rng("plans")
    stories = [new_story(rng, asking.language) for _ in range(asking.count * 2)]
    asked = [
        asking.prompts.render("planner", asking.language, premise=s.premise, scenes=len(s.outline.scenes))
        for s in stories
    ]
    for story, reply in zip(stories, asking.writer.ask("planner", asked), strict=True):
        outline = _read_outline(reply)
        tally.add("planner: valid without a schema", asking.language, outline is not None)
        kept = outline is not None and _keeps(outline, story)
        tally.add("planner: hero, place and thing of the premise kept", asking.language, kept)
        exact = outline is not None and len(outline.scenes) == len(story.outline.scenes)
        tally.add("planner: number of scenes exact", asking.language, exact)


def _read_outline(reply: str) -> Outline | None:
    try:
        return read_json(reply, Outline)
    except ReplyError:
        return None


def _keeps(outline: Outline, story: Story) -> bool:
    """Whether what the premise says of hero, place and thing stands in the plan."""
    told = " ".join((outline.title, outline.logline, *(scene.goal for scene in outline.scenes)))
    hero, place, thing = story.hero.name, story.slots["P"], story.slots["T"]
    people = {character.name for character in outline.bible.characters}
    return (
        (hero not in story.premise or hero in people)
        and (place not in story.premise or place in outline.bible.places)
        and (thing not in story.premise or thing in told)
    )


def ask_names(asking: Asking, tally: Tally) -> None:
    """Plans in three scenes of premises that name the hero: whether the name is found, by where it stands."""
    rng = asking.rng("names")
    stories: list[Story] = []
    while len(stories) < asking.count * 12:
        story = new_story(rng, asking.language, scenes=3)
        if story.hero.name in story.premise:
            stories.append(story)
    asked = [asking.prompts.render("planner", asking.language, premise=s.premise, scenes=3) for s in stories]
    for story, reply in zip(stories, asking.writer.ask("planner", asked), strict=True):
        outline = _read_outline(reply)
        kept = outline is not None and story.hero.name in {character.name for character in outline.bible.characters}
        where = name_place(story.premise, story.hero.name)
        tally.add(f"planner: hero's name kept, {where}", asking.language, kept)


def name_place(premise: str, name: str) -> str:
    """Where the first ``name`` of ``premise`` stands.

    >>> [name_place(premise, "Ada") for premise in ("Ada sings.", "A girl called Ada sings.", "The girl Ada sings.")]
    ['which begins the premise', 'behind “called”, “named” or 叫', 'elsewhere']
    """
    before = premise[: premise.index(name)].rstrip()
    if not before:
        return "which begins the premise"
    return "behind “called”, “named” or 叫" if before.endswith(("called", "named", "叫")) else "elsewhere"


def ask_drafter(asking: Asking, tally: Tally) -> None:
    """Drafts of scenes."""
    rng = asking.rng("drafts")
    scenes = [new_scene(rng, asking.language) for _ in range(asking.count * 2)]
    asked = [drafter_prompt(asking.prompts, story, index, _previous(rng, story, index)) for story, index in scenes]
    for (story, index), reply in zip(scenes, asking.writer.ask("drafter", asked), strict=True):
        draft = _read_draft(reply)
        named = judging.right_names(draft.text, story, index)
        tally.add("drafter: the scene's names and things and no others", asking.language, named)
        tally.add("drafter: goal present", asking.language, judging.tells_event(draft.text, story, index))
        tally.add("drafter: mood with the right sign", asking.language, judging.right_mood(draft, story, index))
        once = bool(reply.strip()) and not judging.repeated(draft, asking.language)
        tally.add("drafter: no sentence twice", asking.language, once)


def _previous(rng: random.Random, story: Story, index: int) -> tuple[Draft, ...]:
    return (draft_of(rng, story, index - 1),) if index else ()


def _read_draft(reply: str) -> Draft:
    try:
        return read_draft(reply)
    except ReplyError:
        return Draft.of("…")


def ask_critic(asking: Asking, tally: Tally) -> None:
    """Drafts with one fault each, and clean ones."""
    for fault in FAULTS:
        for (_, _, case), critique in _criticized(asking, fault, asking.count):
            right = critique is not None and judging.found_fault(critique, case, fault, asking.language)
            tally.add("critic: planted fault found, quoted exactly", asking.language, right)
            tally.add(f"critic: {fault} found", asking.language, right)
            alone = critique is not None and not judging.blames_more(critique, case, asking.language)
            tally.add("critic: nothing blamed that is right", asking.language, alone)
    for (_, _, case), critique in _criticized(asking, None, asking.count * 2):
        passed = critique is not None and not critique.grounded(case.draft)[0].issues and critique.score >= 8
        tally.add("critic: clean texts passed", asking.language, passed)


_Placed = tuple[Story, int, Case]


def _criticized(asking: Asking, fault: Fault | None, count: int) -> list[tuple[_Placed, Critique | None]]:
    rng = asking.rng(f"critiques {fault}")
    cases = [fitting_case(rng, asking.language, frozenset({fault} if fault else ())) for _ in range(count)]
    asked = [critic_prompt(asking.prompts, story, index, c.draft, c.report) for story, index, c in cases]
    replies = asking.writer.ask("critic", asked)
    return [(case, read_critique(reply)) for case, reply in zip(cases, replies, strict=True)]


def read_critique(reply: str) -> Critique | None:
    """The critique in ``reply``, None where there is none."""
    try:
        return read_json(reply, Critique)
    except ReplyError:
        return None


def ask_editor(asking: Asking, tally: Tally) -> None:
    """The same kinds of drafts, with the right critique."""
    for fault in FAULTS:
        rng = asking.rng(f"revisions {fault}")
        cases = [fitting_case(rng, asking.language, frozenset({fault})) for _ in range(asking.count)]
        asked = [
            editor_prompt(asking.prompts, story, index, case.draft, case.report, case.critique)
            for story, index, case in cases
        ]
        for (story, index, case), reply in zip(cases, asking.writer.ask("editor", asked), strict=True):
            revised = apply_reply(reply, case.draft)
            gone = judging.fault_gone(revised, case, story, index, fault)
            tally.add("editor: fault gone", asking.language, gone)
            tally.add(f"editor: {fault} gone", asking.language, gone)
            clean = revised != case.draft and not judging.new_faults(revised, case, story, index)
            tally.add("editor: no new fault", asking.language, clean)


def apply_reply(reply: str, draft: Draft) -> Draft:
    """``draft`` with the edits of ``reply``, as it is where they cannot be read."""
    try:
        return read_revision(reply).apply(draft)[0]
    except ReplyError:
        return draft


def ask_summarizer(asking: Asking, tally: Tally) -> None:
    """Summaries of whole stories."""
    rng = asking.rng("summaries")
    cases = [summarizer_case(rng, asking.prompts, asking.language) for _ in range(asking.count)]
    replies = asking.writer.ask("summarizer", [prompt for _, prompt, _ in cases])
    for (story, _, _), reply in zip(cases, replies, strict=True):
        try:
            told = read_json(reply, Summary).text
        except ReplyError:
            told = ""
        tally.add("summarizer: valid without a schema", asking.language, bool(told))
        names = story.hero.name in told and story.slots["T"] in told
        tally.add("summarizer: hero and thing named", asking.language, names)


ROLES: Sequence[Callable[[Asking, Tally], None]] = (
    ask_planner, ask_names, ask_drafter, ask_critic, ask_editor, ask_summarizer,
)  # fmt: skip
"""All that is asked of each role alone, in the order of the table."""
