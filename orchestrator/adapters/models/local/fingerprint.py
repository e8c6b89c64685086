"""A model folder's fingerprint: it changes when the folder is trained further, or another model takes its name."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

_END_BYTES = 1 << 20
_SUFFIXES = (".json", ".jinja", ".safetensors")


def fingerprint(folder: Path) -> str:
    """A hash of what decides the replies: names and sizes of the files, with the first and last megabyte of each.

    Weights of billions are gigabytes, and a run should not wait until all of them have been read twice.
    """
    found = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in _SUFFIXES and path.is_file():
            with path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                found.update(f"{path.name}\n{size}\n".encode())
                found.update(file.read(_END_BYTES))
                file.seek(max(file.tell(), size - _END_BYTES))
                found.update(file.read(_END_BYTES))
    return found.hexdigest()[:16]
