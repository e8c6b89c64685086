"""From a scene's script to the paragraphs of a draft: sentences in order, each known for what it tells."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from orchestrator.domain.drafts import Draft
from training.lexicon import BETWEEN, Language
from training.world import Story, fill

WAYS = 2
"""Of the ways to say a beat, how many drafts are trained on: what is said in fewer ways is sooner learned."""

Part = Literal["opening", "beat", "event", "mood"]


@dataclass(frozen=True)
class Sentence:
    """One sentence of a draft and what it is there for; ``parts`` are the short ones that were joined to make it."""

    parts: tuple[str, ...]
    part: Part
    language: Language
    names: frozenset[str]

    @property
    def text(self) -> str:
        """As it stands in the draft."""
        if self.language == "zh":
            return "，".join(part[:-1] for part in self.parts) + self.parts[-1][-1]
        return ", and ".join([self.parts[0][:-1], *(_inner(part[:-1], self.names) for part in self.parts[1:])]) + "."

    @property
    def split(self) -> str:
        """The same in short sentences."""
        return BETWEEN[self.language].join(self.parts)

    @property
    def is_speech(self) -> bool:
        """Whether somebody speaks in it."""
        return any(mark in self.parts[0] for mark in '"“')


Paragraphs = tuple[tuple[Sentence, ...], ...]


def _inner(sentence: str, names: frozenset[str]) -> str:
    """``sentence`` as it goes on within another: no capital, unless it begins with a name."""
    first = sentence.split()[0].strip(",.'")
    return sentence if first in names or first == "I" else sentence[0].lower() + sentence[1:]


def write_scene(
    rng: random.Random,
    story: Story,
    index: int,
    *,
    mood: str = "",
    without_event: bool = False,
    ways: int | None = WAYS,
) -> list[Sentence]:
    """The short sentences of scene ``index``, in its own mood or ``mood``; each beat in one of its first ``ways``."""
    step = story.steps[index]
    names = frozenset({story.hero.name, story.helper.name})
    feelings = iter(rng.sample(story.grammar.moods[mood or step.mood].sentences, 4))
    out: list[Sentence] = []
    if step.stage != "want" and rng.random() < 0.5:
        out.append(Sentence((rng.choice(story.grammar.openings),), "opening", story.language, names))
    for line in step.script:
        if not line.told_in(step.length) or (line.event and without_event):
            continue
        alternatives = line.alternatives[:ways] or (next(feelings),)
        part: Part = "event" if line.event else "beat" if line.alternatives else "mood"
        out.append(Sentence((fill(rng, alternatives, story.slots),), part, story.language, names))
    return out


def lay_out(rng: random.Random, sentences: Sequence[Sentence]) -> Paragraphs:
    """Paragraphs of two to four sentences."""
    rows: list[tuple[Sentence, ...]] = []
    rest = list(sentences)
    while rest:
        size = rng.choice((2, 3, 3, 4))
        if len(rest) - size == 1:
            size += 1
        rows.append(tuple(rest[:size]))
        rest = rest[size:]
    return tuple(rows)


def join_sentences(rng: random.Random, paragraphs: Paragraphs, *, share: float, longest: int) -> Paragraphs:
    """Neighbours within a paragraph made one sentence, ``share`` of them, at most ``longest`` at a time."""
    return tuple(_join_row(rng, row, share, longest) for row in paragraphs)


def _join_row(rng: random.Random, row: Sequence[Sentence], share: float, longest: int) -> tuple[Sentence, ...]:
    out = [row[0]]
    for sentence in row[1:]:
        last = out[-1]
        fits = len(last.parts) < longest and not last.is_speech and not sentence.is_speech
        if fits and {last.part, sentence.part} != {"mood"} and rng.random() < share:
            kind = "event" if "event" in (last.part, sentence.part) else last.part
            out[-1] = replace(last, parts=(*last.parts, *sentence.parts), part=kind)
        else:
            out.append(sentence)
    return tuple(out)


def as_draft(paragraphs: Paragraphs) -> Draft:
    """The draft that the sentences make."""
    return Draft.of("\n\n".join(_joined(row) for row in paragraphs))


def _joined(row: Sequence[Sentence]) -> str:
    """The text of one paragraph."""
    return BETWEEN[row[0].language].join(sentence.text for sentence in row)


def draft_of(rng: random.Random, story: Story, index: int) -> Draft:
    """A draft as drafters write them: a good part with sentences too long, so that there is work to do."""
    paragraphs = lay_out(rng, write_scene(rng, story, index))
    if rng.random() < 0.3:
        paragraphs = join_sentences(rng, paragraphs, share=0.9, longest=4)
    return as_draft(paragraphs)


def drafts_of(rng: random.Random, story: Story) -> list[Draft]:
    """A draft of every scene, in order."""
    return [draft_of(rng, story, index) for index in range(len(story.steps))]
