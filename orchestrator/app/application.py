"""A project, ready to compile and run what it holds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from importlib.metadata import entry_points
from pathlib import Path

from orchestrator.adapters.files import Project, builtin_root, find_workflow, project_root
from orchestrator.app.models import check_address, identity, is_replay, make_model, step_models
from orchestrator.app.recordings import settle_replay
from orchestrator.app.sources import Sources
from orchestrator.checks.registry import REGISTRY, Check
from orchestrator.domain.errors import UsageError
from orchestrator.engine.ports import Model, ModelInfo
from orchestrator.language.check_files import CheckShelf
from orchestrator.language.plan import Plan
from orchestrator.language.sources import SourceText
from orchestrator.settings import Settings, load_settings

CHECKS_ENTRY_POINT = "inkloom.checks"


@dataclass(frozen=True, slots=True)
class Definition:
    """What a run does: its plan and checks, and the texts that both were made from."""

    sources: Sources
    plan: Plan
    checks: Mapping[str, Check]


@dataclass(frozen=True, slots=True)
class App:
    """One project, ready to compile and run what it holds.

    Attributes:
        checks: the checks by name: the project's own win over those of installed packages, and these over the
            built-in ones. A check file with mistakes raises ``DefinitionError`` when its check is asked for.
    """

    project: Project
    settings: Settings
    checks: Mapping[str, Check]

    def find_workflow(self, name: str) -> SourceText:
        """The workflow called ``name``, or at that path."""
        return find_workflow(name, self.project)

    def compile(self, source: SourceText) -> Plan:
        """The plan of a workflow as it stands in the project.

        Raises:
            DefinitionError: with every mistake in it, its cards and templates.
        """
        return Sources.of(self.project, source).compile(self.checks, step_models(self.settings))

    def define(self, sources: Sources) -> Definition:
        """What a run does that has ``sources``.

        Raises:
            DefinitionError: with every mistake in them.
        """
        checks = CheckShelf(sources.checks, find_checks())
        return Definition(sources, sources.compile(checks, step_models(self.settings)), checks)

    def with_settled_model(self) -> App:
        """This application once it is seen, before anything is begun or kept, which model its settings name.

        Raises:
            UsageError: the name makes no sense, has a password in it, or names a recorded run that is not there.
            StoreError: that run cannot be read.
        """
        check_address(self.settings)
        return replace(self, settings=settle_replay(self.settings, self.project.root))

    @property
    def home(self) -> Path:
        """The folder that holds the store."""
        return self.settings.home_of(self.project.root)

    def model_identity(self) -> ModelInfo | None:
        """What the model that the settings name will say of itself; None where it must be asked."""
        return identity(self.settings.model, self.settings, self.project)

    @property
    def model_is_replay(self) -> bool:
        """Whether a recorded run stands for the model, and for all others."""
        return is_replay(self.settings)

    def with_model(self, name: str) -> App:
        """This application with another model in the place of the one that the settings name."""
        return replace(self, settings=self.settings.model_copy(update={"model": name}))

    @asynccontextmanager
    async def model(self) -> AsyncIterator[Model]:
        """The model that the settings name, closed at the end.

        Raises:
            UsageError: the name makes no sense.
            ModelUnavailable: it cannot be had.
        """
        model = await make_model(self.settings, self.project)
        try:
            yield model
        finally:
            await model.aclose()


def build_app(workflow: str | None, flags: Mapping[str, object]) -> App:
    """The application for the project that ``workflow`` (a path or a name) or the current folder belongs to.

    Args:
        workflow: as typed by the user, or None.
        flags: settings given as flags; None means not given.
    """
    path = Path(workflow) if workflow is not None and Path(workflow).is_file() else None
    project = Project(project_root(path, Path.cwd()), builtin_root())
    checks = CheckShelf(project.checks().texts, find_checks())
    return App(project, load_settings(project.root, flags), checks)


def find_checks() -> Mapping[str, Check]:
    """The built-in checks and those that installed packages bring (entry point ``inkloom.checks``)."""
    checks = dict(REGISTRY)
    for point in entry_points(group=CHECKS_ENTRY_POINT):
        check = point.load()
        if not isinstance(check, Check):
            raise UsageError(f"entry point {point.name} of {CHECKS_ENTRY_POINT} is no Check")
        checks[check.name] = check
    return checks
