"""Requests compared, as ``keys.request_text`` writes them: whether they are the same, and in what they differ."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from orchestrator.engine.keys import key_of

_SHOWN_CHARACTERS = 80
_SHOWN_BEFORE = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which two requests differ.

    Attributes:
        part: what it is: model, adapter, user message, sampling.temperature, seed …
        before, now: what each of them has there; of a message its first line that differs.
        line: the number of that line, from 1; None for what has no lines.
    """

    part: str
    before: str
    now: str
    line: int | None = None

    def __str__(self) -> str:
        """In words.

        >>> print(Difference("seed", "1", "2"))
        seed: 2, before 1
        >>> print(Difference("user message", "Write of a hen.", "Write of a fox.", 3))
        user message from line 3 on: "Write of a fox.", before "Write of a hen."
        """
        if self.line is None:
            return f"{self.part}: {self.now}, before {self.before}"
        now, before = (_quoted(text, _first_difference(self.now, self.before)) for text in (self.now, self.before))
        return f"{self.part} from line {self.line} on: {now}, before {before}"


def differences(before: str, now: str) -> tuple[Difference, ...]:
    """In what the request ``now`` differs from ``before``, what matters most first."""
    return tuple(_differences(json.loads(before), json.loads(now)))


def nearest(
    candidates: Iterable[tuple[str, str]], asked: str, *, ignoring: Collection[str] = ()
) -> tuple[str, tuple[Difference, ...]] | None:
    """The one of ``candidates`` that differs least from the request ``asked``: its name, and the differences.

    Args:
        candidates: names and requests.
        asked: a request.
        ignoring: parts that do not count.
    """
    found = []
    for name, request in candidates:
        parts = tuple(part for part in differences(request, asked) if part.part not in ignoring)
        same_lines = min((part.line for part in parts if part.line is not None), default=math.inf)
        found.append((len(parts), -same_lines, name, parts))
    # The first of several: `min` looks no further than the numbers.
    best = min(found, key=lambda one: one[:2], default=None)
    return None if best is None else best[2:]


def content_of(text: str) -> str:
    """A hash of a request without the model it went to, and without its number among the tries of its step.

    Tries of one step still differ: each has a seed of its own.
    """
    request = json.loads(text)
    del request["model"]
    request["visit"] = request["visit"][0]
    return key_of(json.dumps(request, sort_keys=True))


def model_of(text: str) -> tuple[str, str]:
    """Name and revision of the model that a request went to."""
    name, revision = json.loads(text)["model"]
    return name, revision


def usual_model(texts: Iterable[str]) -> tuple[str, str] | None:
    """Name and revision of the model that most of these requests went to; None where there are none."""
    most = Counter(map(model_of, texts)).most_common(1)
    return most[0][0] if most else None


def _differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    yield from _scalar("model", *("@".join(filter(None, one["model"])) for one in (before, now)))
    yield from _scalar("adapter", before["adapter"], now["adapter"])
    yield from _messages(before["messages"], now["messages"])
    yield from _text("beginning of the reply", before["prefill"], now["prefill"])
    yield from _scalar("schema of the reply", before["schema"], now["schema"])
    for name in sorted(before["sampling"].keys() | now["sampling"].keys()):
        yield from _scalar(f"sampling.{name}", before["sampling"].get(name), now["sampling"].get(name))
    yield from _scalar("seed", before["seed"], now["seed"])
    yield from _scalar("round or variant", before["visit"][0], now["visit"][0])
    yield from _scalar("attempt", before["visit"][1], now["visit"][1])
    yield from _scalar("version of the program", before["code"], now["code"])


def _messages(before: Sequence[Sequence[str]], now: Sequence[Sequence[str]]) -> Iterator[Difference]:
    yield from _scalar("number of messages", len(before), len(now))
    for (role, content), (now_role, now_content) in zip(before, now, strict=False):
        if role == now_role:
            yield from _text(f"{role} message", content, now_content)
        else:
            yield from _scalar("role of a message", role, now_role)


def _text(part: str, before: str, now: str) -> Iterator[Difference]:
    if before == now:
        return
    lines = enumerate(zip_longest(before.split("\n"), now.split("\n")), start=1)
    number, (was, is_now) = next((number, pair) for number, pair in lines if pair[0] != pair[1])
    yield Difference(part, was or "", is_now or "", number)


def _scalar(part: str, before: Any, now: Any) -> Iterator[Difference]:
    if before != now:
        yield Difference(part, _shown(before), _shown(now))


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "none"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _first_difference(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _quoted(line: str, at: int) -> str:
    """``line`` in quotes, cut around the character ``at`` where it is long."""
    begin = max(0, min(at - _SHOWN_BEFORE, len(line) - _SHOWN_CHARACTERS))
    end = begin + _SHOWN_CHARACTERS
    return f'"{"… " if begin else ""}{line[begin:end]}{" …" if end < len(line) else ""}"'
