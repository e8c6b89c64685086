"""What a workflow takes, told so that somebody who has never seen its file can give it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType

from orchestrator.language.diagnostics import listed
from orchestrator.language.inputs import InputSpec
from orchestrator.language.types import ANY, Type

_MAX_SHOWN_DEFAULT = 60
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "text": "text",
        "int": "a whole number",
        "float": "a number",
        "bool": "true or false",
        "list": "a list",
        "file": "the path of a text file",
        "table": "the path of a .csv, .tsv, .jsonl or .json file",
        "json": "JSON, or the path of a .json file",
    }
)
_ITEMS: Mapping[str, str] = MappingProxyType(
    {
        "text": "texts",
        "int": "whole numbers",
        "float": "numbers",
        "bool": "true or false",
        "file": "paths of text files",
    }
)


def described(specs: Mapping[str, InputSpec]) -> list[str]:
    """What each input takes, one a line, for people.

    >>> described({"scenes": InputSpec(type="int", min=1, max=12, description="How many.")})
    ['scenes (a whole number, 1 to 12; required): How many.']
    """
    lines = []
    for name, spec in specs.items():
        default = default_of(spec)
        told = default if spec.required or default == "optional" else f"default {default}"
        lines.append(f"{name} ({_kind(spec)}; {told})" + (f": {spec.description}" if spec.description else ""))
    return lines


def default_of(spec: InputSpec) -> str:
    """What an input is where none is given, in a few words: its default, ``optional`` or ``required``.

    >>> default_of(InputSpec(type="list", default=("sad", "happy"), has_default=True))
    '["sad", "happy"]'
    """
    if spec.required:
        return "required"
    if spec.has_default and spec.default is None:
        return "optional"
    value = spec.default_file or spec.default
    text = " ".join((value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)).split())
    return f"{text[:_MAX_SHOWN_DEFAULT]}…" if len(text) > _MAX_SHOWN_DEFAULT else text


def _kind(spec: InputSpec) -> str:
    if spec.type == "choice":
        return f"one of {listed(spec.choices)}"
    kind = _KINDS[spec.type]
    if spec.type == "list":
        kind += f" of {_ITEMS.get(spec.item) or 'words out of ' + listed(spec.choices)}"
    if spec.type == "table" and spec.of.fields:
        kind += f" with the columns {listed(_column(name, type_) for name, type_ in spec.of.fields)}"
    if spec.type == "json" and spec.of != ANY:
        kind = kind.replace("JSON", f"JSON ({spec.of})", 1)
    if spec.max_chars is not None:
        kind += f", up to {spec.max_chars:,} characters"
    return kind + _bounds(spec)


def _column(name: str, type_: Type) -> str:
    return f"{name} (may be missing)" if type_.optional else name


def _bounds(spec: InputSpec) -> str:
    if spec.min is not None and spec.max is not None:
        return f", {spec.min:,.15g} to {spec.counted(spec.max)}"
    if spec.min is not None:
        return f", at least {spec.counted(spec.min)}"
    return f", at most {spec.counted(spec.max)}" if spec.max is not None else ""
