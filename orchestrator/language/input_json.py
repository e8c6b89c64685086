"""JSON as an input: read with bounds, cleaned as text is, checked against a schema where there is one.

What JSON allows and the rest of a run cannot keep is refused here, once: NaN and infinities, keys that stand
twice, nesting without end. The ValueErrors go on after the name of the input: "is no JSON (line 1, column 2: …)".
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from orchestrator.domain.text import clean
from orchestrator.language.diagnostics import quoted
from orchestrator.language.input_scalars import kind_of_value
from orchestrator.language.reading import demand

MAX_DEPTH = 64
MAX_MISTAKES = 10
"""More than that nobody reads at once; the rest is counted."""

_TOO_DEEP = f"is nested more than {MAX_DEPTH} deep"


def parse_json(text: str) -> Any:
    """The value of a JSON text.

    Raises:
        ValueError: it is no JSON, or beyond the bounds.

    >>> parse_json('{"name": "Ann", "ages": [3, 4]}')
    {'name': 'Ann', 'ages': [3, 4]}
    """
    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_mapping)
    except json.JSONDecodeError as error:
        if text.strip() and not text[: error.pos].strip():
            raise ValueError('is no JSON; a text would stand in double quotes: "…"') from None
        raise ValueError(f"is no JSON (line {error.lineno}, column {error.colno}: {_lowered(error.msg)})") from None
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    except _Refused as error:
        raise ValueError(str(error)) from None
    except ValueError:
        raise ValueError("holds a number of thousands of digits") from None
    return json_value(value)


def json_value(value: Any, depth: int = 0) -> Any:
    """``value`` as plain JSON data with cleaned texts; domain objects become mappings.

    Args:
        value: native data, out of YAML, JSON or a run.
        depth: in how many lists and mappings it stands already.

    Raises:
        ValueError: it holds something that JSON cannot, or is nested more than ``MAX_DEPTH`` deep.
    """
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("holds a number that is not finite")
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if depth == MAX_DEPTH:
        raise ValueError(_TOO_DEEP)
    if isinstance(value, Mapping):
        return {clean(str(key)): json_value(part, depth + 1) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_value(part, depth + 1) for part in value]
    raise ValueError(f"cannot hold {kind_of_value(value)}")


def fit(value: Any, shape: TypeAdapter[Any]) -> Any:
    """``value``, checked against ``shape``: keys it does not name are left out, optional ones are none.

    Raises:
        ValueError: it does not fit; every mistake on a line, up to ``MAX_MISTAKES``.
    """
    try:
        # As JSON, because only there a strict check takes a list for a tuple; and strict, because "3" is no number.
        fitting = shape.validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        raise ValueError("\n".join(shortened([_mistake(detail) for detail in error.errors()]))) from None
    return shape.dump_python(fitting, mode="json")


def shortened(mistakes: Sequence[str]) -> list[str]:
    """The first ``MAX_MISTAKES`` of ``mistakes``, then how many more there are."""
    more = len(mistakes) - MAX_MISTAKES
    return [*mistakes[:MAX_MISTAKES], *([f"has {more:,} more mistakes"] if more > 0 else [])]


class _Refused(ValueError):
    """JSON that the standard library would take."""


def _refuse_constant(name: str) -> Any:
    raise _Refused(f"holds {name}, which is no JSON")


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key, value in pairs:
        if key in mapping:
            raise _Refused(f"has the key {quoted(key)} twice in one place")
        mapping[key] = value
    return mapping


def _mistake(detail: ErrorDetails) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in detail["loc"]).lstrip(".")
    if detail["type"] == "missing":
        said = "is missing"
    elif detail["type"] == "literal_error":
        said = f"must be {detail['ctx']['expected']}"
    else:
        said = demand(detail)
    return f"at {path}: {said}" if path else said


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]
