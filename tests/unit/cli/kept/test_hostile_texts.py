"""Texts that models may write, from the store to the screen: none is lost, none crashes."""

import asyncio
import json
import tempfile
from pathlib import Path

from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.adapters.store import Store
from orchestrator.cli.commands import diff, show, status
from orchestrator.domain.records import ItemRow, VisitRecord
from orchestrator.domain.worddiff import word_diff
from orchestrator.engine.keys import request_text
from orchestrator.engine.ports import Message, ModelInfo, Request
from tests.support import journals

HOSTILE = st.text(st.characters(exclude_categories=())) | st.sampled_from(
    [
        "\ud800",
        "a\x00b",
        "\u202eשלום",
        "👩\u200d🚀",
        "e\u0301é",
        "\x1b[2J\x9b",
        '{"score": 1, "issues": [{}]}',
        "[" * 3000,
    ]
)


async def keep(home, texts):
    """A run whose step N brought text N, asked for by that text."""
    store = await Store.open(home)
    try:
        writer = await store.begin(journals.run())
        writer.item(ItemRow(number=0, id="main", inputs="{}"))
        for number, text in enumerate(texts):
            path = f"step[{text}]{number}"
            asked = Request(messages=(Message("user", text),), role="critic", path=path, seed=number)
            request = request_text(asked, 0, ModelInfo(name="scripted"))
            await writer.keep(journals.call(item="main", path=f"{number}", request=request, reply=text))
            writer.visit(VisitRecord(item="main", path=f"{number}", kind="agent", status="done", value=text))
            writer.visit(VisitRecord(item="main", path=path, kind="render", status="done", value=text))
        await writer.end("done")
    finally:
        await store.aclose()


def printed(command, home, *arguments):
    done = CliRunner().invoke(command, [*arguments, "--home", str(home)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert not set(done.stdout) & {"\x00", "\x1b", "\x9b", "\r"}
    return done.stdout


@settings(max_examples=15, deadline=None)
@given(st.lists(HOSTILE, min_size=8, max_size=12))
def test_every_text_can_be_read_again(texts):
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        asyncio.run(keep(home, texts))
        printed(status.command, home, "last")
        printed(show.command, home, "last")
        assert len(json.loads(printed(show.command, home, "last", "--json"))) == 2 * len(texts)
        for number, text in enumerate(texts):
            printed(show.command, home, "last", f"{number}")
            step = json.loads(printed(show.command, home, "last", f"{number}", "--json"))
            assert (step["value"], step["calls"][0]["reply"]) == (text, text)
            assert step["calls"][0]["messages"] == [{"role": "user", "content": text}]
        first, second = texts[:2]
        if first and second:
            changes = json.loads(printed(diff.command, home, "last", "0", "1", "--json"))
            assert [change["op"] for change in changes] == [change.op for change in word_diff(first, second)]
            assert "".join(change["b"] for change in changes) == second
            printed(diff.command, home, "last", "0", "1")


def test_a_run_of_two_hundred_items_is_told_by_counts_and_by_what_is_not_done(tmp_path):
    async def keep_many():
        store = await Store.open(tmp_path)
        try:
            writer = await store.begin(journals.run())
            for number in range(200):
                done = number not in (7, 150)
                writer.item(ItemRow(number=number, id=f"i{number}", inputs="{}", status="done" if done else None))
                state = "done" if done else "started"
                writer.visit(VisitRecord(item=f"i{number}", path="draft", kind="agent", status=state, at=1.0))
            await writer.end("interrupted")
        finally:
            await store.aclose()

    asyncio.run(keep_many())
    shown = printed(status.command, tmp_path, "last")
    assert "\nitems: 198 done, 2 not ended\n\n▪ i7  draft\n▪ i150  draft\n\n0 calls, 0 tokens\n" in shown
    assert shown.endswith(f"Go on with: inkloom resume r1 --home {tmp_path}\n")
    assert len(shown.splitlines()) < 15
    done = CliRunner().invoke(show.command, ["last", "--home", str(tmp_path), "--json"])
    (error,) = json.loads(done.stdout)["errors"]
    assert (done.exit_code, error["message"]) == (2, "run r1 has 200 items")
    assert "i150" not in printed(show.command, tmp_path, "last", "--item", "i7")
