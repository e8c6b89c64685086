"""Whole stories: premise, plan, and what each scene tells, all from one seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchestrator.checks.moods import mood_valence
from orchestrator.domain.outlines import Bible, Character, Fact, Outline, Scene
from training.grammar import LENGTHS, Grammar, Length, Script, Telling, grammar
from training.lexicon import BETWEEN, Being, Language, Place, Thing, lexicon

ARCS: Mapping[int, str] = {
    1: "single",
    2: "want end",
    3: "want over end",
    4: "want trouble help end",
    5: "want journey trouble help end",
    6: "want leave journey trouble help end",
    7: "want leave journey trouble help end party",
    8: "want leave journey meet trouble help end party",
    9: "want leave journey meet trouble help end home party",
    10: "want leave journey meet trouble help night end home party",
    11: "want leave journey meet trouble help night over end home party",
    12: "want leave journey meet trouble help night trouble help end home party",
}
"""The scenes of a story by their number. Which comes next follows from the number asked for and the scene before (but
in the longest, where trouble comes twice), so that keeping to the number is a thing to know and not to count."""

_SCENES = (1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 7, 8, 9, 10, 11, 12)
_SCENES_AROUND = (1, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 12)
_BRIGHT: Mapping[str, float] = {
    "want": 0.4, "leave": 0.5, "journey": 0.5, "trouble": 0.0, "night": 0.4,
}  # fmt: skip
_LENGTHS: Mapping[Language, Mapping[Length, tuple[int, ...]]] = {
    "en": {"short": (50, 60, 70), "middle": (80, 90), "long": (110, 120, 130)},
    "zh": {"short": (80, 90), "middle": (110, 120, 130), "long": (150, 160, 170)},
}


@dataclass(frozen=True)
class Step:
    """One scene to be: its place in the arc, its mood ("bright", "grey") and how long it is told."""

    stage: str
    mood: str
    length: Length
    script: Script


@dataclass(frozen=True)
class Story:
    """A story and all that went into it. ``steps`` run beside ``outline.scenes``; ``slots`` fill sentences."""

    language: Language
    premise: str
    outline: Outline
    steps: tuple[Step, ...]
    slots: Mapping[str, str]
    hero: Being
    helper: Being
    summary: str

    @property
    def grammar(self) -> Grammar:
        """The sentences it is told in."""
        return grammar(self.language)


def new_story(rng: random.Random, language: Language, *, scenes: int | None = None) -> Story:
    """A story in ``scenes`` scenes (1 to 12; mostly 2 to 6 if not given)."""
    rules = grammar(language)
    name = rng.choice(list(rules.quests))
    quest = rules.quests[name]
    pattern = rng.choice(quest.premises)
    hero, helper, thing, place = _cast(rng, language, pattern)
    filled = slots(hero, helper, thing, place)
    steps, planned = _scenes(rng, language, name, ARCS[scenes or rng.choice(_SCENES)].split(), filled)
    logline = fill(rng, quest.loglines, filled)
    outline = Outline(
        title=fill(rng, quest.titles, filled),
        logline=logline,
        bible=Bible(
            characters=tuple(Character(name=being.name, traits=being.traits) for being in (hero, helper)),
            places=(place.name,),
            facts=(Fact(text=fill(rng, quest.facts, filled)),),
        ),
        scenes=planned,
    )
    told = f"{logline}{BETWEEN[language]}{fill(rng, quest.outcomes, filled)}"
    return Story(language, pattern.format_map(filled), outline, steps, filled, hero, helper, told)


def new_scene(rng: random.Random, language: Language) -> tuple[Story, int]:
    """A scene of a story, mostly of a short one: the plan of a long one fills its prompts."""
    story = new_story(rng, language, scenes=rng.choice(_SCENES_AROUND))
    return story, rng.randrange(len(story.steps))


def _cast(rng: random.Random, language: Language, pattern: str) -> tuple[Being, Being, Thing, Place]:
    """Who and what it is about; invented words only where the premise says them: a planner copies, no more."""
    words = lexicon(language)
    unnamed = "{H}" not in pattern
    unkind = not any(slot in pattern for slot in ("{kind}", "{akind}", "{Akind}"))
    hero = words.being(rng, known=unnamed or unkind)
    helper = words.being(rng, avoid=hero.name, known=True)
    thing = words.thing(rng, known="{T}" not in pattern and "{aT}" not in pattern)
    place = words.place(rng, known="{P}" not in pattern and "{inP}" not in pattern)
    return hero, helper, thing, place


def slots(hero: Being, helper: Being, thing: Thing, place: Place) -> dict[str, str]:
    """What fills the slots of sentences."""
    filled = {
        "H": hero.name, "he": hero.pronoun, "kind": hero.kind, "akind": hero.a_kind,
        "F": helper.name, "afkind": helper.a_kind,
        "T": thing.name, "aT": thing.a_name, "P": place.name, "inP": place.there,
    }  # fmt: skip
    if hero.pronoun.isascii():
        filled["him"] = {"she": "her", "he": "him", "it": "it"}[hero.pronoun]
        filled["his"] = {"she": "her", "he": "his", "it": "its"}[hero.pronoun]
        filled |= {"He": hero.pronoun.capitalize(), "His": filled["his"].capitalize(), "Akind": _capital(hero.a_kind)}
    return filled


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def fill(rng: random.Random, alternatives: Sequence[str], filled: Mapping[str, str]) -> str:
    """One of ``alternatives``, which begins a sentence, with its slots filled."""
    return _capital(rng.choice(alternatives).format_map(filled))


def _scenes(
    rng: random.Random, language: Language, quest: str, stages: Sequence[str], filled: Mapping[str, str]
) -> tuple[tuple[Step, ...], tuple[Scene, ...]]:
    rules = grammar(language)
    troubles = iter(rng.sample(list(rules.troubles), 2))
    trouble = ""
    steps, planned = [], []
    for stage in stages:
        if stage in {"trouble", "over"}:
            trouble = next(troubles)
        telling = _telling(rules, quest, stage, trouble)
        step = Step(
            stage,
            "bright" if rng.random() < _brightness(quest, stage) else "grey",
            rng.choices(LENGTHS, (0.2, 0.25, 0.55))[0],
            telling.script,
        )
        word = rng.choice(rules.moods[step.mood].words)
        planned.append(
            Scene(
                heading=fill(rng, telling.headings, filled),
                goal=fill(rng, telling.goals, filled),
                mood=word,
                valence=round(mood_valence(word) or 0),
                length=rng.choice(_LENGTHS[language][step.length]),
            )
        )
        steps.append(step)
    return tuple(steps), tuple(planned)


def _brightness(quest: str, stage: str) -> float:
    """How often a scene at ``stage`` is bright; nobody is glad of what is lost or broken."""
    return 0.0 if stage == "want" and quest in {"seek", "mend"} else _BRIGHT.get(stage, 1.0)


def _telling(rules: Grammar, quest: str, stage: str, trouble: str) -> Telling:
    """How a scene at ``stage`` is told."""
    asked = rules.quests[quest]
    if stage == "single":
        # Who and what it is about is soon told, then comes the end.
        begins = tuple(line for line in asked.want.script if line.told_in("short") and not line.event)[:2]
        return Telling(asked.end.headings, asked.end.goals, (*begins, *asked.end.script))
    if stage in {"want", "end"}:
        told: Telling = getattr(asked, stage)
        return told
    if stage in {"trouble", "help", "over"}:
        told = getattr(rules.troubles[trouble], stage)
        return told
    return rules.stages[stage]
