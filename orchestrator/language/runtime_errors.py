"""What goes wrong while an expression or a template runs, told in the words of a workflow instead of Python's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from types import MappingProxyType

from jinja2 import StrictUndefined
from jinja2.utils import missing

from orchestrator.language.diagnostics import did_you_mean, quoted

MAX_MESSAGE_CHARACTERS = 500
_MAX_KEYS = 50
_MAX_KEY = 40
_KINDS: Mapping[str, str] = MappingProxyType(
    {"str": "text", "NoneType": "none", "list": "a list", "dict": "a mapping", "Prose": "Draft"}
)
_OPERATION = re.compile(
    r"unsupported operand type\(s\) for (?P<sign>[^\w\s]+)(?: or \w+\(\))?: '(?P<left>\w+)' and '(?P<right>\w+)'"
    r"|'(?P<order>[<>=]+)' not supported between instances of '(?P<a>\w+)' and '(?P<b>\w+)'"
)


def in_words(error: Exception) -> str:
    """What ``error`` says, bounded.

    >>> in_words(TypeError("unsupported operand type(s) for +: 'int' and 'str'"))
    'int + text has no meaning'
    """
    message = str(error)[:MAX_MESSAGE_CHARACTERS]
    found = _OPERATION.search(message)
    if found is None:
        return message
    left, right = found["left"] or found["a"], found["right"] or found["b"]
    return f"{_KINDS.get(left, left)} {found['sign'] or found['order']} {_KINDS.get(right, right)} has no meaning"


class Missing(StrictUndefined):
    """A value that is not there; whatever is done with it but asking whether it is there raises ``UndefinedError``.

    >>> str(Missing(obj={"title": "Fox"}, name="titel"))
    Traceback (most recent call last):
    jinja2.exceptions.UndefinedError: there is no 'titel'; did you mean 'title'? known here: title
    """

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        value, name = self._undefined_obj, self._undefined_name
        if self._undefined_hint:
            return self._undefined_hint
        if value is missing:
            return f"unknown name {quoted(name)}"
        if value is None:
            return f"there is no {quoted(name)} of none"
        if isinstance(value, dict):
            keys = [key for key in islice(value, _MAX_KEYS) if isinstance(key, str) and len(key) <= _MAX_KEY]
            return f"there is no {quoted(name)}; {did_you_mean(str(name), keys, 'known here')}"
        if isinstance(value, (list, tuple)):
            entries = "1 entry" if len(value) == 1 else f"{len(value)} entries"
            return f"a list of {entries} has no {quoted(name)}"
        kinds = {str: "a text", bool: "true or false", int: "a number", float: "a number"}
        return f"{kinds.get(type(value), 'this')} has no {quoted(name)}"
