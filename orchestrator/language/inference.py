"""What type an expression has, and what in it cannot be.

A walk over Jinja's syntax tree with the types of the names in scope. Names and fields that do not exist are
problems with a did-you-mean; so is reading a field of something that may be none, except where the
expression itself has asked (``report.score if report else 0``, ``report and report.passed``). What a filter
gives back is known for the common ones and ``any`` for the rest: checked when it runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType

from jinja2 import Environment, nodes

from orchestrator.language.diagnostics import did_you_mean
from orchestrator.language.kinship import equality_group, order_group, union
from orchestrator.language.sandbox import FILTERS
from orchestrator.language.types import (
    ANY,
    BIBLE,
    BOOL,
    DOMAIN_TYPES,
    DRAFT,
    FLOAT,
    INT,
    NONE,
    REPORT,
    TEXT,
    Type,
    fields_of,
    list_of,
    record,
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in an expression: offset and length in characters, what, and the mend."""

    offset: int
    length: int
    message: str
    hint: str = ""


MAX_PROBLEMS = 20
"""More mistakes than anybody reads in one expression; a hint for each of them takes time."""

_TEXT_FILTERS = frozenset(
    ["capitalize", "fountain", "join", "lower", "replace", "string", "title", "tojson", "trim", "truncate", "upper"]
)
_INT_FILTERS = frozenset(["count", "int", "length", "wordcount", "words"])
_SAME_FILTERS = frozenset(["list", "reject", "rejectattr", "reverse", "select", "selectattr", "sort", "unique", "abs"])
_ITEM_FILTERS = frozenset(["first", "last", "max", "min"])
_READ_CHAPTER = record({"id": TEXT, "number": INT, "heading": TEXT, "title": TEXT, "text": TEXT})
_OWN_FILTERS: Mapping[str, Type] = MappingProxyType(
    {
        "chaptered": record({"title": TEXT, "front": TEXT, "chapters": list_of(_READ_CHAPTER)}),
        "core": BIBLE,
        "guess_language": TEXT,
        "heading_after": TEXT,
        "recalled": BIBLE,
        "told_apart": list_of(TEXT),
    }
)
_REPORTS_HINT = "such as report | no_worse_than(kept.report)"
_COMPARISONS = {"gt": ">", "gteq": ">=", "lt": "<", "lteq": "<="}
_EQUALITIES = frozenset(["eq", "ne"])
_FUNCTIONS = {"len": "length", "sorted": "sort", "str": "string", "reversed": "reverse"} | {
    name: name for name in ("abs", "float", "int", "list", "max", "min", "round", "sum")
}
"""Functions of Python, and the filters that do the same."""


