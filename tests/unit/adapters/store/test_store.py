"""Versions, gc, failures of the writer, and what the file is worth when it is not ours."""

import asyncio
import time
from dataclasses import replace
from secrets import token_hex

import apsw
import pytest

from orchestrator.adapters.store import Lease, Store, StoreReader, collect, schema
from orchestrator.adapters.store.connecting import open_writing
from orchestrator.adapters.store.owning import new_owner
from orchestrator.domain.errors import StoreDamaged, StoreError, StoreLocked, UsageError
from tests.support import journals


async def test_a_store_of_an_earlier_version_is_brought_up_to_date_and_a_newer_one_refused(tmp_path):
    store = await Store.open(tmp_path)
    await (await store.begin(journals.run())).end("done")
    await store.aclose()
    steps = (*schema.STEPS, "CREATE TABLE later(a); INSERT INTO later VALUES(1)")
    connection = open_writing(tmp_path / "store.db", 1.0)
    schema.migrate(connection, steps)
    assert connection.execute("SELECT a FROM later").get == 1
    assert connection.execute("SELECT id FROM runs").get == "r1"
    connection.close()
    for opening in (lambda: asyncio.to_thread(StoreReader.open, tmp_path), lambda: Store.open(tmp_path)):
        newer = f"the store has version {len(steps)}; this Inkloom reads up to {len(schema.STEPS)}"
        with pytest.raises(StoreError, match=newer):
            await opening()


def test_a_step_that_fails_leaves_the_store_as_it_was(tmp_path):
    connection = open_writing(tmp_path / "store.db", 1.0)
    schema.migrate(connection)
    with pytest.raises(apsw.SQLError):
        schema.migrate(connection, (*schema.STEPS, "CREATE TABLE later(a); NONSENSE"))
    assert schema.version_of(connection) == len(schema.STEPS)
    assert not connection.table_exists(None, "later")
    connection.close()


async def test_a_file_that_is_no_store_is_refused(tmp_path):
    other = apsw.Connection(str(tmp_path / "store.db"))
    other.execute("CREATE TABLE cats(name)")
    other.close()
    before = (tmp_path / "store.db").read_bytes()
    with pytest.raises(StoreError, match="a database of another program") as error:
        await Store.open(tmp_path)
    assert not isinstance(error.value, StoreDamaged)
    assert (tmp_path / "store.db").read_bytes() == before
    (tmp_path / "store.db").write_text("Dear diary. " * 1000)
    with pytest.raises(StoreDamaged, match="is damaged"):
        await Store.open(tmp_path)


def test_an_empty_file_is_what_a_first_write_left_that_never_came(tmp_path):
    (tmp_path / "store.db").touch()
    with pytest.raises(UsageError, match="no runs are kept in"):
        StoreReader.open(tmp_path)


async def test_after_a_run_the_whole_store_is_one_file(tmp_path):
    store = await Store.open(tmp_path)
    writer = await store.begin(journals.run())
    await writer.keep(journals.call(1))
    assert writer.reply(journals.call(1).key) is not None
    await writer.end("done")
    await store.aclose()
    assert [path.name for path in tmp_path.iterdir()] == ["store.db"]


async def test_gc_drops_runs_and_the_replies_that_only_they_used(tmp_path):
    shared, own = journals.call(1), journals.call(2, reply="x" * 50_000 + str(list(range(20_000))))
    store = await Store.open(tmp_path)
    for name, calls in (("r1", [shared, own]), ("r2", [shared])):
        writer = await store.begin(journals.run(name))
        for call in calls:
            await writer.keep(call)
        if name == "r1":
            await writer.end("done")
    with pytest.raises(StoreLocked, match="run r2 is being run"):
        collect(tmp_path, ["r1"])
    done = collect(tmp_path, ["r2"])
    assert (done.runs, done.replies) == (1, 1)
    assert done.bytes_after < done.bytes_before - 20_000
    assert writer.reply(own.key) is None
    assert writer.reply(shared.key).text == shared.reply
    await writer.keep(own)  # the run that lives goes on
    await store.aclose()
    with StoreReader.open(tmp_path) as reader:
        assert [run.id for run in reader.runs()] == ["r2"]
    with pytest.raises(UsageError, match="no run r7"):
        collect(tmp_path, ["r7"])


KEY = journals.key_of("what it follows from")


async def ended_with_a_done_item(store):
    writer = await store.begin(journals.run())
    await writer.keep(journals.call(1))
    writer.visit(journals.visit("draft#1"))
    await writer.item_ended(journals.item(1, status="done", result="{}"), KEY)
    await writer.end("done")


