"""The evaluation of the built-in model as its command line runs it."""

import os
import subprocess
import sys

import pytest

from tests.support.command import ROOT


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_it_measures_each_role_the_loop_and_the_premises_in_both_languages(tmp_path):
    plot = tmp_path / "rounds.svg"
    command = [sys.executable, "-m", "training.evaluation", "--count", "1", "--premises", "2", "--plot", str(plot)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "HF_HUB_OFFLINE": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    rows = {line.split("|")[1].strip(): line for line in done.stdout.splitlines() if line.startswith("| ")}
    assert {name.split(":")[0] for name in rows} >= {"planner", "drafter", "critic", "editor", "loop", "premises"}
    assert rows["premises: run to the end"].endswith("| 1 + 1 |")
    assert plot.read_text("utf-8").startswith("<svg")
