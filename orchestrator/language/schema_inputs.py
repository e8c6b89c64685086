"""JSON Schemas of inputs, and of the schemas that a card's output or a json input may be described in.

Both are told by their ``type``: an editor offers and explains the keys of that type alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from orchestrator.language.inputs import ENTRY_TYPES, ITEM_TYPES
from orchestrator.language.schema_parts import ANY_SCALAR, NAME, Schema, chosen, where
from orchestrator.language.types import DOMAIN_TYPES


def input_schema(schema: Schema) -> Schema:
    """The schema of an input, made of that of its model, which knows the keys but not which type has which."""
    scalar: Schema = {"type": ANY_SCALAR}
    number: Schema = {"type": ["number", "string", "null"]}
    choices: Schema = {"type": "array", "minItems": 1, "items": scalar}
    row_types = [*ITEM_TYPES, *(f"optional {name}" for name in ITEM_TYPES)]
    spaced = {"type": "string", "pattern": rf"^\s*(optional\s+)*({'|'.join(ITEM_TYPES)})\s*$"}
    column = {"anyOf": [{"enum": row_types}, spaced]}
    columns = {"type": "object", "minProperties": 1, "propertyNames": NAME, "additionalProperties": column}
    entry_types = {"anyOf": [{"enum": list(ENTRY_TYPES)}, choices]}
    items = {"type": ["array", "string", "null"]}
    parts: Mapping[str, Mapping[str, Schema]] = {
        "text": {"default": scalar, "max_chars": {}},
        "int": {"default": number, "min": {}, "max": {}},
        "float": {"default": number, "min": {}, "max": {}},
        "bool": {"default": {"type": ["boolean", "string", "null"]}},
        "choice": {"default": scalar, "of": choices},
        "list": {"default": items, "of": entry_types, "min": {}, "max": {}, "max_chars": {}},
        "file": {"default": scalar, "max_chars": {}},
        "table": {"default": items, "of": columns, "min": {}, "max": {}},
        "json": {"default": {}, "of": {"anyOf": [{"enum": list(DOMAIN_TYPES)}, {"$ref": "#/$defs/OwnSchema"}]}},
    }
    always = {key: schema["properties"][key] for key in ("type", "description")}
    cases = []
    for type_, keys in parts.items():
        own = {key: {**schema["properties"][key], **part} for key, part in keys.items()}
        then: Schema = {"properties": {**always, **own}, "additionalProperties": False}
        cases.append((where("type", type_), {**then, "required": ["of"]} if type_ == "choice" else then))
    either = {key: part for key, part in always.items() if key != "type"}
    otherwise = {"properties": {"type": always["type"], **either}, "required": ["type"]}
    return {"description": schema["description"], **chosen(cases, otherwise)}


def own_schema() -> Schema:
    """The part of JSON Schema that a card's output and a json input may be described in."""
    here, whole, length = {"$ref": "#/$defs/OwnSchema"}, {"type": "integer"}, {"type": "integer", "minimum": 0}
    words = {"type": "array", "items": {"type": ANY_SCALAR}}
    number = {"type": "number"}
    properties = {"type": "object", "minProperties": 1, "propertyNames": NAME, "additionalProperties": here}
    parts: Mapping[str, Schema] = {
        "object": {"properties": properties, "required": words, "additionalProperties": {}},
        "array": {"items": here, "minItems": length, "maxItems": length},
        "string": {"enum": words, "minLength": length, "maxLength": length},
        "integer": {"minimum": whole, "maximum": whole},
        "number": {"minimum": number, "maximum": number},
        "boolean": {},
    }
    needed = {"object": ["properties"], "array": ["items"]}
    common = {
        "type": {"enum": list(parts), "description": "What kind of value."},
        "description": {"description": "What it means."},
        "title": {"description": "What it is called."},
    }
    cases = [
        (
            where("type", type_),
            {
                "properties": {**common, **_described(keys)},
                "required": ["type", *needed.get(type_, [])],
                "additionalProperties": False,
            },
        )
        for type_, keys in parts.items()
    ]
    # Words to choose from need no type beside them.
    otherwise = {
        "properties": {**common, **_described(parts["string"])},
        "anyOf": [{"required": ["type"]}, {"required": ["enum"]}],
    }
    return {"title": "schema", **chosen(cases, otherwise)}


_OWN_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "properties": "The fields, by name.",
        "required": "The fields that must be there; the others may be none.",
        "additionalProperties": "Fields that are not named here are left out, whatever this says.",
        "items": "What each entry is.",
        "enum": "The words that it can be.",
        "minItems": "The least number of entries.",
        "maxItems": "The greatest number of entries.",
        "minLength": "The least length in characters.",
        "maxLength": "The greatest length in characters.",
        "minimum": "The least number.",
        "maximum": "The greatest number.",
    }
)


def _described(keys: Mapping[str, Schema]) -> dict[str, Schema]:
    return {key: {**part, "description": _OWN_KEYS[key]} for key, part in keys.items()}
