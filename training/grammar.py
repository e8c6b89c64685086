"""The grammar of the stories, read from ``prose/LANGUAGE/*.yaml``: what is told, beat by beat, and in which words.

A *beat* is a list of sentences that say the same; a *script* is beats in the order of their telling. Some beats are
told in long scenes only, one is the event that the scene's goal promises, and at some the mood shows.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from training.lexicon import FOLDER, Language

Beat = tuple[str, ...]
Length = Literal["short", "middle", "long"]
LENGTHS: tuple[Length, ...] = ("short", "middle", "long")

_FIRST_LENGTH: Mapping[str, Length] = {
    "++": "long", "+~": "middle", "+": "middle", "!": "short", "~": "short", "": "short",
}  # fmt: skip
"""The shortest scene that tells a line, by the line's mark; of marks that begin alike the longer comes first."""


@dataclass(frozen=True)
class Line:
    """One beat of a script; without alternatives it is a place where the mood shows.

    Attributes:
        first: the shortest scene that tells it.
        event: whether it is what the goal promises.
    """

    alternatives: Beat
    first: Length = "short"
    event: bool = False

    def told_in(self, length: Length) -> bool:
        """Whether a scene of ``length`` has it."""
        return LENGTHS.index(self.first) <= LENGTHS.index(length)


Script = tuple[Line, ...]


@dataclass(frozen=True)
class Telling:
    """How one kind of scene is planned and told."""

    headings: Beat
    goals: Beat
    script: Script


@dataclass(frozen=True)
class Quest:
    """What the hero wants: how a plan puts it, and the first and the last scene."""

    premises: Beat
    titles: Beat
    loglines: Beat
    facts: Beat
    outcomes: Beat
    want: Telling
    end: Telling


@dataclass(frozen=True)
class Trouble:
    """What is in the way: how it comes, how help comes, and both in one scene."""

    trouble: Telling
    help: Telling
    over: Telling


@dataclass(frozen=True)
class Mood:
    """Words for a mood in a plan, and the sentences in which it shows."""

    words: Beat
    sentences: Beat


@dataclass(frozen=True)
class Grammar:
    """All of one language."""

    quests: Mapping[str, Quest]
    stages: Mapping[str, Telling]
    troubles: Mapping[str, Trouble]
    moods: Mapping[str, Mood]
    openings: Beat


def read_script(text: str) -> Script:
    """A script, one beat a line; see ``prose/README.md`` for the marks."""
    return tuple(_line(line.strip()) for line in text.strip().splitlines())


def _line(text: str) -> Line:
    mark = next(mark for mark in _FIRST_LENGTH if text.startswith(mark))
    alternatives = () if "~" in mark else tuple(part.strip() for part in text.removeprefix(mark).split("|"))
    return Line(alternatives, _FIRST_LENGTH[mark], mark == "!")


def _telling(node: Mapping[str, Any], headings: Iterable[str] = ()) -> Telling:
    return Telling(
        tuple(node.get("headings", headings)), tuple(node.get("goals", ())), read_script(node.get("script", ""))
    )


def _quest(node: Mapping[str, Any], premises: Iterable[str]) -> Quest:
    phrases = {key: tuple(node[key]) for key in ("titles", "loglines", "facts", "outcomes")}
    return Quest(premises=tuple(premises), want=_telling(node["want"]), end=_telling(node["end"]), **phrases)


def _trouble(node: Mapping[str, Any]) -> Trouble:
    trouble, helped = (_telling(node[key], node["headings"]) for key in ("trouble", "help"))
    comes = [line for line in trouble.script if line.alternatives and line.first == "short" and not line.event][:3]
    over = Telling(tuple(node["headings"]), tuple(node["over"]["goals"]), (*comes, *helped.script))
    return Trouble(trouble, helped, over)


@functools.cache
def grammar(language: Language) -> Grammar:
    """The grammar of ``language``."""
    folder = FOLDER / "prose" / language
    files = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in folder.glob("*.yaml")}
    return Grammar(
        quests={name: _quest(node, files["premises"][name]) for name, node in files["quests"].items()},
        stages={name: _telling(node) for name, node in files["stages"].items()},
        troubles={name: _trouble(node) for name, node in files["troubles"].items()},
        moods={name: Mood(tuple(node["words"]), tuple(node["sentences"])) for name, node in files["moods"].items()},
        openings=tuple(files["openings"]),
    )