class Inference:
    """Infers the type of one expression; ``problems`` and ``names`` fill while it walks."""

    def __init__(self, source: str, scope: Mapping[str, Type], environment: Environment) -> None:
        self.problems: list[Problem] = []
        self.names: set[str] = set()
        self._source = source
        self._scope = scope
        self._environment = environment
        self._known_there: list[frozenset[str]] = []

    def infer(self, node: nodes.Node) -> Type:
        """The type of ``node``; ``any`` after a problem, so that one mistake is reported once."""
        if len(self.problems) >= MAX_PROBLEMS:
            return ANY
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is not None:
            return method(node)  # type: ignore[no-any-return]
        if isinstance(node, nodes.BinExpr):
            return self._arithmetic(node)
        if isinstance(node, nodes.UnaryExpr):
            return self.infer(node.node)
        for child in node.iter_child_nodes():
            self.infer(child)
        return ANY

    # -- names and fields ---------------------------------------------------------------------------------

    def _name(self, node: nodes.Name) -> Type:
        if node.name not in self._scope:
            return self._problem(node.name, f"unknown name '{node.name}'", _hint(node.name, self._scope))
        self.names.add(node.name)
        return self._narrowed(node, self._scope[node.name])

    def _getattr(self, node: nodes.Getattr) -> Type:
        return self._field(node, self.infer(node.node), node.attr)

    def _getitem(self, node: nodes.Getitem) -> Type:
        base = self.infer(node.node)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._field(node, base, node.arg.value)
        self.infer(node.arg)
        if base.kind == "list":
            self._needs_something(node.node, base)
            return base.as_required() if isinstance(node.arg, nodes.Slice) else base.item or ANY
        if base.kind in ("domain", "scalar") and base != TEXT:
            return self._problem(_path(node.node), f"'{_path(node.node)}' is {base}, not a list")
        return base if base == TEXT else ANY

    def _field(self, node: nodes.Getattr | nodes.Getitem, base: Type, name: str) -> Type:
        self._needs_something(node.node, base)
        fields = fields_of(base)
        if fields is None:
            return ANY
        if name in fields:
            return self._narrowed(node, fields[name])
        owner = f"{_path(node.node)} ({base.as_required()})"
        filtered = f"write {_path(node.node)} | {name}" if name in FILTERS else ""
        if not fields:
            hint = _list_hint(node.node, base, name) or filtered
            return self._problem(name, f"{owner} has no fields, so no '{name}'", hint)
        return self._problem(name, f"{owner} has no field '{name}'", filtered or _hint(name, fields))

    def _needs_something(self, node: nodes.Node, base: Type) -> None:
        if base.optional:
            path = _path(node)
            self._problem(
                path,
                f"'{path}' may be none here",
                f"give it an `else:` where it is made, or write `… if {path} else …`",
            )

    def _narrowed(self, node: nodes.Node, type_: Type) -> Type:
        return (
            type_.as_required()
            if type_.optional and any(_path(node) in known for known in self._known_there)
            else type_
        )

    @contextmanager
    def _knowing(self, test: nodes.Node) -> Iterator[None]:
        """While inside, the references that ``test`` found to be there are not optional."""
        self._known_there.append(frozenset(_found_there(test)))
        yield
        self._known_there.pop()

    # -- values -------------------------------------------------------------------------------------------

    def _const(self, node: nodes.Const) -> Type:
        if node.value is None:
            return NONE
        return {bool: BOOL, int: INT, float: FLOAT, str: TEXT}.get(type(node.value), ANY)

    def _list(self, node: nodes.List | nodes.Tuple) -> Type:
        items = [self.infer(item) for item in node.items]
        return list_of(union(items) if items else ANY)

    _tuple = _list

    def _dict(self, node: nodes.Dict) -> Type:
        pairs = [(pair.key, self.infer(pair.value)) for pair in node.items]
        if all(isinstance(key, nodes.Const) and isinstance(key.value, str) for key, _ in pairs):
            return record({key.value: type_ for key, type_ in pairs})  # type: ignore[attr-defined]
        return ANY

    def _condexpr(self, node: nodes.CondExpr) -> Type:
        self.infer(node.test)
        with self._knowing(node.test):
            yes = self.infer(node.expr1)
        return union([yes, self.infer(node.expr2) if node.expr2 else NONE])

    def _and(self, node: nodes.And) -> Type:
        left = self.infer(node.left)
        with self._knowing(node.left):
            right = self.infer(node.right)
        return union([left, right])

    def _or(self, node: nodes.Or) -> Type:
        left, right = self.infer(node.left), self.infer(node.right)
        return union([left.as_required(), right])  # the left one is given only where it is something

    def _not(self, node: nodes.Not) -> Type:
        self.infer(node.node)
        return BOOL

    def _test(self, node: nodes.Test) -> Type:
        self.infer(node.node)
        for argument in node.args:
            self.infer(argument)
        if node.name not in self._environment.tests:
            self._problem(node.name, f"unknown test '{node.name}'", _hint(node.name, self._environment.tests))
        return BOOL

    def _compare(self, node: nodes.Compare) -> Type:
        left_node, left = node.expr, self.infer(node.expr)
        for operand in node.ops:
            right = self.infer(operand.expr)
            if operand.op in _COMPARISONS:
                self._check_order(_COMPARISONS[operand.op], (left_node, left), (operand.expr, right))
            elif operand.op in _EQUALITIES:
                self._check_equality(operand.op, (left_node, left), (operand.expr, right))
            elif right.as_required() in (INT, FLOAT, BOOL):
                self._problem(_path(operand.expr), f"nothing can be in '{_path(operand.expr)}': it is {right}")
            left_node, left = operand.expr, right
        return BOOL

    def _check_order(self, sign: str, left: tuple[nodes.Node, Type], right: tuple[nodes.Node, Type]) -> None:
        for node, type_ in (left, right):
            self._needs_something(node, type_)
        groups = {order_group(left[1]), order_group(right[1])} - {"any"}
        if len(groups) > 1 or groups & {"other"}:
            a, b = left[1].as_required(), right[1].as_required()
            self._problem(_path(left[0]), f"{a} {sign} {b} has no meaning")

    def _check_equality(self, operator: str, left: tuple[nodes.Node, Type], right: tuple[nodes.Node, Type]) -> None:
        """Values of different kinds are never equal, which nobody means to ask."""
        groups = {equality_group(left[1]), equality_group(right[1])} - {"any"}
        if len(groups) < 2:
            return
        a, b = left[1].as_required(), right[1].as_required()
        sign, holds = ("==", "never") if operator == "eq" else ("!=", "always")
        hint = next((_unquoted(node) for node, _ in (left, right) if _unquoted(node)), "")
        if DRAFT in (a, b):
            hint = f"write {_path((left if a == DRAFT else right)[0])}.text"
        self._problem(_path(left[0]), f"{a} {sign} {b} {holds} holds", hint)

    def _arithmetic(self, node: nodes.BinExpr) -> Type:
        left, right = self.infer(node.left), self.infer(node.right)
        for side, type_ in ((node.left, left), (node.right, right)):
            self._needs_something(side, type_)
        if "any" in (left.kind, right.kind):
            return ANY
        numbers = {INT, FLOAT}
        if left.as_required() in numbers and right.as_required() in numbers:
            whole = left.as_required() == right.as_required() == INT
            return INT if whole and node.operator not in ("/", "**") else FLOAT
        if (
            node.operator == "+"
            and left.as_required() == right.as_required()
            and (left.kind == "list" or left.name == "text")
        ):
            return left.as_required()
        if node.operator == "*" and {left.name, right.name} == {"text", "int"}:
            return TEXT
        a, b = left.as_required(), right.as_required()
        hint = "use ~ to join texts" if node.operator == "+" else ""
        return self._problem(_path(node.left), f"{a} {node.operator} {b} has no meaning", hint)

    def _concat(self, node: nodes.Concat) -> Type:
        for part in node.nodes:
            self.infer(part)
        return TEXT

    def _call(self, node: nodes.Call) -> Type:
        if isinstance(node.node, nodes.Name) and node.node.name == "range":
            for argument in node.args:
                self.infer(argument)
            return list_of(INT)
        hint = "use a filter: value | filter"
        if isinstance(node.node, nodes.Name) and node.node.name in _FUNCTIONS and node.args:
            is_short = isinstance(node.args[0], (nodes.Name, nodes.Getattr))
            hint = f"write {_path(node.args[0]) if is_short else 'value'} | {_FUNCTIONS[node.node.name]}"
        if isinstance(node.node, nodes.Getattr) and node.node.attr in FILTERS:
            hint = f"write {_path(node.node.node)} | {node.node.attr}"
        return self._problem(_path(node.node), f"'{_path(node.node)}' cannot be called", hint)

    def _filter(self, node: nodes.Filter) -> Type:
        base = self.infer(node.node) if node.node is not None else ANY
        arguments = [self.infer(argument) for argument in node.args]
        for pair in node.kwargs:
            self.infer(pair.value)
        if node.name not in FILTERS:
            return self._problem(node.name, f"unknown filter '{node.name}'", _hint(node.name, FILTERS))
        if node.name in ("default", "d"):
            return union([base.as_required(), *arguments[:1]])
        if base.optional and node.node is not None:
            self._needs_something(node.node, base)
        if node.name == "typed":
            return self._typed(node)
        if node.name == "no_worse_than":
            return self._compared_reports(node, base, arguments)
        return self._filtered(node, base.as_required())

    def _typed(self, node: nodes.Filter) -> Type:
        said = node.args[0] if node.args else None
        name = said.value if isinstance(said, nodes.Const) and isinstance(said.value, str) else ""
        if name == "any":
            return ANY
        if name in DOMAIN_TYPES:
            return Type("domain", name)
        hint = _hint(name, DOMAIN_TYPES) if name else "such as mapping | typed('Book')"
        return self._problem(name or node.name, "typed takes the name of a domain type, or any", hint)

    def _compared_reports(self, node: nodes.Filter, base: Type, arguments: list[Type]) -> Type:
        if len(arguments) != 1:
            return self._problem(node.name, "no_worse_than compares with one Report", _REPORTS_HINT)
        for part, type_ in ((node.node, base), (node.args[0], arguments[0])):
            if part is None or type_.kind == "any":
                continue
            self._needs_something(part, type_)
            if type_.as_required() != REPORT:
                message = f"no_worse_than compares Reports, and '{_path(part)}' is {type_.as_required()}"
                self._problem(_path(part), message, _REPORTS_HINT)
        return BOOL

    def _filtered(self, node: nodes.Filter, base: Type) -> Type:
        if node.name in _TEXT_FILTERS:
            return TEXT
        if node.name in _INT_FILTERS:
            return INT
        if node.name == "float":
            return FLOAT
        if node.name == "chunks":
            return list_of(DRAFT)
        if node.name in _SAME_FILTERS:
            return base
        if node.name in _ITEM_FILTERS:
            return base.item or ANY
        if node.name in _OWN_FILTERS:
            return _OWN_FILTERS[node.name]
        if node.name == "map" and base.kind == "list":
            return self._mapped(node, base)
        return ANY

    def _mapped(self, node: nodes.Filter, base: Type) -> Type:
        attribute = next((pair.value for pair in node.kwargs if pair.key == "attribute"), None)
        if not (isinstance(attribute, nodes.Const) and isinstance(attribute.value, str)):
            return list_of(ANY)
        fields = fields_of(base.item or ANY)
        if fields is None or "." in attribute.value:
            return list_of(ANY)
        if attribute.value not in fields:
            return self._problem(
                attribute.value,
                f"{base.item} has no field '{attribute.value}'",
                _hint(attribute.value, fields),
            )
        return list_of(fields[attribute.value])

    def _problem(self, needle: str, message: str, hint: str = "") -> Type:
        word = rf"{re.escape(needle)}(?!\w)"
        found = (
            re.search(rf"(?<![\w.]){word}", self._source)
            or re.search(rf"(?<=\.){word}", self._source)
            or re.search(re.escape(needle), self._source)
        )
        start, end = found.span() if found else (0, len(self._source))
        self.problems.append(Problem(start, end - start, message, hint))
        return ANY


