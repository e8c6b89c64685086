"""Every kind of mistake, each in a file beside its whole message: ``NAME.yaml`` and ``NAME.txt``.

``NAME.cards`` and ``NAME.templates`` hold role cards and templates of its own. The messages are what somebody who
writes stories reads, so they are compared to the letter.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.domain.errors import DefinitionError
from tests.unit.language.compiling import compile_text

FOLDER = Path(__file__).parents[2] / "assets" / "invalid"
FILES = sorted(FOLDER.glob("*.yaml"))


def message_of(path: Path) -> str:
    """What compiling the file says."""
    cards = {card.stem: card.read_text("utf-8") for card in path.with_suffix(".cards").glob("*.yaml")}
    templates = {file.name: file.read_text("utf-8") for file in path.with_suffix(".templates").glob("*.j2")}
    with pytest.raises(DefinitionError) as caught:
        compile_text(path.read_text("utf-8"), path.name, cards, templates)
    return str(caught.value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_message_is_exactly_this(path):
    assert message_of(path) + "\n" == path.with_suffix(".txt").read_text("utf-8")


def test_there_are_at_least_thirty_kinds_of_mistake():
    assert len(FILES) >= 30


def test_ten_mistakes_in_one_file_are_ten_messages():
    path = FOLDER / "ten-mistakes.yaml"
    with pytest.raises(DefinitionError) as caught:
        compile_text(path.read_text("utf-8"), path.name)
    assert len(caught.value.diagnostics) == 10


def test_mistakes_come_in_the_order_of_the_file():
    path = FOLDER / "ten-mistakes.yaml"
    with pytest.raises(DefinitionError) as caught:
        compile_text(path.read_text("utf-8"), path.name)
    places = [(d.place.line, d.place.column) for d in caught.value.diagnostics]
    assert places == sorted(places)
