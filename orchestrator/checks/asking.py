"""What a check is asked: targets as a caller gives them, seen to, made plain, and told again in a report."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from orchestrator.checks.check import Check
from orchestrator.checks.judging import GENRE, TargetKind, Targets, TargetSpec, TargetValue, as_number, asks
from orchestrator.checks.passage import Passage
from orchestrator.checks.quoting import label
from orchestrator.domain.drafts import Draft
from orchestrator.domain.model import DomainModel
from orchestrator.domain.outlines import Bible
from orchestrator.domain.styles import Style

_SIDES = ("min", "max")


def validate_targets(check: Check, targets: Targets) -> None:
    """See that ``check`` understands ``targets``.

    Raises:
        ValueError: an unknown target, or a value of the wrong kind.

    >>> from orchestrator.checks.sentiment import CHECK
    >>> validate_targets(CHECK, {"moud": "sad"})
    Traceback (most recent call last):
    ...
    ValueError: unknown target 'moud' of sentiment; did you mean 'mood'? there are: mood, valence
    """
    plain_targets(check, targets)


def plain_targets(check: Check, targets: Targets) -> dict[str, Any]:
    """``targets`` as plain data, each of the kind that ``check`` knows it to be.

    Raises:
        ValueError: an unknown target, or a value of the wrong kind.
    """
    plain: dict[str, Any] = {}
    for name, value in targets.items():
        spec = check.targets.get(name)
        if spec is None:
            raise ValueError(unknown("target", name, check.targets, "", f" of {check.name}"))
        try:
            plain[name] = None if value is None else _KINDS[spec.kind](spec, value)
        except ValueError as error:
            raise ValueError(f"target '{name}' of {check.name}: {error}") from error
    return plain


def with_band(check: Check, targets: Mapping[str, Any], passage: Passage) -> dict[str, Any]:
    """``targets``, and for what they leave open the band of their genre; the genre itself asks for no more."""
    language = "zh" if passage.script == "cjk" else passage.primary_language
    band = check.band(language, targets.get(GENRE.name))
    given = {name: value for name, value in targets.items() if asks(value) or name not in band}
    return {**band, **given}


def told_targets(check: Check, targets: Mapping[str, Any]) -> dict[str, Any]:
    """``targets`` as a report tells them: how many other texts or entries of a bible, what a style is made of.

    >>> from orchestrator.checks.repetition import CHECK
    >>> told_targets(CHECK, {"share": 0.2})
    {'share': 0.2}
    """
    return {name: _told(check.targets[name], value) for name, value in targets.items()}


def _told(spec: TargetSpec, value: Any) -> Any:
    if value is not None and spec.kind == "texts":
        return len(value)
    if value is not None and spec.kind == "bible":
        return {name: len(entries) for name, entries in value.items()}
    if value is not None and spec.kind == "style":
        return {"language": value["language"], "words": value["words"]}
    if spec.kind == "text" and isinstance(value, str):
        return label(value)  # a source may be a book
    return value


def unknown(kind: str, name: str, known: Iterable[str], plural: str, of: str = "") -> str:
    """What is said of a name that nothing has, with the nearest there is."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    meant = f"; did you mean '{near[0]}'?" if near else ";"
    there = f"{plural} there are" if plural else "there are"
    return f"unknown {kind} '{name}'{of}{meant} {there}: {', '.join(names)}"


# -- one kind after the other -------------------------------------------------------------------------------


def _bound(spec: TargetSpec, value: TargetValue) -> Any:
    if not isinstance(value, Mapping):
        return _number(spec, value)
    for side, number in value.items():
        if side not in _SIDES:
            raise ValueError(unknown("bound", side, _SIDES, ""))
        if number is not None:
            as_number(number)
    low, high = value.get("min"), value.get("max")
    if low is not None and high is not None and low > high:
        raise ValueError(f"min {low:g} is more than max {high:g}")
    return dict(value)


def _number(spec: TargetSpec, value: TargetValue) -> Any:
    as_number(value)
    return value


def _text(spec: TargetSpec, value: Any) -> str:
    text = _plain_text(value)
    if text is None:
        raise ValueError(f"{value!r} is not a text")
    return text


def _choice(spec: TargetSpec, value: Any) -> str:
    text = _text(spec, value).strip()
    if text and text not in spec.choices:
        raise ValueError(unknown(spec.name, text, spec.choices, ""))
    return text


def _flag(spec: TargetSpec, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is not true or false")
    return value


def _curve(spec: TargetSpec, value: Any) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [as_number(number) for number in value]
    return _choice(spec, value)


def _texts(spec: TargetSpec, value: Any) -> list[str]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ValueError(f"{value!r} is not a list of texts")
    return [_text(spec, part) for part in value]


def _bible(spec: TargetSpec, value: Any) -> dict[str, Any]:
    return _domain(Bible, value)


def _style(spec: TargetSpec, value: Any) -> dict[str, Any]:
    return _domain(Style, value)


def _domain(type_: type[DomainModel], value: Any) -> dict[str, Any]:
    try:
        return type_.model_validate(value).model_dump(mode="json")
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"]))
        message = f"it is no {type_.__name__}: {where}{': ' if where else ''}{problem['msg'].lower()}"
        raise ValueError(message) from error


def _plain_text(value: Any) -> str | None:
    if isinstance(value, Draft):
        return value.text
    if isinstance(value, Mapping) and isinstance(value.get("text"), str):
        return str(value["text"])  # a Draft as plain data
    return value if isinstance(value, str) else None


_KINDS: Mapping[TargetKind, Callable[[TargetSpec, Any], Any]] = MappingProxyType(
    {
        "bound": _bound,
        "number": _number,
        "text": _text,
        "choice": _choice,
        "flag": _flag,
        "curve": _curve,
        "texts": _texts,
        "bible": _bible,
        "style": _style,
    }
)
