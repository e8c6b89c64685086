"""What a planner makes: scenes, outlines, books and the bible they keep to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import Field, model_validator

from orchestrator.domain.model import ENGINE_OWNED, DomainModel

Valence = Annotated[int, Field(ge=-5, le=5)]
"""How a passage feels: -5 despair, 0 neutral, 5 joy."""


class Character(DomainModel):
    """Someone in the story. ``traits`` also hold what must never change: kind, age, pronoun."""

    name: str = Field(min_length=1, max_length=200)
    traits: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


class Fact(DomainModel):
    """Something true in the story from chapter ``chapter`` (counted from 1) on."""

    text: str = Field(min_length=1)
    chapter: int = Field(default=1, ge=1)


class Bible(DomainModel):
    """What every part of a story must agree with."""

    characters: tuple[Character, ...] = ()
    places: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    promises: tuple[str, ...] = ()

    def with_facts(self, facts: Iterable[Fact], *, chapter: int) -> Self:
        """This bible with ``facts`` added, true from ``chapter`` on; one that it has already is not added again.

        >>> bible = Bible(facts=(Fact(text="The well is dry."),))
        >>> added = bible.with_facts([Fact(text="the well  is dry."), Fact(text="Mira limps.")], chapter=2)
        >>> [(fact.chapter, fact.text) for fact in added.facts]
        [(1, 'The well is dry.'), (2, 'Mira limps.')]
        """
        known = {folded(fact.text) for fact in self.facts}
        new = []
        for fact in facts:
            if folded(fact.text) not in known:
                known.add(folded(fact.text))
                new.append(Fact(text=fact.text, chapter=chapter))
        return self.model_copy(update={"facts": (*self.facts, *new)})

    def with_people(self, characters: Iterable[Character], places: Iterable[str]) -> Self:
        """This bible with new characters and places; what is new of somebody known is added to what is known.

        >>> bible = Bible(characters=(Character(name="Mira", traits=("a fox",)),), places=("the mill",))
        >>> grown = bible.with_people([Character(name="mira", traits=("limps",)), Character(name="Tom")], ["The mill"])
        >>> [(who.name, who.traits) for who in grown.characters], grown.places
        ([('Mira', ('a fox', 'limps')), ('Tom', ())], ('the mill',))
        """
        known = list(self.characters)
        for new in characters:
            names = {folded(name) for name in (new.name, *new.aliases)}
            at = next((i for i, who in enumerate(known) if names & {folded(n) for n in (who.name, *who.aliases)}), None)
            if at is None:
                known.append(new)
            else:
                traits = united(known[at].traits, new.traits)
                known[at] = known[at].model_copy(update={"traits": traits})
        return self.model_copy(update={"characters": tuple(known), "places": united(self.places, places)})

    def with_promises(self, opened: Iterable[str], kept: Iterable[str]) -> Self:
        """This bible with the promises ``opened`` and without those ``kept``.

        >>> bible = Bible(promises=("The bell rings again.",))
        >>> bible.with_promises(["Tom comes home."], ["The bell rings again."]).promises
        ('Tom comes home.',)
        """
        over = {folded(promise) for promise in kept}
        still = tuple(promise for promise in self.promises if folded(promise) not in over)
        return self.model_copy(update={"promises": united(still, opened)})


def folded(text: str) -> str:
    """``text`` as it is compared: without case, its white space as single blanks."""
    return " ".join(text.casefold().split())


def united(known: tuple[str, ...], new: Iterable[str]) -> tuple[str, ...]:
    """``known`` and those of ``new`` that say something else.

    >>> united(("the mill",), ["The Mill", "the well"])
    ('the mill', 'the well')
    """
    unique: dict[str, str] = {}
    for text in (*known, *new):
        if text.strip():
            unique.setdefault(folded(text), text)
    return tuple(unique.values())


class Scene(DomainModel):
    """One scene to be written; ``length`` in words (CJK characters count one each)."""

    id: str = Field(default="", json_schema_extra=ENGINE_OWNED)
    heading: str = Field(min_length=1, max_length=300)
    goal: str = Field(min_length=1)
    mood: str = ""
    valence: Valence = 0
    length: int = Field(default=120, ge=1, le=100_000)


def _numbered(scenes: tuple[Scene, ...], prefix: str) -> tuple[Scene, ...]:
    return tuple(
        scene if scene.id else scene.model_copy(update={"id": f"{prefix}{number}"})
        for number, scene in enumerate(scenes, start=1)
    )


class Outline(DomainModel):
    """The plan of a story. Scenes without an id are numbered ``s1``, ``s2`` … in order."""

    title: str = Field(min_length=1, max_length=300)
    logline: str = ""
    bible: Bible = Bible()
    scenes: tuple[Scene, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _number_scenes(self) -> Self:
        object.__setattr__(self, "scenes", _numbered(self.scenes, "s"))
        return self


class Chapter(DomainModel):
    """One chapter of a book and its scenes.

    Attributes:
        number: in the book, from 1; 0 where it stands in none.
        independent: whether its scenes can be written without knowing each other.
    """

    id: str = Field(default="", json_schema_extra=ENGINE_OWNED)
    number: int = Field(default=0, ge=0, json_schema_extra=ENGINE_OWNED)
    title: str = Field(min_length=1, max_length=120)
    goal: str = ""
    scenes: tuple[Scene, ...] = Field(min_length=1)
    independent: bool = False


class Book(DomainModel):
    """The plan of a long form. Chapters are numbered ``c1`` …, their scenes ``c1s1`` … in order.

    One that goes on with a book begins at the number of its first chapter.
    """

    title: str = Field(min_length=1, max_length=300)
    logline: str = ""
    bible: Bible = Bible()
    chapters: tuple[Chapter, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _number_chapters(self) -> Self:
        chapters = []
        for number, chapter in enumerate(self.chapters, start=self.chapters[0].number or 1):
            identity = chapter.id or f"c{number}"
            scenes = _numbered(chapter.scenes, f"{identity}s")
            chapters.append(chapter.model_copy(update={"id": identity, "number": number, "scenes": scenes}))
        object.__setattr__(self, "chapters", tuple(chapters))
        return self
