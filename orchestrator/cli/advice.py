"""What to type next, so that it works where it is typed."""

from __future__ import annotations

import shlex
from pathlib import Path


def next_command(command: str, run: str, home: Path, *rest: str) -> str:
    """``inkloom COMMAND RUN …``, with ``--home`` where the runs of the current folder are kept elsewhere."""
    from orchestrator.adapters.files import project_root
    from orchestrator.settings import load_settings

    root = project_root(None, Path.cwd())
    here = load_settings(root, {}).home_of(root)
    elsewhere = () if home.resolve() == here.resolve() else ("--home", str(home))
    return shlex.join(["inkloom", command, run, *rest, *elsewhere])
