"""The workflows that steps can name: each compiled once, when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from orchestrator.domain.errors import Place
from orchestrator.language.diagnostics import Problems, did_you_mean, quoted
from orchestrator.language.plan import Plan
from orchestrator.language.sources import SourceText

MAX_DEPTH = 20
"""Workflows inside workflows inside workflows."""

CompileSource = Callable[[SourceText], Plan | None]
"""Compiles a workflow file; None where it is wrong, which is noted."""


@dataclass(slots=True)
class WorkflowShelf:
    """The workflows of a project.

    Attributes:
        sources: by name.
        problems: those of the whole compilation, even while a block is only rehearsed.
        compile_source: compiles one.
        open: the files being compiled, the outermost first.
    """

    sources: Mapping[str, SourceText]
    problems: Problems
    compile_source: CompileSource
    open: list[str]
    _plans: dict[str, Plan | None] = field(default_factory=dict)

    def get(self, name: str, place: Place) -> Plan | None:
        """The plan of the workflow ``name``, which ``place`` names; None where there is none or it is wrong."""
        if name not in self.sources:
            hint = did_you_mean(_without_folder_and_ending(name), self.sources, "workflows here")
            self.problems.add(place, f"unknown workflow {quoted(name)}", hint)
            return None
        if name not in self._plans:
            source = self.sources[name]
            if source.file in self.open:
                circle = [*self.open[self.open.index(source.file) :], source.file]
                hint = "a workflow cannot be a step of itself: take one of these steps out"
                message = f"these workflows contain each other: {' → '.join(circle)}"
                if len(circle) == 2:
                    message, hint = f"the workflow {quoted(name)} contains itself", "take this step out"
                self.problems.add(place, message, hint)
                return None
            if len(self.open) >= MAX_DEPTH:
                self.problems.add(place, f"workflows nested more than {MAX_DEPTH} deep")
                return None
            self.open.append(source.file)
            self._plans[name] = self.compile_source(source)
            self.open.pop()
        return self._plans[name]


def _without_folder_and_ending(name: str) -> str:
    """The name of a workflow that is named by its file, such as ``workflows/advert.yaml``."""
    return name.rpartition("/")[2].removesuffix(".yaml")
