"""A person at a terminal: asked one thing at a time, answering in lines, with an editor to change a text."""

import asyncio
import io
import os
import pty
import stat
import time

import pytest
from rich.console import Console

from orchestrator.adapters.terminal import Terminal
from orchestrator.domain.errors import PersonNeeded
from orchestrator.engine.ports import Decision, Question

APPROVE, EDIT, ON_MAX = ("accept", "reject"), ("accept", "edit", "reject"), ("accept", "again", "reject")


def question(options=APPROVE, *texts, path="ok", title="Good?", problem=""):
    return Question(path=path, item="main", title=title, texts=texts or ("A text.",), options=options, problem=problem)


class Screen:
    """A terminal whose answers come through a pipe that the test writes to."""

    def __init__(self):
        self.out = io.StringIO()
        self._reading, self._writing = os.pipe()
        self.terminal = Terminal(Console(file=self.out, width=100, highlight=False), self._reading)

    def types(self, text):
        os.write(self._writing, text.encode() if isinstance(text, str) else text)

    def leaves(self):
        if self._writing is not None:
            os.close(self._writing)
            self._writing = None

    def close(self):
        self.leaves()
        os.close(self._reading)

    @property
    def shown(self):
        return self.out.getvalue()


@pytest.fixture
def screen():
    made = Screen()
    yield made
    made.close()


async def answer(screen, typed, asked):
    screen.types(typed)
    return await asyncio.wait_for(screen.terminal.decide(asked), 5)


# -- answers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "typed", "decision"),
    [
        (APPROVE, "a\n", Decision(option="accept")),
        (APPROVE, "  Accept \r\n", Decision(option="accept")),
        (APPROVE, "r too long\n", Decision(option="reject", note="too long")),
        (APPROVE, "reject  too   long\n", Decision(option="reject", note="too   long")),
        (APPROVE, "r\nToo long.\n", Decision(option="reject", note="Too long.")),
        (APPROVE, "r\n\n", Decision(option="reject", note="")),
        (APPROVE, "r 结尾太仓促。\n", Decision(option="reject", note="结尾太仓促。")),
        (
            APPROVE,
            "r\u3000结尾太仓促。\n",
            Decision(option="reject", note="结尾太仓促。"),
        ),  # as a Chinese keyboard types it
        (APPROVE, "r\n结尾太仓促。\n", Decision(option="reject", note="结尾太仓促。")),
        (ON_MAX, "m\nShorter.\n", Decision(option="again", note="Shorter.")),
        (ON_MAX, "again shorter\n", Decision(option="again", note="shorter")),
        (ON_MAX, "a\n", Decision(option="accept")),
        (("choose",), "2\n", Decision(option="choose", number=2)),
        (("choose",), "２\n", Decision(option="choose", number=2)),
        (("choose",), " 03 \n", Decision(option="choose", number=3)),
    ],
)
async def test_an_answer_is_a_letter_or_a_word_and_a_note(screen, options, typed, decision):
    assert await answer(screen, typed, question(options, "One.", "Two.", "Three.")) == decision


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        (APPROVE, ""),
        (APPROVE, "yes"),
        (APPROVE, "e"),  # this text may not be changed
        (APPROVE, "m"),
        (APPROVE, "a bit too long"),  # no yes
        (EDIT, "e everything"),
        (APPROVE, "acceptable"),
        (("choose",), "0"),
        (("choose",), "4"),
        (("choose",), "-1"),
        (("choose",), "1.5"),
        (("choose",), "²"),
        (("choose",), "9" * 5000),
        (("choose",), "a"),
    ],
)
async def test_what_is_no_answer_is_asked_again(screen, options, wrong):
    right = "3\n" if options == ("choose",) else "a\n"
    decision = await answer(screen, f"{wrong}\n{right}", question(options, "One.", "Two.", "Three."))
    assert decision.option in ("accept", "choose")
    assert "that is none of the answers" in screen.shown
    assert screen.shown.count("One.") == 1  # the question, not the text, is repeated


async def test_a_line_may_come_in_pieces_even_in_the_middle_of_a_character(screen):
    waiting = asyncio.create_task(screen.terminal.decide(question()))
    for byte in "r 结尾。\n".encode():
        await asyncio.sleep(0.002)
        assert not waiting.done()
        screen.types(bytes([byte]))
    assert await asyncio.wait_for(waiting, 5) == Decision(option="reject", note="结尾。")


async def test_many_answers_in_one_read_are_taken_one_by_one(screen):
    screen.types("a\nr no\n2\n")
    asked = [question(), question(), question(("choose",), "One.", "Two.")]
    decisions = [await asyncio.wait_for(screen.terminal.decide(each), 5) for each in asked]
    assert decisions == [
        Decision(option="accept"),
        Decision(option="reject", note="no"),
        Decision(option="choose", number=2),
    ]


