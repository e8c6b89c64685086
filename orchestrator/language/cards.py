"""Role cards: read from their files, checked, at hand by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ValidationError

from orchestrator.domain.errors import Place
from orchestrator.domain.runs import Sampling
from orchestrator.language.diagnostics import Problems, did_you_mean, quoted
from orchestrator.language.names import check_name
from orchestrator.language.own_schema import class_of
from orchestrator.language.reading import demand, read_model
from orchestrator.language.sources import SourceText
from orchestrator.language.syntax import CardSyntax, ReplyForm, RoleCard
from orchestrator.language.types import DOMAIN_TYPES, REVISION, TEXT, Type, parse_type, type_names
from orchestrator.language.wording import word_here
from orchestrator.language.yaml_source import MappingNode, Node, ScalarNode, plain, read_yaml

_PROSE = frozenset({"text", "Draft", "Revision"})
"""Outputs that are long prose: inside JSON their escapes would cost quality."""

_FORMS: Mapping[tuple[str, bool], tuple[ReplyForm, ...]] = MappingProxyType(
    {
        ("text", False): ("text",),
        ("Draft", False): ("text", "paragraphs"),
        ("Revision", False): ("paragraphs",),
        ("Revision", True): ("text", "paragraphs"),
    }
)
"""How prose may be written, by output and ``whole``; the first is meant where a card does not say."""


class CardShelf:
    """The cards of a project, each read when it is first asked for; mistakes in it are noted then."""

    def __init__(self, sources: Mapping[str, SourceText], problems: Problems) -> None:
        self._sources = sources
        self._problems = problems
        self._nodes: dict[str, Node | None] = {}
        self._cards: dict[str, RoleCard | None] = {}
        self._open: list[str] = []

    @property
    def names(self) -> tuple[str, ...]:
        """The roles there are, sorted."""
        return tuple(sorted(self._sources))

    def get(self, name: str) -> RoleCard | None:
        """The card of the role ``name``; None where there is none or it is wrong."""
        if name not in self._sources:
            return None
        if name not in self._cards:
            self._open.append(name)
            self._cards[name] = self._read(name)
            self._open.pop()
        return self._cards[name]

    def _read(self, name: str) -> RoleCard | None:
        node = self._nodes[name] = read_yaml(self._sources[name], self._problems)
        card = card_of(node, self._problems, self._extended) if node is not None else None
        role = node.get("role") if isinstance(node, MappingNode) else None
        if isinstance(role, ScalarNode) and role.text != name:
            message = f"the file is called {quoted(name)} and the role {quoted(role.text)}"
            self._problems.add(role.place, message, "call both the same")
        return card

    def _extended(self, name: str, place: Place) -> RoleCard | None:
        """The card ``name`` that another one, read just now, extends."""
        if name in self._open:
            circle = " → ".join([*self._open[self._open.index(name) :], name])
            hint = "a card extends another role; to change a shipped one, give yours a name of its own"
            message = f"these cards extend each other: {circle}"
            if name == self._open[-1]:
                message = f"the card {quoted(name)} extends itself"
            self._problems.add(place, message, hint)
            return None
        if name not in self._sources:
            self._problems.add(place, f"unknown agent {quoted(name)}", did_you_mean(name, self.names, "agents here"))
        return self.get(name)

    def place_of(self, name: str, key: str) -> Place:
        """Where the card of the role ``name`` says ``key``; the top of its file where it does not."""
        node = self._nodes.get(name)
        if isinstance(node, MappingNode) and key in node.entries:
            return node.entries[key].value.place
        return Place(self._sources[name].file, 1, 1)


def compile_card(role: str, sources: Mapping[str, SourceText]) -> RoleCard:
    """The card of ``role``, one of ``sources``, with what it has from those that it extends.

    Raises:
        DefinitionError: every mistake in it and in those.

    >>> text = "{role: poet, template: poet.md.j2, takes: {theme: text}, output: Draft}"
    >>> compile_card("poet", {"poet": SourceText("poet.yaml", text)}).reply
    'text'
    """
    problems = Problems()
    card = CardShelf(sources, problems).get(role)
    problems.raise_if_any()
    assert card is not None
    return card


Extended = Callable[[str, Place], RoleCard | None]
"""Finds the card that another one extends; None where there is none, which is noted at the place given."""


def card_of(node: Node, problems: Problems, extended: Extended) -> RoleCard | None:
    """The card that ``node`` writes; None where it is wrong (``problems`` say why)."""
    before = len(problems)
    syntax = read_model(CardSyntax, node, node.place, problems)
    if syntax is None or not isinstance(node, MappingNode):
        return None
    base = extended(syntax.extends, node.entries["extends"].value.place) if syntax.extends else None
    takes = _takes(node.get("takes"), problems)
    sampling = _sampling(node.get("sampling"), problems)
    made = _made(syntax, node, base, problems)
    template = _template(syntax, node, base, problems)
    if made is None or len(problems) > before or (syntax.extends and base is None):
        return None
    if base is not None:
        takes = {**base.takes, **takes}
        sampling = base.sampling.model_copy(update=sampling.model_dump(exclude_unset=True))
    return RoleCard(
        role=syntax.role,
        description=syntax.description or (base.description if base is not None else ""),
        template=template,
        takes=takes,
        output=made.output,
        reply=made.reply,
        sampling=sampling,
        whole=made.whole,
        shape=made.shape,
    )


@dataclass(frozen=True, slots=True)
class Made:
    """What a role makes, and how the model writes it."""

    output: Type
    shape: type[BaseModel] | None
    reply: ReplyForm
    whole: bool


def _made(syntax: CardSyntax, node: MappingNode, base: RoleCard | None, problems: Problems) -> Made | None:
    """What the card says of its output; where it says nothing, what the one it extends says."""
    written = node.get("output")
    if written is None and not syntax.extends:
        problems.add(node.place, "'output' is missing", "add `output: …`")
    if written is not None:
        output = _output(syntax.role, written, problems)
    else:
        output = (base.output, base.shape) if base is not None else None
    if output is None:
        return None
    type_, shape = output
    inherited = base if written is None else None
    whole = syntax.whole if syntax.whole is not None else inherited is not None and inherited.whole
    if whole and type_ != REVISION:
        problems.add(node.entries["whole"].key, "'whole' goes with `output: Revision`", "remove it")
    forms = _FORMS.get((type_.name, whole), ("json",))
    reply = syntax.reply or (inherited.reply if inherited is not None and inherited.reply in forms else forms[0])
    if reply not in forms:
        name, place = type_.name or "a schema", node.entries["reply"].value.place
        problems.add(place, f"`reply: {reply}` cannot give {name}", f"write `reply: {forms[0]}`")
    return Made(type_, shape, reply, whole)


def _template(syntax: CardSyntax, node: MappingNode, base: RoleCard | None, problems: Problems) -> str:
    if not syntax.template and not syntax.extends:
        problems.add(node.place, "'template' is missing", "add `template: …`")
    return syntax.template or (base.template if base is not None else "")


def _takes(node: Node | None, problems: Problems) -> dict[str, Type]:
    takes: dict[str, Type] = {}
    for name, entry in node.entries.items() if isinstance(node, MappingNode) else ():
        check_name(name, entry.key, problems, own_allowed=True)
        if isinstance(entry.value, ScalarNode):
            try:
                takes[name] = parse_type(entry.value.text)
            except ValueError as error:
                word = entry.value.text.split()[-1] if entry.value.text.split() else ""
                problems.add(
                    entry.value.place, str(error), did_you_mean(word_here(word, type_names()), type_names(), "types")
                )
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
    problems.add(
        node.place, f"{shown} cannot be an output", did_you_mean(name, names, "text, a JSON Schema, or a type")
    )
    return None


def _sampling(node: Node | None, problems: Problems) -> Sampling:
    if not isinstance(node, MappingNode):
        return Sampling()
    for key, entry in node.entries.items():
        check_sampling_value(key, plain(entry.value), entry.key, entry.value, problems)
    try:
        return Sampling.model_validate(plain(node))
    except ValidationError:
        return Sampling()  # reported above, setting by setting


def check_sampling_value(key: str, value: Any, key_place: Place, node: Node, problems: Problems) -> bool:
    """Whether ``value`` can be the sampling setting ``key``; if not, a problem is noted."""
    if key not in Sampling.model_fields:
        hint = did_you_mean(key, Sampling.model_fields, "settings")
        problems.add(key_place, f"unknown sampling setting {quoted(key)}", hint)
        return False
    try:
        Sampling.model_validate({key: value})
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        problems.add(node.place, f"{quoted(key)} {demand(detail)}")
        return False
    return True
