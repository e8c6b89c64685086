"""Whole stories: an outline, its premise, and a draft of each scene, all from one seed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from orchestrator.checks.moods import mood_valence
from orchestrator.domain.outlines import Bible, Character, Fact, Outline, Scene
from training import names, troubles
from training.plots import PLOTS, Beat, Plot, Script, Trouble
from training.premises import new_premise
from training.prose import Paragraphs, choose, join_sentences, lay_out, slots, words_in

_NEEDS_HELPER = frozenset({"found", "friend"})
_LENGTHS = (110, 110, 120, 120, 130)


@dataclass(frozen=True)
class Step:
    """One scene to be: what it is (want, stuck …), its plan, and the beats that tell it."""

    kind: str
    heading: str
    goal: str
    mood: str
    script: Script
    knows_helper: bool


@dataclass(frozen=True)
class Story:
    """A story and all that went into it. ``steps`` run beside ``outline.scenes``; ``slots`` fill beats."""

    premise: str
    outline: Outline
    steps: tuple[Step, ...]
    slots: Mapping[str, str]
    oddity: str
    summary: str

    @property
    def names(self) -> frozenset[str]:
        """Words that keep their capital within a sentence."""
        place = self.slots["P"].split()[0]
        return frozenset({self.slots["H"], self.slots["F"], *([place] if place[0].isupper() else [])})


def new_story(rng: random.Random, *, scenes: int | None = None, tame: bool = False) -> Story:
    """A story in ``scenes`` scenes (1 to 12; mostly 2 to 5 if not given).

    ``tame`` stories have invented words only where their premise has them.
    """
    while True:
        story, is_tame = _draw_story(rng, scenes)
        if is_tame or not tame:
            return story


def _draw_story(rng: random.Random, scenes: int | None) -> tuple[Story, bool]:
    count = scenes or rng.choices([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [6, 14, 34, 20, 14, 4, 2, 2, 1, 1, 1, 1])[0]
    plot_name = rng.choice(list(PLOTS))
    plot = PLOTS[plot_name]
    hero = names.new_being(rng)
    helper = names.new_being(rng, avoid=hero.name)
    place, thing = names.new_place(rng), names.new_thing(rng)
    oddity = names.new_oddity(rng, hero) if rng.random() < 0.2 else ""
    filled = slots(hero, helper, place, thing, {"fear": rng.choice(names.FEARS)})
    premise = new_premise(rng, plot_name, filled, oddity)
    filled["odd"] = f"{filled['aT']} {oddity}"
    steps = _steps(rng, plot, plot_name, count, filled)
    met = any(step.knows_helper for step in steps) or helper.name in premise
    facts = [f"It is {filled['odd']}."] if oddity else []
    facts.append(choose(rng, plot.facts, filled, knows_helper=met))
    characters = [Character(name=b.name, traits=b.traits) for b in ([hero, helper] if met else [hero])]
    outline = Outline(
        title=choose(rng, plot.titles, filled, knows_helper=met),
        logline=choose(rng, plot.loglines, filled, knows_helper=met),
        bible=Bible(characters=tuple(characters), places=(place.name,), facts=tuple(Fact(text=f) for f in facts)),
        scenes=tuple(_scene(rng, step) for step in steps),
    )
    story = Story(premise, outline, steps, filled, oddity, _summary(rng, plot, steps, filled, met))
    return story, names.is_tame(hero, helper, place, thing, premise)


def _scene(rng: random.Random, step: Step) -> Scene:
    valence = round(mood_valence(step.mood) or 0)
    return Scene(heading=step.heading, goal=step.goal, mood=step.mood, valence=valence, length=rng.choice(_LENGTHS))


def _summary(rng: random.Random, plot: Plot, steps: tuple[Step, ...], filled: Mapping[str, str], met: bool) -> str:
    told = [choose(rng, plot.loglines, filled, knows_helper=met)]
    told += [s.goal for s in steps if s.kind in {"stuck", "solved", "helped", "help"}][:2]
    told.append(choose(rng, plot.outcome, filled, knows_helper=met))
    return " ".join(told)


def _steps(rng: random.Random, plot: Plot, name: str, count: int, filled: Mapping[str, str]) -> tuple[Step, ...]:
    """WANT … END with troubles between, as many as there is room for."""
    if count == 1:
        return (_single(rng, plot, filled),)
    kinds = _kinds(rng, name, count)
    pool = rng.sample(list(troubles.TROUBLES.values()), len(troubles.TROUBLES))
    steps: list[Step] = []
    met = False
    for kind in kinds:
        if kind in {"want", "end"}:
            met = met or (kind == "end" and name in _NEEDS_HELPER)
            steps.append(_plot_step(rng, plot, kind, filled, met=met))
        elif kind == "journey":
            steps.append(_plain_step(rng, "journey", troubles.JOURNEY_HEADINGS, troubles.JOURNEY_GOALS,
                                     troubles.JOURNEY_MOODS, troubles.JOURNEY, filled, met=met))  # fmt: skip
        elif kind == "party":
            steps.append(_plain_step(rng, "party", troubles.PARTY_HEADINGS, troubles.PARTY_GOALS,
                                     troubles.PARTY_MOODS, troubles.PARTY, filled, met=met))  # fmt: skip
        else:
            met = met or kind in {"help", "helped"}
            trouble = pool[-1] if kind == "help" else pool.pop()
            if kind == "stuck":
                pool.append(trouble)  # the help that follows is for this one
            steps.append(_trouble_step(rng, trouble, kind, filled, met=met))
            if kind == "help":
                pool.pop()
    return tuple(steps)


def _kinds(rng: random.Random, plot: str, count: int) -> list[str]:
    if count == 2:
        return ["want", "end"]
    if count == 3:
        middle = "helped" if plot in _NEEDS_HELPER or rng.random() < 0.7 else "solved"
        return ["want", middle, "end"]
    body = ["stuck", "help"]
    extra = count - 4
    party = extra > 0 and rng.random() < 0.4
    journey = extra > party and rng.random() < 0.6
    solved = extra - party - journey
    before = rng.randint(0, solved)
    return [
        "want", *(["journey"] if journey else []), *["solved"] * before, *body, *["solved"] * (solved - before),
        "end", *(["party"] if party else []),
    ]  # fmt: skip


def _single(rng: random.Random, plot: Plot, filled: Mapping[str, str]) -> Step:
    goal = f"{choose(rng, plot.want_goals, filled, knows_helper=False)} {choose(rng, plot.outcome, filled)}"
    script = (*plot.want[:3], plot.want[-1], *plot.end[2:])
    heading = choose(rng, plot.end_headings, filled)
    return Step("single", heading, goal, rng.choice(plot.end_moods), script, True)


def _plot_step(rng: random.Random, plot: Plot, kind: str, filled: Mapping[str, str], *, met: bool) -> Step:
    end = kind == "end"
    return Step(
        kind,
        choose(rng, plot.end_headings if end else plot.want_headings, filled, knows_helper=met),
        choose(rng, plot.end_goals if end else plot.want_goals, filled, knows_helper=met),
        rng.choice(plot.end_moods if end else plot.want_moods),
        plot.end if end else plot.want,
        met,
    )


def _plain_step(
    rng: random.Random, kind: str, headings: Beat, goals: Beat, moods: Beat, script: Script,
    filled: Mapping[str, str], *, met: bool,
) -> Step:  # fmt: skip
    heading = choose(rng, headings, filled, knows_helper=met)
    return Step(kind, heading, choose(rng, goals, filled, knows_helper=met), rng.choice(moods), script, met)


def _trouble_step(rng: random.Random, trouble: Trouble, kind: str, filled: Mapping[str, str], *, met: bool) -> Step:
    goals = {"stuck": trouble.stuck_goals, "solved": trouble.solved_goals}.get(kind, trouble.help_goals)
    script = {
        "stuck": (*trouble.comes, *trouble.stuck),
        "solved": (*trouble.comes, *trouble.solved),
        "helped": (*trouble.comes, *trouble.helped),
        "help": (trouble.stuck[-1], *trouble.helped),
    }[kind]
    moods = {
        "stuck": trouble.moods,
        "solved": ("determined", "brave", "hopeful", "curious"),
    }.get(kind, ("hopeful", "warm", "relieved", "grateful"))
    heading = (
        rng.choice(trouble.headings) if kind != "help" else rng.choice(["Help", "{F}", "A helper", "Help from {F}"])
    )
    if kind == "helped" and rng.random() < 0.4:
        heading = rng.choice(["{F} helps", "A helper", "Help from {F}"])
    goal = choose(rng, goals, filled)
    return Step(kind, heading.format_map(filled), goal, rng.choice(moods), script, met)


def write_scene(rng: random.Random, story: Story, index: int, *, without_goal: bool = False) -> list[str]:
    """The short sentences of scene ``index``, about as many words as its plan asks for.

    ``without_goal`` leaves out what the goal promises: only setting, mood and thought remain.
    """
    step, scene = story.steps[index], story.outline.scenes[index]
    script = step.script[:3] if without_goal else step.script
    sentences = [s for beat in script if (s := choose(rng, beat, story.slots, knows_helper=step.knows_helper))]
    if index and not without_goal and rng.random() < 0.5 and step.kind not in {"help"}:
        sentences.insert(0, choose(rng, troubles.LINKS, story.slots))
    if step.kind not in {"want", "single"} and rng.random() < 0.6:
        sentences.insert(0, rng.choice(troubles.OPENINGS))
    if story.oddity and not without_goal and rng.random() < (0.8 if index == 0 else 0.25):
        sentences.insert(min(len(sentences), 5), choose(rng, troubles.ODD_LINES, story.slots))
    moody = _mood_sentences(rng, scene.valence, story.slots)
    plain = [choose(rng, (s,), story.slots) for s in rng.sample(troubles.PLAIN, len(troubles.PLAIN))]
    while words_in(sentences) < max(102, scene.length - 8):
        if moody and (rng.random() < 0.5 or not plain):
            sentences.insert(rng.randint(len(sentences) * 2 // 3, len(sentences)), moody.pop())
        elif plain:
            sentences.insert(rng.randint(min(2, len(sentences)), len(sentences)), plain.pop())
        else:
            break
    return sentences


def _mood_sentences(rng: random.Random, valence: int, filled: Mapping[str, str]) -> list[str]:
    if abs(valence) < 2:
        return []
    pool = troubles.BRIGHT if valence > 0 else troubles.GREY
    return [choose(rng, (s,), filled) for s in rng.sample(pool, 2)]


def scene_paragraphs(rng: random.Random, story: Story, index: int, *, joined: float = 0.0) -> Paragraphs:
    """A draft of scene ``index``; ``joined`` is the share of neighbours made one long sentence."""
    laid = lay_out(rng, write_scene(rng, story, index), story.names)
    return join_sentences(rng, laid, share=joined, longest=4 if joined > 0.8 else 3) if joined else laid
