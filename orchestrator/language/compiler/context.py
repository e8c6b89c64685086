"""What every part of the compiler has at hand: the problems, cards, templates, checks, and typed expressions."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from orchestrator.checks.registry import Check
from orchestrator.domain.errors import DefinitionError, ExpressionError, Place
from orchestrator.language.cards import CardShelf
from orchestrator.language.compiler.parts import part_that_fits
from orchestrator.language.compiler.shelf import WorkflowShelf
from orchestrator.language.diagnostics import Problems, did_you_mean, nearest, quoted
from orchestrator.language.expressions import Expression, ExpressionParser, ExpressionProblem, literal
from orchestrator.language.inference import Problem
from orchestrator.language.names import OWN_NAMES
from orchestrator.language.slips import find_slip, twice
from orchestrator.language.sources import SourceText
from orchestrator.language.templates import Template, TemplateLibrary, TemplateProblem
from orchestrator.language.types import ANY, BOOL, FLOAT, INT, Type, fits
from orchestrator.language.yaml_source import Node, ScalarNode

Types = ChainMap[str, Type]
"""The types of the names that can be referred to, the innermost block first."""

_WHERE_OWN_NAMES_ARE: Mapping[str, str] = MappingProxyType(
    {
        "previous": "`previous` is there in a foreach with `order: serial`",
        "round": "`round` is there inside a loop",
        "kept": "`kept` is there in `keep_if` of a loop",
        "note": "`note` is there inside a loop in which a person is asked",
        "variant": "`variant` is there inside `variants`",
        "inputs": "",
    }
)


_YES_OR_NO: Mapping[str, str] = MappingProxyType({"yes": "true", "on": "true", "no": "false", "off": "false"})
_SCALARS: Mapping[Type, str] = MappingProxyType({INT: "a whole number", FLOAT: "a number", BOOL: "true or false"})


def in_words(type_: Type) -> str:
    """A type for a message.

    >>> in_words(INT)
    'a whole number'
    """
    return _SCALARS.get(type_.as_required()) or str(type_.as_required())


class Anything(Mapping[str, Type]):
    """A scope in which every name is there, to learn which names an expression reads."""

    def __getitem__(self, name: str) -> Type:
        return ANY

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class ModelNames:
    """The models that steps can name: ``aliases``, and what ``is_model`` says is one."""

    aliases: Collection[str]
    is_model: Callable[[str], bool]


ANY_MODEL = ModelNames((), lambda _: True)
"""Where nobody knows which models there will be."""


@dataclass(frozen=True, slots=True)
class Context:
    """One compilation.

    Attributes:
        inputs: the types of the inputs; ``any`` for one that is wrong.
        workflows, models: those that steps can name.
        template_files: the files of templates, for messages.
        inner_steps: the paths of the blocks that steps of a name stand in, by that name.
        names_by_source: what ``names_in`` has found.
        style: the workflow's own, which reads ``inputs`` only.
        is_rehearsal: see ``rehearsal``.
    """

    problems: Problems
    cards: CardShelf
    templates: TemplateLibrary
    checks: Mapping[str, Check]
    inputs: Mapping[str, Type]
    workflows: WorkflowShelf
    models: ModelNames
    template_files: Mapping[str, SourceText] = field(default_factory=dict)
    inner_steps: Mapping[str, Sequence[str]] = field(default_factory=dict)
    parser: ExpressionParser = field(default_factory=ExpressionParser)
    names_by_source: dict[str, frozenset[str]] = field(default_factory=dict)
    style: Expression | None = None
    is_rehearsal: bool = False

    def rehearsal(self) -> Context:
        """This context for a run-through whose mistakes are thrown away, because the real one will find them."""
        return replace(self, problems=Problems(), is_rehearsal=True)

    # -- expressions --------------------------------------------------------------------------------------

    def names_in(self, node: Node | None) -> frozenset[str]:
        """The names that an expression reads; empty where it does not parse."""
        if not isinstance(node, ScalarNode) or not isinstance(node.value, str):
            return frozenset()
        if node.value not in self.names_by_source:
            try:
                names = self.parser.parse(node.value, node.place, Anything()).names
            except ExpressionProblem:
                names = frozenset()
            self.names_by_source[node.value] = names
        return self.names_by_source[node.value]

    def expression(
        self, node: Node | None, types: Types, wanted: Type | None = None, what: str = "this"
    ) -> Expression | None:
        """The typed expression in ``node``; None where there is none or it is wrong.

        Args:
            node: a scalar of the file; a number or true or false is a constant.
            types: what can be referred to.
            wanted: the type it must fit, if any.
            what: what the value is for, to say so where the type does not fit.
        """
        if not isinstance(node, ScalarNode) or node.broken:
            return None
        if isinstance(node.value, str):
            expression = self._parsed(node, types, wanted)
        else:
            expression = literal(node.value, node.place)
        if expression is not None and wanted is not None and not fits(expression.type, wanted):
            self.report_misfit(node.place, what, wanted, node.text, expression.type)
            return None
        return expression

    def count(self, node: Node | None, types: Types, what: str, most: int) -> Expression | None:
        """The expression in ``node`` for a whole number from 1 to ``most``; what reads names is bounded when it runs.

        Args:
            node: as for ``expression``.
            types: what can be referred to.
            what: what is counted, for messages.
            most: the greatest number.
        """
        count = self.expression(node, types, INT, what)
        if count is None or count.names or node is None:
            return count
        number = self.value_of(count, node)
        if isinstance(number, int) and 1 <= number <= most:
            return count
        self.problems.add(node.place, f"{what} must be a whole number from 1 to {most}")
        return None

    def _parsed(self, node: ScalarNode, types: Types, wanted: Type | None) -> Expression | None:
        source = node.text
        unknown = sorted(name for name in self.names_in(node) if name not in types)
        for name in unknown:
            self._report_unknown_name(name, node, types, wanted)
        scope = types.new_child(dict.fromkeys(unknown, ANY)) if unknown else types
        try:
            expression = self.parser.parse(source, node.at(0, len(source)), scope)
        except ExpressionProblem as error:
            for problem in error.problems:
                self._report(problem, node)
            return None
        return None if unknown else expression

    def _report(self, problem: Problem, node: ScalarNode) -> None:
        message, hint = problem.message.replace("end of template", "end").rstrip("."), problem.hint
        piece = node.text[problem.offset : problem.offset + problem.length]
        slip = find_slip(node.text) if "does not parse" in message else None
        if slip is not None:
            self.problems.add(node.at(slip.offset, slip.length), slip.message, slip.hint)
            return
        if node.text[: problem.offset].endswith("inputs.") and piece not in self.inputs:
            message, hint = f"unknown input {quoted(piece)}", did_you_mean(piece, self.inputs, "inputs")
        elif not hint and piece in self.inner_steps:
            before = node.text[: problem.offset]
            named = [block for block in self.inner_steps[piece] if before.endswith(f"{block}.")]
            hint = _inner_hint(named or self.inner_steps[piece])
        self.problems.add(node.at(problem.offset, problem.length), message, hint)

    def _report_unknown_name(self, name: str, node: ScalarNode, types: Types, wanted: Type | None) -> None:
        hint = "" if self.problems.are_enough else self._unknown_name_hint(name, node.text, types, wanted)
        self.problems.add(place_of_name(name, node), f"unknown name {quoted(name)}", hint)

    def value_of(self, expression: Expression, node: Node) -> Any:
        """The value of an expression that reads no names; None where it has none, which is noted."""
        try:
            return expression.evaluate({})
        except ExpressionError as error:
            self.problems.add(node.place, f"{quoted(expression.source)} has no value", error.message)
            return None

    def _unknown_name_hint(self, name: str, source: str, types: Types, wanted: Type | None) -> str:
        if name in OWN_NAMES:
            return _WHERE_OWN_NAMES_ARE[name]
        if name in set(self.inputs):
            return f"write inputs.{name}"
        if name in self.inner_steps:
            return _inner_hint(self.inner_steps[name])
        if name in _YES_OR_NO:
            return f"write {_YES_OR_NO[name]}"
        there = did_you_mean(name, types, "names here")
        is_number = wanted is not None and wanted.as_required() in (INT, FLOAT)
        if source.strip() == name and is_number:
            return f"write a number, such as 3; {there}"
        if source.strip() == name and nearest(name, types) is None:
            return f"if it is meant as text, quote it twice: {twice(name)}; {there}"
        return there

    def report_misfit(self, place: Place, what: str, wanted: Type, source: str, given: Type) -> None:
        """Note that a value does not fit where it is used."""
        if given.optional and fits(given.as_required(), wanted):
            message = f"{what} must be {in_words(wanted)}, and {quoted(source)} may be none"
            other = "0" if wanted.as_required() in (INT, FLOAT) else "…"
            self.problems.add(place, message, f'write "{source} or {other}" with what is taken then')
            return
        hint = ""
        part = part_that_fits(source, given, wanted)
        if given.kind == "list" and given.item is not None and fits(given.item, wanted):
            hint = f"take one of them, such as {source} | first, or go through them with foreach"
        elif wanted.kind == "list" and wanted.item is not None and fits(given, wanted.item):
            hint = f'make a list of it: "[{source}]"'
        elif given.as_required() == BOOL and wanted.as_required() in (INT, FLOAT):
            hint = f'write "1 if {source} else 0"'
        elif part:
            hint = f'write "{part}"' if given.kind == "list" else f"take one of its fields: {part}"
        is_given = "is not" if (given, wanted.as_required()) == (FLOAT, INT) else f"is {in_words(given)}"
        message = f"{what} must be {in_words(wanted)}, and {quoted(source)} {is_given}"
        self.problems.add(place, message, hint)

    # -- checks -------------------------------------------------------------------------------------------

    def check(self, name: str, place: Place) -> Check | None:
        """The check ``name``, which stands at ``place``; None where there is none or its file is wrong."""
        if name not in self.checks:
            self.problems.add(place, f"unknown check {quoted(name)}", did_you_mean(name, self.checks, "checks here"))
            return None
        try:
            return self.checks[name]
        except DefinitionError as error:
            self.problems.include(error.diagnostics)
            return None

    # -- models -------------------------------------------------------------------------------------------

    def check_model(self, name: str, place: Place) -> None:
        """Note a model that a step names and nobody knows; ``place`` is where it is written."""
        if name not in self.models.aliases and not self.models.is_model(name):
            hint = "name it under [models] in inkloom.toml, or write what --model takes, such as local:DIR"
            if self.models.aliases:
                hint = did_you_mean(name, self.models.aliases, "models in inkloom.toml")
            self.problems.add(place, f"unknown model {quoted(name)}", hint)

    # -- templates ----------------------------------------------------------------------------------------

    def template(self, name: str, place: Place) -> dict[str, Template] | None:
        """The template ``name`` by language; None where it is not there or wrong.

        Args:
            name: as the card or the step writes it.
            place: where it is written, for an unknown one.
        """
        if name not in self.templates.names:
            hint = did_you_mean(name, (n for n in self.templates.names if not n.startswith("zh/")), "templates here")
            if "{{" in name or len(name.split()) > 1:
                hint = "put the text into a file in templates/, such as letter.md.j2, and write the name of the file"
            self.problems.add(place, f"unknown template {quoted(name)}", hint)
            return None
        try:
            variants = self.templates.variants(name)
        except TemplateProblem as problem:
            self._report_template(problem)
            return None
        for template in variants.values():
            self.problems.read(SourceText(self._template_file(template.name), template.source))
        return variants

    def _report_template(self, problem: TemplateProblem) -> None:
        source = self.template_files.get(problem.name)
        line = ""
        if source is not None:
            self.problems.read(source)
            line = _line(source.text, problem.line)
        start = len(line) - len(line.lstrip())
        place = Place(self._template_file(problem.name), problem.line, start + 1, max(1, len(line.strip())))
        self.problems.add(place, problem.message)

    def _template_file(self, name: str) -> str:
        return self.template_files[name].file if name in self.template_files else f"templates/{name}"

    def place_in_template(self, template: Template, name: str) -> Place:
        """Where ``template`` first uses ``name``."""
        line = template.free_names[name]
        found = re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", _line(template.source, line))
        column, length = (found.start() + 1, len(name)) if found else (1, 1)
        return Place(self._template_file(template.name), line, column, length)


def _inner_hint(blocks: Sequence[str]) -> str:
    write = f": write {blocks[0]}" if len(blocks) == 1 and "." not in blocks[0] else ""
    return f"it is inside {' and '.join(map(quoted, blocks))}; outside of that only its result is seen{write}"


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1] if number <= len(lines) else ""


def place_of_name(name: str, node: ScalarNode) -> Place:
    """Where an expression first reads ``name``."""
    found = re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", node.text)
    return node.at(found.start(), len(name)) if found else node.place
