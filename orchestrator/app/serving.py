"""A model on vLLM: the server that `inkloom serve` has running for the project, or one for this run alone."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence

from orchestrator.adapters.files import Project, read_text
from orchestrator.adapters.models.choose import BUILT_IN
from orchestrator.adapters.models.server import Patience, ServerModel, is_healthy, parse_addresses, tokens_so_far
from orchestrator.adapters.models.vllm.command import find_python, is_for_cpu, vllm_command
from orchestrator.adapters.models.vllm.process import VllmProcess, free_port, is_free
from orchestrator.adapters.models.vllm.supervised import Served, SupervisedModel
from orchestrator.domain.errors import ModelUnavailable, UsageError
from orchestrator.engine.ports import Model
from orchestrator.settings import Settings

SERVED_FILE = "served.json"
"""Where `inkloom serve` says which model it serves, in the home of the project."""
LOG_FILE = "vllm.log"
_ONE_TRY = Patience(attempts=1, unreachable_seconds=0.0)
"""The supervisor sends again what a death took along; nobody else should."""


async def served_model(target: str, folder: str, settings: Settings, project: Project) -> Model:
    """The model ``target`` (in ``folder``, or an id) on a vLLM server: one that runs, else one of our own.

    Raises:
        ModelUnavailable: vLLM is not there, or does not come up.
    """
    url = running_server(target, settings, project)
    if url is not None and await is_healthy(url):
        # By its name: whoever listens there now need not be the server that the file tells of.
        with contextlib.suppress(ModelUnavailable, UsageError):
            return await ServerModel.connect(parse_addresses(f"{url}#{target}"), key=settings.api_key)
    starter = VllmStarter(target, folder, settings, project)
    return await SupervisedModel.begin(starter.start, starter.progress)


class VllmStarter:
    """Starts vLLM for one model; each time on a port of its own unless one is asked for.

    Attributes:
        url: of the server that was started last.
    """

    def __init__(
        self,
        target: str,
        folder: str,
        settings: Settings,
        project: Project,
        *,
        port: int = 0,
        flags: Sequence[str] = (),
    ) -> None:
        self.url = ""
        self.log = settings.home_of(project.root) / LOG_FILE
        self._target = target
        self._folder = folder
        self._settings = settings
        self._project = project
        self._port = port
        self._flags = (*settings.vllm_flags, *flags)

    async def start(self) -> Served:
        """A server that is up, and the model on it.

        Raises:
            ModelUnavailable: vLLM is not there, or does not come up.
        """
        port = self._port or free_port()
        if not is_free(port):
            raise ModelUnavailable(f"port {port} is taken", hint="choose another one with --port")
        python = find_python(self._settings.vllm_python, self._project.builtin)
        command = vllm_command(
            python,
            self._folder,
            self._target,
            host="127.0.0.1",
            port=port,
            on_cpu=is_for_cpu(python),
            spaced=self._target == BUILT_IN,
            flags=self._flags,
        )
        self.url = f"http://127.0.0.1:{port}"
        process = await VllmProcess.start(command, self.log)
        try:
            await process.healthy(lambda: is_healthy(self.url))
            model = await ServerModel.connect(parse_addresses(f"{self.url}#{self._target}"), patience=_ONE_TRY)
        except BaseException:
            await process.stop()
            raise
        return Served(process, model)

    async def progress(self) -> float | None:
        """Tokens that the server has handled so far; None where it does not say."""
        return await tokens_so_far(self.url)


def running_server(target: str, settings: Settings, project: Project) -> str | None:
    """The address where `inkloom serve` serves ``target`` for this project, if it says that it does."""
    file = settings.home_of(project.root) / SERVED_FILE
    if not file.is_file():
        return None
    try:
        told = json.loads(read_text(file))
    except (ValueError, UsageError):
        return None
    url = told.get("url") if isinstance(told, dict) and told.get("model") == target else None
    return url if isinstance(url, str) and url.startswith("http://127.0.0.1:") else None
