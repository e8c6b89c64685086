"""Checks of a project: read from their files in ``checks/``, made into checks like any other.

A file is data: what is looked for, numbers made of the counts, what a writer is told. Nothing in it runs but
bare expressions on plain numbers and a search that ends in time. Every mistake is noted with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field, WithJsonSchema

from orchestrator.checks.judging import Targets, as_number
from orchestrator.checks.own import COUNTS, FOUND, QUOTE, Counts, Definition, Measure, own_check
from orchestrator.checks.registry import Check
from orchestrator.checks.searching import (
    MAX_WORD_CHARACTERS,
    MAX_WORDS,
    PatternError,
    Searcher,
    search_for_pattern,
    search_for_words,
)
from orchestrator.domain.critiques import Severity
from orchestrator.domain.errors import ExpressionError
from orchestrator.language.diagnostics import Problems, did_you_mean, quoted
from orchestrator.language.expressions import Expression, ExpressionParser, ExpressionProblem
from orchestrator.language.names import check_name
from orchestrator.language.reading import kind_of, read_model
from orchestrator.language.sources import SourceText
from orchestrator.language.syntax import Expr, Syntax
from orchestrator.language.types import FLOAT, INT, Type, fits
from orchestrator.language.yaml_source import Entry, MappingNode, Node, ScalarNode, SequenceNode, plain, read_yaml

_SIDES = ("min", "max")
_NAME = re.compile(r"[\w-]{1,80}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_PLACEHOLDER = re.compile(r"\{\{?\s*\w+\s*\}?\}")
_NUMBER = {"type": "number"}
_SIDES_OF_NUMBERS = {
    "type": "object",
    "properties": {
        "min": {**_NUMBER, "description": "The least it should be."},
        "max": {**_NUMBER, "description": "The most it should be."},
    },
    "additionalProperties": False,
}
_Bound = Annotated[Any, WithJsonSchema({"anyOf": [_NUMBER, _SIDES_OF_NUMBERS]})]


class FindSyntax(Syntax):
    """What is looked for: `words` or `pattern`."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})
    words: list[str] = Field(
        [],
        description="Whole words or phrases, in upper or lower case; Chinese ones are found anywhere.",
        json_schema_extra={"minItems": 1, "maxItems": MAX_WORDS},
    )
    pattern: str = Field("", description="A regular expression (RE2), in upper or lower case, within a paragraph.")


class CheckFileSyntax(Syntax):
    """A check of a project."""

    model_config = ConfigDict(json_schema_extra={"anyOf": [{"required": ["find"]}, {"required": ["measures"]}]})
    check: str = Field(description="What workflows call the check; the name of its file.")
    description: str = Field("", description="What it is for, in one line.")
    language: str = Field("", description="Only texts in this language are judged, such as en or zh; else any.")
    find: FindSyntax | None = Field(None, description="What is looked for; each place is quoted to the writer.")
    measures: dict[str, Expr] = Field(
        {}, description=f"Numbers made of counts, as expressions. The counts: {', '.join(COUNTS)}."
    )
    targets: dict[str, _Bound] = Field(
        {}, description="Bounds on `found` or a measure where a workflow gives none; a bare number is a maximum."
    )
    instruction: str = Field("", description=f"What a writer is told of each place; {QUOTE} stands for its text.")
    too_few: str = Field("", description="What a writer is told where a minimum is missed.")
    severity: Severity | None = Field(None, description="How bad each place is; else by how far off the text is.")


class CheckShelf(Mapping[str, Check]):
    """The checks of a project over the others there are; a file is read when its check is first asked for."""

    def __init__(self, sources: Mapping[str, SourceText], others: Mapping[str, Check]) -> None:
        self._sources = sources
        self._others = others
        self._checks: dict[str, Check] = {}

    def __getitem__(self, name: str) -> Check:
        """The check called ``name``.

        Raises:
            KeyError: there is none.
            DefinitionError: every mistake in its file.
        """
        if name not in self._sources:
            return self._others[name]
        if name not in self._checks:
            self._checks[name] = compile_check(self._sources[name], name)
        return self._checks[name]

    def __contains__(self, name: object) -> bool:
        return name in self._sources or name in self._others

    def __iter__(self) -> Iterator[str]:
        return iter({**dict.fromkeys(self._others), **dict.fromkeys(self._sources)})

    def __len__(self) -> int:
        return len(self._sources.keys() | self._others.keys())


