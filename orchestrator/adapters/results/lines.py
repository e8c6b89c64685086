"""Results as JSON Lines, each as its item ends: what can be read while a batch runs."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from orchestrator.adapters.results.rows import ResultRow
from orchestrator.domain.errors import UsageError

_TAIL_BYTES = 65_536


def line_of(row: ResultRow) -> str:
    """One result as one line of JSON, its end included."""
    return json.dumps(row.document(), ensure_ascii=False) + "\n"


class ResultLines:
    """A file that grows a line at a time; what a kill left of a line is cut off when it is opened again.

    Args:
        path: where it is.
        anew: whether what is there is of another batch, and goes.

    Raises:
        UsageError: it cannot be written.
    """

    def __init__(self, path: Path, *, anew: bool) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if anew:
                path.unlink(missing_ok=True)
            _cut_off_half_line(path)
            # Each line goes to the system whole, so that whoever reads sees whole lines.
            self._file: IO[str] = path.open("a", encoding="utf-8", errors="replace", newline="\n", buffering=1)
        except OSError as error:
            raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error

    def write(self, row: ResultRow) -> None:
        """Add a result.

        Raises:
            UsageError: it cannot be written.
        """
        try:
            self._file.write(line_of(row))
        except OSError as error:
            raise UsageError(f"{self.path}: cannot be written: {error.strerror or error}") from error

    def __enter__(self) -> Self:
        """Itself; closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file; each line is written when it comes, and what could not be has been told of then."""
        with suppress(OSError):
            self._file.close()


def _cut_off_half_line(path: Path) -> None:
    if not path.exists():
        return
    with path.open("r+b") as file:
        end = file.seek(0, 2)
        while end:
            start = max(0, end - _TAIL_BYTES)
            file.seek(start)
            newline = file.read(end - start).rfind(b"\n")
            if newline >= 0:
                file.truncate(start + newline + 1)
                return
            end = start
        file.truncate(0)
