"""Whether a model would answer. A server is asked for its models; nothing is generated, loaded or downloaded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import SecretStr

from orchestrator.adapters.files import Project, read_text
from orchestrator.adapters.models.choose import BUILT_IN, ModelChoice, parse_model
from orchestrator.adapters.models.scripted import ScriptedModel
from orchestrator.adapters.models.server import Address, Patience, ServerModel, parse_addresses
from orchestrator.adapters.models.server.listing import Listing, list_models
from orchestrator.app.diagnosis.finding import Finding
from orchestrator.app.diagnosis.machine import LOCAL_MEND, LOCAL_PACKAGES, missing_of
from orchestrator.app.diagnosis.serving import LOOK_SECONDS, vllm
from orchestrator.app.models import model_folder
from orchestrator.app.recordings import open_recording
from orchestrator.app.served import SERVED_FILE, note_of
from orchestrator.domain.errors import InkloomError
from orchestrator.settings import Settings

_ONE_LOOK = Patience(deadline_seconds=LOOK_SECONDS, attempts=1, unreachable_seconds=0.0)
_ANOTHER_MODEL = "or choose another: --model built-in, or model = … in inkloom.toml"
_SHOWN_NAMES = 8


async def would_answer(name: str, spec: str, settings: Settings, project: Project) -> list[Finding]:
    """Whether the model ``spec`` would answer: one finding under ``name``, before it one for each of its servers."""
    try:
        choice = parse_model(spec)
        if choice.kind == "server":
            return await _server(name, parse_addresses(choice.target), settings.api_key)
        if choice.kind == "vllm":
            return [await _vllm(name, choice.target, settings, project)]
        if choice.kind == "scripted":
            script = model_folder(choice.target, project)
            ScriptedModel.from_text(read_text(Path(script)), file=script)
            return [Finding(name, "ok", f"replies from {script}")]
        if choice.kind == "replay":
            return [_recorded(name, choice.target, settings, project)]
        return [_local(name, choice, project)]
    except InkloomError as error:
        return [Finding(name, "wrong", error.message, error.hint or _ANOTHER_MODEL)]


def _recorded(name: str, target: str, settings: Settings, project: Project) -> Finding:
    recording = open_recording(target, settings, project.root)
    recording.close()
    return Finding(name, "ok", f"the replies of run {recording.run}")


def _local(name: str, choice: ModelChoice, project: Project) -> Finding:
    missing = missing_of(LOCAL_PACKAGES)
    if missing:
        return Finding(name, "wrong", f"{_shown(choice)} needs {', '.join(missing)}: not installed", LOCAL_MEND)
    return _weights(name, _shown(choice), choice.target or BUILT_IN, project)


async def _vllm(name: str, target: str, settings: Settings, project: Project) -> Finding:
    shown = f"vllm:{target}"
    note = note_of(target, settings.home_of(project.root) / SERVED_FILE)
    if note and target in (await list_models(Address(f"{note.url}/v1"), None, seconds=LOOK_SECONDS)).names:
        return Finding(name, "ok", f"{shown}, served at {note.url}")
    server = vllm(settings, project)
    if server.state in ("absent", "wrong"):
        return Finding(name, "wrong", f"{shown} needs vLLM: {server.found}", server.mend)
    return _weights(name, f"{shown}, on a server that each run starts for itself", target, project)


def _weights(name: str, shown: str, target: str, project: Project) -> Finding:
    """Whether the files of a model are here; those of the Hugging Face hub may still have to come."""
    folder = model_folder(target, project)
    if Path(folder).is_dir():
        if (Path(folder) / "config.json").is_file():
            return Finding(name, "ok", shown)
        return Finding(name, "wrong", f"{folder} has no config.json: it is no model folder", _ANOTHER_MODEL)
    if folder.startswith((".", "/", "~")) or folder.count("/") > 1 or target == BUILT_IN:
        return Finding(name, "wrong", f"there is no folder {folder}", f"mend the path, {_ANOTHER_MODEL}")
    if (_hub() / f"models--{folder.replace('/', '--')}").is_dir():
        return Finding(name, "ok", f"{shown}, in {_hub()}")
    if os.environ.get("HF_HUB_OFFLINE", "").lower() in ("1", "on", "yes", "true"):
        mend = f"unset HF_HUB_OFFLINE, {_ANOTHER_MODEL}"
        return Finding(name, "wrong", f"{folder} is not on this machine, and HF_HUB_OFFLINE forbids to get it", mend)
    return Finding(name, "warning", f"{shown}: not on this machine", "the first run gets it from the Hugging Face hub")


def _hub() -> Path:
    """Where the Hugging Face hub keeps what it has got."""
    home = Path(os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface")
    return Path(os.environ.get("HF_HUB_CACHE") or home / "hub")


def _shown(choice: ModelChoice) -> str:
    return f"local:{choice.target}" if choice.target else BUILT_IN


async def _server(name: str, addresses: Sequence[Address], key: SecretStr | None) -> list[Finding]:
    findings = [await server_at(address, key) for address in addresses]
    if all(finding.state == "wrong" for finding in findings):
        return [*findings, Finding(name, "wrong", "no server to answer", f"see above, {_ANOTHER_MODEL}")]
    model = await ServerModel.connect(addresses, key=key, patience=_ONE_LOOK)
    shown = f"{model.info.name} at {', '.join(address.url for address in addresses)}"
    await model.aclose()
    return [*findings, Finding(name, "ok", shown)]


async def server_at(address: Address, key: SecretStr | None) -> Finding:
    """Whether the server at ``address`` answers, which models it has, and whether it takes the key."""
    name = f"server {address.url}"
    listing = await list_models(address, key, seconds=LOOK_SECONDS)
    if listing.state == "silent":
        return Finding(name, "wrong", listing.problem, f"start it, {_ANOTHER_MODEL}")
    if listing.state == "asks for a key":
        found = "asks for a key" if key is None else "does not take the key that is set"
        return Finding(name, "wrong", found, "export OPENAI_API_KEY=YOUR-KEY")
    found = f"answers; models: {_names(listing)}"
    if key is not None:
        without = await list_models(address, None, seconds=LOOK_SECONDS)
        found += "; takes the key" if without.state == "asks for a key" else "; shows them without the key too"
    return Finding(name, "ok", found)


def _names(listing: Listing) -> str:
    more = len(listing.names) - _SHOWN_NAMES
    shown = ", ".join(listing.names[:_SHOWN_NAMES]) or "none listed"
    return f"{shown} and {more} more" if more > 0 else shown