def _list_hint(node: nodes.Node, base: Type, name: str) -> str:
    """How a field of the items of a list is read."""
    if base.item is None or name not in (fields_of(base.item) or {}):
        return ""
    return f"write ({_path(node)} | first).{name} for one of them, {_path(node)} | map(attribute='{name}') for all"


def _hint(name: str, known: Iterable[str]) -> str:
    return did_you_mean(name, known, "known here")


def _path(node: nodes.Node) -> str:
    """The expression as it would be written, for messages."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return f"{_path(node.node)}[{node.arg.value!r}]"
    if isinstance(node, nodes.Const):
        return repr(node.value)
    if isinstance(node, nodes.Filter):
        return f"{_path(node.node)} | {node.name}" if node.node else node.name
    return "this"


def _found_there(test: nodes.Node) -> Iterator[str]:
    """The references that are something wherever ``test`` holds."""
    if isinstance(test, (nodes.Name, nodes.Getattr)):
        yield _path(test)
        if isinstance(test, nodes.Getattr):
            yield from _found_there(test.node)
    elif isinstance(test, nodes.And):
        yield from _found_there(test.left)
        yield from _found_there(test.right)
    elif isinstance(test, nodes.Not) and isinstance(test.node, nodes.Test) and test.node.name == "none":
        yield from _found_there(test.node.node)
    elif isinstance(test, nodes.Compare):
        yield from _found_there(test.expr)


def _unquoted(node: nodes.Node) -> str:
    """How a number, or true or false, is written that stands in quotes."""
    value = node.value if isinstance(node, nodes.Const) and isinstance(node.value, str) else ""
    is_number = re.fullmatch(r"-?\d+(\.\d+)?", value) is not None
    return f"write {value.lower()} without quotes" if is_number or value.lower() in ("true", "false") else ""
