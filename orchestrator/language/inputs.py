"""The inputs of a workflow: what kind of value each takes, and reading the values a run is given."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from orchestrator.domain.text import clean
from orchestrator.language.diagnostics import did_you_mean, quoted
from orchestrator.language.syntax import InputType
from orchestrator.language.types import BOOL, FLOAT, INT, TEXT, Type, list_of

ITEM_TYPES: Mapping[str, Type] = MappingProxyType({"text": TEXT, "int": INT, "float": FLOAT, "bool": BOOL})
"""What a list may hold, by the name that ``of`` writes."""

_TRUE = frozenset({"true", "yes", "on", "1", "是"})
_FALSE = frozenset({"false", "no", "off", "0", "否"})
_ENTRY_BREAK = re.compile(r"[,，、\n]")
_MAX_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class InputSpec:
    """One input.

    Attributes:
        default: the value where none is given, already read; meaningless unless ``has_default``.
        min: the least number; of a list, the least number of entries.
        max: the greatest number; of a list, the greatest number of entries.
        choices: what a choice may be.
        item: the type of a list's entries, a key of ``ITEM_TYPES``.
        max_chars: the greatest length of a text (or of each text in a list) in characters.
    """

    type: InputType
    description: str = ""
    default: Any = None
    has_default: bool = False
    min: float | None = None
    max: float | None = None
    choices: tuple[str, ...] = ()
    item: str = "text"
    max_chars: int | None = None

    @property
    def value_type(self) -> Type:
        """The type of ``inputs.NAME`` in expressions."""
        if self.type == "list":
            base = list_of(ITEM_TYPES[self.item])
        else:
            base = TEXT if self.type == "choice" else ITEM_TYPES[self.type]
        return base.as_optional() if self.has_default and self.default is None else base

    def read(self, name: str, value: Any) -> Any:
        """The value of the input ``name``, checked and in its own type.

        Args:
            name: for messages.
            value: text as it stands on a command line, or a native value out of YAML or JSON.

        Raises:
            ValueError: it does not fit; the message is for whoever gave it.

        >>> InputSpec(type="int", min=1, max=12).read("scenes", "3")
        3
        """
        if value is None:
            if self.has_default and self.default is None:
                return None
            raise ValueError(f"{quoted(name)} has no value")
        if self.type == "list":
            return self._read_list(name, value)
        read = self._read_one(self.type, name, value)
        if self.type in ("int", "float"):
            self._check_bounds(name, read, "")
        return read

    def _read_one(self, kind: str, name: str, value: Any) -> Any:
        if kind == "text":
            return self._text(name, value)
        if kind == "choice":
            return self._choice(name, value)
        if kind == "bool":
            return _bool(name, value)
        return _int(name, value) if kind == "int" else _float(name, value)

    def _text(self, name: str, value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise ValueError(f"{quoted(name)} must be text, not {_kind(value)}")
        text = clean(str(value))
        if not text.strip() and not self.has_default:
            raise ValueError(f"{quoted(name)} is empty")
        if self.max_chars is not None and len(text) > self.max_chars:
            raise ValueError(f"{quoted(name)} has {len(text):,} characters; at most {self.max_chars:,} fit")
        return text

    def _choice(self, name: str, value: Any) -> str:
        text = clean(str(value)).strip()
        if text not in self.choices:
            hint = did_you_mean(text, self.choices, "choices")
            raise ValueError(f"{quoted(name)} cannot be {quoted(text)}; {hint}")
        return text

    def _read_list(self, name: str, value: Any) -> tuple[Any, ...]:
        entries = _entries(name, value)
        self._check_bounds(name, len(entries), " entries")
        return tuple(self._read_one(self.item, name, entry) for entry in entries)

    def _check_bounds(self, name: str, number: float, unit: str) -> None:
        verb = "have" if unit else "be"
        if self.min is not None and number < self.min:
            raise ValueError(f"{quoted(name)} must {verb} at least {self.min:g}{unit}, not {number:g}")
        if self.max is not None and number > self.max:
            raise ValueError(f"{quoted(name)} must {verb} at most {self.max:g}{unit}, not {number:g}")


def read_inputs(specs: Mapping[str, InputSpec], given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of all inputs: what was given, else the defaults.

    Args:
        specs: the inputs of a workflow (``Plan.inputs``).
        given: values by name, text or native.

    Raises:
        ValueError: an unknown name, a value that does not fit or a missing one; all of them, one a line.

    >>> read_inputs({"n": InputSpec(type="int"), "of": InputSpec(type="text", default="x", has_default=True)}, {"n": 2})
    {'n': 2, 'of': 'x'}
    """
    wrong = [
        f"unknown input {quoted(name)}; {did_you_mean(name, specs, 'inputs')}" for name in given if name not in specs
    ]
    values = {}
    for name, spec in specs.items():
        try:
            if name in given:
                values[name] = spec.read(name, given[name])
            elif spec.has_default:
                values[name] = spec.default
            else:
                meaning = f" ({spec.description})" if spec.description else ""
                raise ValueError(f"{quoted(name)} is missing{meaning}")
        except ValueError as error:
            wrong.append(str(error))
    if wrong:
        raise ValueError("\n".join(wrong))
    return values


def _entries(name: str, value: Any) -> list[Any]:
    if isinstance(value, (list, tuple)):
        return list(value)
    if not isinstance(value, str):
        raise ValueError(f"{quoted(name)} must be a list, not {_kind(value)}")
    if value.lstrip().startswith("["):
        try:
            parsed = json.loads(value)
        except (ValueError, RecursionError):
            raise ValueError(f"{quoted(name)} begins like a JSON list and is none") from None
        return list(parsed)
    return [part.strip() for part in _ENTRY_BREAK.split(value) if part.strip()]


def _bool(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    if word not in _TRUE | _FALSE:
        raise ValueError(f"{quoted(name)} must be true or false, not {_shown(value)}")
    return word in _TRUE


def _int(name: str, value: Any) -> int:
    number = _float(name, value, "a whole number")
    if not number.is_integer():
        raise ValueError(f"{quoted(name)} must be a whole number, not {_shown(value)}")
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and re.fullmatch(r"\s*[-+]?\d+\s*", value) else int(number)


def _float(name: str, value: Any, wanted: str = "a number") -> float:
    number = math.nan
    too_long = isinstance(value, str) and len(value) > 4 * _MAX_DIGITS
    if not too_long and not isinstance(value, bool) and isinstance(value, (int, float, str)):
        try:
            number = float(value)
        except (ValueError, OverflowError):
            number = math.nan
    if not math.isfinite(number) or abs(number) >= 10**_MAX_DIGITS:
        raise ValueError(f"{quoted(name)} must be {wanted}, not {_shown(value)}")
    return number


def _kind(value: Any) -> str:
    names = {bool: "true or false", list: "a list", dict: "a mapping"}
    return names.get(type(value), type(value).__name__)


def _shown(value: Any) -> str:
    return quoted(value) if isinstance(value, (str, int, float)) else _kind(value)
