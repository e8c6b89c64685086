"""A novel of twelve chapters that nobody watches: killed in its seventh, exported, resumed, and whole in the end."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from orchestrator.adapters.store import StoreReader
from orchestrator.domain.errors import UsageError
from tests.support.command import document, inkloom
from tests.support.loopback import answers, chat, in_a_thread, models
from tests.support.novels import answer_to_chat

pytestmark = [pytest.mark.enable_socket]

CHAPTERS = 12
INPUTS = {
    "premise": "Mira, a young fox, wants to win back the silver bell of the old mill.",
    "chapters": CHAPTERS,
    "scenes": 2,
    "words": 80,
}


@contextmanager
def served():
    """The address of a server that answers as a writer would who wants every chapter called the same."""

    def respond(seen):
        if seen.method == "GET":
            return answers(models("tiny", max_model_len=32768))
        return answers(chat(answer_to_chat(seen.json["messages"])), after=0.05)

    with in_a_thread(respond) as server:
        yield server.url.removesuffix("/v1")


@contextmanager
def in_the_box():
    yield "built-in"


def start(folder, model):
    """The process of a run that nobody watches."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("INKLOOM_", "OPENAI_", "COV_"))}
    given = [part for name, value in INPUTS.items() for part in ("--set", f"{name}={value}")]
    command = [sys.executable, "-m", "orchestrator.cli", "run", "novel", "--model", model, "--no-input", *given]
    with open(folder / "log", "wb") as log:
        return subprocess.Popen(
            command, cwd=folder, env={**clean, "HF_HUB_OFFLINE": "1"}, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )


def kept(folder):
    """The paths and keys of all calls whose replies are kept."""
    with suppress(UsageError), StoreReader.open(folder / ".inkloom") as reader:
        return {(call.path, call.key) for run in reader.runs() for call in reader.calls(run.id, texts=False)}
    return set()


def kill_in_chapter(number, process, folder):
    """Kill the run when its chapter ``number`` has its first reply and asks for more."""
    while process.poll() is None:
        if any(path.startswith(f"chapters[c{number}].") for path, _ in kept(folder)):
            os.kill(process.pid, signal.SIGKILL)
            break
        time.sleep(0.02)
    assert process.wait() == -signal.SIGKILL, (folder / "log").read_text()
    assert not any(path == f"chapters[c{number}].recap" for path, _ in kept(folder)), "it was killed too late"


@pytest.mark.parametrize(
    "model", [served, pytest.param(in_the_box, marks=[pytest.mark.slow, pytest.mark.timeout(3000)])]
)
def test_a_novel_that_is_killed_in_its_seventh_chapter_goes_on_to_the_end(tmp_path, model):
    with model() as address:
        kill_in_chapter(7, start(tmp_path, address), tmp_path)
        before = kept(tmp_path)
        exported = document(inkloom("export", "last", "--format", "md", "--json", cwd=tmp_path))
        half = Path(exported["files"][0]).read_text("utf-8")
        done = inkloom("resume", "last", "--json", cwd=tmp_path, timeout=2400)
    assert exported["status"] == "unfinished"
    assert [f"## Chapter {n}: " in half for n in range(1, 9)] == [True] * 7 + [False]
    assert any("8 to 12 are missing" in gap for gap in exported["gaps"])

    told = document(done)
    assert (done.returncode, told["status"]) == (0, "done"), done.stderr
    assert told["usage"]["cached"] == len(before)  # nothing that was kept was asked for again
    assert before <= kept(tmp_path)

    text = Path(told["files"][0]).read_text("utf-8")
    chapters = text.split("\n## ")[1:]
    assert len(chapters) == CHAPTERS
    assert "[chapter " not in text  # whatever was left out, it was no chapter: a gap is marked so
    titles = [chapter.partition("\n")[0].partition(": ")[2].casefold() for chapter in chapters]
    assert len(set(titles)) == CHAPTERS
    assert all(len(chapter.split()) > 15 for chapter in chapters)
    assert half.partition("## Chapter 7")[0] == text.partition("## Chapter 7")[0]  # what was finished stays as it was
    sizes = bible_sizes(tmp_path)
    assert len(sizes) == CHAPTERS
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]
    print(table(tmp_path, told, sizes, len(before)))


def bible_sizes(folder):
    """How many facts the bible has after each chapter."""
    with StoreReader.open(folder / ".inkloom") as reader:
        (run,) = reader.runs()
        values = {visit.path: visit.value for visit in reader.visits(run.id, item="main")}
    return [len(chapter["bible"]["facts"]) for chapter in json.loads(values["chapters"])]


def table(folder, told, sizes, before):
    """What each role was asked for in the whole run."""
    with StoreReader.open(folder / ".inkloom") as reader:
        (run,) = reader.runs()
        roles = reader.usage(run.id)
    rows = [f"{'role':<12}{'calls':>6}{'prompt':>9}{'reply':>8}"]
    rows += [f"{n:<12}{u.calls:>6}{u.prompt_tokens:>9}{u.completion_tokens:>8}" for n, u in roles.items()]
    rows.append(f"{before} replies before the kill, {told['usage']['calls']} calls after it")
    rows.append(f"left out: {[error['step'] for error in told['errors']]}")
    rows.append(f"facts in the bible after each chapter: {sizes}")
    return "\n".join(rows)
