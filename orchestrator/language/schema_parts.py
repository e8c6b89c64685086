"""Pieces that schemas are made of: names, expressions, and rules on which keys go together.

Patterns are in the part of regular expressions that Python and JavaScript read alike. ``errorMessage`` and
``patternErrorMessage`` are what YAML editors show; other readers of schemas pass over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orchestrator.language.expressions import MAX_SOURCE_CHARACTERS
from orchestrator.language.names import MAX_NAME, OWN_NAMES

Schema = dict[str, Any]

# Characters of ASCII that no name may have; letters of all scripts may stand in it.
_NO_LETTER = r"\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f"
_NAME = rf"[^{_NO_LETTER}0-9][^{_NO_LETTER}]{{0,{MAX_NAME - 1}}}$"
_NAME_MESSAGE = "a name has letters, digits and underscores, and begins with a letter"
NAME: Schema = {"type": "string", "pattern": f"^{_NAME}", "patternErrorMessage": _NAME_MESSAGE}
"""A name that may be one of the language's own, such as an input that is called ``note``."""
NEW_NAME: Schema = {
    **NAME,
    "pattern": rf"^(?!({'|'.join(sorted(OWN_NAMES))})$){_NAME}",
    "patternErrorMessage": f"{_NAME_MESSAGE}; {', '.join(sorted(OWN_NAMES))} are taken",
}
WORKFLOW_NAME: Schema = {
    "type": "string",
    "pattern": rf"^[^{_NO_LETTER}_][^\x00-\x2c\x2e\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]{{0,79}}$",
    "patternErrorMessage": "letters, digits, - and _; files are named after it",
}

EXPRESSION_TYPES = ["string", "number", "boolean"]
ANY_SCALAR = [*EXPRESSION_TYPES, "null"]
ONE_EXPRESSION: Schema = {
    "pattern": r"^(?![\s\S]*\{[{%])[\s\S]*\S",
    "patternErrorMessage": "an expression is not empty, and is written without {{ }}",
    "maxLength": MAX_SOURCE_CHARACTERS,
}


def chosen(cases: Sequence[tuple[Schema, Schema]], otherwise: Schema) -> Schema:
    """A schema that is the first of ``cases`` whose condition holds, else ``otherwise``."""
    schema = otherwise
    for condition, then in reversed(cases):
        # What is no mapping meets no condition, and is told so once.
        schema = {"if": {"type": "object", **condition}, "then": then, "else": schema}
    return {"type": "object", **schema}


def changed(schema: Schema, **changes: Schema) -> Schema:
    """``schema`` with other properties; what they say of themselves stays."""
    properties = schema["properties"]
    new = {key: {**_kept(properties[key]), **change} for key, change in changes.items()}
    return {**schema, "properties": {**properties, **new}}


def _kept(schema: Schema) -> Schema:
    return {key: part for key, part in schema.items() if key in ("description", "default")}


def where(key: str, *values: Any) -> Schema:
    """Holds of mappings that have ``key``, with one of ``values`` if any are given."""
    there: Schema = {"required": [key]}
    return {**there, "properties": {key: {"enum": list(values)}}} if values else there


def filled(key: str) -> Schema:
    """Holds of mappings in which ``key`` has entries."""
    return {"required": [key], "properties": {key: {"minProperties": 1}}}


def needed(key: str, value: Any, message: str) -> Schema:
    """Asks for ``key`` with ``value``; ``message`` is what an editor says where it is not so."""
    return {"required": [key], "properties": {key: {"enum": [value], "errorMessage": message}}, "errorMessage": message}
