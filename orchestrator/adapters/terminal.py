"""A person at a terminal: shown a text on stderr, answering on stdin, while other steps go on beside it."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
import tempfile
import termios
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from orchestrator.domain.errors import PersonNeeded, UsageError
from orchestrator.domain.text import clean
from orchestrator.engine.ports import Decision, Option, Question

_WORDS: Mapping[Option, tuple[str, ...]] = MappingProxyType(
    {"accept": ("a", "accept"), "edit": ("e", "edit"), "again": ("m", "more", "again"), "reject": ("r", "reject")}
)
_SHOWN: Mapping[Option, str] = MappingProxyType(
    {"accept": "(a)ccept", "edit": "(e)dit", "again": "(m)ore rounds", "reject": "(r)eject"}
)
_EDITORS = ("sensible-editor", "nano", "vim", "vi")
_READ_BYTES = 65_536
_STDERR = 2


class Terminal:
    """The person who started the run. Asked one thing at a time, even where several steps ask.

    Args:
        console: where questions go.
        descriptor: what answers are read from; its end means that nobody is there.
    """

    def __init__(self, console: Console, descriptor: int) -> None:
        self._console = console
        self._lines = _Lines(descriptor)
        self._one_at_a_time = asyncio.Lock()

    async def decide(self, question: Question) -> Decision:
        """Show ``question`` and read the answer, again and again until it is one.

        Raises:
            PersonNeeded: there is nobody, or they left.
            TimeoutError: the time for this question is over; it runs from here, and not while others are answered.
        """
        async with self._one_at_a_time:
            self._show(question)
            try:
                async with asyncio.timeout(question.timeout_seconds):
                    return await self._answer(question)
            except TimeoutError:
                self._console.print()
                self._lines.forget()  # what was typed for this question is no answer to the next one
                raise

    async def _answer(self, question: Question) -> Decision:
        while True:
            said = await self._ask(_prompt(question), question)
            problem = "that is none of the answers"
            try:
                decision = await self._decision(said, question)
            except UsageError as error:  # what was made so far is worth more than an editor
                decision, problem = None, f"{error.message}: {error.hint}"
            if decision is not None:
                return decision
            self._say(f"[yellow]{escape(problem)}[/]")

    async def _decision(self, said: str, question: Question) -> Decision | None:
        if question.options == ("choose",):
            number = int(said) if said.isdecimal() and len(said) < 4 else 0
            return Decision(option="choose", number=number) if 1 <= number <= len(question.texts) else None
        word, note = (*said.split(maxsplit=1), "", "")[:2]
        option = next((o for o, words in _WORDS.items() if o in question.options and word.lower() in words), None)
        if option is None or (note and option in ("accept", "edit")):  # "a bit long" is no yes
            return None
        if option == "accept":
            return Decision(option="accept")
        if option == "edit":
            return Decision(option="edit", text=await _edited(question.texts[0]))
        return Decision(option=option, note=note or await self._ask("Why? A note for the writer:", question))

    def _show(self, question: Question) -> None:
        self._console.rule(escape(f"{question.title}  ·  {question.path}"), align="left")
        for number, text in enumerate(question.texts, start=1):
            if len(question.texts) > 1:
                self._say(f"[bold]{number}[/]")
            self._console.print(Text(f"{text}\n"), soft_wrap=True)  # as it is: no markup, no :emoji:
        if question.problem:
            self._say(f"[yellow]that could not be taken:[/] {escape(question.problem)}")

    async def _ask(self, prompt: str, question: Question) -> str:
        self._console.print(escape(prompt), end=" ")
        line = await self._lines.next()
        if not self._lines.are_echoed:
            self._console.print(Text(line or ""), soft_wrap=True)
        if line is None:
            raise PersonNeeded(f"{question.path} waits for a person ({question.title}), and the input has ended")
        return clean(line).strip()

    def _say(self, text: str) -> None:
        self._console.print(text, highlight=False, soft_wrap=True)


def _prompt(question: Question) -> str:
    if question.options == ("choose",):
        return f"Which one, 1 to {len(question.texts)}?"
    return ", ".join(_SHOWN[option] for option in question.options) + "?"


class _Lines:
    """The lines of a descriptor, waited for without holding up the event loop."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._buffer = b""
        self._ended = False

    @property
    def are_echoed(self) -> bool:
        """Whether what is read stands on the screen already, with the end of its line."""
        return os.isatty(self._descriptor) and not self._ended

    def forget(self) -> None:
        """Drop what has been typed and not been asked for; what comes through a pipe was written for all questions."""
        if os.isatty(self._descriptor):
            self._buffer = b""
            termios.tcflush(self._descriptor, termios.TCIFLUSH)

    async def next(self) -> str | None:
        """The next line, or None at the end."""
        while b"\n" not in self._buffer and not self._ended:
            await self._readable()
            try:
                data = os.read(self._descriptor, _READ_BYTES)
            except OSError:
                data = b""  # a folder, or a terminal that is gone: nobody is there
            self._buffer += data
            self._ended = not data
        if not self._buffer:
            return None
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode("utf-8", "replace")

    async def _readable(self) -> None:
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        try:
            loop.add_reader(self._descriptor, ready.set)
        except PermissionError:
            return  # a plain file can always be read, and cannot be waited for
        try:
            await ready.wait()
        finally:
            loop.remove_reader(self._descriptor)


async def _edited(text: str) -> str:
    """``text`` as it comes back from the person's editor.

    Raises:
        UsageError: there is no editor, or it failed.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or next(filter(shutil.which, _EDITORS), "")
    if not editor:
        raise UsageError("there is no editor to change the text with", hint="set EDITOR")
    with tempfile.TemporaryDirectory(prefix="inkloom-") as folder:
        file = Path(folder) / ("text.json" if text.startswith(("{", "[")) else "text.md")
        file.write_text(text, "utf-8")
        try:
            # Drawn where the question stands: stdout is for what the run brings.
            process = await asyncio.create_subprocess_exec(*shlex.split(editor), str(file), stdout=_STDERR)
            # Ctrl-C belongs to the editor while it has the terminal.
            interrupt = signal.signal(signal.SIGINT, signal.SIG_IGN)
            try:
                code = await process.wait()
            finally:
                signal.signal(signal.SIGINT, interrupt)
                if process.returncode is None:  # a timeout, or the end of the run: no editor stays behind
                    process.kill()
                    await process.wait()
            changed = file.read_text("utf-8", "replace")
        except (OSError, ValueError) as error:
            raise UsageError(f"the editor '{editor}' does not work: {error}", hint="set EDITOR") from error
        if code != 0:
            raise UsageError(f"the editor '{editor}' ended with {code}", hint="set EDITOR")
        return clean(changed)