def compile_check(source: SourceText, name: str | None = None) -> Check:
    """The check in ``source``.

    Args:
        source: the file.
        name: what the file is called, where the check must be called the same.

    Raises:
        DefinitionError: every mistake in it.

    >>> compile_check(SourceText("no-very.yaml", "{check: no-very, find: {words: [very]}}")).targets.keys()
    dict_keys(['found'])
    """
    problems = Problems()
    node = read_yaml(source, problems)
    definition = definition_of(node, problems) if node is not None else None
    written = node.get("check") if isinstance(node, MappingNode) else None
    if name is not None and isinstance(written, ScalarNode) and _NAME.fullmatch(written.text) and written.text != name:
        message = f"the file is called {quoted(name)} and the check {quoted(written.text)}"
        problems.add(written.place, message, "call both the same")
    problems.raise_if_any()
    assert definition is not None
    return own_check(definition)


def definition_of(node: Node, problems: Problems) -> Definition | None:
    """The definition that ``node`` writes; None where it is wrong (``problems`` say why)."""
    before = len(problems)
    syntax = read_model(CheckFileSyntax, node, node.place, problems)
    if not isinstance(node, MappingNode):
        return None
    _check_texts(node, problems)
    search = _search(node.entries.get("find"), problems)
    measures = _measures(node, problems)
    targets = _targets(node, problems)
    if "find" not in node.entries and not plain(node).get("measures"):
        hint = "say what to look for under `find:`, or make a number of counts under `measures:`"
        problems.add(node.place, "this check measures nothing", hint)
    if syntax is None or len(problems) > before:
        return None
    return Definition(
        name=syntax.check,
        description=syntax.description,
        language=syntax.language,
        search=search,
        measures=measures,
        targets=targets,
        instruction=syntax.instruction,
        too_few=syntax.too_few,
        severity=syntax.severity,
    )


# -- texts --------------------------------------------------------------------------------------------------


def _check_texts(node: MappingNode, problems: Problems) -> None:
    """Note what cannot be a name or a language, and placeholders that stand for nothing."""
    name, language = node.get("check"), node.get("language")
    if isinstance(name, ScalarNode) and isinstance(name.value, str) and not _NAME.fullmatch(name.text):
        problems.add(name.place, f"{quoted(name.text)} cannot be a name", "use letters, digits and hyphens")
    if isinstance(language, ScalarNode) and isinstance(language.value, str) and not _LANGUAGE.fullmatch(language.text):
        problems.add(language.place, f"{quoted(language.text)} is no language", "write its code, such as en or zh")
    for key in ("instruction", "too_few"):
        text = node.get(key)
        for found in _PLACEHOLDER.finditer(text.text) if isinstance(text, ScalarNode) else ():
            place = text.at(found.start(), len(found.group()))  # type: ignore[union-attr]
            if key == "too_few" or "find" not in node.entries:
                message = f"there is no place to quote here, so no {quoted(found.group())}"
                problems.add(place, message, "this sentence speaks of the whole text")
            elif found.group() != QUOTE:
                problems.add(place, f"{quoted(found.group())} stands for nothing", f"write {QUOTE}")


# -- what is looked for -------------------------------------------------------------------------------------


def _search(find: Entry | None, problems: Problems) -> Searcher | None:
    if find is None:
        return None
    if not plain(find.value):
        problems.add(find.key, "'find' says nothing to look for", "find: {words: [very, suddenly]}")
    if not isinstance(find.value, MappingNode):
        return None
    words, pattern = find.value.entries.get("words"), find.value.entries.get("pattern")
    if words is not None and pattern is not None:
        problems.add(
            pattern.key, "'find' takes words or a pattern, not both", "make two checks, or one pattern of them"
        )
    elif words is not None:
        return _search_for_words(words.value, problems)
    elif pattern is not None:
        return _search_for_pattern(pattern.value, problems)
    return None


