"""What any executor keeps to, whatever it shares a run out to: one engine, two, or two processes that own no store."""

import json
from itertools import count

import pytest

from orchestrator.adapters.store import Store, StoreReader
from orchestrator.app import Sources, build_app
from orchestrator.domain.errors import UsageError
from orchestrator.engine.people import Nobody
from orchestrator.engine.runner import Item, Stop
from orchestrator.executors.batch import Batch
from orchestrator.executors.local import run_locally
from orchestrator.executors.recorded import RecordedRun
from tests.support import roles
from tests.support.loopback import answers, chat, in_a_thread, models
from tests.support.shards import TwoProcesses, two_engines

pytestmark = pytest.mark.enable_socket
ITEMS = 24
EXECUTORS = {"one engine": lambda _: run_locally, "two engines": lambda _: two_engines, "two processes": TwoProcesses}


@pytest.fixture(params=EXECUTORS)
def kind(request):
    return request.param


@pytest.fixture
def project(tmp_path):
    (tmp_path / "inkloom.toml").write_text("")
    (tmp_path / "tale.yaml").write_text(roles.WORKFLOW)
    return tmp_path


def rows():
    premises = [f"Fox {number} seeks a bell." for number in range(ITEMS - 1)] + [f"Fox with {roles.REFUSED}."]
    return [Item(f"i{number}", {"premise": p, "scenes": 1}, number).row() for number, p in enumerate(premises)]


def application(project, url):
    app = build_app(str(project / "tale.yaml"), {"model": url, "concurrency": 4})
    return app, app.define(Sources.of(app.project, app.find_workflow(str(project / "tale.yaml"))))


async def carried_out(project, url, executor, stop_after=None):
    """A run begun, or gone on with; its status and the items that ended, in order."""
    app, definition = application(project, url)
    store, stop, ended = await Store.open(app.home), Stop(), []
    try:
        known = None
        if (app.home / "store.db").exists():
            with StoreReader.open(app.home) as reader:
                known = next(iter(reader.runs()), None)
        if known is None:
            run = await RecordedRun.begin(app, store, definition, rows(), Batch(total=ITEMS))
        else:
            run = await RecordedRun.take_over(app, store, known, retrying=False)

        def each(result):
            ended.append(result.item)
            if stop_after is not None and len(ended) >= stop_after:
                stop.request()

        left = run.left()
        status = await run.go(left, each, observer=lambda _: None, person=Nobody(), stop=stop, executor=executor)
        return status, ended
    finally:
        await store.aclose()


def kept(project):
    with StoreReader.open(project / ".inkloom") as reader:
        run = reader.find("last").id
        items = {row.id: reader.item(run, row.id) for row in reader.items(run)}
        paths = {name: {visit.path for visit in reader.visits(run, item=name)} for name in items}
        keys = {name: sorted(call.key for call in reader.calls(run, item=name)) for name in items}
        results = {name: json.loads(row.result) for name, row in items.items()}
    told = {name: (result["status"], result["outputs"], result["scores"]) for name, result in results.items()}
    return told, paths, keys


async def test_every_item_ends_once_and_brings_what_it_brings_on_one_engine(project, tmp_path_factory, kind):
    other = tmp_path_factory.mktemp("other")
    for name in ("inkloom.toml", "tale.yaml"):
        (other / name).write_text((project / name).read_text())
    with in_a_thread(roles.responding()) as server:
        executor = EXECUTORS[kind](server.url)
        status, ended = await carried_out(project, server.url, executor)
        await carried_out(other, server.url, run_locally)
    assert status == "failed"
    assert sorted(ended) == sorted(f"i{number}" for number in range(ITEMS))
    assert kept(project) == kept(other)
    if isinstance(executor, TwoProcesses):
        assert len(executor.pids) == 2
        assert sorted(map(len, executor.by_shard)) == [ITEMS // 2, ITEMS // 2]


@pytest.mark.parametrize("first", ["one engine", "two engines"])
async def test_what_one_leaves_another_goes_on_with(project, kind, first):
    with in_a_thread(roles.responding(after=0.02)) as server:
        status, ended = await carried_out(project, server.url, EXECUTORS[first](server.url), stop_after=5)
        assert status == "interrupted"
        assert 5 <= len(ended) < ITEMS
        status, others = await carried_out(project, server.url, EXECUTORS[kind](server.url))
    assert status == "failed"
    told, _, _ = kept(project)
    assert [ended_as for ended_as, _, _ in told.values()] == ["done"] * (ITEMS - 1) + ["failed"]
    assert not {*ended} & {*others}


async def test_of_two_replies_to_one_request_the_first_stays_for_whoever_asked(project, kind):
    numbers = count()

    def never_the_same(seen):
        if seen.method == "GET":
            return answers(models("tiny", max_model_len=4096))
        text = roles.REPLIES[roles.role_of(seen.json)]
        return answers(chat(text.replace(roles.MARK, f"{next(numbers):08}")), after=0.3)

    with in_a_thread(never_the_same) as server:
        app, definition = application(project, server.url)
        store = await Store.open(app.home)
        twins = [Item(f"i{number}", {"premise": "Fox.", "scenes": 1}, number).row() for number in range(2)]
        run = await RecordedRun.begin(app, store, definition, twins, Batch(total=2))
        told = []
        await run.go(
            run.left(), told.append, observer=lambda _: None, person=Nobody(), stop=Stop(),
            executor=EXECUTORS[kind](server.url),
        )  # fmt: skip
        await store.aclose()
    assert [result.status for result in told] == ["done", "done"]
    assert told[0].outputs == told[1].outputs


async def test_a_run_that_was_killed_before_all_of_its_items_were_kept_is_not_gone_on_with(project):
    app, definition = application(project, "http://127.0.0.1:9")
    store = await Store.open(app.home)
    run = await RecordedRun.begin(app, store, definition, rows()[:5], Batch(total=ITEMS))
    await store.aclose()
    store = await Store.open(app.home)
    with pytest.raises(UsageError, match="ended before all of its 24 items were read; no model was asked"):
        await RecordedRun.take_over(app, store, run.record, retrying=False)
    await store.aclose()


async def test_nothing_is_asked_for_twice_where_another_shard_has_asked(project, kind):
    with in_a_thread(roles.responding()) as server:
        await carried_out(project, server.url, run_locally)
        before = roles.completions(server)
        with StoreReader.open(project / ".inkloom") as reader:
            first = reader.find("last").id
        app, definition = application(project, server.url)
        store = await Store.open(app.home)
        run = await RecordedRun.begin(app, store, definition, rows()[:-1], Batch(total=ITEMS - 1))
        assert run.record.id != first
        status = await run.go(
            run.left(), lambda _: None, observer=lambda _: None, person=Nobody(), stop=Stop(),
            executor=EXECUTORS[kind](server.url),
        )  # fmt: skip
        await store.aclose()
        assert (status, roles.completions(server)) == ("done", before)
