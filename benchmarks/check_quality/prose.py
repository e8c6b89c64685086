"""Clean prose of our own making, from the grammars that the built-in model was trained on."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from orchestrator.domain.outlines import Bible, Character
from orchestrator.domain.text import words
from training.lexicon import Language
from training.telling import BETWEEN, Sentence, lay_out, write_scene
from training.world import Story, new_story

Paragraphs = tuple[tuple[str, ...], ...]

_SCENES = 3
_SURNAMES = "林陈周沈陆顾苏江"


@dataclass(frozen=True)
class Prose:
    """A text by paragraphs and sentences, and who is in it.

    Attributes:
        hero: the name of the one it is about.
        pronoun: he, she, 他 …
    """

    language: Language
    paragraphs: Paragraphs
    bible: Bible
    hero: str
    pronoun: str

    @property
    def sentences(self) -> list[str]:
        """All of them in order."""
        return [sentence for paragraph in self.paragraphs for sentence in paragraph]

    def text(self, paragraphs: Sequence[Sequence[str]] | None = None) -> str:
        """These paragraphs (its own if none are given) as one text."""
        space = BETWEEN[self.language]
        return "\n\n".join(space.join(p) for p in (self.paragraphs if paragraphs is None else paragraphs) if p)

    def joined(self, sentences: Sequence[str]) -> str:
        """One long sentence of short ones."""
        names = frozenset(character.name for character in self.bible.characters)
        return Sentence(tuple(sentences), "beat", self.language, names).text


def new_prose(rng: random.Random, language: Language) -> Prose:
    """About 300 words, or 400 characters: a story in three long scenes."""
    story = new_story(rng, language, scenes=_SCENES)
    story = replace(story, steps=tuple(replace(step, length="long") for step in story.steps))
    if language == "zh" and rng.random() < 0.5:
        story = _with_surnames(rng, story)
    rows = [row for index in range(_SCENES) for row in lay_out(rng, write_scene(rng, story, index, ways=None))]
    cast = tuple(Character(name=being.name, traits=being.traits) for being in (story.hero, story.helper))
    return Prose(
        language,
        _without_repeats([[sentence.text for sentence in row] for row in rows]),
        Bible(characters=cast, places=story.outline.bible.places),
        story.hero.name,
        story.hero.pronoun,
    )


def _with_surnames(rng: random.Random, story: Story) -> Story:
    """Two characters are too few to know a misspelling by."""
    hero, helper = (replace(one, name=f"{rng.choice(_SURNAMES)}{one.name}") for one in (story.hero, story.helper))
    return replace(story, hero=hero, helper=helper, slots={**story.slots, "H": hero.name, "F": helper.name})


def _without_repeats(paragraphs: Sequence[Sequence[str]]) -> Paragraphs:
    """The grammars have few alternatives for some sentences: one that came already, or nearly, is left out."""
    seen: list[frozenset[str]] = []
    kept = []
    for paragraph in paragraphs:
        row = []
        for sentence in paragraph:
            if not is_like(sentence, seen):
                row.append(sentence)
                seen.append(shingles(sentence))
        if row:
            kept.append(tuple(row))
    return tuple(kept)


def shingles(sentence: str) -> frozenset[str]:
    """The runs of three words, or of two Chinese characters, of a sentence; all of it if it has no more."""
    tokens = words(sentence.lower())
    size = 3 if sentence.isascii() else 2
    return frozenset(" ".join(tokens[at : at + size]) for at in range(max(1, len(tokens) - size + 1)))


def is_like(sentence: str, others: Sequence[frozenset[str]]) -> bool:
    """Whether ``sentence`` shares a third of its runs or more with one of ``others``."""
    own = shingles(sentence)
    return any(len(own & other) * 3 >= min(len(own), len(other)) for other in others)


def in_paragraphs(sentences: Sequence[str], size: int = 5) -> Paragraphs:
    """``sentences`` in paragraphs of that many."""
    borders = [*range(0, len(sentences), size), len(sentences)]
    return tuple(tuple(sentences[low:high]) for low, high in pairwise(borders) if high > low)
