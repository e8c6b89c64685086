"""What the fifteen supporting roles are asked and answer: architects, judges, titlers and more.

Enough for every workflow that ships to run to its end.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from orchestrator.checks.passage import Passage
from orchestrator.domain.critiques import Choice, Chronicle, Critique, Evidence, Portrait, Rating, Trait
from orchestrator.domain.drafts import Draft
from orchestrator.domain.outlines import Bible, Book, Chapter, Fact
from orchestrator.domain.replies import write_json
from training.faults import SCORES, Fault, fitting_case
from training.lexicon import FOLDER, Language
from training.short_forms import Exchange, cast_of, new_short_form
from training.telling import draft_of, drafts_of
from training.world import Story, new_scene, new_story


def new_supporting(rng: random.Random, role: str, language: Language) -> Exchange:
    """One for ``role``, a key of ``SUPPORTING``."""
    asked, reply = SUPPORTING[role](rng, language)
    return Exchange(asked, reply if isinstance(reply, str) else write_json(reply))


_Made = tuple[Mapping[str, Any], Any]


@functools.cache
def _said(language: Language) -> Mapping[str, Any]:
    said: Mapping[str, Any] = yaml.safe_load((FOLDER / "prose" / language / "roles.yaml").read_text("utf-8"))
    return said


def _story(rng: random.Random, language: Language) -> Story:
    return new_story(rng, language, scenes=rng.choice((1, 2, 3, 3, 3, 4, 5, 6)))


def _whole(drafts: list[Draft]) -> Draft:
    return Draft.of("\n\n".join(draft.text for draft in drafts))


def _architect(rng: random.Random, language: Language) -> _Made:
    story = _story(rng, language)
    chapters = rng.choice((None, 1, 2, 3, 5, 12))
    return {"premise": story.premise, "chapters": chapters, "scenes": len(story.steps)}, story.outline


def _cast(rng: random.Random, story: Story) -> dict[str, Any]:
    said = _said(story.language)
    wants = (story.outline.scenes[0].goal, said["stands_by"].format(helper=story.helper.name))
    return cast_of(story, wants, rng.sample(said["voices"], 2))


def _caster(rng: random.Random, language: Language) -> _Made:
    story = _story(rng, language)
    return {"logline": rng.choice((story.premise, story.outline.logline))}, _cast(rng, story)


def _beatmaker(rng: random.Random, language: Language) -> _Made:
    story = new_story(rng, language, scenes=rng.choice((3, 3, 4, 5, 6)))
    beats = {"beats": [scene.goal for scene in story.outline.scenes]}
    return {"logline": rng.choice((story.premise, story.outline.logline)), "cast": _cast(rng, story)}, beats


def _scenarist(rng: random.Random, language: Language) -> _Made:
    story = _story(rng, language)
    place = story.slots["P"].upper().removeprefix("THE ")
    headings = [rng.choice(_said(language)["scene_heading"]).format(P=place) for _ in story.steps]
    scenes = tuple(s.model_copy(update={"heading": h}) for s, h in zip(story.outline.scenes, headings, strict=True))
    beats = [scene.goal for scene in scenes] if len(scenes) >= 3 else [scene.goal for scene in scenes] * 2
    asked = {"premise": story.premise, "cast": _cast(rng, story), "beats": beats, "scenes": len(scenes)}
    return asked, story.outline.model_copy(update={"scenes": scenes})


def _chapters(rng: random.Random, story: Story) -> tuple[Chapter, ...]:
    """Its scenes, one to three a chapter; a chapter is called and does what its last scene is and does."""
    left, chapters = list(story.outline.scenes), []
    while left:
        size = rng.choice((1, 1, 2, 3))
        mine, left = tuple(left[:size]), left[size:]
        chapters.append(Chapter(title=mine[-1].heading, goal=mine[-1].goal, scenes=mine))
    return tuple(chapters)


def _plotter(rng: random.Random, language: Language) -> _Made:
    story = _story(rng, language)
    chapters = Book(title=story.outline.title, chapters=_chapters(rng, story)).chapters
    number = rng.randrange(len(chapters))
    chapter = chapters[number]
    asked = {
        "idea": story.outline,
        "before": [{"number": c.number, "title": c.title, "goal": c.goal} for c in chapters[:number]],
        "number": number + 1,
        "total": rng.choice((None, len(chapters))),
        "scenes": rng.choice((None, len(chapter.scenes))),
        "words": rng.choice((None, chapter.scenes[0].length)),
    }
    return asked, chapter


def _novelist(rng: random.Random, language: Language) -> _Made:
    story = _story(rng, language)
    chapters = _chapters(rng, story)
    book = Book(title=story.outline.title, logline=story.outline.logline, bible=story.outline.bible, chapters=chapters)
    index = rng.randrange(len(story.steps))
    scenes = [(chapter, scene) for chapter in book.chapters for scene in chapter.scenes]
    chapter, scene = scenes[index]
    before = draft_of(rng, story, index - 1).paragraphs[-1].text if index else None
    earlier = [each.goal for each in book.chapters if each.number < chapter.number]
    asked = {"book": book, "chapter": chapter, "bible": book.bible, "scene": scene, "so_far": earlier, "before": before}
    return asked, draft_of(rng, story, index).text


def _chronicler(rng: random.Random, language: Language) -> _Made:
    story, index = new_scene(rng, language)
    outline, name = story.outline, story.hero.name
    later = index + 1 < len(story.steps)
    promises = (_said(language)["promise"].format(name=name, P=story.slots["P"]),) if later else ()
    chronicle = Chronicle(
        text=outline.scenes[index].goal, facts=(Fact(text=outline.scenes[index].goal),), promises=promises
    )
    bible = Bible(characters=outline.bible.characters, places=outline.bible.places)
    return {"text": draft_of(rng, story, index), "bible": bible, "number": rng.choice((None, index + 1))}, chronicle


def _condenser(rng: random.Random, language: Language) -> _Made:
    story = new_story(rng, language, scenes=rng.choice((1, 2, 3)))
    return {"text": _whole(drafts_of(rng, story)), "words": rng.choice((30, 40, 50, 60, 80, 100, 200))}, story.summary


def _dramaturg(rng: random.Random, language: Language) -> _Made:
    story, said = _story(rng, language), _said(language)
    lines = [
        said["synopsis"].format(number=number, heading=scene.heading, goal=scene.goal)
        for number, scene in enumerate(story.outline.scenes, start=1)
    ]
    return {"synopsis": "\n".join(lines)}, {"issues": [], "verdict": rng.choice(said["verdicts"])}


def _headliner(rng: random.Random, language: Language) -> _Made:
    story = new_story(rng, language, scenes=rng.choice((1, 2, 3)))
    return {"text": _whole(drafts_of(rng, story)[: rng.randint(1, 2)])}, story.outline.title


def _titler(rng: random.Random, language: Language) -> _Made:
    story = _story(rng, language)
    chapters = _chapters(rng, story)
    chapter = rng.choice(chapters)
    taken = [other.title for other in chapters if other.title != chapter.title]
    return {"chapter": chapter, "taken": taken or [story.outline.title]}, {"title": chapter.title[:60]}


def _judge(rng: random.Random, language: Language) -> _Made:
    return _judge_ads(rng, language) if rng.random() < 0.5 else _judge_drafts(rng, language)


def _judge_ads(rng: random.Random, language: Language) -> _Made:
    good, bad = (new_short_form(rng, "copywriter", language) for _ in range(2))
    brief = _said(language)["brief"].format(product=good.asked["product"])
    return _choice(rng, language, Draft.of(good.reply), Draft.of(bad.reply), "other_thing", brief=brief)


def _judge_drafts(rng: random.Random, language: Language) -> _Made:
    fault: Fault = rng.choice(("repeat", "goal"))
    story, index, case = fitting_case(rng, language, frozenset({fault}))
    scene = story.outline.scenes[index]
    asked = rng.choice(({"brief": scene.goal}, {"scene": scene, "outline": story.outline}))
    why = "same_twice" if fault == "repeat" else "left_out"
    return _choice(rng, language, case.revision.apply(case.draft)[0], case.draft, why, **asked)


def _choice(rng: random.Random, language: Language, good: Draft, bad: Draft, why: str, **asked: Any) -> _Made:
    winner, worse = rng.choice((("a", "b"), ("b", "a")))
    reason = _said(language)[why].format(worse=worse)
    return {winner: good, worse: bad, **asked}, Choice(why=reason, winner=winner)


def _places(rng: random.Random, draft: Draft, language: Language, most: int) -> list[tuple[str, str]]:
    """Up to ``most`` paragraphs in order, each with a sentence of it."""
    chosen = sorted(rng.sample(range(len(draft.paragraphs)), min(most, len(draft.paragraphs))))
    paragraphs = [draft.paragraphs[number] for number in chosen]
    return [(p.id, rng.choice(Passage.of(Draft.of(p.text), language).sentences).quote) for p in paragraphs]


def _rater(rng: random.Random, language: Language) -> _Made:
    story, index = new_scene(rng, language)
    draft, valence = draft_of(rng, story, index), story.outline.scenes[index].valence
    places = _places(rng, draft, language, rng.choice((3, 3, 4)))
    evidence = tuple(Evidence(paragraph=p, quote=quote, valence=valence) for p, quote in places)
    return {"text": draft}, Rating(evidence=evidence, valence=valence)


def _stylist(rng: random.Random, language: Language) -> _Made:
    story, index = new_scene(rng, language)
    draft = draft_of(rng, story, index)
    places = _places(rng, draft, language, 4)
    said = rng.sample(_said(language)["traits"], len(places))
    traits = tuple(Trait(paragraph=p, quote=q, trait=t) for (p, q), t in zip(places, said, strict=True))
    return {"text": draft}, Portrait(traits=traits)


def _reviewer(rng: random.Random, language: Language) -> _Made:
    faults: frozenset[Fault] = frozenset({"repeat"}) if rng.random() < 0.5 else frozenset()
    _, _, case = fitting_case(rng, language, faults)
    critique = case.critique if faults else Critique(issues=(), score=SCORES[0])
    return {"text": case.draft}, critique


SUPPORTING: Mapping[str, Callable[[random.Random, Language], _Made]] = {
    "architect": _architect, "beatmaker": _beatmaker, "caster": _caster, "chronicler": _chronicler,
    "condenser": _condenser, "dramaturg": _dramaturg, "headliner": _headliner, "judge": _judge,
    "novelist": _novelist, "plotter": _plotter, "rater": _rater, "reviewer": _reviewer, "scenarist": _scenarist,
    "stylist": _stylist, "titler": _titler,
}  # fmt: skip
"""How an example of each role is made."""
