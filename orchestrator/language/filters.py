"""The filters and tests that templates and expressions have, each paid for before it runs.

What a filter costs is either nothing much, one step for each element, or all of its value however deep; what
is not listed as cheap is dear. Where the length of the result is up to an argument, the function is our own.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, filters, pass_context, pass_environment, tests
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context

from orchestrator.checks.passage import Passage
from orchestrator.checks.styles.profile import profile
from orchestrator.domain.chunking import chunks_of
from orchestrator.domain.critiques import Portrait
from orchestrator.domain.drafts import Draft
from orchestrator.domain.fountain import scene_text
from orchestrator.domain.reports import Report
from orchestrator.domain.text import count_words, guess_language
from orchestrator.language.book_filters import (
    chaptered,
    core,
    heading_after,
    language_of,
    prose_of,
    recall,
    told_apart,
    typed,
)
from orchestrator.language.meter import CHARACTERS_PER_STEP, Meter

MAX_OUTPUT_CHARACTERS = 4_000_000
MAX_INTEGER_BITS = 4_096
MAX_INDENT = 8
MAX_DECIMALS = 15
MAX_TRIMMED = 100

# The filters by what they cost: steps for each element, and times that all of the value is read, however deep.
# Calling something for each element and sorting are dear; splitting into words makes an object of every word.
# Jinja's other filters are left out: formatting to a width, pretty printing and the like can be made to build
# unbounded text, and random ones would make a run unrepeatable.
_COSTS: Mapping[tuple[int, int], tuple[str, ...]] = MappingProxyType(
    {
        (0, 0): ("abs", "count", "d", "default", "first", "last", "length", "round"),
        (1, 0): ("list", "reverse"),
        (10, 0): ("map", "reject", "rejectattr", "select", "selectattr"),
        (0, 1): (
            "capitalize", "float", "int", "lower", "replace", "string", "tojson", "trim", "truncate", "upper",
        ),
        (0, 2): ("chunks",),
        (0, 4): ("guess_language", "words"),
        (0, 50): ("profile",),
        (0, 8): ("chaptered", "heading_after", "title", "wordcount"),
        (0, 10): ("fountain",),
        (0, 20): ("core", "no_worse_than", "recalled"),
        (1, 1): ("items", "max", "min", "sum"),
        (6, 1): ("dictsort", "groupby", "sort", "told_apart", "unique"),
    }
)  # fmt: skip
_FREE_TESTS = frozenset(
    [
        "boolean", "callable", "defined", "divisibleby", "escaped", "even", "false", "filter", "float", "integer",
        "iterable", "mapping", "none", "number", "odd", "sameas", "sequence", "string", "test", "true", "undefined",
    ]
)  # fmt: skip


def meter_of(context: Context) -> Meter:
    """The meter of the rendering that ``context`` belongs to."""
    return context.environment.current.meter  # type: ignore[attr-defined, no-any-return]


def metered_filters() -> dict[str, Callable[..., Any]]:
    """All filters by name."""
    own = {
        "int": to_int, "replace": bounded_replace, "round": bounded_round, "sum": total, "tojson": bounded_json,
        "trim": bounded_trim, "truncate": shortened, "words": count_words_of, "no_worse_than": no_worse_than,
        "chaptered": chaptered, "chunks": chunks, "core": core, "fountain": fountain, "guess_language": language_of,
        "heading_after": heading_after, "profile": profile_of, "recalled": recall, "told_apart": told_apart,
    }  # fmt: skip
    functions: dict[str, Any] = filters.FILTERS | own
    priced = {name: _metered(functions[name], *cost) for cost, names in _COSTS.items() for name in names}
    return {**priced, "join": paid_join, "typed": paid_typed}


def metered_tests() -> dict[str, Callable[..., Any]]:
    """All tests by name."""
    functions: dict[str, Any] = tests.TESTS
    return {n: test if n in _FREE_TESTS else _metered(test, 0, 1) for n, test in functions.items()}


def spend_elements(meter: Meter, value: Any, steps: int = 1) -> None:
    """Pay for each element or character of ``value``, not for what is in it."""
    if isinstance(value, (str, list, tuple, dict, range)):
        meter.spend(len(value) * steps)


def _metered(function: Callable[..., Any], for_each: int, for_all: int) -> Callable[..., Any]:
    """``function`` as a filter or test that pays first, and whose result is a list where Jinja's is lazy."""
    passed = _what_is_passed(function)

    @pass_context  # Jinja runs nothing that wants the context while it compiles, where no meter counts
    @wraps(function, assigned=("__name__", "__doc__"), updated=())
    def metered(context: Context, value: Any, *args: Any, **kwargs: Any) -> Any:
        meter = meter_of(context)
        if for_each:
            spend_elements(meter, value, for_each)
        if for_all:
            meter.weigh(value, for_all)
        for argument in (*args, *kwargs.values()) if kwargs else args:
            if not isinstance(argument, str) or len(argument) >= CHARACTERS_PER_STEP:
                meter.weigh(argument)
        result = function(passed(context), value, *args, **kwargs) if passed else function(value, *args, **kwargs)
        if isinstance(result, str):
            meter.spend_characters(len(result))
        return list(result) if isinstance(result, Iterator) else result

    return metered


