"""Templates as texts by name: parsed, asked which names they use, rendered from plain data.

A prompt has up to three blocks: ``system``, ``user`` and ``assistant`` (what the reply begins with). A template
without blocks is a user message, or a document. ``zh/NAME`` stands beside ``NAME`` for Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jinja2
from jinja2 import meta, nodes

from orchestrator.domain.errors import ExpressionError
from orchestrator.language.sandbox import MAX_OUTPUT_CHARACTERS, Sandbox

BLOCKS = ("system", "user", "assistant")
RUNTIME_PROBLEMS = (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError)
"""What running a template or an expression on unfit values can raise."""

_BLANK_RUNS = re.compile(r"\n{3,}")


class TemplateProblem(Exception):
    """A template that does not parse or refers to what is not there; ``line`` counts from 1."""

    def __init__(self, name: str, line: int, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.line = line
        self.message = message


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
            for part in compiled.root_render_func(compiled.new_context(dict(values))):
                size += len(part)
                if size > MAX_OUTPUT_CHARACTERS:
                    raise ExpressionError(
                        f"template {self.name} renders more than {MAX_OUTPUT_CHARACTERS:,} characters"
                    )
                parts.append(part)
        except RUNTIME_PROBLEMS as error:
            raise ExpressionError(f"template {self.name}: {error}") from error
        return "".join(parts)


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
                raise TemplateProblem(error.name or name, error.lineno, error.message or "syntax error") from error
            except RecursionError as error:
                raise TemplateProblem(name, 1, "nested too deeply") from error
        return self._parsed[name]

    def _parse(self, name: str) -> Template:
        blocks = self._blocks(name, self._tree(name))
        lines: dict[str, int] = {}
        for block in blocks.values():
            free = meta.find_undeclared_variables(block) - self._environment.globals.keys()
            for node in block.find_all(nodes.Name):
                if node.name in free:
                    lines[node.name] = min(node.lineno, lines.get(node.name, node.lineno))
        compiled = {block: self._environment.compile_tree(tree.body) for block, tree in blocks.items()}
        return Template(name=name, source=self._texts[name], free_names=lines, blocks=compiled)

    def _tree(self, name: str) -> nodes.Template:
        if name not in self._texts:
            raise TemplateProblem(name, 1, f"unknown template '{name}'")
        tree = self._environment.parse(self._texts[name], name)
        for reference in tree.find_all((nodes.Include, nodes.Extends)):
            raise TemplateProblem(name, reference.lineno, "include and extends are not available; use import")
        for reference in tree.find_all((nodes.Import, nodes.FromImport)):
            self._check_import(name, reference)
        return tree

    def _check_import(self, name: str, reference: nodes.Node) -> None:
        target = reference.template  # type: ignore[attr-defined]
        if not isinstance(target, nodes.Const) or target.value not in self._texts:
            shown = f"'{target.value}'" if isinstance(target, nodes.Const) else "of a computed name"
            raise TemplateProblem(name, reference.lineno, f"import of an unknown template {shown}")
        if target.value != name:
            self._tree(target.value)

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