async def test_a_last_line_without_an_end_counts(screen):
    screen.types("a")
    screen.leaves()
    assert await screen.terminal.decide(question()) == Decision(option="accept")
    with pytest.raises(PersonNeeded):
        await screen.terminal.decide(question())


@pytest.mark.parametrize("typed", ["", "nonsense\n", "r\n"])
async def test_an_end_before_the_answer_means_that_nobody_is_there(screen, typed):
    screen.types(typed)
    screen.leaves()
    with pytest.raises(PersonNeeded, match=r"polish#1\.ok waits for a person") as caught:
        await screen.terminal.decide(question(path="polish#1.ok"))
    assert caught.value.hint
    assert screen.shown.endswith("\n")  # what is said next stands on a line of its own


async def test_bytes_that_are_no_text_and_control_characters_do_no_harm(screen):
    decision = await answer(screen, b"r caf\xe9 \x1b[31mred\x07\n", question())
    assert (decision.option, "\x1b" in decision.note, "\x07" in decision.note) == ("reject", False, False)


async def test_a_plain_file_can_be_read_too(tmp_path):
    file = tmp_path / "answers"
    file.write_text("a\nr 太长\n", "utf-8")
    descriptor = os.open(file, os.O_RDONLY)
    try:
        terminal = Terminal(Console(file=io.StringIO()), descriptor)
        assert await terminal.decide(question()) == Decision(option="accept")
        assert await terminal.decide(question()) == Decision(option="reject", note="太长")
        with pytest.raises(PersonNeeded):
            await terminal.decide(question())
    finally:
        os.close(descriptor)


