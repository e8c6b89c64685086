"""The filters that books need: a manuscript told apart, a bible recalled within a budget, values in their own types.

They work on plain data and pay nothing by themselves: ``filters`` meters them with the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from orchestrator.domain.chapters import read_book
from orchestrator.domain.outlines import Bible, folded
from orchestrator.domain.recall import core_of, recalled
from orchestrator.domain.text import guess_language
from orchestrator.language.diagnostics import quoted
from orchestrator.language.types import DOMAIN_TYPES, Type, coerce


def chaptered(value: Any) -> dict[str, Any]:
    """A manuscript's ``title``, ``front`` and ``chapters``, each of these with id, number, heading, title and text."""
    book = read_book(prose_of(value))
    return {
        "title": book.title,
        "front": book.front,
        "chapters": [
            {
                "id": f"m{number}",
                "number": number,
                "heading": chapter.heading,
                "title": chapter.title,
                "text": chapter.text,
            }
            for number, chapter in enumerate(book.chapters, start=1)
        ],
    }


def heading_after(value: Any, place: int = 1, title: Any = "") -> str:
    """The heading of the ``place``-th chapter after those of a manuscript, in their manner, such as 第九章 雨."""
    return read_book(prose_of(value)).heading_after(place, str(title))


def core(bible: Any, tokens: int = 1000) -> dict[str, Any]:
    """What never changes of a Bible, as much of it as ``tokens`` bear: it can stand first in every prompt."""
    return core_of(Bible.model_validate(bible), tokens).model_dump(mode="json")


def recall(bible: Any, chapter: int = 1, tokens: int = 1000, *, about: Any = "", core: Any = None) -> dict[str, Any]:
    """As much of a Bible as ``tokens`` bear, for a scene of ``chapter`` that is ``about`` something."""
    chosen = recalled(
        Bible.model_validate(bible),
        chapter=chapter,
        tokens=tokens,
        about=str(about or ""),
        core=None if core is None else Bible.model_validate(core),
    )
    return chosen.model_dump(mode="json")


def language_of(value: Any) -> str:
    """``zh`` or ``en``, by the letters of a text or a draft."""
    return guess_language(prose_of(value))


def prose_of(value: Any) -> str:
    """The text that a value is, or that a draft has."""
    return str(value["text"] if isinstance(value, Mapping) else value)


def typed(value: Any, name: str) -> Any:
    """A mapping as the domain object ``name``, with what that fills in, such as ids; ``any`` forgets the type."""
    if name == "any":
        return value
    if name not in DOMAIN_TYPES:
        raise ValueError(f"typed takes the name of a domain type, or any, not {quoted(str(name))}")
    return coerce(value, Type("domain", name)).model_dump(mode="json")


def told_apart(titles: Any) -> list[str]:
    """The texts, each with a number where it came before.

    >>> told_apart(["The Well", "the well", "Rain"])
    ['The Well', 'the well (2)', 'Rain']
    """
    out: list[str] = []
    times: Counter[str] = Counter()
    for title in map(str, titles):
        told = title
        while title.strip() and times[folded(told)]:
            times[folded(title)] += 1
            told = f"{title} ({times[folded(title)]})"
        times[folded(told)] += 1
        out.append(told)
    return out
