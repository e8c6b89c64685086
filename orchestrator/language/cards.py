"""Role cards: read from their files, checked, at hand by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from orchestrator.domain.runs import Sampling
from orchestrator.language.diagnostics import Problems, SourceText, did_you_mean, quoted
from orchestrator.language.names import check_name
from orchestrator.language.own_schema import class_of
from orchestrator.language.reading import read_model
from orchestrator.language.syntax import CardSyntax, ReplyForm, RoleCard
from orchestrator.language.types import DOMAIN_TYPES, TEXT, Type, parse_type, type_names
from orchestrator.language.yaml_source import MappingNode, Node, ScalarNode, plain, read_yaml

_PROSE = frozenset({"text", "Draft", "Revision"})
"""Outputs that are long prose: inside JSON their escapes would cost quality."""

_FORMS: Mapping[str, tuple[ReplyForm, ...]] = {
    "text": ("text",),
    "Draft": ("text", "paragraphs"),
    "Revision": ("paragraphs", "text"),
}


class CardShelf:
    """The cards of a project, each read when it is first asked for; mistakes in it are noted then."""

    def __init__(self, sources: Mapping[str, SourceText], problems: Problems) -> None:
        self._sources = sources
        self._problems = problems
        self._cards: dict[str, RoleCard | None] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The roles there are, sorted."""
        return tuple(sorted(self._sources))

    def get(self, name: str) -> RoleCard | None:
        """The card of the role ``name``; None where there is none or it is wrong."""
        if name not in self._sources:
            return None
        if name not in self._cards:
            self._cards[name] = read_card(name, self._sources[name], self._problems)
        return self._cards[name]


def read_card(name: str, source: SourceText, problems: Problems) -> RoleCard | None:
    """The card in ``source``; None where it is wrong (``problems`` say why).

    Args:
        name: what the role is called by its file; the card must say the same.
        source: the YAML text.
        problems: gets every mistake.
    """
    node = read_yaml(source, problems)
    if node is None:
        return None
    before = len(problems)
    syntax = read_model(CardSyntax, node, node.place, problems)
    if syntax is None or not isinstance(node, MappingNode):
        return None
    if syntax.role != name:
        problems.add(node.entries["role"].value.place, f"the file is called {quoted(name)} and the role {quoted(syntax.role)}",
                     "call both the same")  # fmt: skip
    takes = _takes(node.get("takes"), problems)
    output = _output(syntax.role, node.entries["output"].value, problems)
    sampling = _sampling(node.get("sampling"), problems)
    if len(problems) > before or output is None:
        return None
    type_, shape = output
    reply = _reply(syntax, type_, node, problems)
    if syntax.whole and type_.name != "Revision":
        problems.add(node.entries["whole"].key, "'whole' goes with `output: Revision`", "remove it")
    return RoleCard(
        role=syntax.role,
        description=syntax.description,
        template=syntax.template,
        takes=takes,
        output=type_,
        reply=reply,
        sampling=sampling,
        whole=syntax.whole,
        shape=shape,
        schema=plain(node.entries["output"].value) if type_.kind == "record" else None,
    )


def _takes(node: Node | None, problems: Problems) -> dict[str, Type]:
    takes: dict[str, Type] = {}
    for name, entry in node.entries.items() if isinstance(node, MappingNode) else ():
        check_name(name, entry.key, problems, own_allowed=True)
        if isinstance(entry.value, ScalarNode):
            try:
                takes[name] = parse_type(entry.value.text)
            except ValueError as error:
                word = entry.value.text.split()[-1] if entry.value.text.split() else ""
                problems.add(entry.value.place, str(error), did_you_mean(word, type_names(), "types"))
    return takes


def _output(role: str, node: Node, problems: Problems) -> tuple[Type, type[BaseModel] | None] | None:
    """The type of the output, and the class of a JSON reply."""
    if isinstance(node, MappingNode):
        made = class_of(role, node, problems)
        return (made[1], made[0]) if made is not None else None
    name = node.text if isinstance(node, ScalarNode) else ""
    if name == "text":
        return TEXT, None
    if name in DOMAIN_TYPES:
        return Type("domain", name), None if name in _PROSE else DOMAIN_TYPES[name]
    names = ("text", *DOMAIN_TYPES)
    shown = quoted(name) if isinstance(node, ScalarNode) else "a list"
    problems.add(node.place, f"{shown} cannot be an output", did_you_mean(name, names, "text, a JSON Schema, or a type"))
    return None


def _reply(syntax: CardSyntax, output: Type, node: MappingNode, problems: Problems) -> ReplyForm:
    forms: tuple[ReplyForm, ...] = _FORMS.get(output.name, ("json",))
    if syntax.whole and output.name == "Revision":
        forms = ("text",)
    if syntax.reply is None:
        return forms[0]
    if syntax.reply not in forms and not (syntax.whole and syntax.reply == "paragraphs"):
        place = node.entries["reply"].value.place
        name = output.name or "a schema"
        problems.add(place, f"`reply: {syntax.reply}` cannot give {name}", f"write `reply: {forms[0]}`")
    return syntax.reply


def _sampling(node: Node | None, problems: Problems) -> Sampling:
    if not isinstance(node, MappingNode):
        return Sampling()
    for key, entry in node.entries.items():
        check_sampling_value(key, plain(entry.value), entry.key, entry.value, problems)
    try:
        return Sampling.model_validate(plain(node))
    except ValidationError:
        return Sampling()  # reported above, setting by setting


def check_sampling_value(key: str, value: Any, key_place: Any, node: Node, problems: Problems) -> bool:
    """Whether ``value`` can be the sampling setting ``key``; if not, a problem is noted."""
    if key not in Sampling.model_fields:
        hint = did_you_mean(key, Sampling.model_fields, "settings")
        problems.add(key_place, f"unknown sampling setting {quoted(key)}", hint)
        return False
    try:
        Sampling.model_validate({key: value})
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        message = detail["msg"].replace("Input should be", "must be")
        problems.add(node.place, f"{quoted(key)} {message}")
        return False
    return True
