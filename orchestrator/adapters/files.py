"""Files: projects and what they hold, read with plain errors and written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestrator.domain.errors import UsageError
from orchestrator.language.diagnostics import did_you_mean
from orchestrator.language.sources import SourceText

SETTINGS_FILE = "inkloom.toml"
MAX_FILE_BYTES = 20_000_000

_PACKAGE = Path(__file__).resolve().parent.parent


def builtin_root() -> Path:
    """The folder with the shipped agents/, templates/, workflows/, models/ and starter/.

    Inside the package in a wheel, the root of the checkout in an editable install.
    """
    packed = _PACKAGE / "_builtin"
    return packed if packed.is_dir() else _PACKAGE.parent


def project_root(workflow: Path | None, current: Path) -> Path:
    """The project that ``workflow`` (or else the ``current`` folder) belongs to.

    The nearest folder upwards with an inkloom.toml; without one, the workflow's own folder, or its parent if
    that folder is called workflows; without a workflow, the current folder.
    """
    start = workflow.resolve().parent if workflow is not None else current.resolve()
    for folder in (start, *start.parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    return start.parent if workflow is not None and start.name == "workflows" else start


def read_text(path: Path) -> str:
    """The text of a UTF-8 file (a byte order mark is forgiven).

    Raises:
        UsageError: it is not there, cannot be read, is no UTF-8 or is larger than 20 MB.
    """
    return decode_text(read_bytes(path), str(path))


def read_bytes(path: Path) -> bytes:
    """What a file holds.

    Raises:
        UsageError: it is not there, cannot be read or is larger than 20 MB.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UsageError(f"{path}: more than {MAX_FILE_BYTES // 1_000_000} MB", hint="split it")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(f"{path}: no such file") from error
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from error


def decode_text(data: bytes, name: str) -> str:
    """The text of UTF-8 bytes; a byte order mark is forgiven.

    Raises:
        UsageError: they are no UTF-8; ``name`` says where they came from.
    """
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: not UTF-8 (byte {error.start})", hint="save it as UTF-8") from error


def write_text(path: Path, text: str) -> Path:
    """Write ``text`` to ``path`` as ``write_bytes`` does, in UTF-8.

    Raises:
        UsageError: it cannot be written.
    """
    return write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> Path:
    """Write ``data`` to ``path`` so that it is there whole or not at all; the folder is made if need be.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(temporary, 0o666 & ~_umask())
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path


def can_write(folder: Path) -> None:
    """See that files can be written below ``folder``, which is made if need be.

    Raises:
        UsageError: they cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror or error}", hint="pass --out FOLDER") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@dataclass(frozen=True, slots=True)
class Shelf:
    """The texts of one kind that a project can use, by name; its own win over the shipped ones."""

    texts: Mapping[str, SourceText]
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder and the shipped files behind it."""

    root: Path
    builtin: Path

    def cards(self) -> Shelf:
        """Role cards by role name (the file's stem)."""
        return self._shelf("agents", ".yaml")

    def templates(self) -> Shelf:
        """Templates by file name; those in zh/ keep the folder in their name.

        A template of the project puts its shipped namesake aside with all translations: they were made for one card.
        """
        shelf = self._shelf("templates", ".j2")
        aside = {name for name in shelf.texts if Path(name).name in shelf.own} - shelf.own
        return Shelf(texts={name: text for name, text in shelf.texts.items() if name not in aside}, own=shelf.own)

    def checks(self) -> Shelf:
        """Checks of the project by name (the file's stem); the shipped ones are no files."""
        return self._shelf("checks", ".yaml")

    def workflows(self) -> Shelf:
        """Workflows by file stem."""
        return self._shelf("workflows", ".yaml")

    def _shelf(self, folder: str, suffix: str) -> Shelf:
        shipped = _texts(self.builtin / folder, suffix)
        own = {} if self.root == self.builtin else _texts(self.root / folder, suffix)
        return Shelf(texts={**shipped, **own}, own=frozenset(own))


def _texts(folder: Path, suffix: str) -> dict[str, SourceText]:
    texts = {}
    for path in sorted(folder.rglob(f"*{suffix}")):
        if path.is_file() and path.resolve().is_relative_to(
            folder.resolve()
        ):  # a link out of the project is not followed
            name = path.relative_to(folder).as_posix()
            texts[name if suffix == ".j2" else name.removesuffix(suffix)] = SourceText(shown(path), read_text(path))
    return texts


def shown(path: Path) -> str:
    """``path`` as a user would type it: relative where it lies below the current folder."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def find_workflow(name: str, project: Project) -> SourceText:
    """The workflow that ``name`` means: a path if there is such a file, else a name in the project or shipped.

    Raises:
        UsageError: there is neither.
    """
    path = Path(name)
    if path.is_file() or path.suffix in (".yaml", ".yml") or os.sep in name:
        return SourceText(shown(path), read_text(path))
    workflows = project.workflows().texts
    if name not in workflows:
        raise UsageError(f"no workflow '{name}'", hint=did_you_mean(name, workflows, "workflows here"))
    return workflows[name]
