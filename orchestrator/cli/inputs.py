"""Inputs of a workflow from the command line and from files.

A path is relative to the current folder on the command line, to the folder of the file in ``--inputs``, and to the
project in a default, which must stay inside it: a workflow that somebody else wrote reads nothing else of yours.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from orchestrator.adapters.documents import document_text
from orchestrator.adapters.files import read_bytes, read_text
from orchestrator.adapters.tables import parse_table
from orchestrator.cli.input_help import described
from orchestrator.domain.errors import UsageError
from orchestrator.domain.text import with_paragraphs
from orchestrator.language.diagnostics import Problems, did_you_mean, quoted
from orchestrator.language.input_scalars import kind_of_value
from orchestrator.language.inputs import InputSpec, entries_of, path_in, read_inputs
from orchestrator.language.sources import SourceText
from orchestrator.language.syntax import InputType
from orchestrator.language.yaml_source import plain, read_yaml

_STDIN = "-"
_HOW = "give inputs with --set NAME=VALUE or --inputs FILE"


def collect_inputs(
    specs: Mapping[str, InputSpec], assignments: Sequence[str], file: Path | None, project: Path
) -> dict[str, Any]:
    """The inputs of a run: ``--set`` over ``--inputs`` over the defaults.

    Args:
        specs: the inputs of the workflow.
        assignments: ``name=value`` or ``name=@FILE``, each; a value that itself begins with @ is written ``@@…``.
        file: YAML or JSON with a mapping, or None.
        project: the folder that paths in defaults are relative to.

    Raises:
        UsageError: with every unknown, missing or unfit input.
        DefinitionError: ``file`` is no YAML.
    """
    sources: dict[str, Callable[[], Any]] = {
        name: partial(_default, spec, project) for name, spec in specs.items() if spec.default_file
    }
    if file is not None:
        for name, value in _mapping_in(file).items():
            sources[name] = partial(_native, specs.get(name), value, file.parent)
    for name, text in map(_assignment, assignments):
        sources[name] = partial(_typed, specs.get(name), text)
    given, unread = {}, {}
    for name, source in sources.items():
        try:
            given[name] = source()
        except UsageError as error:
            unread[name] = f"{error.message} ({error.hint})" if error.hint else error.message
    try:
        return read_inputs(specs, given, unread)
    except ValueError as error:
        raise UsageError(str(error), hint=_hint(specs, sources)) from error


def constant_inputs(specs: Mapping[str, InputSpec], assignments: Sequence[str]) -> dict[str, Any]:
    """The inputs that ``--set`` makes the same for every item of a batch.

    Raises:
        UsageError: with every one that is unknown or does not fit.
    """
    given: dict[str, Any] = {}
    wrong = []
    for name, text in map(_assignment, assignments):
        try:
            if name not in specs:
                raise ValueError(f"unknown input {quoted(name)}; {did_you_mean(name, specs, 'inputs')}")
            given[name] = specs[name].read(name, _typed(specs[name], text))
        except (ValueError, UsageError) as error:
            wrong.append(str(error))
    if wrong:
        raise UsageError("\n".join(wrong), hint=_hint(specs, given))
    return given


def default_files(specs: Mapping[str, InputSpec], project: Path) -> dict[str, Any]:
    """What the files hold that inputs have as their defaults.

    Raises:
        UsageError: one cannot be read.
    """
    return {name: _default(spec, project) for name, spec in specs.items() if spec.default_file}


def read_cell(spec: InputSpec, value: Any, folder: Path) -> Any:
    """The value that a cell of a table of items stands for; a file that it names must be in ``folder``.

    Raises:
        UsageError: that file is not there, or is elsewhere.
    """
    path = path_in(spec.type, value)
    paths = _paths(value) if spec.item == "file" and value is not None else [path] if path is not None else []
    for path in paths:
        if not (folder / path).resolve().is_relative_to(folder.resolve()):
            raise UsageError(f"{path} leads out of the folder of the table")
    return _native(spec, value, folder)


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"--set {text}: write it as --set name=value")
    return name, value


def _mapping_in(file: Path) -> Mapping[str, Any]:
    loaded = read_plain(read_text(file), str(file))
    if not isinstance(loaded, Mapping):
        raise UsageError(f"{file}: inputs must be a mapping of names to values")
    return loaded


def _typed(spec: InputSpec | None, text: str) -> Any:
    """The value that ``text`` on the command line stands for."""
    if spec is None or spec.type in ("file", "table", "json") or spec.item == "file":
        return _native(spec, text, Path())
    if text.startswith("@@"):
        return text[1:]
    return read_document(Path(text[1:])) if text.startswith("@") else text


def _native(spec: InputSpec | None, value: Any, folder: Path) -> Any:
    """``value``, or what the file that it names holds."""
    path = path_in(spec.type, value) if spec is not None else None
    if spec is not None and path is not None:
        return _content(spec.type, path, folder)
    if spec is not None and spec.type == "file" and value is not None:
        raise UsageError(f"must be the path of a file, not {kind_of_value(value)}")
    if spec is not None and spec.item == "file" and value is not None:
        return [_content("file", path, folder) for path in _paths(value)]
    return value


def _paths(value: Any) -> list[str]:
    """The paths in a list of files; a list of one may be written as its path."""
    try:
        entries = entries_of(value)
    except ValueError as error:
        raise UsageError(str(error)) from error
    for entry in entries:
        if not isinstance(entry, str):
            raise UsageError(f"must be a list of paths, not of {kind_of_value(entry)}")
    return [entry.removeprefix("@") for entry in entries]


def _default(spec: InputSpec, project: Path) -> Any:
    path = project / spec.default_file
    if not path.resolve().is_relative_to(project.resolve()):  # a link out of the project is not followed
        raise UsageError(f"its default, {spec.default_file}, leads out of the project")
    return _content(spec.type, spec.default_file, project)


def _content(kind: InputType, path: str, folder: Path) -> Any:
    if not path:
        raise UsageError("the path of a file is missing")
    if kind == "file":
        return with_paragraphs(read_document(folder / path))
    text = read_text(folder / path)
    return parse_table(text, str(folder / path)) if kind == "table" else text


def read_given(file: str) -> str:
    """The text of a file as it was typed on the command line, as ``read_document`` reads it; ``-`` is standard input.

    Raises:
        UsageError: it is not there, or no text.
    """
    if file == _STDIN:
        return document_text(sys.stdin.buffer.read(), "standard input")
    return read_document(Path(file))


def read_document(path: Path) -> str:
    """The text of a file that somebody wrote: UTF-8, UTF-16, GBK or .docx.

    Raises:
        UsageError: it is not there, or none of these.
    """
    return document_text(read_bytes(path), str(path))


def _hint(specs: Mapping[str, InputSpec], given: Iterable[str]) -> str:
    """How inputs are given; which ones there are, where one is missing or unknown."""
    if set(given) <= set(specs) and all(name in given for name, spec in specs.items() if spec.required):
        return _HOW
    if not specs:
        return "this workflow takes no inputs"
    return "\n".join([f"{_HOW}; this workflow takes", *(f"    {line}" for line in described(specs))])


def read_plain(text: str, file: str) -> Any:
    """The value of a YAML or JSON text, read as safely as a workflow is.

    Raises:
        DefinitionError: with every mistake in it.
    """
    problems = Problems()
    source = SourceText(file, text)
    problems.read(source)
    node = read_yaml(source, problems)
    problems.raise_if_any()
    return None if node is None else plain(node)
