"""The inputs of a workflow: what kind of value each takes, and reading the values a run is given.

Nothing is read from a disk here. A value of a ``file`` is the text in it, one of a ``table`` its rows; where a
path was given for them (``path_in``), whoever runs the workflow reads the file first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter

from orchestrator.domain.text import clean
from orchestrator.language.diagnostics import did_you_mean, quoted
from orchestrator.language.input_json import fit, json_value, parse_json
from orchestrator.language.input_rows import read_rows
from orchestrator.language.input_scalars import READERS, kind_of_value, read_text
from orchestrator.language.syntax import InputType
from orchestrator.language.types import ANY, BOOL, FLOAT, INT, TEXT, Type, coerce, list_of

ITEM_TYPES: Mapping[str, Type] = MappingProxyType({"text": TEXT, "int": INT, "float": FLOAT, "bool": BOOL})
"""What a column of a table may hold, by name."""

ENTRY_TYPES: Mapping[str, Type] = MappingProxyType({**ITEM_TYPES, "file": TEXT})
"""What a list may hold, by the name that ``of`` writes; of files it holds the texts in them."""

_COUNTED: Mapping[str, tuple[str, str]] = MappingProxyType({"list": (" entry", " entries"), "table": (" row", " rows")})
_ENTRY_BREAK = re.compile(r"[,，、\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputSpec:
    """One input.

    Attributes:
        default: the value where none is given, already read; meaningless unless ``has_default``.
        default_file: the file of the project that is read where none is given, relative to the project; empty
            unless the default is one. Then ``has_default`` is false: who cannot read files must give a value.
        min: the least number; of a list or a table, the least number of entries or rows.
        max: the greatest number; of a list or a table, the greatest number of entries or rows.
        choices: what a choice, or an entry of a list of choices, may be.
        item: the type of a list's entries: a key of ``ENTRY_TYPES``, or ``choice``.
        of: the type of a row of a table, a record of its columns, or of a json, perhaps a domain type;
            ``any`` where it is not known.
        shape: what the value of a json is checked against; None where it may be any.
        max_chars: the greatest length of a text, a file or each text in a list, in characters.
    """

    type: InputType
    description: str = ""
    default: Any = None
    has_default: bool = False
    default_file: str = ""
    min: float | None = None
    max: float | None = None
    choices: tuple[str, ...] = ()
    item: str = "text"
    of: Type = ANY
    shape: TypeAdapter[Any] | None = None
    max_chars: int | None = None

    @property
    def required(self) -> bool:
        """Whether a run must be given a value."""
        return not self.has_default and not self.default_file

    @property
    def value_type(self) -> Type:
        """The type of ``inputs.NAME`` in expressions."""
        if self.type == "list":
            base = list_of(ENTRY_TYPES.get(self.item, TEXT))
        elif self.type == "table":
            base = list_of(self.of)
        elif self.type == "json":
            base = self.of
        else:
            base = ITEM_TYPES.get(self.type, TEXT)
        return base.as_optional() if self.has_default and self.default is None else base

    def read(self, name: str, value: Any) -> Any:
        """The value of the input ``name``, checked and in its own type.

        Args:
            name: for messages.
            value: text as it stands on a command line, or a native value out of YAML, JSON or a run. For a
                ``file`` it is the text of the file, never its path.

        Raises:
            ValueError: it does not fit; the message is for whoever gave it, every mistake on a line.

        >>> InputSpec(type="int", min=1, max=12).read("scenes", "3")
        3
        """
        if value is None and self.has_default and self.default is None:
            return None
        try:
            if value is None:
                raise ValueError("has no value")
            return self._read(value)
        except ValueError as error:
            raise ValueError("\n".join(f"{quoted(name)} {line}" for line in str(error).splitlines())) from None

    def _read(self, value: Any) -> Any:
        if self.type == "list":
            entries = entries_of(value)
            self._check_bounds(len(entries))
            return tuple(self._read_one(self.item, entry) for entry in entries)
        if self.type == "table":
            rows = read_rows(value, dict(self.of.fields))
            self._check_bounds(len(rows))
            return rows
        if self.type == "json":
            read = parse_json(value) if isinstance(value, str) else json_value(value)
            if self.of.kind == "domain":
                return _domain_value(read, self.of)
            return read if self.shape is None else fit(read, self.shape)
        read = self._read_one(self.type, value)
        if self.type in ("int", "float"):
            self._check_bounds(read)
        return read

    def _read_one(self, kind: str, value: Any) -> Any:
        if kind in ("text", "file"):
            return self._text(value)
        return self._choice(value) if kind == "choice" else READERS[kind](value)

    def _text(self, value: Any) -> str:
        text = read_text(value)
        if not text.strip() and not self.has_default:
            raise ValueError("is empty")
        if self.max_chars is not None and len(text) > self.max_chars:
            raise ValueError(f"has {len(text):,} characters; at most {self.max_chars:,} fit")
        return text

    def _choice(self, value: Any) -> str:
        text = clean(str(value)).strip()
        if text not in self.choices:
            raise ValueError(f"cannot be {quoted(text)}; {did_you_mean(text, self.choices, 'choices')}")
        return text

    def _check_bounds(self, number: float) -> None:
        verb = "have" if self.type in _COUNTED else "be"
        if self.min is not None and number < self.min:
            raise ValueError(f"must {verb} at least {self.counted(self.min)}, not {number:,.15g}")
        if self.max is not None and number > self.max:
            raise ValueError(f"must {verb} at most {self.counted(self.max)}, not {number:,.15g}")

    def counted(self, bound: float) -> str:
        """``bound`` in words, with what it counts: entries of a list, rows of a table.

        >>> InputSpec(type="table").counted(1), InputSpec(type="int").counted(1200)
        ('1 row', '1,200')
        """
        one, many = _COUNTED.get(self.type, ("", ""))
        return f"{bound:,.15g}{one if bound == 1 else many}"


def path_in(kind: InputType, value: object) -> str | None:
    """The path of a file that ``value`` stands for, without a leading @; None where it is a value itself.

    A ``file`` is always given as a path; a ``table`` unless it is a JSON list; a ``json`` if it begins with @ or
    ends in .json (no JSON text does either).

    >>> path_in("file", "@one.md"), path_in("json", "cast.json"), path_in("json", '{"a": 1}'), path_in("text", "@one")
    ('one.md', 'cast.json', None, None)
    """
    if not isinstance(value, str):
        return None
    text = value.strip()
    if kind == "file" or (kind == "table" and not text.startswith("[")):
        return text.removeprefix("@")
    if kind == "json" and (text.startswith("@") or text.lower().endswith(".json")):
        return text.removeprefix("@")
    return None


def read_inputs(
    specs: Mapping[str, InputSpec],
    given: Mapping[str, Any],
    unread: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """The values of all inputs: what was given, else the defaults.

    Args:
        specs: the inputs of a workflow (``Plan.inputs``).
        given: values by name, text or native.
        unread: what is wrong with values that could not be had, by name, such as a file that is not there.

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
            if name in unread:
                raise ValueError("\n".join(f"{quoted(name)}: {line}" for line in unread[name].splitlines()))
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


def _domain_value(value: Any, type_: Type) -> Any:
    """``value`` as plain data of a domain type, with what that fills in, such as the ids of scenes."""
    try:
        return coerce(value, type_).model_dump(mode="json")
    except ValueError as error:
        raise ValueError(f"is {error}") from None


def entries_of(value: Any) -> list[Any]:
    """The entries of a list that was given: as they are, or as text with commas or line ends between them, or JSON.

    Raises:
        ValueError: it is no list.

    >>> entries_of("one.md, two.md")
    ['one.md', 'two.md']
    """
    if isinstance(value, (list, tuple)):
        return list(value)
    if not isinstance(value, str):
        raise ValueError(f"must be a list, not {kind_of_value(value)}")
    if value.lstrip().startswith("["):
        try:
            parsed = json.loads(value)
        except (ValueError, RecursionError):
            raise ValueError("begins like a JSON list and is none") from None
        return list(parsed)
    return [part.strip() for part in _ENTRY_BREAK.split(value) if part.strip()]
