"""Expressions: bare Jinja, typed when the file is loaded, evaluated on plain data when the run has it.

``parse_expression`` gives a typed ``Expression`` or every problem in it. A pure reference such as
``outline.scenes`` is marked as one, so that the engine can follow it through domain objects without
turning them into plain data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.parser import Parser

from orchestrator.domain.errors import ExpressionError, Place
from orchestrator.language.diagnostics import quoted
from orchestrator.language.inference import Inference, Problem
from orchestrator.language.metering import metered
from orchestrator.language.runtime_errors import in_words
from orchestrator.language.sandbox import Sandbox, plain_result, started
from orchestrator.language.templates import PARSE_PROBLEMS, RUNTIME_PROBLEMS, reason
from orchestrator.language.types import BOOL, FLOAT, INT, TEXT, Type

MAX_SOURCE_CHARACTERS = 10_000
_RESULT = "result"


class ExpressionProblem(Exception):
    """An expression that does not parse or does not fit the types in scope; ``problems`` holds all of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(p.message for p in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression.

    Attributes:
        names: the names it reads from its scope.
        reference: the parts of a pure reference (``("outline", "scenes")``), else None.
        constant: whether the value is known without a scope; ``value`` holds it then.
        fields: the parts of a record that is written as a mapping in the file, by name; else None.
    """

    source: str
    place: Place
    type: Type
    names: frozenset[str] = frozenset()
    reference: tuple[str, ...] | None = None
    constant: bool = False
    value: Any = None
    fields: Mapping[str, Expression] | None = None
    compiled: jinja2.Template | None = field(default=None, repr=False, compare=False)

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """The value, given plain data for ``names``.

        Raises:
            ExpressionError: the values do not fit, for example none where something was needed.
        """
        if self.compiled is None:
            return self.value
        try:
            context, texts = started(self.compiled, {name: values[name] for name in self.names})
            for _ in texts:
                pass  # an assignment renders nothing; running it is what sets the variable
            return plain_result(context, context.vars[_RESULT])
        except RUNTIME_PROBLEMS as error:
            raise ExpressionError(f"{quoted(self.source)} at {self.place}: {in_words(error)}") from error


_SCALAR_TYPES = {str: TEXT, int: INT, float: FLOAT, bool: BOOL}


def literal(value: Any, place: Place) -> Expression:
    """The expression whose value is a constant of the file, such as the 3 of ``max: 3``."""
    return Expression(
        source=str(value), place=place, type=_SCALAR_TYPES.get(type(value), Type("any")), constant=True, value=value
    )


class ExpressionParser:
    """Parses expressions; one for a compilation, so that equal sources compile once."""

    def __init__(self) -> None:
        self._environment = Sandbox()
        self._compiled: dict[str, jinja2.Template] = {}

    def parse(self, source: str, place: Place, scope: Mapping[str, Type]) -> Expression:
        """The typed expression that ``source`` writes.

        Args:
            source: as it stands in the file.
            place: where it stands; its column is that of the first character of ``source``.
            scope: the types of the names it may read.

        Raises:
            ExpressionProblem: it does not parse, or names or fields in it do not exist.
        """
        try:
            return self._parsed(source, place, scope)
        except PARSE_PROBLEMS as error:
            raise _problem(source, f"this expression {reason(error)}") from error

    def _parsed(self, source: str, place: Place, scope: Mapping[str, Type]) -> Expression:
        tree = self._tree(source)
        inference = Inference(source, scope, self._environment)
        type_ = inference.infer(tree)
        if inference.problems:
            raise ExpressionProblem(tuple(inference.problems))
        return Expression(
            source=source,
            place=place,
            type=type_,
            names=frozenset(inference.names),
            reference=_reference(tree),
            compiled=self._compile(source, tree),
        )

    def _tree(self, source: str) -> nodes.Expr:
        if len(source) > MAX_SOURCE_CHARACTERS:
            raise _problem(source, f"an expression of more than {MAX_SOURCE_CHARACTERS:,} characters", length=1)
        if "{{" in source or "{%" in source:
            offset = max(0, source.find("{{"))
            message = "an expression is written without {{ }}"
            raise ExpressionProblem((Problem(offset, 2, message, "remove the braces"),))
        if not source.strip():
            raise _problem(source, "an expression is missing here", length=1)
        parser = Parser(self._environment, source, state="variable")
        tree = parser.parse_expression()
        if not parser.stream.eos:
            rest = parser.stream.current
            raise jinja2.TemplateSyntaxError(f"'{rest.value}' does not belong here", rest.lineno)
        return tree

    def _compile(self, source: str, tree: nodes.Expr) -> jinja2.Template:
        if source not in self._compiled:
            body: list[nodes.Node] = [nodes.Assign(nodes.Name(_RESULT, "store"), tree, lineno=1)]
            self._compiled[source] = self._environment.compile_tree([metered(node) for node in body])
        return self._compiled[source]


def _problem(source: str, message: str, length: int | None = None) -> ExpressionProblem:
    return ExpressionProblem((Problem(0, len(source) if length is None else length, message),))


def _reference(node: nodes.Node) -> tuple[str, ...] | None:
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        base = _reference(node.node)
        return (*base, node.attr) if base else None
    return None
