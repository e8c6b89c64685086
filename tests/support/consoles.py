"""Pages with consoles, played as they stand: files are written, commands run, and they print what they are said to."""

import os
import re
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

from tests.support.command import ROOT

BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def page(name):
    """The text of a page of docs/."""
    return (ROOT / "docs" / name).read_text("utf-8")


def blocks(text):
    """Language, name and body of each block of code."""
    return BLOCK.findall(text)


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


def play(text, folder):
    """Write the files of a page into ``folder`` and run its commands, each of which must print what it is said to."""
    for language, name, content in blocks(text):
        if language != "console":
            assert name, "a file in a page has a name"
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, "utf-8")
            continue
        for command, said in commands(content):
            if command.startswith("cd "):
                folder = folder / command[3:]
                continue
            printed = shell(command, folder)
            assert matches(printed.splitlines(), said), f"$ {command}\n{printed}"
