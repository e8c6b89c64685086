"""All texts that a workflow is compiled from: as they stand in the project, or as a run was recorded with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Self

from orchestrator.adapters.files import Project
from orchestrator.checks.registry import Check
from orchestrator.language.compiler import ModelNames, compile_workflow
from orchestrator.language.plan import Plan
from orchestrator.language.sources import SourceText
from orchestrator.language.templates import TemplateLibrary

Texts = Mapping[str, SourceText]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The text of a workflow, and those of everything it may name, by name."""

    workflow: SourceText
    cards: Texts
    templates: Texts
    checks: Texts
    workflows: Texts

    @classmethod
    def of(cls, project: Project, workflow: SourceText) -> Self:
        """The texts of ``workflow`` and of the project it stands in."""
        return cls(
            workflow=workflow,
            cards=project.cards().texts,
            templates=project.templates().texts,
            checks=project.checks().texts,
            workflows=project.workflows().texts,
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The sources that ``to_json`` wrote."""
        read = json.loads(text)
        shelves = {
            field.name: {name: SourceText(**source) for name, source in read[field.name].items()}
            for field in fields(cls)
            if field.name != "workflow"
        }
        return cls(workflow=SourceText(**read["workflow"]), **shelves)

    def to_json(self) -> str:
        """All of it as one text."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def compile(self, checks: Mapping[str, Check], models: ModelNames) -> Plan:
        """The plan of the workflow, whose steps may name ``models``.

        Raises:
            DefinitionError: with every mistake in it, its cards and templates.
        """
        return compile_workflow(
            self.workflow.text,
            file=self.workflow.file,
            cards=self.cards,
            templates=TemplateLibrary({name: template.text for name, template in self.templates.items()}),
            checks=checks,
            template_files=self.templates,
            workflows=self.workflows,
            models=models,
        )
