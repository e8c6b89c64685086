"""A hash of all that turns a reply into a result: the texts a workflow is compiled from, and the code that runs it.

Replies are known by their requests, which say everything that they depend on. What is made of them also depends on the
templates that come later, on the checks, and on the program itself; so what an item brought is only taken again while
none of these has changed.
"""

from __future__ import annotations

import hashlib
import sys
from importlib.metadata import distributions
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
    # Checks count with what others wrote, and any package may bring a check.
    for name, version in sorted((str(package.name), package.version) for package in distributions()):
        found.update(f"{name}\n{version}\n".encode())
    found.update(sys.version.encode())
    return found.hexdigest()