async def test_an_item_of_a_run_that_gc_dropped_is_not_reused_and_one_that_was_reused_stays_whole(tmp_path):
    store = await Store.open(tmp_path)
    await ended_with_a_done_item(store)
    second = await store.begin(journals.run("r2"))
    found = second.done_before(KEY)
    assert await second.item_reused(journals.item(1, status="done", result="{}"), KEY, found)
    third = await store.begin(journals.run("r3"))
    assert collect(tmp_path, ["r2", "r3"]).replies == 0
    assert not await third.item_reused(journals.item(1, status="done", result="{}"), KEY, found)
    again = third.done_before(KEY)
    assert again.run != found.run
    assert await third.item_reused(journals.item(1, status="done", result="{}"), KEY, again)
    assert third.reply(journals.call(1).key).text == journals.call(1).reply
    await store.aclose()
    with StoreReader.open(tmp_path) as reader:
        assert [visit.path for visit in reader.visits("r3")] == ["draft#1"]


@pytest.mark.parametrize("change", ["UPDATE done SET item = 'i2'", "UPDATE items SET result = zeroblob(9)"])
async def test_an_item_that_has_changed_is_refused_and_not_reused(tmp_path, change):
    store = await Store.open(tmp_path)
    await ended_with_a_done_item(store)
    second = await store.begin(journals.run("r2"))
    hurting = apsw.Connection(str(tmp_path / "store.db"))
    hurting.execute(change)
    hurting.close()
    with pytest.raises(StoreDamaged, match="has changed"):
        second.done_before(KEY)
    await store.aclose()


@pytest.mark.parametrize("change", ["UPDATE calls SET seconds = 1", "UPDATE visits SET kind = 'loop'"])
async def test_a_row_that_has_changed_is_not_copied(tmp_path, change):
    store = await Store.open(tmp_path)
    await ended_with_a_done_item(store)
    second = await store.begin(journals.run("r2"))
    found = second.done_before(KEY)
    hurting = apsw.Connection(str(tmp_path / "store.db"))
    hurting.execute(change)
    hurting.close()
    with pytest.raises(StoreDamaged, match="has changed"):
        await second.item_reused(journals.item(1, status="done", result="{}"), KEY, found)
    await store.aclose()


async def test_a_link_to_a_reply_that_gc_dropped_keeps_it_again(tmp_path):
    store = await Store.open(tmp_path)
    writer = await store.begin(journals.run())
    writer.link(journals.call(1))
    await writer.flush()
    assert writer.reply(journals.call(1).key).text == journals.call(1).reply
    await store.aclose()


async def test_a_record_that_cannot_be_written_fails_all_that_wait_and_all_that_come(tmp_path):
    store = await Store.open(tmp_path)
    writer = await store.begin(journals.run())
    await writer.keep(journals.call(1))
    bad = replace(journals.call(2), attempt=2**70)
    results = await asyncio.gather(writer.keep(bad), writer.keep(journals.call(3)), return_exceptions=True)
    assert all(isinstance(result, StoreError) for result in results)
    await asyncio.wait_for(writer.failed.wait(), 5)
    assert isinstance(writer.error, StoreError)
    with pytest.raises(StoreError):
        writer.visit(journals.visit())
    with pytest.raises(StoreError):
        await writer.keep(journals.call(4))
    await store.aclose()
    with StoreReader.open(tmp_path) as reader:
        assert reader.calls("r1") == [journals.call(1)]


async def test_an_idle_owner_gives_signs_of_life(tmp_path):
    store = await Store.open(tmp_path, lease=Lease(0.3))
    writer = await store.begin(journals.run())
    with StoreReader.open(tmp_path) as reader:
        first = reader.owner("r1").beat
        await asyncio.sleep(0.7)
        assert reader.owner("r1").beat > first + 0.3
    assert not writer.failed.is_set()
    await store.aclose()


def test_an_owner_is_dead_when_it_ended_or_its_lease_is_over():
    owner = new_owner(1, Lease(10.0), epoch=1)
    now = time.time()
    assert owner.alive(now)
    assert not owner.alive(now + 11)
    assert not replace(owner, born="another process with this number").alive(now)
    elsewhere = replace(owner, host="elsewhere", born="?")
    assert elsewhere.alive(now)
    assert not elsewhere.alive(now + 11)


async def test_the_log_stays_small_beside_a_reader(tmp_path):
    store = await Store.open(tmp_path)
    writer = await store.begin(journals.run())
    with StoreReader.open(tmp_path) as reader:
        for first in range(0, 24_000, 1_000):
            for number in range(first, first + 1_000):
                writer.visit(journals.visit(f"draft#{number}", value=token_hex(1_000)))
            await writer.flush()
            assert reader.runs()
    assert (tmp_path / "store.db").stat().st_size > 5_000_000
    assert (tmp_path / "store.db-wal").stat().st_size < 40_000_000
    await store.aclose()
