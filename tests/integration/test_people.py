"""People at a real terminal, behind a pipe, and nowhere: what they see, what they answer, how a run ends."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time

import pytest

from tests.support.command import inkloom

STORY = """
name: story
inputs: {text: {type: text, default: The well is dry.}}
steps:
  beside: {agent: summarizer, of: inputs.text}
  ok: {human: edit, of: inputs.text, description: Is it good?}
outputs: {out: ok, beside: beside.text}
"""
PICK = """
name: pick
steps:
  best:
    variants: 3
    steps: {draft: {render: variant.md.j2, with: {variant: variant}}}
    result: draft
    choose: {by: person}
outputs: {out: best}
"""
RUN = ("--model", "scripted:replies.json")
# Makes its stdin the terminal that Ctrl-C comes from, as a shell does for what it starts.
LAUNCH = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "orchestrator.cli", *sys.argv[1:]])
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "story.yaml").write_text(STORY)
    (tmp_path / "pick.yaml").write_text(PICK)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "variant.md.j2").write_text("Variant {{ variant }}.")
    (tmp_path / "replies.json").write_text(json.dumps({"summarizer": [{"text": "Beside it."}]}))
    return tmp_path


def environment(**more):
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("INKLOOM_", "OPENAI_", "COV_", "VISUAL", "EDITOR"))
    }
    return {**kept, "TERM": "xterm", "COLUMNS": "100", "HF_HUB_OFFLINE": "1", **more}


def answered(project, typed, *arguments, workflow="story.yaml", **more):
    """The run of a workflow whose person is a pipe."""
    return subprocess.run(
        [sys.executable, "-m", "orchestrator.cli", "run", workflow, *RUN, *arguments],
        cwd=project,
        env=environment(**more),
        input=typed.encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )


# -- nobody -------------------------------------------------------------------------------------------------


def test_with_no_input_the_run_waits_and_says_for_what(project):
    done = inkloom("run", "story.yaml", *RUN, "--no-input", cwd=project)
    assert done.returncode == 6
    assert "waiting: ok: waits for a person (Is it good?)" in done.stderr.splitlines()
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_waiting_run_is_one_document(project):
    done = inkloom("run", "story.yaml", *RUN, "--no-input", "--json", cwd=project)
    told = json.loads(done.stdout)
    assert (done.returncode, told["status"]) == (6, "waiting")
    assert told["items"] == {"done": 0, "failed": 0, "waiting": 1}
    assert [(error["step"], error["error"]) for error in told["errors"]] == [("ok", "PersonNeeded")]


@pytest.mark.parametrize("typed", ["", "nonsense\n", "r\n"])
def test_an_input_that_ends_leaves_the_run_waiting(project, typed):
    done = answered(project, typed, "--json")
    assert (done.returncode, json.loads(done.stdout)["status"]) == (6, "waiting")
    assert b"Traceback" not in done.stderr


# -- a pipe -------------------------------------------------------------------------------------------------


def test_answers_can_come_through_a_pipe(project):
    done = answered(project, "a\n", "--json")
    assert (done.returncode, json.loads(done.stdout)["outputs"]["out"]) == (0, "The well is dry.")
    shown = done.stderr.decode()
    assert shown.index("The well is dry.") < shown.index("(a)ccept, (e)dit, (r)eject?")


EACH = """
name: each
steps:
  each:
    foreach: "['One.', 'Two.', 'Three.']"
    as: line
    key: line
    order: serial
    on_error: collect
    steps: {ok: {human: approve, of: line}}
    result: ok
