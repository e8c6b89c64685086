"""Single values of inputs: a text, a number, true or false, out of what somebody typed or a file holds.

Each reader raises a ValueError that goes on after the name of what was read: "must be a number, not 'abc'".
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from orchestrator.domain.text import clean
from orchestrator.language.diagnostics import quoted

_TRUE = frozenset({"true", "yes", "on", "1", "是"})
_FALSE = frozenset({"false", "no", "off", "0", "否"})
_MAX_DIGITS = 18


def read_text(value: Any) -> str:
    r"""``value`` as cleaned text; a number is written out.

    Raises:
        ValueError: it is neither.

    >>> read_text("a\r\nb"), read_text(1984)
    ('a\nb', '1984')
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError(f"must be text, not {kind_of_value(value)}")
    return clean(str(value))


def read_bool(value: Any) -> bool:
    """``value`` as true or false; the words yes, no, on, off, 1, 0, 是, 否 do as well.

    Raises:
        ValueError: it is none of these.
    """
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    if word not in _TRUE | _FALSE:
        raise ValueError(f"must be true or false, not {shown(value)}")
    return word in _TRUE


def read_int(value: Any) -> int:
    """``value`` as a whole number below 10**18.

    Raises:
        ValueError: it is none.
    """
    number = read_float(value, "a whole number")
    if not number.is_integer():
        raise ValueError(f"must be a whole number, not {shown(value)}")
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and re.fullmatch(r"\s*[-+]?\d+\s*", value) else int(number)


def read_float(value: Any, wanted: str = "a number") -> float:
    """``value`` as a number below 10**18.

    Args:
        value: a number, or text that is one.
        wanted: what the message calls it.

    Raises:
        ValueError: it is none.
    """
    number = math.nan
    too_long = isinstance(value, str) and len(value) > 4 * _MAX_DIGITS
    if not too_long and not isinstance(value, bool) and isinstance(value, (int, float, str)):
        try:
            number = float(value)
        except (ValueError, OverflowError):
            number = math.nan
    if not math.isfinite(number) or abs(number) >= 10**_MAX_DIGITS:
        raise ValueError(f"must be {wanted}, not {shown(value)}")
    return number


READERS: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {"text": read_text, "int": read_int, "float": read_float, "bool": read_bool}
)
"""How a value of each scalar type is read."""


def kind_of_value(value: Any) -> str:
    """What ``value`` is, for messages.

    >>> kind_of_value([1]), kind_of_value({})
    ('a list', 'a mapping')
    """
    names = {
        str: "text",
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "a list",
        tuple: "a list",
        dict: "a mapping",
        type(None): "nothing",
    }
    return names.get(type(value), type(value).__name__)


def shown(value: Any) -> str:
    """``value`` for a message: itself where it is short, else what it is.

    >>> shown("abc"), shown([])
    ("'abc'", 'a list')
    """
    return quoted(value) if isinstance(value, (str, int, float)) else kind_of_value(value)
