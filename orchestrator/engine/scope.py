"""Values by name while a plan runs: each block has a scope, which sees those around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from orchestrator.domain.errors import ExpressionError
from orchestrator.language.expressions import Expression
from orchestrator.language.plan import Binding
from orchestrator.language.sandbox import plain
from orchestrator.language.types import Type, coerce


class Scope:
    """Values by name, and their plain forms, made when a template or expression first reads them."""

    __slots__ = ("_parent", "_plain", "_values")

    def __init__(self, values: Mapping[str, Any], parent: Scope | None = None) -> None:
        self._values = dict(values)
        self._plain: dict[str, Any] = {}
        self._parent = parent

    def child(self, values: Mapping[str, Any]) -> Scope:
        """A scope inside this one."""
        return Scope(values, self)

    def set(self, name: str, value: Any) -> None:
        """Give ``name`` a value; each name is set once."""
        self._values[name] = value

    def own(self) -> dict[str, Any]:
        """The values of this scope alone, without those around it."""
        return dict(self._values)

    def value(self, name: str) -> Any:
        """The value of ``name``, a domain object where it is one."""
        return self._home(name)._values[name]

    def plain(self, name: str) -> Any:
        """The value of ``name`` as plain data, converted once."""
        home = self._home(name)
        if name not in home._plain:
            home._plain[name] = plain(home._values[name])
        return home._plain[name]

    def _home(self, name: str) -> Scope:
        scope: Scope | None = self
        while scope is not None:
            if name in scope._values:
                return scope
            scope = scope._parent
        raise ExpressionError(f"'{name}' has no value yet")

    def evaluate(self, expression: Expression) -> Any:
        """The value of ``expression``: a domain object for a pure reference, else plain data.

        Raises:
            ExpressionError: it does not fit the values.
        """
        if expression.constant:
            return expression.value
        if expression.fields is not None:
            return {name: self.evaluate(part) for name, part in expression.fields.items()}
        if expression.reference is None:
            return expression.evaluate({name: self.plain(name) for name in expression.names})
        value = self.value(expression.reference[0])
        for part in expression.reference[1:]:
            value = _field(value, part, expression)
        return value

    def evaluate_as(self, expression: Expression, wanted: Type) -> Any:
        """The value of ``expression`` as a ``wanted``.

        Raises:
            ExpressionError: it is of another type.
        """
        try:
            return coerce(self.evaluate(expression), wanted)
        except ValueError as error:
            raise ExpressionError(f"'{expression.source}' at {expression.place}: {error}") from error

    def count(self, expression: Expression, what: str, most: int) -> int:
        """The value of ``expression``, a whole number from 1 to ``most``; ``what`` is what it counts.

        Raises:
            ExpressionError: it is none.
        """
        value = self.evaluate(expression)
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
            message = f"{what} '{expression.source}' is {value!r}; it must be a whole number from 1 to {most}"
            raise ExpressionError(message)
        return value

    def number(self, expression: Expression, what: str) -> float:
        """The value of ``expression``, a number; ``what`` is what it measures.

        Raises:
            ExpressionError: it is none.
        """
        value = self.evaluate(expression)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ExpressionError(f"{what} '{expression.source}' is {value!r}; it must be a number")
        return value

    def bound(self, bindings: Iterable[Binding]) -> dict[str, Any]:
        """The values that a card or template takes, each in the type it wants."""
        return {b.name: None if b.value is None else self.evaluate_as(b.value, b.wanted) for b in bindings}

    def bound_plain(self, bindings: Iterable[Binding], values: Mapping[str, Any]) -> dict[str, Any]:
        """``values`` (of ``bound``) as plain data; what a scope already holds as such is not converted again."""
        out: dict[str, Any] = {}
        for binding in bindings:
            reference = binding.value.reference if binding.value is not None else None
            if reference is not None and len(reference) == 1 and values[binding.name] is self.value(reference[0]):
                out[binding.name] = self.plain(reference[0])
            else:
                out[binding.name] = plain(values[binding.name])
        return out


def _field(value: Any, name: str, expression: Expression) -> Any:
    if isinstance(value, BaseModel):
        return getattr(value, name)  # the compiler has seen to it that the field exists
    if isinstance(value, Mapping) and name in value:
        return value[name]
    found = "none" if value is None else type(value).__name__
    raise ExpressionError(f"'{expression.source}' at {expression.place}: no '{name}' in {found}")
