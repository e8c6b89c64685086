"""The parts of README and docs/ that are generated: ``python -m tests.support.readme`` writes them anew."""

import re

from tests.support.command import ROOT, inkloom

README = ROOT / "README.md"
PICTURE = ROOT / "docs" / "short-story.svg"


def help_text():
    """The list of commands, as ``inkloom --help`` prints it."""
    return "```\n" + inkloom("--help", cwd=ROOT, environment={"COLUMNS": "80"}).stdout.strip() + "\n```"


def picture():
    """The picture of short-story."""
    return inkloom("graph", "short-story", "--format", "svg", cwd=ROOT).stdout


def part(name, text):
    """What stands between the marks of ``name``."""
    return re.search(rf"<!-- {name} -->\n(.*?)\n?<!-- /{name} -->", text, re.DOTALL)[1]


def replaced(name, text, new):
    """``text`` with ``new`` between the marks of ``name``."""
    return re.sub(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", lambda m: f"{m[1]}{new}\n{m[2]}", text, flags=re.DOTALL)


if __name__ == "__main__":
    README.write_text(replaced("help", README.read_text(), help_text()))
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture())
