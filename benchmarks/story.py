"""The story of README, from the command to the file, with its calls and tokens a second."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time

PREMISE = "Mira, a young fox, looks for the lost silver bell in the old mill."
SEED = "2"


def main() -> None:
    """Run it once, as a user would."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "orchestrator.cli", "run", "short-story", "--model", "built-in", "--json"]
        started = time.perf_counter()
        done = subprocess.run(
            [*command, "--seed", SEED, "--home", f"{folder}/home", "--out", folder, "--set", f"premise={PREMISE}"],
            check=True,
            capture_output=True,
            text=True,
        )
        seconds = time.perf_counter() - started
    usage = json.loads(done.stdout)["usage"]
    print(
        f"  {seconds:.1f} s, {usage['calls']} calls, {usage['completion_tokens'] / seconds:.0f} tokens written a second"
    )


if __name__ == "__main__":
    main()
