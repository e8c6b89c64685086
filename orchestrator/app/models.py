"""The model that settings name: made, served, attached to."""

from __future__ import annotations

from pathlib import Path

from orchestrator.adapters.files import Project, read_text
from orchestrator.adapters.models.choose import BUILT_IN, ModelChoice, parse_model
from orchestrator.adapters.models.pool import ModelPool
from orchestrator.domain.errors import UsageError
from orchestrator.engine.ports import Model, ModelInfo
from orchestrator.language.compiler import ANY_MODEL, ModelNames
from orchestrator.settings import Settings


async def make_model(settings: Settings, project: Project) -> Model:
    """The run's model, with the others that steps may name behind it; a recorded run stands for all of them.

    Raises:
        UsageError: the name makes no sense.
        ModelUnavailable: it cannot be had.
        StoreError: it is a recorded run that cannot be read.
    """

    async def make(name: str) -> Model:
        return await _make(parse_model(settings.models.get(name, name)), settings, project)

    own = await make(settings.model)
    if is_replay(settings):
        return own
    return ModelPool(own, make, lambda name: identity(name, settings, project))


def step_models(settings: Settings) -> ModelNames:
    """The models that steps may name; a recorded run stands for all of them, whatever they are called."""
    if is_replay(settings):
        return ANY_MODEL
    return ModelNames(settings.models, lambda name: _kind(name, settings) is not None)


def is_replay(settings: Settings) -> bool:
    """Whether the run's model is a recorded run."""
    return _kind(settings.model, settings) == "replay"


def _kind(name: str, settings: Settings) -> str | None:
    """The kind of the model that ``name`` names; None where it names none."""
    try:
        return parse_model(settings.models.get(name, name)).kind
    except UsageError:
        return None


def check_address(settings: Settings) -> None:
    """See that the run's model, if it is a server, has an address that may be kept with the run.

    Raises:
        UsageError: it is no address, or has a password in it.
    """
    choice = parse_model(settings.models.get(settings.model, settings.model))
    if choice.kind == "server":
        from orchestrator.adapters.models.server import parse_addresses

        parse_addresses(choice.target)


async def _make(choice: ModelChoice, settings: Settings, project: Project) -> Model:
    # Imported here: torch alone takes seconds to import, and a scripted run needs none of it.
    if choice.kind == "scripted":
        from orchestrator.adapters.models.scripted import ScriptedModel

        script = _at_hand(choice.target, project.root)
        return ScriptedModel.from_text(read_text(Path(script)), file=script)
    if choice.kind == "replay":
        from orchestrator.adapters.models.replay import ReplayModel
        from orchestrator.app.recordings import open_recording

        return ReplayModel(open_recording(choice.target, settings, project.root))
    if choice.kind == "server":
        from orchestrator.adapters.models.server import ServerModel, parse_addresses

        addresses = parse_addresses(choice.target)
        return await ServerModel.connect(addresses, key=settings.api_key, at_once=settings.concurrency)
    if choice.kind == "vllm":
        from orchestrator.app.serving import served_model

        return await served_model(choice.target, model_folder(choice.target, project), settings, project)
    from orchestrator.adapters.models.local import LocalModel

    return await LocalModel.load(model_folder(choice.target or BUILT_IN, project))


def identity(name: str, settings: Settings, project: Project) -> ModelInfo | None:
    """What the model called ``name`` will say of itself, where that is known without loading or asking it: a folder."""
    choice = parse_model(settings.models.get(name, name))
    folder = Path(model_folder(choice.target or BUILT_IN, project))
    if choice.kind not in ("built-in", "local") or not folder.is_dir():
        return None
    from orchestrator.adapters.models.local.fingerprint import fingerprint

    return ModelInfo(name=folder.resolve().name, revision=fingerprint(folder))


def model_folder(target: str, project: Project) -> str:
    """What transformers and vLLM load: a folder, or an id of the Hugging Face hub."""
    if target == BUILT_IN:
        return str(project.builtin / "models" / BUILT_IN)
    return _at_hand(target, project.root)


def _at_hand(target: str, root: Path) -> str:
    """The file or folder ``target``: as typed, else as inkloom.toml at ``root`` would mean it."""
    return str(root / target) if not Path(target).exists() and (root / target).exists() else target
