"""README is true: its help and picture are what the program prints, its workflow compiles, its files exist."""

import re

from tests.support import readme
from tests.support.command import ROOT
from tests.support.running import compiled

TEXT = readme.README.read_text()


def test_the_help_in_readme_is_what_the_program_prints():
    assert readme.part("help", TEXT) == readme.help_text(), "run: make docs"


def test_the_picture_is_what_the_program_draws():
    assert readme.PICTURE.read_text() == readme.picture(), "run: make docs"


def test_the_workflow_in_readme_compiles():
    workflow = re.search(r"```yaml\n(name: .*?)```", TEXT, re.DOTALL)[1]
    assert list(compiled(workflow).outputs) == ["story", "summary"]


def test_every_file_that_readme_links_to_exists():
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXT)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_two_commands_of_readme_are_targets_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^make (\w+)", TEXT, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
