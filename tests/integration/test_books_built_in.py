"""The workflows of books on the model in the box: to the end in both languages, and twelve chapters through a kill."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from orchestrator.adapters.store import StoreReader
from orchestrator.app import build_app
from orchestrator.domain.errors import UsageError
from orchestrator.engine.people import Nobody
from orchestrator.engine.runner import Item, Limits, Surroundings, run_items
from orchestrator.language.inputs import read_inputs
from tests.support.command import document, inkloom
from tests.support.novels import MANUSCRIPT

PREMISE = {
    "en": "Mira, a young fox, wants to win back the silver bell of the old mill.",
    "zh": "小狐狸米拉想找回旧磨坊的银铃。",
}
SHORT = {"scenes": 1, "words": 80, "rounds": 1}


@pytest.mark.timeout(600)
async def test_both_run_to_the_end_in_both_languages():
    app = build_app("novel", {"model": "built-in"})

    async def outcome(model, name, language, **inputs):
        plan = app.compile(app.find_workflow(name))
        item = Item(f"{name} {language}", read_inputs(plan.inputs, {**SHORT, **inputs}))
        around = Surroundings(model=model, checks=app.checks, observer=lambda _: None, person=Nobody())
        return await anext(run_items(plan, [item], around, seed=0, limits=Limits(concurrency=None, open_items=1)))

    async with app.model() as model:
        results = await asyncio.gather(
            *(outcome(model, "novel", lang, premise=PREMISE[lang], chapters=2) for lang in PREMISE),
            *(outcome(model, "continue", lang, manuscript=MANUSCRIPT[lang], chapters=1) for lang in PREMISE),
        )
    for result in results:
        assert result.status == "done", (result.item, result.failures)
        parts = result.manuscript.parts
        assert len(parts) == (2 if result.item.startswith("novel") else 3), (result.item, result.failures)
        assert all(part.draft.text.strip() for part in parts)
        assert len({part.heading for part in parts}) == len(parts)
        assert result.manuscript.language == result.item.split()[1]


# -- twelve chapters ----------------------------------------------------------------------------------------

CHAPTERS = 12
OPTIONS = (
    "--set",
    f"premise={PREMISE['en']}",
    "--set",
    f"chapters={CHAPTERS}",
    "--set",
    "scenes=2",
    "--set",
    "words=80",
)


def start(folder):
    """The process of a run that nobody watches."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("INKLOOM_", "OPENAI_", "COV_"))}
    command = [sys.executable, "-m", "orchestrator.cli", "run", "novel", "--model", "built-in", "--no-input", *OPTIONS]
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
    """Kill the run when its chapter ``number`` has some of its replies and asks for more."""
    while process.poll() is None:
        if sum(path.startswith(f"chapters[c{number}].") for path, _ in kept(folder)) >= 2:
            os.kill(process.pid, signal.SIGKILL)
            break
        time.sleep(0.05)
    assert process.wait() == -signal.SIGKILL, (folder / "log").read_text()


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_a_novel_of_twelve_chapters_is_killed_in_its_seventh_and_goes_on_to_the_end(tmp_path):
    kill_in_chapter(7, start(tmp_path), tmp_path)
    before = kept(tmp_path)
    exported = document(inkloom("export", "last", "--format", "md", "--json", cwd=tmp_path))
    assert exported["status"] == "unfinished"
    half = Path(exported["files"][0]).read_text("utf-8")
    assert [f"## Chapter {n}: " in half for n in range(1, 9)] == [True] * 7 + [False]
    assert any("to 12 are missing" in gap for gap in exported["gaps"])

    done = inkloom("resume", "last", "--json", cwd=tmp_path, timeout=2400)
    told = document(done)
    assert (done.returncode, told["status"]) == (0, "done"), done.stderr
    assert told["usage"]["cached"] == len(before)  # nothing that was kept was asked for again
    assert before <= kept(tmp_path)

    text = Path(told["files"][0]).read_text("utf-8")
    chapters = text.split("\n## ")[1:]
    assert len(chapters) == CHAPTERS
    assert "is missing" not in text  # what was left out was never a chapter
    assert "is not finished" not in text
    titles = [chapter.partition("\n")[0].partition(": ")[2].casefold() for chapter in chapters]
    assert len(set(titles)) == CHAPTERS
    assert all(len(chapter.split()) > 40 for chapter in chapters)
    assert half.partition("## Chapter 7")[0] == text.partition("## Chapter 7")[0]  # what was finished stays as it was
    sizes = bible_sizes(tmp_path)
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]
    print(table(told, sizes, len(before)))


def bible_sizes(folder):
    """How many facts the bible has after each chapter."""
    with StoreReader.open(folder / ".inkloom") as reader:
        (run,) = reader.runs()
        values = {visit.path: visit.value for visit in reader.visits(run.id, item="main")}
    return [len(chapter["bible"]["facts"]) for chapter in json.loads(values["chapters"])]


def table(told, sizes, before):
    """What each role was asked for, before the kill and after it."""
    usage = told["usage"]
    rows = [f"{'role':<12}{'calls':>6}{'reused':>8}{'prompt':>9}{'reply':>8}"]
    rows += [
        f"{role:<12}{used['calls']:>6}{used['cached']:>8}{used['prompt_tokens']:>9}{used['completion_tokens']:>8}"
        for role, used in usage["roles"].items()
    ]
    rows.append(f"after the kill {usage['calls']} calls; {before} replies from before it")
    rows.append(f"left out: {[error['step'] for error in told['errors']]}")
    rows.append(f"facts in the bible after each chapter: {sizes}")
    return "\n".join(rows)
