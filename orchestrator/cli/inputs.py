"""Inputs of a workflow from the command line and from files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orchestrator.adapters.files import read_text
from orchestrator.domain.errors import UsageError
from orchestrator.language.diagnostics import Problems
from orchestrator.language.inputs import InputSpec, read_inputs
from orchestrator.language.sources import SourceText
from orchestrator.language.yaml_source import plain, read_yaml


def collect_inputs(specs: Mapping[str, InputSpec], assignments: Sequence[str], file: Path | None) -> dict[str, Any]:
    """The inputs of a run: ``--set`` over ``--inputs`` over the defaults.

    Args:
        specs: the inputs of the workflow.
        assignments: ``name=value`` or ``name=@FILE``, each.
        file: YAML or JSON with a mapping, or None.

    Raises:
        UsageError: with every unknown, missing or unfit input.
    """
    given: dict[str, Any] = {}
    if file is not None:
        loaded = read_plain(read_text(file), str(file))
        if not isinstance(loaded, Mapping):
            raise UsageError(f"{file}: inputs must be a mapping of names to values")
        given.update(loaded)
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals:
            raise UsageError(f"--set {assignment}: write it as --set name=value")
        given[name] = read_text(Path(value[1:])) if value.startswith("@") else value
    try:
        return read_inputs(specs, given)
    except ValueError as error:
        raise UsageError(str(error), hint="give inputs with --set NAME=VALUE or --inputs FILE") from error


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
