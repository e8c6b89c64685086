"""The command line as a user runs it: another process, another folder."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def inkloom(*arguments, cwd, environment=None, said="", timeout=240):
    """Run ``inkloom`` in ``cwd``, with ``said`` on its stdin; nothing of the caller's settings reaches it."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("INKLOOM_", "OPENAI_", "COV_"))}
    return subprocess.run(
        [sys.executable, "-m", "orchestrator.cli", *map(str, arguments)],
        cwd=cwd,
        env={**clean, "HF_HUB_OFFLINE": "1", "COLUMNS": "120", **(environment or {})},
        input=said,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def document(process):
    """The one JSON document on stdout."""
    return json.loads(process.stdout)