def _search_for_words(node: Node, problems: Problems) -> Searcher | None:
    before = len(problems)
    if not isinstance(node, SequenceNode):
        return None
    if not node.items:
        problems.add(node.place, "'words' must not be empty", "find: {words: [very, suddenly]}")
    elif len(node.items) > MAX_WORDS:
        problems.add(node.place, f"{len(node.items):,} words are too many", f"at most {MAX_WORDS:,} in one check")
    words = [item for item in node.items if isinstance(item, ScalarNode) and isinstance(item.value, str)]
    for word in words:
        if not word.text.strip():
            problems.add(word.place, "a word is missing here")
        elif len(word.text) > MAX_WORD_CHARACTERS:
            problems.add(word.place, f"a word of {len(word.text):,} characters", f"use at most {MAX_WORD_CHARACTERS}")
    if len(problems) > before or len(words) < len(node.items):
        return None
    return search_for_words(word.text for word in words)


def _search_for_pattern(node: Node, problems: Problems) -> Searcher | None:
    if not isinstance(node, ScalarNode) or not isinstance(node.value, str):
        return None
    if not node.text:
        problems.add(node.place, "a pattern is missing here", r"pattern: '\bnot only\b.*?\bbut also\b'")
        return None
    try:
        return search_for_pattern(node.text)
    except PatternError as error:
        problems.add(node.at(error.offset, error.length), error.message, error.hint)
        return None


# -- numbers ------------------------------------------------------------------------------------------------


def _measures(node: MappingNode, problems: Problems) -> dict[str, Measure]:
    written = node.get("measures")
    parser = ExpressionParser()
    scope = {name: INT for name in COUNTS if name != FOUND or "find" in node.entries}
    measures: dict[str, Measure] = {}
    for name, entry in written.entries.items() if isinstance(written, MappingNode) else ():
        if name in COUNTS:
            problems.add(entry.key, f"{quoted(name)} is a count already", "choose another name")
        elif check_name(name, entry.key, problems):
            expression = _expression(entry.value, scope, parser, problems)
            if expression is not None:
                measures[name] = Measure(expression.source, _Formula(expression))
    return measures


def _expression(
    node: Node, scope: Mapping[str, Type], parser: ExpressionParser, problems: Problems
) -> Expression | None:
    if not isinstance(node, ScalarNode) or node.value is None:
        return None  # noted by the model
    try:
        expression = parser.parse(node.text, node.place, scope)
    except ExpressionProblem as error:
        for problem in error.problems:
            message = problem.message.replace("end of template", "end")
            problems.add(node.at(problem.offset, problem.length), message, problem.hint)
        return None
    if not fits(expression.type, FLOAT):
        problems.add(node.place, f"a measure is a number, and this is {expression.type}")
    return expression


class _Formula:
    """An expression as a function of counts."""

    def __init__(self, expression: Expression) -> None:
        self._expression = expression

    def __call__(self, counts: Counts) -> float:
        """The value; ``ValueError`` where there is none."""
        try:
            return as_number(self._expression.evaluate(counts))
        except ExpressionError as error:
            raise ValueError(str(error)) from error


def _targets(node: MappingNode, problems: Problems) -> Targets:
    written, measures = node.get("targets"), node.get("measures")
    if not isinstance(written, MappingNode):
        return {}
    names = [*measures.entries] if isinstance(measures, MappingNode) else []
    if "find" in node.entries:
        names.insert(0, FOUND)
    for name, entry in written.entries.items():
        if name not in names:
            message = f"this check measures no {quoted(name)}"
            problems.add(entry.key, message, did_you_mean(name, names, "what it measures"))
        elif isinstance(entry.value, MappingNode):
            _check_sides(entry.value, problems)
        else:
            _check_number(entry.value, problems)
    return plain(written)  # type: ignore[no-any-return]


def _check_sides(node: MappingNode, problems: Problems) -> None:
    for side, entry in node.entries.items():
        if side not in _SIDES:
            problems.add(entry.key, f"unknown bound {quoted(side)}", did_you_mean(side, _SIDES, "bounds"))
        else:
            _check_number(entry.value, problems)
    low, high = plain(node).get("min"), plain(node).get("max")
    if isinstance(low, (int, float)) and isinstance(high, (int, float)) and low > high:
        problems.add(node.place, f"min {low:g} is more than max {high:g}")


def _check_number(node: Node, problems: Problems) -> None:
    value = node.value if isinstance(node, ScalarNode) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        hint = "write {max: 2}, {min: 1}, or a number; a workflow's own targets can be expressions"
        problems.add(node.place, f"a bound is a number here, not {kind_of(node)}", hint)
