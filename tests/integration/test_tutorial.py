"""The tutorial and the page on batches are true: their files are written, their commands run."""

import pytest

from tests.support.command import ROOT
from tests.support.pages import BLOCK, check_page, commands, matches

TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
TYPED_A_MINUTE = 200
"""Characters: forty words a minute, an unhurried pace."""


@pytest.mark.parametrize("page", ["tutorial", "batch"])
def test_everything_on_the_page_happens_as_it_says(tmp_path, page):
    check_page((ROOT / "docs" / f"{page}.md").read_text("utf-8"), tmp_path)


def test_the_tutorial_takes_less_than_ten_minutes_to_type():
    typed = "".join(
        "".join(command for command, _ in commands(body)) if language == "console" else body
        for language, _, body in BLOCK.findall(TUTORIAL)
    )
    assert len(typed) < 10 * TYPED_A_MINUTE


def test_a_line_that_is_not_printed_is_noticed():
    assert matches(["a", "b 0.1 s"], ["a", "b …"])
    assert matches(["a", "x", "b"], ["…", "b"])
    assert not matches(["a", "b"], ["a"])
    assert not matches(["a"], ["a", "b"])
    assert not matches(["[p1] x"], ["p x"])
