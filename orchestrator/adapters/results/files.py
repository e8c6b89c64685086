"""A results file of any form: written beside its place, and put there whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import IO, Protocol, Self

from orchestrator.adapters.results.lines import line_of
from orchestrator.adapters.results.rows import ResultRow
from orchestrator.adapters.results.separated import CsvForm
from orchestrator.domain.errors import UsageError
from orchestrator.language.diagnostics import did_you_mean


class Form(Protocol):
    """How results are written."""

    def write(self, row: ResultRow) -> None:
        """Add a result."""
        ...

    def end(self) -> None:
        """Write what is still to be written; the file itself stays open."""
        ...


class _Lines:
    def __init__(self, file: IO[bytes], outputs: Sequence[str]) -> None:
        self._file = file

    def write(self, row: ResultRow) -> None:
        self._file.write(line_of(row).encode("utf-8", "replace"))

    def end(self) -> None:
        """Every line is there."""


def _parquet(file: IO[bytes], outputs: Sequence[str]) -> Form:
    from orchestrator.adapters.results.parquet import ParquetForm

    return ParquetForm(file, outputs)


_FORMS: Mapping[str, Callable[[IO[bytes], Sequence[str]], Form]] = MappingProxyType(
    {".jsonl": _Lines, ".csv": CsvForm, ".parquet": _parquet}
)


def suffix_of(path: Path) -> str:
    """How the name of a results file ends, which says how it is written.

    Raises:
        UsageError: results are not written so.
    """
    suffix = path.suffix.lower()
    if suffix not in _FORMS:
        raise UsageError(f"{path}: no results file", hint=did_you_mean(suffix, _FORMS, "results files end in"))
    if suffix == ".parquet":
        from orchestrator.adapters.results.parquet import require_pyarrow

        require_pyarrow(path)
    return suffix


def partial_of(path: Path) -> Path:
    """Where the results that have come so far are, while those at ``path`` are not all there."""
    return path.with_name(f"{path.name}.partial.jsonl")


class ResultsFile:
    """The results of a batch, in the order in which they are written; nothing is at ``path`` before ``commit``.

    Raises:
        UsageError: it cannot be written.
    """

    def __init__(self, path: Path, outputs: Sequence[str]) -> None:
        self._path = path
        # By its own process alone: a former owner of the batch may still be writing.
        self._beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._beside.open("wb")
            self._form = _FORMS[suffix_of(path)](self._file, outputs)
        except OSError as error:
            raise self._unwritable(error) from error

    def write(self, row: ResultRow) -> None:
        """Add a result.

        Raises:
            UsageError: it cannot be written.
        """
        try:
            self._form.write(row)
        except OSError as error:
            raise self._unwritable(error) from error

    def commit(self) -> Path:
        """Put the file in its place; where it is now.

        Raises:
            UsageError: it cannot be put there.
        """
        try:
            self._form.end()
            self._file.flush()
            os.fsync(self._file.fileno())
            os.replace(self._beside, self._path)
        except OSError as error:
            raise self._unwritable(error) from error
        return self._path.resolve()

    def _unwritable(self, error: OSError) -> UsageError:
        return UsageError(f"{self._path}: cannot be written: {error.strerror or error}")

    def __enter__(self) -> Self:
        """Itself; what was not committed is gone at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        with suppress(OSError):  # what could not be written cannot be written now either, and that has been said
            self._file.close()
        with suppress(FileNotFoundError):
            self._beside.unlink()
