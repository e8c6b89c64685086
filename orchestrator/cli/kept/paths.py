"""Step paths: ``story_scenes[s2].polish#2.critique`` is a step, in a round, of a loop, for an item of a foreach."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from orchestrator.domain.errors import UsageError
from orchestrator.language.diagnostics import did_you_mean, listed

# A key may hold anything; it ends with the first bracket that a path can go on after.
_PART = re.compile(r"\[.*?\](?=$|[.#@\[])|[#@]\d+|\.?[^.\[#@]+|.", re.DOTALL)
_DEEPEST = 100  # deeper than any workflow can be written: what looks so is a key full of brackets
_ROUND = re.compile(r"(.+)#(\d+)", re.DOTALL)
_MARKS = ("[", "#", "@")
_STARTS = (".", *_MARKS)


def parts(path: str) -> tuple[str, ...]:
    """The parts of ``path``; joined, they are the path again.

    >>> parts("scenes[a.b].polish#2.critique")
    ('scenes', '[a.b]', '.polish', '#2', '.critique')
    """
    found = _PART.findall(path)
    rest = "".join(found[_DEEPEST:])
    return (*found[:_DEEPEST], rest) if rest else tuple(found)


def round_of(path: str) -> tuple[str, int] | None:
    """The loop and the number of the round that ``path`` names, or None where it names no round.

    >>> round_of("scenes[s1].polish#2"), round_of("polish#2.critique")
    (('scenes[s1].polish', 2), None)
    """
    found = _ROUND.fullmatch(path)
    return (found[1], int(found[2])) if found and parts(path)[-1] == f"#{found[2]}" else None


def round_around(path: str) -> str | None:
    """The path of the innermost round that the step at ``path`` stands in, or None.

    >>> round_around("scenes[s1].polish#2.critique")
    'scenes[s1].polish#2'
    """
    pieces = parts(path)
    rounds = [count for count, part in enumerate(pieces[:-1], start=1) if part.startswith("#")]
    return "".join(pieces[: rounds[-1]]) if rounds else None


def block_of(path: str) -> str:
    """The path of the block that the step at ``path`` stands in; empty at the top.

    >>> block_of("scenes[s1].polish#2.critique"), block_of("outline")
    ('scenes[s1].polish#2', '')
    """
    return "".join(parts(path)[:-1])


def without_keys(path: str) -> str:
    """Where the step at ``path`` stands in the workflow: without the keys of items, rounds and variants.

    >>> without_keys("scenes[s1].polish#2.critique")
    'scenes.polish.critique'
    """
    return "".join(part for part in parts(path) if not part.startswith(_MARKS))


def find_path(text: str, known: Iterable[str]) -> str:
    """The path that ``text`` means: that very path, or the only one that ends so.

    Raises:
        UsageError: there is none, or more than one.
    """
    known = tuple(dict.fromkeys(known))
    if text in known:
        return text
    found = [path for path in known if text and path.endswith(text) and _is_ending(path, text)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{len(found)} steps end with '{text}'", hint=f"write more of it: {listed(found)}")
    raise UsageError(f"no step '{text}' in that run", hint=_nearest(text, known))


def _is_ending(path: str, text: str) -> bool:
    return text.startswith(_STARTS) or path[: -len(text)].endswith(".")


def _nearest(text: str, known: Sequence[str]) -> str:
    """A hint with the nearest ending of a path, or the nearest path."""
    endings = {_name(path) for path in known}
    near = did_you_mean(text, endings, "steps there")
    return near if near.startswith("did you mean") else did_you_mean(text, known, "steps there")


def _name(path: str) -> str:
    """The last step in ``path``, with its key or round."""
    pieces = parts(path)
    last = max((number for number, part in enumerate(pieces) if not part.startswith(("[", "#", "@"))), default=0)
    return "".join(pieces[last:]).removeprefix(".")
