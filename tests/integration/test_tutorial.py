"""The tutorial is true: its files are written, its commands run, and they print what it says."""

import os
import re
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

from tests.support.command import ROOT

TEXT = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TYPED_A_MINUTE = 200
"""Characters: forty words a minute, an unhurried pace."""


def shell(command, cwd):
    """Run one line as a person's shell does, with ``inkloom`` on the path; its status and everything it prints."""
    bin_folder = Path(sys.executable).parent
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("INKLOOM_", "OPENAI_"))}
    environment |= {"PATH": f"{bin_folder}:{environment['PATH']}", "HF_HUB_OFFLINE": "1", "COLUMNS": "200"}
    done = subprocess.run(
        ["/bin/bash", "-c", command], cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL, text=True, timeout=240, check=False,
    )  # fmt: skip
    return done.stdout


def commands(block):
    """Each command of a console block with the lines it is said to print."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed.splitlines()


def matches(printed, said):
    """Whether the lines ``printed`` are those ``said``; a line of "…" stands for any number of lines."""
    if not said:
        return not printed
    if said[0] == "…":
        return any(matches(printed[skipped:], said[1:]) for skipped in range(len(printed) + 1))
    pattern = said[0].replace("[", "[[]").replace("…", "*")
    return bool(printed) and fnmatchcase(printed[0].rstrip(), pattern) and matches(printed[1:], said[1:])


def test_everything_in_the_tutorial_happens_as_it_says(tmp_path):
    folder = tmp_path
    for language, name, body in BLOCK.findall(TEXT):
        if language != "console":
            assert name, "a file in the tutorial has a name"
            (folder / name).write_text(body, "utf-8")
            continue
        for command, said in commands(body):
            if command.startswith("cd "):
                folder = folder / command[3:]
                continue
            printed = shell(command, folder)
            assert matches(printed.splitlines(), said), f"$ {command}\n{printed}"


def test_it_takes_less_than_ten_minutes_to_type():
    typed = "".join(
        "".join(command for command, _ in commands(body)) if language == "console" else body
        for language, _, body in BLOCK.findall(TEXT)
    )
    assert len(typed) < 10 * TYPED_A_MINUTE


def test_a_line_that_is_not_printed_is_noticed():
    assert matches(["a", "b 0.1 s"], ["a", "b …"])
    assert matches(["a", "x", "b"], ["…", "b"])
    assert not matches(["a", "b"], ["a"])
    assert not matches(["a"], ["a", "b"])
    assert not matches(["[p1] x"], ["p x"])
