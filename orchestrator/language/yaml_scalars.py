"""What an unquoted value of a YAML file means: the core schema of YAML 1.2, where ``no`` and ``on`` are words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

Scalar = str | int | float | bool | None

_INT = re.compile(r"[-+]?[0-9]+")
_RADIX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: Mapping[str, Scalar] = MappingProxyType(
    {
        **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
        **dict.fromkeys(("true", "True", "TRUE"), True),
        **dict.fromkeys(("false", "False", "FALSE"), False),
    }
)
_MAX_DIGITS = 18


def resolve(text: str) -> Scalar:
    """What an unquoted scalar means in the core schema of YAML 1.2 (infinities and nan stay text).

    Raises:
        ValueError: a number beyond what a file needs.

    >>> resolve("no"), resolve("true"), resolve("0x1F"), resolve("1e3"), resolve("~")
    ('no', True, 31, 1000.0, None)
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text) or _RADIX.fullmatch(text):
        if len(text) > _MAX_DIGITS:
            raise ValueError("too large")
        return int(text, 0 if text[:2] in ("0o", "0x") else 10)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if number in (float("inf"), float("-inf")):
            raise ValueError("too large")
        return number
    return text
