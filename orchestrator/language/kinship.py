"""Which types can be compared with each other, and what two of them have in common."""

from __future__ import annotations

from orchestrator.language.types import ANY, FLOAT, INT, NONE, Type


def order_group(type_: Type) -> str:
    """What values are like that one can be less than another; of the group ``other`` none is.

    >>> order_group(INT) == order_group(FLOAT)
    True
    """
    if type_.kind == "any":
        return "any"
    if type_.kind == "list":
        return "list"
    if type_.kind == "scalar":
        return {"int": "number", "float": "number", "bool": "other"}.get(type_.name, "text")
    return "other"


def equality_group(type_: Type) -> str:
    """What values are like that can be equal.

    >>> equality_group(INT)
    'number'
    """
    if type_.kind == "scalar":
        return "text" if type_.name == "text" else "number"  # true is 1
    return {"any": "any", "none": "any", "list": "list"}.get(type_.kind, "mapping")


def union(types: list[Type]) -> Type:
    """The narrowest type that all of ``types`` fit."""
    optional = any(type_.optional for type_ in types)
    some = list(dict.fromkeys(type_.as_required() for type_ in types if type_.kind != "none"))
    if not some:
        return NONE
    merged = some[0] if len(some) == 1 else FLOAT if set(some) <= {INT, FLOAT} else ANY
    return merged.as_optional() if optional else merged
