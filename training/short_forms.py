"""Short forms beside stories: an ad, an e-mail, a news brief, a poem, a page of a script."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from training.lexicon import BETWEEN, FOLDER, Language
from training.world import Story, fill, new_story


@dataclass(frozen=True)
class Exchange:
    """What a card is asked (by the names it takes) and what it answers."""

    asked: Mapping[str, Any]
    reply: str


def new_short_form(rng: random.Random, role: str, language: Language) -> Exchange:
    """One for ``role``."""
    story = new_story(rng, language, scenes=rng.choice((2, 3)))
    form = _forms(language)[role]
    return SHORT_FORMS[role](rng, story, form)


@functools.cache
def _forms(language: Language) -> Mapping[str, Any]:
    forms: Mapping[str, Any] = yaml.safe_load((FOLDER / "prose" / language / "short_forms.yaml").read_text("utf-8"))
    return forms


def _told(rng: random.Random, story: Story, alternatives: str) -> str:
    words = {**story.slots, "aT_": story.slots["aT"][0].upper() + story.slots["aT"][1:]}
    return fill(rng, [part.strip() for part in alternatives.split("|")], words)


def _lines(rng: random.Random, story: Story, text: str) -> list[str]:
    return [_told(rng, story, line) for line in text.strip().splitlines()]


def _copywriter(rng: random.Random, story: Story, form: Mapping[str, Any]) -> Exchange:
    product = BETWEEN[story.language].join(_told(rng, story, fact) for fact in form["facts"])
    channel = {"name": rng.choice(form["channels"]), "words": rng.choice((12, 20, 25, 30))}
    reply = BETWEEN[story.language].join(_lines(rng, story, form["answer"]))
    return Exchange({"product": product, "channel": channel}, reply)


def _mailer(rng: random.Random, story: Story, form: Mapping[str, Any]) -> Exchange:
    which = rng.randrange(len(form["about"]))
    reply = BETWEEN[story.language].join(_lines(rng, story, form["answers"][which]))
    return Exchange({"about": _told(rng, story, form["about"][which]), "words": rng.choice((40, 60, 120))}, reply)


def _reporter(rng: random.Random, story: Story, form: Mapping[str, Any]) -> Exchange:
    facts = [_told(rng, story, fact) for fact in form["facts"]]
    last = facts[2][0].upper() + facts[2][1:] + {"en": ".", "zh": "。"}[story.language]
    lines = [last if line == "=2" else line for line in _lines(rng, story, form["answer"])]
    reply = BETWEEN[story.language].join(lines)
    return Exchange({"facts": "\n".join(facts), "words": rng.choice((30, 60, 120))}, reply)


def _poster(rng: random.Random, story: Story, form: Mapping[str, Any]) -> Exchange:
    text = BETWEEN[story.language].join(_told(rng, story, part) for part in form["texts"])
    channel = {"name": rng.choice(form["channels"]), "words": rng.choice((30, 40, 60))}
    return Exchange({"text": text, "channel": channel}, "\n".join(_lines(rng, story, form["answer"])))


def _screenwriter(rng: random.Random, story: Story, form: Mapping[str, Any]) -> Exchange:
    scene = rng.choice(story.outline.scenes)
    wants, voices = (rng.sample(form[key], 2) for key in ("wants", "voices"))
    cast = cast_of(story, [_told(rng, story, want) for want in wants], voices)
    parts = [_cue(rng, story, line) for line in form["answer"].strip().splitlines()]
    return Exchange({"scene": scene, "outline": story.outline, "cast": cast}, "\n\n".join(parts))


def cast_of(story: Story, wants: Sequence[str], voices: Sequence[str]) -> dict[str, Any]:
    """Hero and helper as a script has them: what each wants, and how each speaks."""
    people = zip((story.hero, story.helper), wants, voices, strict=True)
    return {"characters": [{"name": being.name, "wants": want, "voice": voice} for being, want, voice in people]}


def _cue(rng: random.Random, story: Story, line: str) -> str:
    """An action, or a speech under the name of whoever says it."""
    for slot in ("{H}", "{F}"):
        for mark in (f"{slot}: ", f"{slot}："):
            if line.startswith(mark):
                name = story.slots[slot[1]]
                speaker = name.upper() if story.language == "en" else f"@{name}"
                return f"{speaker}\n{_told(rng, story, line.removeprefix(mark))}"
    return _told(rng, story, line)


SHORT_FORMS: Mapping[str, Callable[[random.Random, Story, Mapping[str, Any]], Exchange]] = {
    "copywriter": _copywriter,
    "mailer": _mailer,
    "reporter": _reporter,
    "poster": _poster,
    "screenwriter": _screenwriter,
}
"""How an example of each role is made."""
