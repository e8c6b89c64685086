"""The room in which templates and expressions run: plain data in, bounded text or plain data out.

Values have no methods here, only keys: ``draft.text`` reads a key of a mapping and never an attribute, so no
method of a value can be called. What could take for ever or fill the memory (huge repetition, powers, ranges,
padding) is bounded; a rendered text stops at ``MAX_OUTPUT_CHARACTERS``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from jinja2 import StrictUndefined, Template, Undefined, nodes
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from pydantic import BaseModel

from orchestrator.domain.text import count_words

MAX_OUTPUT_CHARACTERS = 4_000_000
MAX_SEQUENCE = 1_000_000
MAX_EXPONENT = 64

# Everything else of Jinja's filters is left out: formatting to a width, pretty printing and the like
# can be made to build unbounded text, and random ones would make a run unrepeatable.
FILTERS = frozenset(
    [
        "abs",
        "capitalize",
        "count",
        "default",
        "d",
        "dictsort",
        "first",
        "float",
        "groupby",
        "int",
        "items",
        "join",
        "last",
        "length",
        "list",
        "lower",
        "map",
        "max",
        "min",
        "reject",
        "rejectattr",
        "replace",
        "reverse",
        "round",
        "select",
        "selectattr",
        "sort",
        "string",
        "sum",
        "title",
        "tojson",
        "trim",
        "truncate",
        "unique",
        "upper",
        "wordcount",
    ]
)
# Jinja's lazy ones give lists here, so that `| map(attribute="text") | last` works as one would read it.
_LAZY_FILTERS = ("map", "select", "selectattr", "reject", "rejectattr", "reverse", "unique")
# What may be read off the objects that Jinja itself makes; values have keys only.
_JINJA_OBJECTS = (LoopContext, TemplateModule)


class Sandbox(ImmutableSandboxedEnvironment):
    """A Jinja environment for plain data: key before attribute, undefined is an error."""

    intercepted_binops = frozenset({"*", "**", "+", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=False, **options)
        self.filters = {name: function for name, function in self.filters.items() if name in FILTERS}
        self.filters.update({name: _listing(self.filters[name]) for name in _LAZY_FILTERS})
        self.filters["words"] = count_words_of
        self.filters["replace"] = bounded_replace
        self.filters["join"] = bounded_join
        self.globals = {"range": self.globals["range"]}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return _Bounder().visit(super()._parse(source, name, filename))  # type: ignore[no-any-return]

    def compile_tree(self, body: list[nodes.Node]) -> Template:
        """A template of a syntax tree made by hand or taken from another one."""
        tree = nodes.Template(body, lineno=1).set_environment(self)
        return self.from_string(_Bounder().visit(tree))

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The key ``attribute`` of a mapping; attributes exist only on Jinja's own objects."""
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if isinstance(obj, _JINJA_OBJECTS):
            return super().getattr(obj, attribute)
        if isinstance(obj, Undefined):
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An element or key; never an attribute."""
        try:
            return obj[argument]
        except (AttributeError, TypeError, LookupError):
            return self.undefined(obj=obj, name=argument)

    def is_safe_callable(self, obj: Any) -> bool:
        """Macros and ``range`` only: no value of a run is callable."""
        return (
            isinstance(obj, Macro)
            or obj is self.globals["range"]
            or getattr(obj, "__self__", None).__class__ in _JINJA_OBJECTS
        )

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic that cannot be made to fill the memory."""
        if operator == "*" and _size(left) * _times(right) + _size(right) * _times(left) > MAX_SEQUENCE:
            raise SecurityError("the repeated value is too long")
        if operator == "+" and _size(left) + _size(right) > MAX_OUTPUT_CHARACTERS:
            raise SecurityError("the joined value is too long")
        if operator == "**" and (not _is_small(left) or not _is_small(right) or abs(right) > MAX_EXPONENT):
            raise SecurityError("the power is too large")
        if operator == "%" and isinstance(left, str):
            raise SecurityError("% formats no text here; use ~ to join")
        return super().call_binop(context, operator, left, right)


class _Bounder(NodeTransformer):
    """Turns every ``a ~ b`` into a join, which is bounded; Jinja offers no hook for ``~`` itself."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        return nodes.Filter(nodes.List(node.nodes, lineno=node.lineno), "join", [], [], None, None, lineno=node.lineno)


def _listing(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)  # keeps Jinja's marks of what the filter wants passed first
    def listed(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        return result if isinstance(result, str) else list(result)

    return listed


def _size(value: Any) -> int:
    return len(value) if isinstance(value, (str, list, tuple)) else 0


def _times(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def _is_small(value: Any) -> bool:
    return isinstance(value, (int, float)) and abs(value) < 1e6


def count_words_of(value: Any) -> int:
    """Words of a text or of a draft (CJK characters count one each)."""
    return count_words(value["text"] if isinstance(value, Mapping) else str(value))


def bounded_replace(value: Any, old: str, new: str) -> str:
    """Replace every ``old``; refuses to build a text beyond the output limit."""
    text = str(value)
    if len(text) + text.count(old) * max(0, len(new) - len(old)) > MAX_OUTPUT_CHARACTERS:
        raise SecurityError("the replaced text is too long")
    return text.replace(old, new)


def bounded_join(values: Any, separator: str = "", attribute: str | None = None) -> str:
    """Join texts; refuses to build a text beyond the output limit."""
    parts = [str(value[attribute] if attribute else value) for value in values]
    if sum(map(len, parts)) + len(separator) * len(parts) > MAX_OUTPUT_CHARACTERS:
        raise SecurityError("the joined text is too long")
    return separator.join(parts)


def plain(value: Any) -> Any:
    """``value`` as plain data: domain objects become mappings, tuples stay sequences.

    >>> from orchestrator.domain.drafts import Draft
    >>> plain(Draft.of("One."))["text"]
    'One.'
    """
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    return value
