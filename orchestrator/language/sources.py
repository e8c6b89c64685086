"""Texts as they come into the compiler."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceText:
    """One text and the name of the file it stands in, as diagnostics show it."""

    file: str
    text: str
