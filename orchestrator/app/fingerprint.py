"""A hash of all that turns a reply into a result: the texts a workflow is compiled from, and the code that runs it.

Replies are known by their requests, which say everything that they depend on. What is made of them also depends on the
templates that come later, on the checks, and on the program itself; so what an item brought is only taken again while
none of these has changed.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import orchestrator
from orchestrator.app.sources import Sources


def fingerprint(sources: Sources) -> str:
    """The hash for ``sources``, in hexadecimal."""
    found = hashlib.sha256(sources.to_json().encode("utf-8", "surrogatepass"))
    root = Path(orchestrator.__file__).parent
    for file in sorted(root.rglob("*.py")):
        code = hashlib.sha256(file.read_bytes()).hexdigest()
        found.update(f"{file.relative_to(root).as_posix()}\n{code}\n".encode())
    found.update("\n".join([sys.version, *sorted(_packages())]).encode())
    return found.hexdigest()


def _packages() -> Iterator[str]:
    """Names and versions of all packages there are: checks count with what others wrote, and any may bring a check.

    As the folders that pip makes for them are called: to read what is in these takes a tenth of a second.
    """
    for folder in map(Path, sys.path):
        if folder.is_dir():
            yield from (entry.name for entry in folder.iterdir() if entry.suffix in (".dist-info", ".egg-info"))
