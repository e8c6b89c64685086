"""A JSON Schema of one's own, of a card's replies or of an input: a small, portable part of it, made into a class.

Servers differ in which of JSON Schema they enforce; what is allowed here all of them understand: objects with
properties, lists, texts (also out of a list of words), whole numbers, numbers, true or false, and bounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from orchestrator.domain.errors import Place
from orchestrator.language.diagnostics import Problems, did_you_mean, quoted
from orchestrator.language.names import check_name
from orchestrator.language.reading import kind_of
from orchestrator.language.types import BOOL, FLOAT, INT, TEXT, Type, list_of, record
from orchestrator.language.yaml_source import MappingNode, Node, ScalarNode, SequenceNode, plain

_SCALARS: Mapping[str, tuple[Any, Type]] = MappingProxyType(
    {"string": (str, TEXT), "integer": (int, INT), "number": (float, FLOAT), "boolean": (bool, BOOL)}
)
_TYPES = (*_SCALARS, "object", "array")
# Key of the schema → what pydantic calls the bound, the types it goes with, and the least it may be.
_BOUNDS: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "minimum": ("ge", ("integer", "number")),
        "maximum": ("le", ("integer", "number")),
        "minLength": ("min_length", ("string",)),
        "maxLength": ("max_length", ("string",)),
        "minItems": ("min_length", ("array",)),
        "maxItems": ("max_length", ("array",)),
    }
)
_KEYS_OF: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "object": frozenset({"properties", "required", "additionalProperties"}),
        "array": frozenset({"items"}),
        "string": frozenset({"enum"}),
    }
)
_COMMON = frozenset({"type", "description", "title"})

Made = tuple[Any, Type]
"""What pydantic validates a value as, and its type in the language."""


def class_of(role: str, node: MappingNode, problems: Problems) -> tuple[type[BaseModel], Type] | None:
    """The class of replies of ``role``, and their type; None where the schema is wrong (``problems`` say why)."""
    type_node = node.get("type")
    if not isinstance(type_node, ScalarNode) or type_node.value != "object":
        place = type_node.place if type_node is not None else node.place
        problems.add(
            place, "a schema for replies must be of `type: object`", "put a list or a text under `properties:`"
        )
        return None
    return schema_of(f"{role.title()}Reply", node, problems)


def schema_of(name: str, node: Node, problems: Problems) -> Made | None:
    """What values of a schema of any type are validated as, and their type; None where the schema is wrong.

    Args:
        name: of the classes that are made for objects in it.
        node: the schema.
        problems: gets every mistake.
    """
    before = len(problems)
    made = _make(name, node, problems)
    return made if len(problems) == before else None


def _make(name: str, node: Node, problems: Problems) -> Made | None:
    if not isinstance(node, MappingNode):
        problems.add(node.place, f"a schema must be a mapping, not {kind_of(node)}", "such as {type: string}")
        return None
    kind = _kind(node, problems)
    if kind is None:
        return None
    _check_keys(kind, node, problems)
    if kind == "object":
        return _object(name, node, problems)
    made = _array(name, node, problems) if kind == "array" else _scalar(kind, node, problems)
    bounds = _bounds(kind, node, problems)
    return (Annotated[made[0], Field(**bounds)], made[1]) if made is not None and bounds else made


def _kind(node: MappingNode, problems: Problems) -> str | None:
    kind = node.get("type")
    if kind is None and node.get("enum") is not None:
        return "string"  # words to choose from need no type beside them
    if kind is None:
        problems.add(node.place, "a schema needs a `type`", f"types: {', '.join(_TYPES)}")
        return None
    if not isinstance(kind, ScalarNode) or kind.value not in _TYPES:
        shown = quoted(kind.text) if isinstance(kind, ScalarNode) else kind_of(kind)
        hint = did_you_mean(kind.text if isinstance(kind, ScalarNode) else "", _TYPES, "types")
        problems.add(kind.place, f"unknown type {shown} in a schema", hint)
        return None
    return str(kind.value)


def _check_keys(kind: str, node: MappingNode, problems: Problems) -> None:
    known = _COMMON | _KEYS_OF.get(kind, frozenset()) | {key for key, (_, kinds) in _BOUNDS.items() if kind in kinds}
    for key, entry in node.entries.items():
        if key not in known:
            problems.add(entry.key, f"unknown key {quoted(key)} in a schema", did_you_mean(key, known, "keys here"))


def _object(name: str, node: MappingNode, problems: Problems) -> Made | None:
    properties = node.get("properties")
    if not isinstance(properties, MappingNode) or not properties.entries:
        problems.add(
            node.place, "a schema of an object needs `properties`", "such as properties: {score: {type: integer}}"
        )
        return None
    required = _texts(node.get("required"), problems)
    for key, place in required.items():
        if key not in properties.entries:
            problems.add(
                place, f"{quoted(key)} is not among the properties", did_you_mean(key, properties.entries, "there are")
            )
    fields: dict[str, Any] = {}
    types: dict[str, Type] = {}
    for key, entry in properties.entries.items():
        made = (
            _make(f"{name}{key.title()}", entry.value, problems)
            if check_name(key, entry.key, problems, own_allowed=True)
            else None
        )
        if made is None:
            continue
        if hasattr(BaseModel, key) or key.startswith("_"):
            problems.add(entry.key, f"{quoted(key)} cannot be a property here", "choose another name")
        elif key in required:
            fields[key], types[key] = (made[0], ...), made[1]
        else:
            fields[key], types[key] = (made[0] | None, None), made[1].as_optional()
    if len(fields) < len(properties.entries):
        return None
    model = create_model(name, __config__=ConfigDict(frozen=True, extra="ignore"), **fields)
    return model, record(types)


def _array(name: str, node: MappingNode, problems: Problems) -> Made | None:
    items = node.get("items")
    if items is None:
        problems.add(node.place, "a schema of a list needs `items`", "such as items: {type: string}")
        return None
    made = _make(f"{name}Item", items, problems)
    if made is None:
        return None
    item: Any = made[0]
    return tuple[item, ...], list_of(made[1])


def _scalar(kind: str, node: MappingNode, problems: Problems) -> Made:
    if kind == "string" and node.get("enum") is not None:
        words = _texts(node.get("enum"), problems)
        if words:
            return Literal[tuple(words)], TEXT
    return _SCALARS[kind]


def _texts(node: Node | None, problems: Problems) -> dict[str, Place]:
    if node is None:
        return {}
    if not isinstance(node, SequenceNode) or not all(isinstance(item, ScalarNode) for item in node.items):
        hint = f"write it in brackets: [{node.text}]" if isinstance(node, ScalarNode) else ""
        problems.add(node.place, f"this must be a list of words, not {kind_of(node)}", hint)
        return {}
    return {item.text: item.place for item in node.items if isinstance(item, ScalarNode)}


def _bounds(kind: str, node: MappingNode, problems: Problems) -> dict[str, Any]:
    bounds: dict[str, Any] = {}
    for key, (name, kinds) in _BOUNDS.items():
        bound = node.get(key)
        if bound is None or kind not in kinds:
            continue
        value = plain(bound)
        whole = kind != "number"
        if (
            isinstance(value, bool)
            or not isinstance(value, int if whole else (int, float))
            or (name.endswith("length") and value < 0)
        ):
            problems.add(bound.place, f"{quoted(key)} must be a {'whole ' if whole else ''}number")
        else:
            bounds[name] = value
    return bounds
