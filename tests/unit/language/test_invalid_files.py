"""Every kind of mistake, each in a file beside its whole message: ``NAME.yaml`` and ``NAME.txt``.

``NAME.cards``, ``NAME.templates`` and ``NAME.workflows`` hold role cards, templates and other workflows for it;
``check-file-NAME`` is the file of a check. The messages are what somebody who writes stories reads, so they are
compared to the letter.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestrator.domain.errors import DefinitionError, Diagnostic
from orchestrator.language.check_files import compile_check
from orchestrator.language.sources import SourceText
from tests.unit.language.compiling import compile_text

FOLDER = Path(__file__).parents[2] / "assets" / "invalid"
FILES = sorted(FOLDER.glob("*.yaml"))


def read(folder: Path, pattern: str, name: str) -> dict[str, str]:
    """The texts of files in ``folder``, by ``stem`` or ``name``."""
    return {getattr(path, name): path.read_text("utf-8") for path in folder.glob(pattern)}


def mistakes_of(path: Path) -> DefinitionError:
    """What compiling the file raises."""
    with pytest.raises(DefinitionError) as caught:
        compile_file(path)
    return caught.value


def compile_file(path: Path) -> None:
    """Compile the file as what it is."""
    text = path.read_text("utf-8")
    if path.stem.startswith("check-file-"):
        compile_check(SourceText(path.name, text))
        return
    cards = read(path.with_suffix(".cards"), "*.yaml", "stem")
    templates = read(path.with_suffix(".templates"), "*.j2", "name")
    workflows = read(path.with_suffix(".workflows"), "*.yaml", "stem")
    compile_text(text, path.name, cards, templates, workflows)


def pattern_of(mistake: Diagnostic) -> str:
    """The message without what differs from file to file: names, numbers, types."""
    message = re.sub(r"'[^']*'|`[^`]*`|\d[\d.]*|\{[^}]*\}|\([^)]*\)", "…", mistake.message)
    message = re.sub(r"\b(optional |list of |an? |whole )*([A-Z]\w+|text|number|nothing|mapping|list)\b", "…", message)
    message = re.sub(r"^.* has no field|(?<=with )\w+$|(?<=template )\S+|[:;] .*", "…", message)
    return re.sub(r"…[^a-z]*…", "…", message)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_message_is_exactly_this(path):
    assert f"{mistakes_of(path)}\n" == path.with_suffix(".txt").read_text("utf-8")


def test_every_message_belongs_to_a_file():
    assert {path.stem for path in FOLDER.glob("*.txt")} == {path.stem for path in FILES}


def test_there_are_many_more_than_sixty_kinds_of_mistake():
    kinds = {pattern_of(mistake) for path in FILES for mistake in mistakes_of(path).diagnostics}
    assert len(kinds) >= 150


@pytest.mark.parametrize(("name", "number"), [("ten-mistakes", 10), ("ten-more-mistakes", 11)])
def test_as_many_mistakes_in_one_file_are_as_many_messages(name, number):
    assert len(mistakes_of(FOLDER / f"{name}.yaml").diagnostics) == number


@pytest.mark.parametrize("name", ["ten-mistakes", "ten-more-mistakes"])
def test_mistakes_come_in_the_order_of_the_file(name):
    mistakes = mistakes_of(FOLDER / f"{name}.yaml").diagnostics
    places = [(m.place.line, m.place.column) for m in mistakes if m.place.file == f"{name}.yaml"]
    assert places == sorted(places)
