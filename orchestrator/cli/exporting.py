"""Editions written to files, by the names that workflows and the command line know the formats by."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.adapters.files import write_bytes
from orchestrator.cli.kept.edition import Edition
from orchestrator.domain.records import RunRecord
from orchestrator.domain.text import clean
from orchestrator.language.plan import Plan

if TYPE_CHECKING:
    from orchestrator.adapters.store import StoreReader

ONLY_ITEM = "main"
"""The id of the item of a run that has just one."""
_UNSAFE = re.compile(r"[^\w.-]+")
_NAME_CHARACTERS = 80


def write_edition(
    reader: StoreReader, edition: Edition, plan: Callable[[], Plan], formats: Iterable[str], out: Path
) -> list[Path]:
    """Write ``edition`` in each of ``formats``; absolute paths, in their order.

    Args:
        reader: of the home, for the report.
        edition: of one item.
        plan: gives the plan of the run as it was recorded; asked only for the report.
        formats: of ``EXPORT_FORMATS``.
        out: the folder that the folder of the run stands in.

    Raises:
        UsageError: a file cannot be written.
    """
    files = []
    for form in formats:
        data = _report(reader, edition, plan) if form == "report" else set_as(form, edition)
        files.append(write_bytes(edition_file(edition.run, edition.item, form, out), data).resolve())
    return files


def edition_file(run: RunRecord, item: str, form: str, out: Path) -> Path:
    """Where the edition of ``item`` in one format is written, below the folder ``out``."""
    name = run.workflow if item == ONLY_ITEM else file_name(item)
    return out / f"{run.workflow}-{run.id}" / f"{name}.{'report.html' if form == 'report' else form}"


def set_as(form: str, edition: Edition) -> bytes:
    """``edition`` in one format, which is no report."""
    is_output = form == "txt" or (form == "md" and not edition.has_manuscript and not _is_script(edition))
    if is_output and edition.text is not None and edition.book.is_whole:
        return (clean(edition.text).rstrip("\n") + "\n").encode()
    made = _made(form, edition)
    return made if isinstance(made, bytes) else made.encode()


def _is_script(edition: Edition) -> bool:
    from orchestrator.adapters.export.book.script import is_script_book

    return is_script_book(edition.book)


def _made(form: str, edition: Edition) -> str | bytes:
    # Each module is loaded only where its format is asked for: some take long.
    match form:
        case "md" | "txt":
            from orchestrator.adapters.export.book.markdown import to_markdown, to_text

            return to_markdown(edition.book) if form == "md" else to_text(edition.book)
        case "html":
            from orchestrator.adapters.export.book.page import to_html

            return to_html(edition.book)
        case "epub":
            from orchestrator.adapters.export.book.epub import to_epub

            return to_epub(edition.book)
        case "docx":
            from orchestrator.adapters.export.book.word import to_docx

            return to_docx(edition.book)
        case "fountain":
            from orchestrator.adapters.export.book.fountain import to_fountain

            return to_fountain(edition.book)
        case _:
            from orchestrator.adapters.export.book.data import to_json

            whole = edition.has_manuscript or not edition.book.is_whole
            return to_json(edition.book if whole else None, edition.outputs)


def _report(reader: StoreReader, edition: Edition, plan: Callable[[], Plan]) -> bytes:
    from orchestrator.adapters.export.report import to_report
    from orchestrator.cli.kept.reporting import report_of

    return to_report(report_of(reader, edition, plan())).encode()


def file_name(item: str) -> str:
    """A name for the files of ``item`` that any file system takes, and no other item has.

    >>> file_name("row-7"), file_name("../passwords")
    ('row-7', '_passwords-c7031695')
    """
    name = _UNSAFE.sub("_", item).strip(".")[:_NAME_CHARACTERS]
    if name == item and name != ONLY_ITEM:
        return name
    return f"{name}-{hashlib.sha256(item.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
