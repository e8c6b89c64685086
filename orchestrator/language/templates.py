"""Templates as texts by name: parsed, asked which names they use, rendered from plain data.

A prompt has up to three blocks: ``system``, ``user`` and ``assistant`` (what the reply begins with). A template
without blocks is a user message, or a document. ``zh/NAME`` stands beside ``NAME`` for Chinese.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import jinja2
from jinja2 import meta, nodes

from orchestrator.domain.errors import ExpressionError
from orchestrator.language.diagnostics import nearest
from orchestrator.language.filters import MAX_OUTPUT_CHARACTERS
from orchestrator.language.runtime_errors import MAX_MESSAGE_CHARACTERS, in_words
from orchestrator.language.sandbox import Sandbox, started

BLOCKS = ("system", "user", "assistant")
RUNTIME_PROBLEMS = (
    jinja2.TemplateError, TypeError, ValueError, AttributeError, ArithmeticError, LookupError, RecursionError,
)  # fmt: skip
"""What running a template or an expression on unfit values can raise."""
PARSE_PROBLEMS = (jinja2.TemplateSyntaxError, RecursionError, SyntaxError, ValueError, OverflowError, MemoryError)
"""What Python says of code that Jinja makes from a tree nested too deeply, or with the same argument twice."""
MAX_SOURCE_CHARACTERS = 100_000
MAX_NODES = 5_000

_BLANK_RUNS = re.compile(r"\n{3,}")


class TemplateProblem(Exception):
    """A template that does not parse or refers to what is not there; ``line`` counts from 1."""

    def __init__(self, name: str, line: int, message: str) -> None:
        super().__init__(message[:MAX_MESSAGE_CHARACTERS])
        self.name = name
        self.line = line
        self.message = message[:MAX_MESSAGE_CHARACTERS]


@dataclass(frozen=True, slots=True)
class Template:
    """One parsed template.

    Attributes:
        free_names: each name that must be given, with the line that first uses it (from 1).
        blocks: the compiled blocks by name; a template without blocks has its whole text as ``user``.
    """

    name: str
    source: str
    free_names: Mapping[str, int]
    blocks: Mapping[str, jinja2.Template] = field(repr=False, compare=False)

    def render(self, values: Mapping[str, Any]) -> str:
        """The document: the ``user`` block, from plain ``values``.

        Raises:
            ExpressionError: a value is missing or misused, or the text grows too long.
        """
        return self.render_block("user", values)

    def render_block(self, block: str, values: Mapping[str, Any]) -> str:
        """The text of one block, empty where the template has none.

        Runs of blank lines become one and the ends are trimmed, except in ``assistant``: that is what a
        reply begins with, and every space of it counts.
        """
        if block not in self.blocks:
            return ""
        text = self._text(self.blocks[block], values)
        return text if block == "assistant" else _BLANK_RUNS.sub("\n\n", text).strip()

    def _text(self, compiled: jinja2.Template, values: Mapping[str, Any]) -> str:
        parts: list[str] = []
        size = 0
        try:
            for part in started(compiled, values)[1]:
                size += len(part)
                if size > MAX_OUTPUT_CHARACTERS:
                    raise ExpressionError(
                        f"template {self.name} renders more than {MAX_OUTPUT_CHARACTERS:,} characters"
                    )
                parts.append(part)
            return "".join(parts)  # a `{% filter %}` block may have made a list
        except RUNTIME_PROBLEMS as error:
            line = _line_of(error, compiled)
            where = f"template {self.name}, line {line}" if line else f"template {self.name}"
            raise ExpressionError(f"{where}: {in_words(error)}") from error


class TemplateLibrary:
    """All templates of a project by name, parsed once each when they are first asked for."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._parsed: dict[str, Template] = {}
        self._environment = Sandbox(
            loader=jinja2.DictLoader(texts), trim_blocks=True, lstrip_blocks=True, cache_size=-1
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all templates, sorted."""
        return tuple(sorted(self._texts))

    def variants(self, name: str) -> dict[str, Template]:
        """The template by language: "" for the one everybody gets, "zh" for the one that wins in Chinese.

        Raises:
            TemplateProblem: one of them does not parse.
        """
        return {language: self.parse(n) for language, n in (("", name), ("zh", f"zh/{name}")) if n in self._texts}

    def parse(self, name: str) -> Template:
        """The template called ``name``.

        Raises:
            TemplateProblem: it does not exist or does not parse, or refers to one that does not.
        """
        if name not in self._parsed:
            try:
                self._parsed[name] = self._parse(name)
            except jinja2.TemplateSyntaxError as error:
                raise TemplateProblem(error.name or name, error.lineno, _in_short(error.message or "")) from error
            except PARSE_PROBLEMS as error:
                raise TemplateProblem(name, 1, f"this template {reason(error)}") from error
        return self._parsed[name]

    def _parse(self, name: str) -> Template:
        blocks = self._blocks(name, self._tree(name))
        lines: dict[str, int] = {}
        for block in blocks.values():
            free = _undeclared(block) - self._environment.globals.keys()
            for node in block.find_all(nodes.Name):
                if node.name in free:
                    lines[node.name] = min(node.lineno, lines.get(node.name, node.lineno))
        compiled = {block: self._environment.compile_tree(tree.body) for block, tree in blocks.items()}
        return Template(name=name, source=self._texts[name], free_names=lines, blocks=compiled)

    def _tree(self, name: str) -> nodes.Template:
        """The tree of ``name``, when all that it imports has been found, parsed and compiled."""
        trees = {name: self._read(name)}
        waiting = [name]
        while waiting:
            importing = waiting.pop()
            for target in self._imports(importing, trees[importing]):
                if target not in trees:
                    trees[target] = self._read(target)
                    waiting.append(target)
                    self._environment.get_template(target)
        return trees[name]

    def _read(self, name: str) -> nodes.Template:
        if name not in self._texts:
            raise TemplateProblem(name, 1, f"unknown template '{name}'")
        if len(self._texts[name]) > MAX_SOURCE_CHARACTERS:
            raise TemplateProblem(name, 1, f"a template of more than {MAX_SOURCE_CHARACTERS:,} characters")
        tree = self._environment.parse(self._texts[name], name)
        if sum(1 for _ in tree.find_all(nodes.Node)) > MAX_NODES:
            raise TemplateProblem(name, 1, f"a template of more than {MAX_NODES:,} names, values and operators")
        self._check_names(name, tree)
        return tree

    def _check_names(self, name: str, tree: nodes.Template) -> None:
        """Jinja would find an unknown filter when it compiles, and forget in which file it stood."""
        for kind, known in ((nodes.Filter, self._environment.filters), (nodes.Test, self._environment.tests)):
            for used in tree.find_all(kind):
                if used.name not in known:
                    what = f"unknown {kind.__name__.lower()} '{used.name}'"
                    near = nearest(used.name, (name for name in known if name.isidentifier()))
                    raise TemplateProblem(name, used.lineno, f"{what}; did you mean '{near}'?" if near else what)

    def _imports(self, name: str, tree: nodes.Template) -> Iterator[str]:
        for reference in tree.find_all((nodes.Include, nodes.Extends)):
            raise TemplateProblem(name, reference.lineno, "include and extends are not available; use import")
        for importing in tree.find_all((nodes.Import, nodes.FromImport)):
            target = importing.template  # type: ignore[attr-defined]
            if not isinstance(target, nodes.Const) or target.value not in self._texts:
                shown = f"'{target.value}'" if isinstance(target, nodes.Const) else "of a computed name"
                raise TemplateProblem(name, importing.lineno, f"import of an unknown template {shown}")
            yield target.value

    def _blocks(self, name: str, tree: nodes.Template) -> dict[str, nodes.Template]:
        """Each block as a template of its own: what stands outside of blocks (imports, macros, sets) goes before it."""
        blocks = {node.name: node for node in tree.body if isinstance(node, nodes.Block)}
        for unknown in blocks.keys() - set(BLOCKS):
            raise TemplateProblem(
                name, blocks[unknown].lineno, f"unknown block '{unknown}'; blocks are {', '.join(BLOCKS)}"
            )
        shared = [node for node in tree.body if not isinstance(node, (nodes.Block, nodes.Output))]
        bodies = {block: shared + node.body for block, node in blocks.items()} or {"user": tree.body}
        parts = {block: nodes.Template(body, lineno=1) for block, body in bodies.items()}
        for part in parts.values():
            part.set_environment(self._environment)
        return parts


def _line_of(error: Exception, compiled: jinja2.Template) -> int:
    """The line of the template in which ``error`` was raised, from 1; 0 where there is no telling."""
    places = traceback.walk_tb(error.__traceback__)
    names = compiled.root_render_func.__globals__
    lines = [line for frame, line in places if frame.f_globals is names]
    return compiled.get_corresponding_lineno(lines[-1]) if lines else 0


def _undeclared(tree: nodes.Template) -> set[str]:
    """As ``jinja2.meta.find_undeclared_variables``, without folding constants: that takes the cube of the depth."""
    assert tree.environment is not None
    names = meta.TrackingCodeGenerator(tree.environment)
    names.optimizer = None
    names.visit(tree)
    return names.undeclared_identifiers


def _in_short(message: str) -> str:
    """What Jinja says of a text that does not parse, without what it was looking for."""
    open_tag = re.search(r"innermost block that needs to be closed is '(\w+)'", message)
    if open_tag is not None:
        return f"a {{% {open_tag[1]} %}} is not closed: {{% end{open_tag[1]} %}} is missing"
    return message or "syntax error"


def reason(error: Exception) -> str:
    """What Jinja or Python could not do with a text, to follow "this template" or "this expression".

    >>> reason(RecursionError("maximum recursion depth exceeded"))
    'is nested too deeply'
    """
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"does not parse: {_in_short(error.message or 'syntax error')}"
    message = str(getattr(error, "msg", None) or error)[:MAX_MESSAGE_CHARACTERS]
    if isinstance(error, (RecursionError, MemoryError)) or re.search("nested|indentation", message):
        return "is nested too deeply"
    if "digits" in message:
        return "holds a number that is too large"
    return f"does not parse: {message}"