@pytest.mark.parametrize("path", ["/dev/null", "/"])
async def test_where_nothing_can_be_read_nobody_is_there(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with pytest.raises(PersonNeeded):
            await Terminal(Console(file=io.StringIO()), descriptor).decide(question())
    finally:
        os.close(descriptor)


async def test_waiting_for_an_answer_does_not_hold_up_the_rest(screen):
    waiting = asyncio.create_task(screen.terminal.decide(question()))
    began = time.monotonic()
    for _ in range(20):
        await asyncio.sleep(0.001)
    assert time.monotonic() - began < 1
    assert not waiting.done()
    screen.types("a\n")
    assert (await asyncio.wait_for(waiting, 5)).option == "accept"


async def test_a_cancelled_question_leaves_the_input_to_the_next(screen):
    waiting = asyncio.create_task(screen.terminal.decide(question()))
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await answer(screen, "a\n", question()) == Decision(option="accept")


# -- what is shown ------------------------------------------------------------------------------------------


async def test_the_question_says_what_where_and_which_answers_there_are(screen):
    await answer(screen, "a\n", question(EDIT, "A text.", path="polish#1.ok", title="Good enough?"))
    assert "Good enough?  ·  polish#1.ok" in screen.shown
    assert "A text." in screen.shown
    assert "(a)ccept, (e)dit, (r)eject?" in screen.shown


async def test_more_rounds_are_offered_where_they_can_be_had(screen):
    await answer(screen, "a\n", question(ON_MAX))
    assert "(a)ccept, (m)ore rounds, (r)eject?" in screen.shown


async def test_variants_are_numbered(screen):
    await answer(screen, "1\n", question(("choose",), "First.", "Second."))
    assert "1\nFirst." in screen.shown
    assert "2\nSecond." in screen.shown
    assert "Which one, 1 to 2?" in screen.shown


@pytest.mark.parametrize(
    "text", ["[bold]no markup[/] [p1] [/]", "a :smile: stays", "ends in \\", "井里没有水。", "x" * 300]
)
async def test_a_text_is_shown_as_it_is(screen, text):
    await answer(screen, "a\n", question(APPROVE, text, title="[b]Good?[/]"))
    assert text in screen.shown
    assert "[b]Good?[/]" in screen.shown


async def test_why_the_last_answer_was_not_taken_is_told(screen):
    await answer(screen, "a\n", question(EDIT, "{]", problem="line 1: not JSON: [oops]"))
    assert "that could not be taken: line 1: not JSON: [oops]" in screen.shown


async def test_several_that_ask_at_once_are_shown_one_at_a_time(screen):
    asked = [asyncio.create_task(screen.terminal.decide(question(APPROVE, f"Text {n}."))) for n in (1, 2, 3)]
    for number in (1, 2, 3):
        await asyncio.sleep(0.02)
        assert f"Text {number}." in screen.shown
        assert f"Text {number + 1}." not in screen.shown
        screen.types(f"r note {number}\n")
    notes = [(await asyncio.wait_for(task, 5)).note for task in asked]
    assert notes == ["note 1", "note 2", "note 3"]


async def test_answers_that_no_terminal_shows_are_written_beside_the_question(screen):
    await answer(screen, "x\nr too long\n", question())
    assert "(r)eject? x\n" in screen.shown
    assert screen.shown.endswith("(r)eject? r too long\n")


# -- a real terminal ----------------------------------------------------------------------------------------


@pytest.fixture
def keyboard():
    """The two ends of a terminal: where keys are pressed, and what a program reads."""
    ours, theirs = pty.openpty()
    yield ours, theirs
    os.close(ours)
    os.close(theirs)


async def test_keys_of_a_terminal_are_read_line_by_line(keyboard):
    ours, theirs = keyboard
    out = io.StringIO()
    waiting = asyncio.create_task(Terminal(Console(file=out), theirs).decide(question()))
    os.write(ours, b"r to")
    await asyncio.sleep(0.02)
    assert not waiting.done()
    os.write(ours, b"o\x7fo long\n")  # backspace is the terminal's business
    assert await asyncio.wait_for(waiting, 5) == Decision(option="reject", note="too long")
    assert "too long" not in out.getvalue()  # the terminal has shown it


async def test_the_end_key_of_a_terminal_means_that_somebody_left(keyboard):
    ours, theirs = keyboard
    waiting = asyncio.create_task(Terminal(Console(file=io.StringIO()), theirs).decide(question()))
    os.write(ours, b"\x04")
    with pytest.raises(PersonNeeded):
        await asyncio.wait_for(waiting, 5)


# -- an editor ----------------------------------------------------------------------------------------------


@pytest.fixture
def editor(tmp_path, monkeypatch):
    """Makes a shell script the person's editor; ``$1`` is the file."""

    def make(script, *arguments):
        file = tmp_path / "my editor"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("EDITOR", " ".join((f"'{file}'", *arguments)))
        monkeypatch.delenv("VISUAL", raising=False)

    return make


async def test_a_text_is_changed_in_the_editor(screen, editor):
    editor('printf \'Changed: \' > new; cat "$1" >> new; mv new "$1"'.replace("new", '"$1.new"'))
    decision = await answer(screen, "e\n", question(EDIT, "井里没有水。\n\nTwo."))
    assert decision == Decision(option="edit", text="Changed: 井里没有水。\n\nTwo.")


async def test_an_editor_that_changes_nothing_gives_the_text_back(screen, editor):
    editor("exit 0")
    assert await answer(screen, "e\n", question(EDIT, "One.")) == Decision(option="edit", text="One.")


async def test_the_editor_may_have_arguments_and_its_file_says_what_it_holds(screen, editor):
    editor('[ "$1" = --wait ] && basename "$2" > "$2"', "--wait")
    assert (await answer(screen, "e\n", question(EDIT, "Prose."))).text.strip().endswith(".md")
    assert (await answer(screen, "e\n", question(EDIT, '{"title": "Wells"}'))).text.strip().endswith(".json")


@pytest.mark.parametrize(
    ("script", "says"),
    [("exit 3", "ended with 3"), ('rm "$1"', "No such file"), ("kill -9 $$", "ended with -9")],
)
async def test_an_editor_that_fails_is_told_and_the_question_stays(screen, editor, script, says):
    editor(script)
    assert await answer(screen, "e\na\n", question(EDIT, "One.")) == Decision(option="accept")
    assert says in screen.shown
    assert "set EDITOR" in screen.shown


@pytest.mark.parametrize("command", ["no-such-editor-here", "'unbalanced", " ", "/etc/passwd"])
async def test_an_editor_that_does_not_start_is_told_and_the_question_stays(screen, monkeypatch, command):
    monkeypatch.setenv("EDITOR", command)
    monkeypatch.delenv("VISUAL", raising=False)
    assert (await answer(screen, "e\nr no\n", question(EDIT, "One."))).option == "reject"
    assert "set EDITOR" in screen.shown


async def test_without_any_editor_the_question_stays(screen, monkeypatch, tmp_path):
    for name in ("EDITOR", "VISUAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (await answer(screen, "e\na\n", question(EDIT, "One."))).option == "accept"
    assert "there is no editor" in screen.shown


async def test_what_an_editor_prints_stays_out_of_the_results(screen, editor, capfd):
    editor("echo drawn")
    await answer(screen, "e\n", question(EDIT, "One."))
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "drawn\n")


async def test_an_editor_ends_with_the_question(screen, editor, tmp_path):
    editor(f"echo $$ > {tmp_path}/pid; exec sleep 60")
    screen.types("e\n")
    waiting = asyncio.create_task(screen.terminal.decide(question(EDIT, "One.")))
    pid = tmp_path / "pid"
    while not (pid.exists() and pid.read_text().strip()):  # noqa: ASYNC110  (another process writes it)
        await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


async def test_steps_go_on_while_the_editor_is_open(screen, editor, tmp_path):
    editor(f"while [ ! -e {tmp_path}/go ]; do sleep 0.01; done")
    screen.types("e\n")
    waiting = asyncio.create_task(screen.terminal.decide(question(EDIT, "One.")))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    (tmp_path / "go").touch()
    assert (await asyncio.wait_for(waiting, 5)).option == "edit"
