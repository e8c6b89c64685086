"""A model on vLLM: the server that `inkloom serve` has running for the project, or one for this run alone."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from orchestrator.adapters.files import Project
from orchestrator.adapters.models.choose import BUILT_IN
from orchestrator.adapters.models.server import Patience, ServerModel, is_healthy, parse_addresses, work_at
from orchestrator.adapters.models.vllm.command import find_python, is_for_cpu, vllm_command
from orchestrator.adapters.models.vllm.process import START_SECONDS, VllmProcess, free_port, is_free
from orchestrator.adapters.models.vllm.supervised import Served, SupervisedModel
from orchestrator.app.served import SERVED_FILE, AttachedServer, Note, note_of, read_note, write_note
from orchestrator.domain.errors import ModelUnavailable, UsageError
from orchestrator.engine.ports import Model
from orchestrator.settings import Settings

LOG_FILE = "vllm.log"
_TWO_TRIES = Patience(attempts=2, unreachable_seconds=0.0)
"""A connection may break; but it is the supervisor that sends again what a death took along."""
_LOOK_SECONDS = 0.25


async def served_model(target: str, folder: str, settings: Settings, project: Project) -> Model:
    """The model ``target`` (in ``folder``, or an id) on a vLLM server: one that runs, else one of our own.

    Raises:
        ModelUnavailable: vLLM is not there, or does not come up.
    """
    shared = SharedServer(target, settings, project, own=VllmStarter(target, folder, settings, project))
    return await SupervisedModel.begin(shared.start, shared.progress)


async def serve(starter: VllmStarter, note: Path, target: str, ready: Callable[[], None]) -> None:
    """Serve ``target`` until the server does not come up any more, and keep the ``note`` of it true.

    Args:
        starter: starts the server.
        note: the file that runs find the server by; it is gone when this ends.
        target: the model.
        ready: called once the server is up.

    Raises:
        ModelUnavailable: vLLM is not there, or does not come up, or not again.
        UsageError: the note cannot be written.
    """

    def died(killed: bool) -> None:
        if told := read_note(note):
            write_note(note, told.after_death(killed=killed))

    served = await SupervisedModel.begin(starter.start, starter.progress, on_death=died)
    try:
        write_note(note, Note.of_this_process(target, starter.url))
        ready()
        await served.until_given_up()
    finally:
        note.unlink(missing_ok=True)  # noqa: ASYNC240 - in an instant
        await served.aclose()


class SharedServer:
    """Attaches to the server that `inkloom serve` has running; where there is none, starts one of its own."""

    def __init__(self, target: str, settings: Settings, project: Project, *, own: VllmStarter) -> None:
        self._target = target
        self._settings = settings
        self._file = settings.home_of(project.root) / SERVED_FILE
        self._own = own
        self._url = ""

    async def start(self) -> Served:
        """A server that is up, and the model on it.

        Raises:
            ModelUnavailable: there is none to attach to, and none of our own comes up.
        """
        attached = await self._attached()
        served = attached or await self._own.start()
        self._url = self._url if attached else self._own.url
        return served

    async def _attached(self) -> Served | None:
        note = await self._healthy()
        if note is None:
            return None
        self._url = note.url
        # By its name: whoever listens there now need not be the server that the note tells of.
        address = parse_addresses(f"{note.url}#{self._target}")
        with contextlib.suppress(ModelUnavailable, UsageError):
            model = await ServerModel.connect(address, key=self._settings.api_key, patience=_TWO_TRIES)
            return Served(AttachedServer(self._file, note), model, partial(is_healthy, note.url))
        return None

    async def _healthy(self) -> Note | None:
        """The note of a healthy server; where its owner lives it is waited for, since it is started again."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(START_SECONDS):
                while note := note_of(self._target, self._file):
                    if await is_healthy(note.url):
                        return note
                    await asyncio.sleep(_LOOK_SECONDS)
        return None

    async def progress(self) -> tuple[float, int] | None:
        """What the server is at; None where it does not say."""
        return await work_at(self._url)


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
        is_well = partial(is_healthy, self.url)
        process = await VllmProcess.start(command, self.log)
        try:
            await process.healthy(is_well)
            model = await ServerModel.connect(parse_addresses(f"{self.url}#{self._target}"), patience=_TWO_TRIES)
        except BaseException:
            await process.stop()
            raise
        return Served(process, model, is_well)

    async def progress(self) -> tuple[float, int] | None:
        """What the server is at; None where it does not say."""
        return await work_at(self.url)
