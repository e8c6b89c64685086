"""Texts on a terminal or in a pipe."""

import io
import json
from contextlib import redirect_stdout

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from orchestrator.cli.printing import line, print_document, printable, say, show

HOSTILE = "a\x00b\x1b[2J\x9b1mc\rd\u2028e\ud800f"


def on_stdout(encoding, tell):
    """What ``tell`` prints on a standard output with that encoding."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)
    with redirect_stdout(stream):
        tell()
    return stream.buffer.getvalue().decode(encoding)


def test_what_would_move_the_cursor_is_shown_by_its_escape():
    assert printable(HOSTILE) == r"a\x00b\x1b[2J\x9b1mc\rd\u2028e\ud800f"


def test_scripts_and_joiners_are_left_alone():
    assert printable("שלום 👩\u200d🚀 井\te\u0301") == "שלום 👩\u200d🚀 井\te\u0301"


def test_a_line_is_one_line_and_cut_where_it_is_long():
    assert line("One.\n\nTwo.") == "One. Two."
    assert line("0123456789", 10) == "0123456789"
    assert line("0123456789a", 10) == "012345678…"


@pytest.mark.parametrize(("encoding", "well"), [("utf-8", "井"), ("gb18030", "井"), ("ascii", "\\u4e95")])
def test_a_text_reaches_a_stdout_of_any_encoding(encoding, well):
    shown = on_stdout(encoding, lambda: say(printable(f"井 {HOSTILE}")))
    assert shown == f"{well} a\\x00b\\x1b[2J\\x9b1mc\\rd\\u2028e\\ud800f\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "ascii"])
def test_a_document_has_every_character_and_none_that_a_terminal_obeys(encoding):
    shown = on_stdout(encoding, lambda: print_document([f"井 {HOSTILE}"]))
    assert json.loads(shown) == [f"井 {HOSTILE}"]
    assert not set(shown) & {"\x00", "\x1b", "\x9b", "\r", "\u2028"}


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_the_text_nothing_in_it_drives_a_terminal(text):
    assert all(c in "\t\n" or (c >= " " and not "\x7f" <= c <= "\x9f") for c in printable(text))
    printable(text).encode()


class Terminal(io.TextIOWrapper):
    """Standard output that says it is a terminal."""

    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("is_terminal", "no_color", "coloured"), [(True, "", True), (True, "1", False), (False, "", False)]
)
def test_what_rich_draws_is_coloured_on_a_terminal_only(monkeypatch, is_terminal, no_color, coloured):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", no_color)
    kind = Terminal if is_terminal else io.TextIOWrapper
    stream = kind(io.BytesIO(), encoding="utf-8", write_through=True)
    with redirect_stdout(stream):
        show(Text("missed  ", style="yellow"))
    told = stream.buffer.getvalue().decode()
    assert ("\x1b[33m" in told) == coloured
    assert "missed" in told
