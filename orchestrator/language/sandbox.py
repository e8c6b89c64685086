"""The room in which templates and expressions run: plain data in, bounded text or plain data out.

Values have no methods here, only keys: ``draft.text`` reads a key of a mapping and never an attribute, so no
method of a value can be called. Every rendering has a meter, and all work pays it first: loops, macros,
comparisons, slices and mappings through their syntax tree (``metering``), filters and tests by themselves
(``filters``), calls, keys, arithmetic and what is written through the hooks of the environment, here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, Template, Undefined, nodes
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel

from orchestrator.domain.drafts import Draft
from orchestrator.language import filters
from orchestrator.language.filters import meter_of, readable
from orchestrator.language.meter import CHARACTERS_PER_STEP, Meter
from orchestrator.language.metering import KEY_STEPS, metered, paying, payments
from orchestrator.language.runtime_errors import Missing

FILTERS = frozenset(filters.metered_filters())
"""The filters that a template or an expression can name."""

# What may be read off the objects that Jinja itself makes; values have keys only.
_JINJA_OBJECTS = (LoopContext, TemplateModule)
_MAX_SHOWN = 60
_OBJECT_STEPS = 15


class _Current(threading.local):
    """The meter of the rendering that this thread is in."""

    def __init__(self) -> None:
        self.meter = Meter()

    def written(self, value: Any) -> str:
        """What stands in the output for ``value``, paid for: every text passes here, also one that is captured."""
        if type(value) is str and len(value) < CHARACTERS_PER_STEP:
            return value  # the price of its node is enough
        if not isinstance(value, (str, int, float)):
            self.meter.weigh(value)
        text = readable(value)
        self.meter.spend_characters(len(text))
        return text


class Sandbox(ImmutableSandboxedEnvironment):
    """A Jinja environment for plain data: key before attribute, undefined is an error, nothing without end."""

    intercepted_binops = frozenset({"*", "**", "+", "%"})

    def __init__(self, **options: Any) -> None:
        self.current = _Current()
        finalize = self.current.written
        super().__init__(undefined=Missing, autoescape=False, optimized=False, finalize=finalize, **options)
        self.filters.clear()
        self.filters.update(filters.metered_filters(), **payments())
        self.tests.update(filters.metered_tests())
        self.globals = {"range": self.globals["range"]}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        metered(tree)
        tree.body.insert(0, paying(tree.body, 1))  # an import runs the whole text, perhaps in a loop
        return tree

    def compile_tree(self, body: list[nodes.Node]) -> Template:
        """A template of a syntax tree that has been through ``metered``."""
        tree = nodes.Template(body, lineno=1)
        tree.set_environment(self)
        return self.from_string(tree)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The key ``attribute`` of a mapping; attributes exist only on Jinja's own objects."""
        if isinstance(obj, dict):
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        if isinstance(obj, _JINJA_OBJECTS):
            self.current.meter.spend(_OBJECT_STEPS)
            return super().getattr(obj, attribute)
        if isinstance(obj, Undefined):
            return obj[attribute]  # raises, and says what is missing
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An element or key; never an attribute."""
        if isinstance(argument, tuple):  # looking a key up reads all of it
            self.current.meter.weigh(argument)
        self.current.meter.spend(KEY_STEPS)
        try:
            return obj[argument]
        except (AttributeError, TypeError, LookupError):
            # The name goes into a message: not all of a text, and never a list, which may hold itself many times over.
            shown = argument[:_MAX_SHOWN] if isinstance(argument, str) else argument
            known = isinstance(argument, (str, int, float))
            return self.undefined(obj=obj, name=shown if known else type(argument).__name__)

    def is_safe_callable(self, obj: Any) -> bool:
        """Macros, ``range`` and the methods of ``loop`` only: no value of a run is callable."""
        return (
            isinstance(obj, (Macro, LoopContext))
            or obj is self.globals["range"]
            or isinstance(getattr(obj, "__self__", None), LoopContext)
        )

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Call a macro, paying for what it is given; Jinja's names leave all others to keyword arguments."""
        if not __self.is_safe_callable(__obj):
            raise SecurityError(f"a value cannot be called ({type(__obj).__name__})")
        meter = __self.current.meter
        meter.spend(len(args) + len(kwargs))
        if not isinstance(__obj, Macro):  # `loop.changed` compares what it is given
            meter.weigh(args)
        return __context.call(__obj, *args, **kwargs)

    def call_filter(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """A filter named by a text, as in ``map("upper")``; only what a template can name."""
        if name not in FILTERS:
            raise TemplateRuntimeError(f"No filter named {name!r}.")
        return super().call_filter(name, *args, **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic that cannot be made to fill the memory."""
        if operator == "%" and isinstance(left, str):
            raise SecurityError("% formats no text here; use ~ to join")
        if operator == "*":
            result = filters.multiply(left, right)
        elif operator == "**":
            result = filters.power(left, right)
        else:
            filters.check_length(filters.size_of(left) + filters.size_of(right))
            result = super().call_binop(context, operator, left, right)
        if size := filters.size_of(result):
            self.current.meter.spend(size // CHARACTERS_PER_STEP if isinstance(result, str) else size)
        return result


def started(template: Template, values: Mapping[str, Any]) -> tuple[Context, Iterator[str]]:
    """Begins one rendering of ``template``, with a meter of its own: its context, and its texts as they come."""
    environment = template.environment
    assert isinstance(environment, Sandbox)
    environment.current.meter = Meter()
    context = template.new_context(dict(values))
    return context, template.root_render_func(context)


def plain_result(context: Context, value: Any) -> Any:
    """The value of an expression as plain data: an ``if`` without its ``else`` is none, lazy numbers are a list.

    Raises:
        UndefinedError: something in it is missing.
        SecurityError: it is larger than the meter allows.
        TypeError: a mapping in it has a key that no JSON has.
    """
    if value is None or isinstance(value, (str, int, float)):
        return value
    meter_of(context).weigh(value)
    return _settled(value)


def _settled(value: Any) -> Any:
    if isinstance(value, StrictUndefined):
        str(value)  # raises, and says what is missing
    if isinstance(value, Undefined):
        return None
    if isinstance(value, (list, tuple, range)):
        return [_settled(part) for part in value]
    if isinstance(value, dict):
        settled = {_settled_key(key): _settled(part) for key, part in value.items()}
        return Prose(settled) if isinstance(value, Prose) else settled
    return value


def _settled_key(key: Any) -> Any:
    if not (key is None or isinstance(key, (str, int, float))):
        raise TypeError(f"the key of a mapping is a text or a number, not {type(key).__name__}")
    return key


class Prose(dict[str, Any]):
    """A draft as plain data; written into a text it is its prose."""

    def __str__(self) -> str:
        """The prose."""
        return str(self["text"])


def plain(value: Any) -> Any:
    """``value`` as plain data: domain objects become mappings, tuples stay sequences.

    >>> from orchestrator.domain.drafts import Draft
    >>> plain(Draft.of("One."))["text"]
    'One.'
    """
    if isinstance(value, Draft):
        return Prose(value.model_dump(mode="json"))
    if isinstance(value, Prose):
        return value
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    return value