outputs: {out: "each | join(' ')"}
"""


def test_while_a_run_waits_what_was_rejected_and_left_out_is_not_said_to_wait(project):
    (project / "each.yaml").write_text(EACH)
    done = answered(project, "r\nToo short.\na\n", workflow="each.yaml")
    assert done.returncode == 6
    assert b"left out: each[One.].ok: rejected: Too short." in done.stderr
    waiting = "waiting: each[Three.].ok: waits for a person (ok), and the input has ended\n  hint: answer with `inkloom"
    assert waiting.encode() in done.stderr


def test_a_rejection_in_chinese_fails_the_run_with_the_note(project):
    done = answered(project, "r 结尾太仓促。\n", "--json", "--set", "text=井里没有水。")
    told = json.loads(done.stdout)
    assert (done.returncode, told["errors"][0]["message"]) == (3, "rejected: 结尾太仓促。")
    assert "井里没有水。" in done.stderr.decode()


def test_a_file_of_answers_will_do(project):
    (project / "answers").write_text("x\n2\n")
    with (project / "answers").open() as answers:
        done = subprocess.run(
            [sys.executable, "-m", "orchestrator.cli", "run", "pick.yaml", *RUN, "--json"],
            cwd=project,
            env=environment(),
            stdin=answers,
            capture_output=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, json.loads(done.stdout)["outputs"]) == (0, {"out": "Variant 2."})


def test_what_an_editor_prints_is_no_part_of_the_document(project):
    script = project / "editor.sh"
    script.write_text("#!/bin/sh\necho drawn\nprintf 'By hand.' > \"$1\"\n")
    script.chmod(0o755)
    done = answered(project, "e\n", "--json", EDITOR=str(script))
    assert json.loads(done.stdout)["outputs"]["out"] == "By hand."
    assert b"drawn" in done.stderr


def test_an_editor_that_fails_does_not_cost_the_run(project):
    done = answered(project, "e\na\n", "--json", EDITOR="no-such-editor-here")
    assert (done.returncode, json.loads(done.stdout)["status"]) == (0, "done")
    assert b"set EDITOR" in done.stderr


def test_no_line_of_progress_stands_inside_a_question(project):
    lines = answered(project, "a\n").stderr.decode().splitlines()
    asked = next(n for n, line in enumerate(lines) if "Is it good?" in line)
    end = next(n for n, line in enumerate(lines) if "(r)eject?" in line)
    assert lines[end].endswith("(r)eject? a")
    assert not any("✓" in line for line in lines[asked : end + 1])
    assert any("✓ ok" in line for line in lines[end + 1 :])
    assert sum("✓ beside" in line for line in lines) == 1


# -- a terminal ---------------------------------------------------------------------------------------------


class Session:
    """``inkloom`` at a terminal of its own; ``screen`` is everything that has been shown."""

    def __init__(self, project, *arguments, **more):
        self._ours, self._theirs = pty.openpty()
        self.settings = termios.tcgetattr(self._theirs)
        self.screen = ""
        self.process = subprocess.Popen(
            [sys.executable, "-c", LAUNCH, *arguments],
            cwd=project,
            env=environment(**more),
            stdin=self._theirs,
            stdout=subprocess.PIPE,
            stderr=self._theirs,
            start_new_session=True,
        )

    def wait_for(self, text, seconds=60):
        """Read the screen until ``text`` stands on it."""
        until = time.monotonic() + seconds
        while text not in self.screen:
            assert time.monotonic() < until, f"{text!r} is not on the screen:\n{self.screen}"
            self._read(0.1)

    def watch(self, seconds):
        """Read the screen for a while."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._read(0.05)

    def presses(self, keys):
        os.write(self._ours, keys.encode())

    def ends(self, seconds=60):
        """The exit code, and what was printed on stdout."""
        until = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < until, f"still running:\n{self.screen}"
            self._read(0.02)
        self._read(0.1)
        return self.process.returncode, self.process.stdout.read().decode()

    @property
    def settings_now(self):
        return termios.tcgetattr(self._theirs)

    @property
    def plain(self):
        """The screen without colours and movements of the cursor."""
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.screen)

    def _read(self, seconds):
        if select.select([self._ours], [], [], seconds)[0]:
            self.screen += os.read(self._ours, 65_536).decode("utf-8", "replace")

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        os.close(self._ours)
        os.close(self._theirs)


@pytest.fixture
def at_terminal(project):
    sessions = []

    def start(*arguments, **more):
        sessions.append(Session(project, *arguments, **more))
        return sessions[-1]

    yield start
    for session in sessions:
        session.close()


def test_at_a_terminal_one_is_asked_and_nothing_moves_while_one_thinks(at_terminal):
    session = at_terminal("run", "story.yaml", *RUN, "--json")
    session.wait_for("(r)eject?")
    session.watch(0.5)  # time for the step beside it to end, and for a moving line to move
    asked = session.plain[session.plain.index("Is it good?") :]
    assert asked.rstrip().endswith("(r)eject?")
    assert "✓" not in asked
    assert "tokens so far" not in asked
    session.presses("a\r")
    code, out = session.ends()
    assert (code, json.loads(out)["outputs"]["beside"]) == (0, "Beside it.")
    assert "✓ ok" in session.plain
    assert session.settings_now == session.settings


def test_at_a_terminal_a_wrong_answer_is_asked_again_and_a_pick_is_taken(at_terminal):
    session = at_terminal("run", "pick.yaml", *RUN, "--json")
    session.wait_for("Which one, 1 to 3?")
    session.presses("4\r")
    session.wait_for("none of the answers")
    session.presses("3\r")
    code, out = session.ends()
    assert (code, json.loads(out)["outputs"]) == (0, {"out": "Variant 3."})


def test_the_end_key_leaves_the_run_waiting(at_terminal):
    session = at_terminal("run", "story.yaml", *RUN)
    session.wait_for("(r)eject?")
    session.presses("\x04")
    assert session.ends() == (6, "")
    assert any(line.startswith("waiting: ok:") for line in session.plain.splitlines())


def test_ctrl_c_at_a_question_ends_at_once_and_leaves_the_terminal_as_it_was(at_terminal):
    session = at_terminal("run", "story.yaml", *RUN)
    session.wait_for("(r)eject?")
    began = time.monotonic()
    session.presses("\x03")
    assert session.ends(seconds=10) == (130, "")
    assert time.monotonic() - began < 1
    assert session.settings_now == session.settings
    assert session.screen.rfind("\x1b[?25l") <= session.screen.rfind("\x1b[?25h")  # the cursor is back
    assert "Traceback" not in session.screen


def test_a_terminated_question_ends_too(at_terminal):
    session = at_terminal("run", "story.yaml", *RUN)
    session.wait_for("(r)eject?")
    session.watch(0.3)  # until it only waits
    session.process.send_signal(signal.SIGTERM)
    assert session.ends(seconds=10)[0] == 143
    assert "Traceback" not in session.screen


def test_ctrl_c_in_an_editor_is_the_editors(at_terminal, project):
    script = project / "editor.sh"
    script.write_text(
        "#!/bin/sh\ntrap 'printf interrupted > \"$1\"; exit 0' INT\necho editing\nwhile :; do sleep 0.05; done\n"
    )
    script.chmod(0o755)
    session = at_terminal("run", "story.yaml", *RUN, "--json", EDITOR=str(script))
    session.wait_for("(r)eject?")
    session.presses("e\r")
    session.wait_for("editing")
    session.watch(0.3)  # until the run has stepped aside
    session.presses("\x03")
    code, out = session.ends()
    assert (code, json.loads(out)["outputs"]["out"]) == (0, "interrupted")
