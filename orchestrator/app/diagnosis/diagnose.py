"""All findings, in the order in which a reader wants them: the installation, the project, and last the model."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from orchestrator import __version__
from orchestrator.adapters.files import Project, builtin_root, project_root
from orchestrator.adapters.models.server import parse_addresses
from orchestrator.app.diagnosis.answering import server_at, would_answer
from orchestrator.app.diagnosis.finding import Finding
from orchestrator.app.diagnosis.machine import built_in_model, device, home_folder, python_and_packages
from orchestrator.app.diagnosis.serving import note_of_server, vllm
from orchestrator.domain.errors import UsageError
from orchestrator.settings import Settings, load_settings

MODEL = "model"
"""Name of the finding about the model that is set: it says whether a run would find one."""
_URL_VARIABLE = "OPENAI_BASE_URL"


async def diagnose(current: Path) -> list[Finding]:
    """What is to be said of this installation and of the project that the folder ``current`` belongs to."""
    project = Project(project_root(None, current), builtin_root())
    findings = [*python_and_packages(__version__), device(), built_in_model(project.builtin)]
    try:
        settings = load_settings(project.root, {})
    except UsageError as error:
        findings.append(Finding("project", "wrong", error.message, error.hint or f"mend it in {project.root}"))
        return [*findings, Finding(MODEL, "wrong", "not known: the settings cannot be read", "mend the project first")]
    home = settings.home_of(project.root)
    findings += [vllm(settings, project), await note_of_server(home)]
    findings += [Finding("project", "ok", str(project.root)), home_folder(home)]
    findings += await _unused_server(settings)
    for alias, spec in settings.models.items():
        if alias != settings.model:
            findings += _less_bad(await would_answer(f"{MODEL} {alias}", spec, settings, project))
    return findings + await would_answer(MODEL, settings.models.get(settings.model, settings.model), settings, project)


async def _unused_server(settings: Settings) -> list[Finding]:
    """The server that the environment names, where another setting wins over it."""
    text = os.environ.get(_URL_VARIABLE)
    if not text or settings.model == text:
        return []
    try:
        found = [await server_at(address, settings.api_key) for address in parse_addresses(text)]
    except UsageError as error:
        found = [Finding(_URL_VARIABLE, "wrong", error.message, error.hint)]
    return [replace(each, found=f"{each.found} ({_URL_VARIABLE}; another model is set)") for each in _less_bad(found)]


def _less_bad(findings: list[Finding]) -> list[Finding]:
    """What is wrong with a model that no run need ask is only a warning."""
    return [replace(each, state="warning") if each.state == "wrong" else each for each in findings]
