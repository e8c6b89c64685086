"""What of a bible goes into one prompt: what is true there, what the scene is about, the latest, within a budget.

A prompt has two parts of a bible. The core is that of the plan: it is the same in every prompt of a book, stands first,
and stays in the server's prefix cache. What has come since is chosen for each scene, and stands last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from orchestrator.domain.outlines import Bible, Character, Fact, folded
from orchestrator.domain.text import estimate_tokens

_LABEL_TOKENS = 3
"""Of the word before an entry ("Fact:") and the line end after it."""

_LONG_WORD = re.compile(r"[^\W\d_\u2e80-\U0010ffff]{5,}")
_HAN = re.compile("[\u4e00-\u9fff]+")
_MOST_SHARED = 3


def recalled(bible: Bible, *, chapter: int, tokens: int, about: str = "", core: Bible | None = None) -> Bible:
    """As much of ``bible`` as ``tokens`` bear: first what ``about`` is about, then promises, then the latest.

    Args:
        bible: as it stands before that chapter.
        chapter: facts that are true only later are left out.
        tokens: budget by ``estimate_tokens``; that of ``core`` counts too.
        about: what is to be written, such as the heading and goal of a scene.
        core: what the prompt has already.

    >>> facts = (Fact(text="Tom is old."), Fact(text="The well is dry.", chapter=2), Fact(text="Later.", chapter=9))
    >>> bible = Bible(characters=(Character(name="Tom"),), facts=facts)
    >>> [fact.text for fact in recalled(bible, chapter=3, tokens=14).facts]
    ['The well is dry.']
    >>> [fact.text for fact in recalled(bible, chapter=3, tokens=14, about="Tom wakes.").facts]
    ['Tom is old.']
    """
    there = core or Bible()
    left = tokens - size_of(there)
    subject = _Subject.of(about, bible)
    chosen: set[int] = set()
    entries = list(_entries(bible, there, chapter, subject))
    for number, entry in sorted(enumerate(entries), key=lambda numbered: numbered[1].rank):
        if entry.tokens <= left:
            left -= entry.tokens
            chosen.add(number)
    kept: dict[str, list[Any]] = {"characters": [], "places": [], "facts": [], "promises": []}
    for number, entry in enumerate(entries):
        if number in chosen:
            kept[entry.kind].append(entry.value)
    return Bible(**{kind: tuple(values) for kind, values in kept.items()})


def core_of(bible: Bible, tokens: int) -> Bible:
    """What never changes of a plan's ``bible``: people, places, facts of the first chapter; open promises do change.

    >>> core_of(Bible(places=("the mill",), promises=("Tom comes home.",)), 100)
    Bible(characters=(), places=('the mill',), facts=(), promises=())
    """
    return recalled(bible.model_copy(update={"promises": ()}), chapter=1, tokens=tokens)


def size_of(bible: Bible) -> int:
    """About how many tokens all of ``bible`` takes in a prompt."""
    said: list[Character | Fact | str] = [*bible.characters, *bible.places, *bible.facts, *bible.promises]
    return sum(map(_tokens, said))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One thing that a bible says in its field ``kind``; the least ``rank`` goes first."""

    kind: str
    value: Character | Fact | str
    rank: tuple[int, ...]
    tokens: int


def _entries(bible: Bible, core: Bible, chapter: int, subject: _Subject) -> Iterator[_Entry]:
    """What ``bible`` says and ``core`` does not, in its order."""

    def entry(kind: str, value: Character | Fact | str, near: int, group: int, place: int) -> _Entry:
        return _Entry(kind, value, (-near, group, place), _tokens(value))

    for place, who in enumerate(bible.characters):
        if who not in core.characters:
            yield entry("characters", who, subject.names_in(_line(who)), 0, place)
    for place, where in enumerate(bible.places):
        if where not in core.places:
            yield entry("places", where, subject.names_in(where), 0, place)
    for fact in bible.facts:
        if fact not in core.facts and fact.chapter <= chapter:
            yield entry("facts", fact, subject.nearness(fact.text), 2, -fact.chapter)
    for place, promise in enumerate(bible.promises):
        if promise not in core.promises:
            yield entry("promises", promise, subject.nearness(promise), 1, place)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a scene is about: the names of the bible in it, and its other words."""

    names: frozenset[str]
    words: frozenset[str]

    @classmethod
    def of(cls, text: str, bible: Bible) -> _Subject:
        text = folded(text)
        called = [*bible.places, *(name for who in bible.characters for name in (who.name, *who.aliases))]
        parts = [part for name in called for part in name.split() if len(part) > 2 and part[0].isupper()]
        forms = {folded(form) for form in (*called, *parts)} - {"", "the"}
        return cls(frozenset(form for form in forms if _stands_in(form, text)), frozenset(_words(text)))

    def names_in(self, text: str) -> int:
        """Whether ``text`` has one of the names: 1 or 0."""
        return int(any(_stands_in(name, folded(text)) for name in self.names))

    def nearness(self, text: str) -> int:
        """How many of the names ``text`` has, and of the other words a few."""
        text = folded(text)
        shared = len(self.words & frozenset(_words(text)))
        return 2 * sum(_stands_in(name, text) for name in self.names) + min(shared, _MOST_SHARED)


def _stands_in(name: str, text: str) -> bool:
    """Whether ``text`` has ``name``, as words of its own where it is written in letters."""
    return name in text and (not name.isascii() or re.search(rf"\b{re.escape(name)}\b", text) is not None)


def _words(text: str) -> Iterable[str]:
    """Long words, and each two Chinese characters side by side: what a text is about, roughly."""
    yield from _LONG_WORD.findall(text)
    for run in _HAN.findall(text):
        yield from (run[at : at + 2] for at in range(len(run) - 1))


def _tokens(value: Character | Fact | str) -> int:
    return estimate_tokens(_line(value)) + _LABEL_TOKENS


def _line(value: Character | Fact | str) -> str:
    if isinstance(value, Character):
        return " ".join((value.name, *value.aliases, *value.traits))
    return value.text if isinstance(value, Fact) else value
