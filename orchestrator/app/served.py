"""The note by which runs find the server of an `inkloom serve`, and that server as such a run sees it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from orchestrator.adapters.files import read_text, write_text
from orchestrator.adapters.store.processes import born, is_gone
from orchestrator.domain.errors import UsageError

SERVED_FILE = "served.json"
"""The note, in the home of the project."""
_LOOK_SECONDS = 0.25


class Note(BaseModel):
    """What `inkloom serve` tells of its server.

    Attributes:
        model: what it serves.
        url: where, without ``/v1``; always on this machine.
        owner: the number of the process of `inkloom serve`.
        born: the mark of that process, since numbers are used again.
        deaths: how often the server has died.
        kills: how many of them were somebody's signal, and no fault of the server's.
    """

    model_config = ConfigDict(frozen=True)

    model: str
    url: Annotated[str, StringConstraints(pattern=r"^http://127\.0\.0\.1:\d{1,5}$")]
    owner: int
    born: str
    deaths: int = 0
    kills: int = 0

    @classmethod
    def of_this_process(cls, model: str, url: str) -> Note:
        """The note of a server that this process has started."""
        return cls(model=model, url=url, owner=os.getpid(), born=born(os.getpid()))

    def after_death(self, *, killed: bool) -> Note:
        """The note once the server has died again."""
        return self.model_copy(update={"deaths": self.deaths + 1, "kills": self.kills + killed})

    @property
    def is_stale(self) -> bool:
        """Whether the process that left it has ended."""
        return is_gone(self.owner, self.born)


def read_note(file: Path) -> Note | None:
    """The note in ``file``; None where there is none that can be read."""
    try:
        return Note.model_validate_json(read_text(file))
    except (UsageError, ValidationError):
        return None


def note_of(model: str, file: Path) -> Note | None:
    """The note in ``file``, if it tells of ``model`` and who left it is still there."""
    note = read_note(file)
    return note if note is not None and note.model == model and not note.is_stale else None


def write_note(file: Path, note: Note) -> None:
    """Leave ``note`` in ``file``, for runs to find.

    Raises:
        UsageError: it cannot be written.
    """
    write_text(file, note.model_dump_json() + "\n")


class AttachedServer:
    """A server of another process, as its note tells of it: who started it starts it again, and ends it."""

    def __init__(self, file: Path, note: Note) -> None:
        self._file = file
        self._note = note

    @property
    def ended(self) -> bool:
        """Whether it has died since the note was read, or its owner is gone."""
        now = read_note(self._file)
        return now is None or now.is_stale or (now.born, now.deaths) != (self._note.born, self._note.deaths)

    @property
    def was_killed(self) -> bool:
        """Whether it was somebody's signal, or its owner, that ended it."""
        now = read_note(self._file)
        return now is None or now.kills > self._note.kills or now.deaths == self._note.deaths

    async def wait(self) -> None:
        """Until it ends."""
        while not self.ended:  # noqa: ASYNC110 - another process tells nothing
            await asyncio.sleep(_LOOK_SECONDS)

    async def stop(self) -> None:
        """Leave it to its owner, whose watchdog looks after it."""
