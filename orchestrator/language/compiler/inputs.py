"""The ``inputs`` of a workflow file: from what is written to ``InputSpec``."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from pydantic import TypeAdapter

from orchestrator.domain.errors import Place
from orchestrator.language.diagnostics import Problems, did_you_mean, quoted
from orchestrator.language.inputs import ENTRY_TYPES, ITEM_TYPES, InputSpec, path_in
from orchestrator.language.names import check_name
from orchestrator.language.own_schema import schema_of
from orchestrator.language.reading import kind_of, read_model
from orchestrator.language.syntax import InputSyntax, InputType
from orchestrator.language.types import ANY, DOMAIN_TYPES, Type, parse_type, record
from orchestrator.language.wording import word_here
from orchestrator.language.yaml_source import MappingNode, Node, ScalarNode, SequenceNode, is_broken, plain

_TYPES_WITH_BOUNDS = ("int", "float", "list", "table")
_TYPES_WITH_LENGTH = ("text", "file", "list")


def compile_inputs(node: Node | None, problems: Problems) -> dict[str, InputSpec | None]:
    """The inputs by name; None for one that is wrong (``problems`` say why)."""
    specs: dict[str, InputSpec | None] = {}
    for name, entry in node.entries.items() if isinstance(node, MappingNode) else ():
        check_name(name, entry.key, problems, own_allowed=True)
        specs[name] = _spec(name, entry.key, entry.value, problems)
    return specs


def _spec(name: str, key: Place, node: Node, problems: Problems) -> InputSpec | None:
    if not isinstance(node, MappingNode) and not is_broken(node):
        written = node.text if isinstance(node, ScalarNode) else ""
        type_ = word_here(written, get_args(InputType))
        type_ = type_ if type_ in get_args(InputType) else "text"
        message = f"the input {quoted(name)} must be a mapping, not {kind_of(node)}"
        problems.add(node.place, message, f"such as {name}: {{type: {type_}}}")
        return None
    syntax = read_model(InputSyntax, node, key, problems)
    if syntax is None or not isinstance(node, MappingNode):
        return None
    before = len(problems)
    spec = InputSpec(
        type=syntax.type,
        description=syntax.description,
        min=syntax.min,
        max=syntax.max,
        max_chars=syntax.max_chars,
        **_of(name, syntax, node, key, problems),
    )
    _check_bounds(syntax, node, problems)
    if len(problems) > before and syntax.type in ("choice", "table", "json"):
        return spec  # a wrong `of` would make every default look wrong
    return _with_default(spec, node, problems)


def _of(name: str, syntax: InputSyntax, node: MappingNode, key: Place, problems: Problems) -> dict[str, Any]:
    """The fields of ``InputSpec`` that ``of`` stands for."""
    of = node.get("of")
    if of is None:
        if syntax.type == "choice":
            problems.add(key, "a choice needs `of`", "such as of: [en, zh]")
        return {}
    if syntax.type == "choice":
        return {"choices": _choices(of, problems)}
    if syntax.type == "list":
        return _entries(of, problems)
    if syntax.type == "table":
        return {"of": _row(of, problems)}
    if syntax.type == "json" and isinstance(of, ScalarNode) and of.text in DOMAIN_TYPES:
        # What another workflow has made is handed on in its own type.
        return {"of": Type("domain", of.text)}
    if syntax.type == "json":
        made = schema_of(name.title(), of, problems)
        return {} if made is None else {"shape": TypeAdapter(made[0]), "of": made[1]}
    hint = "it goes with choice, list, table and json"
    problems.add(node.entries["of"].key, f"'of' does not go with {syntax.type}", hint)
    return {}


def _choices(of: Node, problems: Problems) -> tuple[str, ...]:
    if not isinstance(of, SequenceNode) or not of.items or not all(isinstance(item, ScalarNode) for item in of.items):
        problems.add(of.place, "the choices must be a list of words, at least one", "such as of: [en, zh]")
        return ()
    return tuple(item.text for item in of.items if isinstance(item, ScalarNode))


def _entries(of: Node, problems: Problems) -> dict[str, Any]:
    if isinstance(of, SequenceNode):
        return {"item": "choice", "choices": _choices(of, problems)}
    name = of.text if isinstance(of, ScalarNode) else ""
    if name in ENTRY_TYPES:
        return {"item": name}
    shown = quoted(name) if isinstance(of, ScalarNode) else kind_of(of)
    problems.add(
        of.place,
        f"a list cannot be of {shown}",
        did_you_mean(word_here(name, ENTRY_TYPES), ENTRY_TYPES, "it can be of"),
    )
    return {}


def _row(of: Node, problems: Problems) -> Type:
    if not isinstance(of, MappingNode) or not of.entries:
        hint = "such as of: {name: text, price: float}"
        problems.add(of.place, "the columns must be a mapping of names to types, at least one", hint)
        return ANY
    columns: dict[str, Type] = {}
    for name, entry in of.entries.items():
        check_name(name, entry.key, problems, own_allowed=True)
        type_ = _column_type(entry.value, problems)
        if type_ is not None:
            columns[name] = type_
    return record(columns)


def _column_type(node: Node, problems: Problems) -> Type | None:
    if is_broken(node):
        return None
    written = node.text if isinstance(node, ScalarNode) else ""
    try:
        type_ = parse_type(written)
    except ValueError:
        type_ = None
    if type_ is not None and type_.kind == "scalar":
        return type_
    shown = quoted(written) if isinstance(node, ScalarNode) else kind_of(node)
    known = [*ITEM_TYPES, *(f"optional {name}" for name in ITEM_TYPES)]
    problems.add(node.place, f"a column cannot be {shown}", did_you_mean(word_here(written, known), known, "it can be"))
    return None


def _check_bounds(syntax: InputSyntax, node: MappingNode, problems: Problems) -> None:
    for key in ("min", "max"):
        if key in node.entries and syntax.type not in _TYPES_WITH_BOUNDS:
            hint = f"a {syntax.type} has max_chars" if syntax.type in ("text", "file") else ""
            problems.add(node.entries[key].key, f"'{key}' does not go with {syntax.type}", hint)
    if "max_chars" in node.entries and syntax.type not in _TYPES_WITH_LENGTH:
        hint = "it goes with text, file and list"
        problems.add(node.entries["max_chars"].key, f"'max_chars' does not go with {syntax.type}", hint)
    if syntax.min is not None and syntax.max is not None and syntax.min > syntax.max:
        problems.add(node.entries["min"].value.place, f"min {syntax.min:g} is more than max {syntax.max:g}")


def _with_default(spec: InputSpec, node: MappingNode, problems: Problems) -> InputSpec:
    default = node.get("default")
    if default is None:
        return spec
    written = _written(spec, default)
    path = path_in(spec.type, written)
    if path is not None:
        return replace(spec, default_file=_inside(path, default, problems))
    if spec.type == "file" and written is not None:
        problems.add(default.place, f"'default' must be the path of a file, not {kind_of(default)}")
        return spec
    if spec.item == "file" and written:
        problems.add(default.place, "a list of files has no default but [] or null", "name them when it is run")
        return spec
    optional = replace(spec, has_default=True)
    try:
        return replace(optional, default=optional.read("default", written))
    except ValueError as error:
        for line in str(error).splitlines():
            problems.add(default.place, line)
        return spec


def _inside(path: str, node: Node, problems: Problems) -> str:
    """``path`` where it stays inside the project, as far as can be told without looking."""
    parts = path.replace("\\", "/").split("/")
    if not path or parts[0] in ("", "~") or ":" in parts[0] or ".." in parts:
        message = f"'default' must be the path of a file in the project, not {quoted(path)}"
        problems.add(node.place, message, "such as notes/voice.md; the project is the folder of inkloom.toml")
    return path


def _written(spec: InputSpec, node: Node) -> object:
    """The default as it was meant: a choice or a text that looks like a number is still text."""
    if isinstance(node, ScalarNode) and spec.type in ("text", "choice", "file") and node.value is not None:
        return node.text
    return plain(node)