def _what_is_passed(function: Callable[..., Any]) -> Callable[[Context], Any] | None:
    """What Jinja would pass before the value, which it marks on its functions."""
    mark = getattr(getattr(function, "jinja_pass_arg", None), "name", "")
    giving: Mapping[str, Callable[[Context], Any]] = {
        "context": lambda context: context,
        "eval_context": lambda context: context.eval_ctx,
        "environment": lambda context: context.environment,
    }
    return giving.get(mark)


def count_words_of(value: Any) -> int:
    """Words of a text or of a draft (CJK characters count one each)."""
    return count_words(prose_of(value))


def chunks(value: Any, words: int) -> list[dict[str, Any]]:
    """A text or a draft in Drafts of at most so many words: by chapters, paragraphs, sentences."""
    draft = Draft.of(str(value)) if not isinstance(value, Mapping) else Draft.model_validate(value)
    return [part.model_dump(mode="json") for part in chunks_of(draft, words)]


def fountain(value: Any, heading: str) -> str:
    """A page of a script under ``heading``, in the form of Fountain whatever a model wrote."""
    return scene_text(prose_of(value), heading)


def no_worse_than(report: Any, other: Any) -> bool:
    """Whether no check judges the text of ``report`` worse than that of ``other`` (both Reports as plain data)."""
    return not Report.model_validate(report).worse_than(Report.model_validate(other))


def profile_of(samples: Any, portrait: Any = None) -> dict[str, Any]:
    """The Style of a text, a draft or a list of them, with what a Portrait says of it, as plain data."""
    texts = samples if isinstance(samples, (list, tuple)) else [samples]
    plain = [prose_of(text) for text in texts]
    described = None if portrait is None else Portrait.model_validate(portrait)
    return profile([Passage.of(text, guess_language(text)) for text in plain], described).model_dump(mode="json")


def bounded_replace(value: Any, old: str, new: str) -> str:
    """Replace every ``old``; refuses to build a text beyond the output limit."""
    text = str(value)
    check_length(len(text) + text.count(old) * max(0, len(new) - len(old)))
    return text.replace(old, new)


@pass_context
def paid_join(context: Context, values: Any, separator: str = "", attribute: str | int | None = None) -> str:
    """Join texts; refuses to build a text beyond the output limit. Pays by itself: prompts join small things often."""
    meter = meter_of(context)
    if attribute is not None:
        values = [context.environment.getitem(value, attribute) for value in values]
    parts = [value if type(value) is str else _as_text(meter, value) for value in values]
    size = sum(map(len, parts)) + len(separator) * len(parts)
    check_length(size)
    meter.spend(len(parts) + size // CHARACTERS_PER_STEP)
    return separator.join(parts)


@pass_context
def paid_typed(context: Context, value: Any, name: str) -> Any:
    """A mapping as a domain object. Pays by itself: to forget a type costs nothing, however much there is of it."""
    if name != "any":
        meter_of(context).weigh(value, 20)
    return typed(value, name)


def _as_text(meter: Meter, value: Any) -> str:
    meter.weigh(value)
    return readable(value)


def readable(value: Any) -> str:
    """``value`` as a reader wants it: a draft as its prose, other mappings and lists as JSON."""
    if type(value) not in (dict, list):
        return str(value)
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError):
        return str(value)  # a template can make keys that JSON has no words for


