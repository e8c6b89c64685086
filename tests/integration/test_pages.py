"""The pages with consoles are true; the tutorial is one that takes ten minutes."""

import pytest

from tests.support.consoles import blocks, commands, matches, page, play

TYPED_A_MINUTE = 200
"""Characters: forty words a minute, an unhurried pace."""


@pytest.mark.parametrize(
    "name", ["tutorial.md", "runs.md", "exports.md", "batch.md", "style.md", "desk.md", "novel.md"]
)
def test_everything_in_a_page_happens_as_it_says(tmp_path, name):
    play(page(name), tmp_path)


def test_it_takes_less_than_ten_minutes_to_type():
    typed = "".join(
        "".join(command for command, _ in commands(body)) if language == "console" else body
        for language, _, body in blocks(page("tutorial.md"))
    )
    assert len(typed) < 10 * TYPED_A_MINUTE


def test_a_line_that_is_not_printed_is_noticed():
    assert matches(["a", "b 0.1 s"], ["a", "b …"])
    assert matches(["a", "x", "b"], ["…", "b"])
    assert not matches(["a", "b"], ["a"])
    assert not matches(["a"], ["a", "b"])
    assert not matches(["[p1] x"], ["p x"])
