"""The ``inputs`` of a workflow file: from what is written to ``InputSpec``."""

from __future__ import annotations

from dataclasses import replace

from orchestrator.domain.errors import Place
from orchestrator.language.diagnostics import Problems, did_you_mean, quoted
from orchestrator.language.inputs import ITEM_TYPES, InputSpec
from orchestrator.language.names import check_name
from orchestrator.language.reading import kind_of, read_model
from orchestrator.language.syntax import InputSyntax
from orchestrator.language.yaml_source import MappingNode, Node, ScalarNode, SequenceNode, plain

_TYPES_WITH_BOUNDS = ("int", "float", "list")


def compile_inputs(node: Node | None, problems: Problems) -> dict[str, InputSpec | None]:
    """The inputs by name; None for one that is wrong (``problems`` say why)."""
    specs: dict[str, InputSpec | None] = {}
    for name, entry in node.entries.items() if isinstance(node, MappingNode) else ():
        check_name(name, entry.key, problems, own_allowed=True)
        specs[name] = _spec(name, entry.key, entry.value, problems)
    return specs


def _spec(name: str, key: Place, node: Node, problems: Problems) -> InputSpec | None:
    syntax = read_model(InputSyntax, node, key, problems)
    if syntax is None or not isinstance(node, MappingNode):
        return None
    spec = InputSpec(
        type=syntax.type,
        description=syntax.description,
        min=syntax.min,
        max=syntax.max,
        choices=_choices(syntax, node, key, problems),
        item=_item(syntax, node, problems),
        max_chars=syntax.max_chars,
    )
    _check_bounds(syntax, node, problems)
    return _with_default(name, spec, node, problems)


def _choices(syntax: InputSyntax, node: MappingNode, key: Place, problems: Problems) -> tuple[str, ...]:
    of = node.get("of")
    if syntax.type != "choice":
        if of is not None and syntax.type != "list":
            problems.add(node.entries["of"].key, f"'of' does not go with {syntax.type}", "it goes with choice and list")
        return ()
    if of is None:
        problems.add(key, "a choice needs `of`", "such as of: [en, zh]")
        return ()
    if not isinstance(of, SequenceNode) or not of.items or not all(isinstance(item, ScalarNode) for item in of.items):
        problems.add(of.place, f"the choices must be a list of words, not {kind_of(of)}", "such as of: [en, zh]")
        return ()
    return tuple(item.text for item in of.items if isinstance(item, ScalarNode))


def _item(syntax: InputSyntax, node: MappingNode, problems: Problems) -> str:
    of = node.get("of")
    if syntax.type != "list" or of is None:
        return "text"
    name = of.text if isinstance(of, ScalarNode) else ""
    if name not in ITEM_TYPES:
        shown = quoted(name) if isinstance(of, ScalarNode) else kind_of(of)
        problems.add(of.place, f"a list cannot be of {shown}", did_you_mean(name, ITEM_TYPES, "it can be of"))
        return "text"
    return name


def _check_bounds(syntax: InputSyntax, node: MappingNode, problems: Problems) -> None:
    for key in ("min", "max"):
        if key in node.entries and syntax.type not in _TYPES_WITH_BOUNDS:
            hint = "a text has max_chars" if syntax.type == "text" else ""
            problems.add(node.entries[key].key, f"'{key}' does not go with {syntax.type}", hint)
    if "max_chars" in node.entries and syntax.type not in ("text", "list"):
        problems.add(node.entries["max_chars"].key, f"'max_chars' does not go with {syntax.type}", "it goes with text")
    if syntax.min is not None and syntax.max is not None and syntax.min > syntax.max:
        problems.add(node.entries["min"].value.place, f"min {syntax.min:g} is more than max {syntax.max:g}")


def _with_default(name: str, spec: InputSpec, node: MappingNode, problems: Problems) -> InputSpec:
    default = node.get("default")
    if default is None:
        return spec
    optional = replace(spec, has_default=True)
    if spec.type == "choice" and not spec.choices:
        return optional
    try:
        return replace(optional, default=optional.read("default", _written(spec, default)))
    except ValueError as error:
        problems.add(default.place, str(error))
        return optional


def _written(spec: InputSpec, node: Node) -> object:
    """The default as it was meant: a choice or a text that looks like a number is still text."""
    if isinstance(node, ScalarNode) and spec.type in ("text", "choice") and node.value is not None:
        return node.text
    return plain(node)
