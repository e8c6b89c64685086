"""Recorded runs as models: ``replay:RUN`` is a run of this home, ``replay:HOME#RUN`` one of another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.adapters.models.choose import parse_model
from orchestrator.domain.records import CallRecord, StoredReply
from orchestrator.settings import Settings

if TYPE_CHECKING:
    from orchestrator.adapters.store import StoreReader


class KeptRun:
    """The calls of one run, read from the store that keeps it.

    Attributes:
        run: its id.
    """

    def __init__(self, reader: StoreReader, run: str) -> None:
        self.run = run
        self._reader = reader

    def calls(self) -> Iterator[CallRecord]:
        """All of them, item by item: never more than one item's texts at once."""
        for item in self._reader.items(self.run):
            yield from self._reader.calls(self.run, item=item.id)

    def reply(self, key: str) -> StoredReply | None:
        """The reply that is kept under ``key``."""
        return self._reader.reply(key)

    def request(self, key: str) -> str | None:
        """The request whose reply is kept under ``key``."""
        return self._reader.request(key)

    def close(self) -> None:
        """Close the store."""
        self._reader.close()


def open_recording(target: str, settings: Settings, root: Path) -> KeptRun:
    """The run that ``target`` names: ``RUN`` or ``HOME#RUN``.

    Raises:
        UsageError: there is no such home, or no such run in it.
        StoreError: the store cannot be read.
    """
    from orchestrator.adapters.store import StoreReader  # most commands read no store

    home, run = _parts(target)
    reader = StoreReader.open(settings.home_of(root) if home is None else _folder(home, root))
    try:
        return KeptRun(reader, reader.find(run).id)
    except BaseException:
        reader.close()
        raise


def settle_replay(settings: Settings, root: Path) -> Settings:
    """``settings`` whose model, if it is a replay, names its run for good: ``last`` means another one tomorrow.

    Raises:
        UsageError: the model is none, or there is no such run.
        StoreError: the store cannot be read.
    """
    choice = parse_model(settings.models.get(settings.model, settings.model))
    if choice.kind != "replay":
        return settings
    recording = open_recording(choice.target, settings, root)
    recording.close()
    home, _ = _parts(choice.target)
    named = recording.run if home is None else f"{_folder(home, root).resolve()}#{recording.run}"
    return settings.model_copy(update={"model": f"replay:{named}"})


def _parts(target: str) -> tuple[str | None, str]:
    home, mark, run = target.rpartition("#")
    return (home, run) if mark else (None, target)


def _folder(home: str, root: Path) -> Path:
    """As typed, else as inkloom.toml at ``root`` would mean it."""
    folder = Path(home).expanduser()
    return folder if folder.exists() else root / folder
