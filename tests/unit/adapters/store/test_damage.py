"""A store whose bytes have changed: what was written, or an error; and what can be saved of it."""

import asyncio
import random
import shutil
from collections import Counter

import pytest

from orchestrator.adapters.store import Store, StoreReader, recover
from orchestrator.domain.errors import StoreDamaged, StoreError, StoreLocked, UsageError
from tests.support import journals


def prose(number):
    """Up to 8 kB that do not compress to nothing, some of them longer than a page."""
    return random.Random(number).randbytes(50 + number * 97 % 4000).hex()  # noqa: S311


CALLS = [journals.call(n, item=f"i{n % 7}", reply=prose(n)) for n in range(80)]
VISITS = [journals.visit(f"draft#{n}", value=f'"Value {n}"' * (n * 5 % 300)) for n in range(40)]
ITEMS = [journals.item(n, status="done", result=f'{{"text": "End {n}."}}') for n in range(7)]


async def fill(home):
    store = await Store.open(home)
    writer = await store.begin(journals.run())
    for visit in VISITS:
        writer.visit(visit)
    ended = [writer.item_ended(item, journals.key_of(item.id)) for item in ITEMS]
    await asyncio.gather(*map(writer.keep, CALLS), *ended)
    await writer.end("done")
    await store.aclose()


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    home = tmp_path_factory.mktemp("original")
    asyncio.run(fill(home))
    return (home / "store.db").read_bytes()


def read_everything(home):
    """How many rows were served and refused; each one served must be what was written."""
    counts = Counter()

    def reading(read, written):
        try:
            found = read()
        except StoreError:
            counts["refused"] += 1
            return
        except UsageError:  # the run itself is gone
            counts["missing"] += len(written)
            return
        assert all(row in written for row in found)
        counts["served"] += len(found)
        counts["missing"] += len(written) - len(found)

    try:
        reader = StoreReader.open(home)
    except StoreError:
        return Counter(closed=1)
    with reader:
        for call in CALLS:
            reading(lambda call=call: [r] if (r := reader.request(call.key)) is not None else [], [call.request])
            expected = [call.reply]
            reading(lambda call=call: [r.text] if (r := reader.reply(call.key)) is not None else [], expected)
            reading(lambda call=call: reader.calls("r1", item=call.item, path=call.path), [call])
        reading(lambda: reader.visits("r1"), VISITS)
        reading(lambda: [r for n in ITEMS if (r := reader.item("r1", n.id)) is not None], ITEMS)
        reading(lambda: [run.sources for run in reader.runs()], [journals.run().sources])
    return counts


def hurt_and_mend(home, data):
    """What could be read of the damaged store, and what ``recover`` kept of it."""
    home.mkdir()
    (home / "store.db").write_bytes(data)
    before = read_everything(home)
    kept = recover(home).kept
    after = read_everything(home)
    assert not after["refused"]
    assert not after["closed"]
    assert kept["replies"] <= len(CALLS)
    shutil.rmtree(home)
    return before, kept


def flipped(data, chance):
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def truncated(data, chance):
    return data[: chance.randrange(1, len(data))]


@pytest.mark.parametrize(
    ("hurt", "times"),
    [
        (flipped, 25),
        (truncated, 8),
        pytest.param(flipped, 500, marks=pytest.mark.slow),
        pytest.param(truncated, 100, marks=pytest.mark.slow),
    ],
)
def test_a_damaged_store_never_serves_a_wrong_text(tmp_path, original, hurt, times):
    chance = random.Random(times)  # noqa: S311
    totals, stores, saved = Counter(), Counter(), 0
    for number in range(times):
        before, kept = hurt_and_mend(tmp_path / str(number), hurt(original, chance))
        totals += before
        stores["refused in part or whole" if before["refused"] or before["closed"] else "as if whole"] += 1
        saved += kept["replies"]
    print(f"{hurt.__name__}: {dict(stores)}; rows {dict(totals)}; replies saved {saved / times / len(CALLS):.1%}")
    assert stores["refused in part or whole"]  # the damage was felt
    assert saved > (0.9 if hurt is flipped else 0.1) * times * len(CALLS)


def test_recovering_a_whole_store_keeps_all_of_it_and_the_old_file(tmp_path, original):
    (tmp_path / "store.db").write_bytes(original)
    done = recover(tmp_path)
    assert done.kept == {"runs": 1, "items": 7, "replies": 80, "calls": 80, "visits": 40, "questions": 0, "done": 7}
    assert done.lost == 0
    assert done.aside.read_bytes() == original
    with StoreReader.open(tmp_path) as reader:
        assert reader.calls("r1") == CALLS
        assert reader.visits("r1") == VISITS


def test_a_store_without_its_header_and_schema_is_recovered(tmp_path, original):
    (tmp_path / "store.db").write_bytes(bytes(4096) + original[4096:])
    with pytest.raises(StoreDamaged) as error:
        StoreReader.open(tmp_path)
    assert "inkloom recover" in error.value.hint
    assert recover(tmp_path).kept["replies"] == 80


async def test_what_is_only_in_the_log_is_recovered(tmp_path):
    store = await Store.open(tmp_path / "a")
    writer = await store.begin(journals.run())
    await writer.keep(CALLS[0])
    with pytest.raises(StoreLocked, match="is being run by process"):
        recover(tmp_path / "a")
    await writer.end("done")
    (tmp_path / "b").mkdir()
    for name in ("store.db", "store.db-wal"):
        shutil.copy(tmp_path / "a" / name, tmp_path / "b" / name)
    await store.aclose()
    with (tmp_path / "b" / "store.db").open("r+b") as file:
        file.write(bytes(100))
    recover(tmp_path / "b")
    with StoreReader.open(tmp_path / "b") as reader:
        assert reader.calls("r1") == [CALLS[0]]
        assert reader.find("r1").status == "done"


def test_there_must_be_something_to_recover(tmp_path):
    with pytest.raises(UsageError, match="no runs are kept"):
        recover(tmp_path)