def bounded_trim(value: Any, characters: str | None = None) -> str:
    """Without ``characters`` (white space where not given) at both ends."""
    if characters is not None and len(characters) > MAX_TRIMMED:
        raise SecurityError(f"trim takes at most {MAX_TRIMMED} characters")
    return str(value).strip(characters)


@pass_environment
def shortened(
    environment: Environment, value: Any, length: int = 255, killwords: bool = False, end: str = "...", leeway: int = 5
) -> str:
    """At most ``length`` characters and ``leeway`` more, ``end`` among them; cut after a word unless ``killwords``."""
    if length < len(end):
        raise ValueError(f"truncate to {length} leaves no room for the {len(end)} characters of {end!r}")
    if leeway < 0:
        raise ValueError("the leeway of truncate is 0 or more")
    return filters.do_truncate(environment, str(value), length, killwords, end, leeway)


def bounded_round(value: float, precision: int = 0, method: str = "common") -> float:
    """Rounded to ``precision`` decimals: the nearest, or up (``ceil``), or down (``floor``)."""
    if abs(precision) > MAX_DECIMALS:
        raise SecurityError(f"round takes at most {MAX_DECIMALS} decimals")
    return filters.do_round(value, precision, method)  # type: ignore[arg-type]


@pass_context
def bounded_json(context: Context, value: Any, indent: int | None = None) -> str:
    """As JSON, indented by at most 8 spaces."""
    if indent is not None and (not isinstance(indent, int) or not 0 <= indent <= MAX_INDENT):
        raise SecurityError(f"tojson indents by 0 to {MAX_INDENT} spaces")
    # Not Jinja's own: that one escapes for HTML, and every character that is not ASCII.
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=indent)


def to_int(value: Any, default: Any = 0, base: int = 10) -> Any:
    """As a whole number, ``default`` where it is none."""
    return bounded_integer(filters.do_int(value, default, base))


@pass_context
def total(context: Context, values: Any, attribute: str | int | None = None, start: float = 0) -> float:
    """The sum of numbers; lists would be copied again for each one that is added."""
    numbers = [context.environment.getitem(value, attribute) for value in values] if attribute else values
    for number in (start, *numbers):
        if not isinstance(number, (int, float)):
            raise TypeError(f"sum adds numbers, not {type(number).__name__}")
    return sum(numbers, start)


def check_length(characters: int) -> None:
    """Refuse a text beyond the output limit before it is built.

    Raises:
        SecurityError: it would be longer.
    """
    if characters > MAX_OUTPUT_CHARACTERS:
        raise SecurityError(f"a text in it would be longer than {MAX_OUTPUT_CHARACTERS:,} characters")


def bounded_integer(value: Any) -> Any:
    """``value``, unless it is a number of more digits than anybody means.

    Raises:
        SecurityError: it has more than 4,096 binary digits.
    """
    if isinstance(value, int) and value.bit_length() > MAX_INTEGER_BITS:
        raise SecurityError("a number in it grows too large")
    return value


def size_of(value: Any) -> int:
    """Elements or characters; 0 of what has none."""
    return len(value) if isinstance(value, (str, list, tuple)) else 0


def multiply(left: Any, right: Any) -> Any:
    """``left * right``, a repeated text or list too."""
    times = next((max(0, side) for side in (left, right) if isinstance(side, int)), 0)
    check_length((size_of(left) + size_of(right)) * times)
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() + right.bit_length() > MAX_INTEGER_BITS:
        raise SecurityError("a number in it grows too large")
    return operator.mul(left, right)


def power(left: Any, right: Any) -> Any:
    """``left ** right`` of numbers."""
    if not isinstance(left, (int, float)) or not isinstance(right, (int, float)):
        raise TypeError("only a number has a power")
    if isinstance(left, int) and left.bit_length() * abs(right) > MAX_INTEGER_BITS:
        raise SecurityError("a number in it grows too large")
    if isinstance(result := operator.pow(left, right), complex):
        raise TypeError("a negative number has no such power")
    return result
