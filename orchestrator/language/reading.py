"""From nodes to models: validates a mapping against its shape and says what is wrong in our own words.

Validation goes on after a mistake: the part that is wrong is left out and the rest is tried again, so that one
wrong key does not hide what else is wrong in a step.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from orchestrator.domain.errors import Place
from orchestrator.domain.runs import Sampling
from orchestrator.language.diagnostics import Problems, did_you_mean, half_width, listed, nearest, quoted
from orchestrator.language.syntax import KINDS, LATER, LoopOptions, StepSyntax, Syntax
from orchestrator.language.wording import EXAMPLES, KEY_HINTS, MISSING_HINTS, SYNONYMS, word_here
from orchestrator.language.yaml_source import MappingNode, Node, ScalarNode, SequenceNode, is_broken, plain

Model = TypeVar("Model", bound=Syntax)

_WANTED: Mapping[str, str] = MappingProxyType(
    {
        "string_type": "text",
        "int_type": "a whole number",
        "int_parsing": "a whole number",
        "int_from_float": "a whole number",
        "float_type": "a number",
        "float_parsing": "a number",
        "finite_number": "a number",
        "bool_type": "true or false",
        "list_type": "a list",
        "tuple_type": "a list",
        "dict_type": "a mapping",
        "model_type": "a mapping",
    }
)
_STAND_INS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "LoopSyntax": {"loop": {"max": 1}, "result": ""},
        "ForeachSyntax": {"foreach": "", "as": "", "result": ""},
        "VariantsSyntax": {"variants": 1, "result": ""},
    }
)
"""What stands for a needed part of a block that is missing or wrong, so that the rest of the block is looked at."""

IN_WORDS = re.compile(r"\s*(?P<name>\w+)\s+in\s+(?P<items>\S.*)")
"""`foreach: scene in outline.scenes`, as it is said in many languages, but not in this one."""


def read_model(model: type[Model], node: Node, owner: Place, problems: Problems) -> Model | None:
    """``node`` as a ``model``; None where what is left after the mistakes is not enough for one.

    Args:
        model: the shape.
        node: what was written.
        owner: where mistakes of the whole are shown, such as a missing key: the key that ``node`` belongs to.
        problems: gets every mistake.
    """
    if is_broken(node):
        return None
    if not isinstance(node, MappingNode):
        problems.add(node.place, f"this must be a mapping, not {kind_of(node)}", "write `key: value` for each entry")
        return None
    data = plain(node)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _report(model, node, owner, detail, problems)
            _leave_out(data, detail["loc"])
    try:
        return model.model_validate(_completed(model, data))
    except ValidationError:
        return None  # what was left out is needed; it has been reported


def _completed(model: type[Syntax], data: dict[str, Any]) -> dict[str, Any]:
    for key, value in _STAND_INS.get(model.__name__, {}).items():
        data.setdefault(key, value)
    if model.__name__ == "LoopSyntax" and isinstance(data["loop"], dict):
        data["loop"].setdefault("max", 1)
    if isinstance(data.get("choose"), dict) and "by" not in data["choose"]:
        del data["choose"]
    return data


def _leave_out(data: dict[str, Any], path: Sequence[int | str]) -> None:
    """Remove what ``path`` names from ``data``; a list with a wrong entry goes as a whole."""
    holder, last = data, path[0]
    for part in path[1:]:
        inner = holder.get(str(last))
        if not isinstance(inner, dict):
            break
        holder, last = inner, part
    holder.pop(str(last), None)


def _report(model: type[Syntax], node: MappingNode, owner: Place, detail: ErrorDetails, problems: Problems) -> None:
    path = detail["loc"]
    parent, key = _walk(node, path[:-1]), str(path[-1])
    inner = _model_at(model, path[:-1])
    kind = detail["type"]
    if kind == "missing":
        if not _is_said_otherwise(inner, key, parent):
            place = node.entries[str(path[0])].key if inner is not model else owner
            message, hint = MISSING_HINTS.get((inner.__name__, key), (f"{quoted(key)} is missing", f"add `{key}: …`"))
            problems.add(place, message, hint)
    elif kind == "extra_forbidden" and isinstance(parent, MappingNode):
        _unknown_key(inner, parent, key, problems)
    else:
        found = _child(parent, path[-1]) if parent is not None else None
        if not (key == "steps" and found is not None and _are_below(found, node)):
            _wrong_value(found or node, path, detail, problems)


def _is_said_otherwise(model: type[Syntax], key: str, parent: Node | None) -> bool:
    """Whether a key that is missing stands there under another name, which is reported as such."""
    if not isinstance(parent, MappingNode):
        return False
    known = keys_of(model)
    if key == "as" and isinstance(items := parent.get("foreach"), ScalarNode) and IN_WORDS.fullmatch(items.text):
        return True
    if key == "of" and isinstance(parent.get("human"), MappingNode):
        return True
    return any(meant(other, known) == key for other in parent.entries if other not in known)


def _are_below(steps: Node, node: MappingNode) -> bool:
    """Whether ``steps:`` is empty because what belongs under it is not indented."""
    return isinstance(steps, ScalarNode) and not steps.raw and any(_is_step(e.value) for e in node.entries.values())


def _is_step(node: Node) -> bool:
    return isinstance(node, MappingNode) and any(kind in node.entries for kind in KINDS)


def meant(key: str, known: Sequence[str]) -> str | None:
    """The known key that an unknown one was most likely meant to be."""
    synonym = SYNONYMS.get(key)
    return synonym if synonym in known else nearest(key, known)


def _unknown_key(model: type[Syntax], parent: MappingNode, key: str, problems: Problems) -> None:
    entry = parent.entries[key]
    known = keys_of(model)
    if key in LATER.get(model.__name__, ()):
        problems.add(entry.key, f"{quoted(key)} is not in this version", f"keys here: {', '.join(known)}")
    elif "loop" in known and key in keys_of(LoopOptions):
        problems.add(
            entry.key, f"{quoted(key)} stands outside of the braces of its loop", f"loop: {{max: …, {key}: …}}"
        )
    elif "steps" in known and _is_step(entry.value):
        hint = "begin its line further to the right than `steps:`"
        problems.add(entry.key, f"the step {quoted(key)} is not indented under `steps:`", hint)
    else:
        problems.add(entry.key, f"unknown key {quoted(key)}", _key_hint(model, key, known))


def _key_hint(model: type[Syntax], key: str, known: Sequence[str]) -> str:
    there = f"keys here: {listed(sorted(known))}"
    if issubclass(model, StepSyntax) and key not in SYNONYMS:
        kinds = [kind for kind, other in KINDS.items() if key in keys_of(other)]
        if kinds:
            return f"{quoted(key)} goes with {', '.join(kinds)}; {there}"
    likely = meant(key, known)
    if likely is not None and key in KEY_HINTS:
        return KEY_HINTS[key]
    if key in Sampling.model_fields and "sampling" in known:
        return f"write `sampling: {{{key}: …}}`"
    return f"did you mean {quoted(likely)}? {there}" if likely else there


def _wrong_value(node: Node, path: Sequence[int | str], detail: ErrorDetails, problems: Problems) -> None:
    if is_broken(node):
        return
    name = _name(path)
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "inkloom":
        hint = context["hint"]
        if isinstance(node, SequenceNode) and hint.startswith("write `name:"):
            hint += ", without the '-' of a list"
        elif isinstance(node, SequenceNode) and path[-1] == "result":
            hint = "for several values write a mapping: {text: draft, score: critique.score}"
        problems.add(node.place, f"{name} {context['message']}", hint)
    elif kind == "literal_error":
        _not_among(node, path, context["expected"], problems)
    elif kind in _WANTED:
        problems.add(node.place, f"{name} must be {_WANTED[kind]}, not {kind_of(node)}", _hint(kind, path, node))
    elif kind == "too_short":
        problems.add(node.place, f"{name} must not be empty")
    else:
        problems.add(node.place, f"{name} {demand(detail)}")


def _hint(kind: str, path: Sequence[int | str], node: Node) -> str:
    """How a value of another type than was wanted is written."""
    key = str(path[-1])
    if kind in ("dict_type", "model_type") and key in EXAMPLES:
        return f"such as {EXAMPLES[key]}"
    if not isinstance(node, ScalarNode) or not node.raw:
        return ""
    if kind == "list_type":
        return f"write it in brackets: {key}: [{half_width(node.text).strip('[]')}]"
    return "put it in quotes" if kind == "string_type" else ""


def demand(detail: ErrorDetails) -> str:
    """What a value must be that is of another type or out of bounds: "must be at least 1"."""
    if detail["type"] in _WANTED:
        return f"must be {_WANTED[detail['type']]}"
    context = detail.get("ctx", {})
    bounds = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    wanted = [f"{words} {context[sign]:g}" for sign, words in bounds.items() if sign in context]
    return f"must be {wanted[0]}" if wanted else f"cannot be used: {detail['msg']}"


def _not_among(node: Node, path: Sequence[int | str], expected: str, problems: Problems) -> None:
    name, key = _name(path), next(part for part in reversed(path) if isinstance(part, str))
    choices = [part.strip("'") for part in expected.replace(" or ", ", ").split(", ")]
    value = node.text if isinstance(node, ScalarNode) else ""
    if value in LATER.get(key, ()):
        problems.add(node.place, f"{quoted(value)} is not in this version", f"{name} can be {', '.join(choices)}")
    elif not isinstance(node, ScalarNode):
        hint = "write `human: approve` and `of: …`" if key == "human" else f"it can be {', '.join(choices)}"
        problems.add(node.place, f"{name} must be text, not {kind_of(node)}", hint)
    else:
        hint = did_you_mean(word_here(value, choices), choices, "it can be")
        problems.add(node.place, f"{name} cannot be {quoted(value)}", hint)


def _model_at(model: type[Syntax], path: Sequence[int | str]) -> type[Syntax]:
    """The model of the mapping at ``path``; ``model`` itself where that has none of its own."""
    for part in path:
        field = next((f for name, f in model.model_fields.items() if part in (name, f.alias)), None)
        choices = (field.annotation, *get_args(field.annotation)) if field is not None else ()
        model = next((c for c in choices if isinstance(c, type) and issubclass(c, Syntax)), model)
    return model


def _walk(node: Node | None, path: Sequence[int | str]) -> Node | None:
    for part in path:
        node = _child(node, part)
    return node


def _child(node: Node | None, part: int | str) -> Node | None:
    if isinstance(node, MappingNode) and str(part) in node.entries:
        return node.entries[str(part)].value
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.items):
        return node.items[part]
    return None


def _name(path: Sequence[int | str]) -> str:
    keys = [part for part in path if isinstance(part, str)]
    return (
        f"an entry of {quoted(keys[-1])}"
        if isinstance(path[-1], int) and keys
        else quoted(keys[-1] if keys else "this")
    )


def keys_of(model: type[Syntax]) -> tuple[str, ...]:
    """The keys that a mapping of this shape may have, in the order of its description."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


def kind_of(node: Node) -> str:
    """What ``node`` is, for messages.

    >>> kind_of(ScalarNode(Place("a", 1, 1), 3, "3", "3"))
    'a number'
    """
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    kinds = {str: "text", bool: "true or false", int: "a number", float: "a number"}
    return kinds.get(type(node.value), "nothing")
