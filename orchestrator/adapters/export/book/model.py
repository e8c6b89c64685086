"""A book to set: a manuscript in its order, with what is missing from it and how each part came to be.

Whoever knows the run makes the book; the formats know only this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from orchestrator.domain.critiques import Critique
from orchestrator.domain.drafts import Draft
from orchestrator.domain.text import guess_language


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one judging step found of a round's text.

    Attributes:
        path: of the step.
        role: who judged: the name of the role, or of the step where no role was asked.
        value: a critique, a report, or whatever else the step brought, as plain data or text.
    """

    path: str
    kind: str
    role: str
    value: Any

    @property
    def critique(self) -> Critique | None:
        """The value as a critique, where it is one."""
        return self.value if isinstance(self.value, Critique) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A text as it stood in one round of a loop, and how it was judged there.

    Attributes:
        revised: the path of the round whose text was revised into this one; empty for the first.
        by: who revised it: the name of a role, or of a step where no role was asked.
        score: what the loop compares its rounds by.
        best: whether it was the best so far; ``met`` whether it was all that was asked for.
    """

    path: str
    number: int
    text: str
    revised: str = ""
    by: str = ""
    score: tuple[float, ...] = ()
    best: bool = False
    met: bool = False
    judged: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of a part that came out of a loop, or of several in a row.

    Attributes:
        start: its first paragraph, from 0.
        end: the paragraph after its last.
        rounds: oldest first; all that were made, also those that led nowhere.
        final: the path of the round whose text it is.
    """

    start: int
    end: int
    rounds: tuple[Round, ...]
    final: str

    @property
    def last(self) -> Round:
        """The round whose text it is."""
        return next(told for told in self.rounds if told.path == self.final)

    @property
    def before(self) -> Round | None:
        """The round whose text was revised into this one; None where nothing was revised."""
        return next((told for told in self.rounds if told.path == self.last.revised), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a book.

    Attributes:
        draft: None where it is missing.
        gap: what is missing of it and why, in a sentence; empty where nothing is.
    """

    heading: str = ""
    draft: Draft | None = None
    gap: str = ""
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A book; ``language`` is ``en``, ``zh`` or another tag of BCP 47."""

    title: str
    language: str
    parts: tuple[Part, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return not any(part.gap for part in self.parts)


def language_of(said: str, texts: Sequence[str]) -> str:
    """The language to set a book in: the one it is ``said`` to be in, unless that is English and the text Chinese.

    A manuscript that says nothing of its language is said to be English.

    >>> language_of("en", ["井里没有水。"]), language_of("en", ["Dry."]), language_of("zh-TW", ["井"])
    ('zh', 'en', 'zh-TW')
    """
    return guess_language("\n".join(texts)) if said in ("en", "") else said


def is_chinese(language: str) -> bool:
    """Whether a language tag is that of Chinese."""
    return language.split("-")[0] == "zh"
