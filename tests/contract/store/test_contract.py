"""What any store promises to a run that writes, and to whoever reads."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestrator.domain.errors import StoreError, StoreLocked, UsageError
from orchestrator.domain.runs import Usage
from tests.contract.store.conftest import Sqlite
from tests.support import journals


async def test_a_kept_reply_is_there_for_every_later_run(kept):
    call = journals.call(3)
    async with kept.open() as store:
        writer = await store.begin(journals.run("r1"))
        assert writer.reply(call.key) is None
        await writer.keep(call)
    async with kept.open() as store:
        found = (await store.begin(journals.run("r2"))).reply(call.key)
    assert (found.text, found.finish_reason, found.usage) == (call.reply, "stop", call.usage)


async def test_the_first_reply_under_a_key_stays(kept):
    first = journals.call(1, reply="First.")
    async with kept.open() as store:
        writer = await store.begin(journals.run())
        assert await writer.keep(first) is None
        assert (await writer.keep(replace(first, path="other", reply="Second."))).text == "First."
        assert writer.reply(first.key).text == "First."
    with kept.read() as reader:
        assert [call.reply for call in reader.calls("r1")] == ["First.", "First."]


async def test_a_link_gives_this_run_a_call_with_its_own_usage(kept):
    call = journals.call(1)
    reused = replace(call, usage=Usage(cached=1))
    async with kept.open() as store:
        await (await store.begin(journals.run("r1"))).keep(call)
        second = await store.begin(journals.run("r2"))
        second.link(reused)
        await second.flush()
    with kept.read() as reader:
        assert reader.calls("r1") == [call]
        assert reader.calls("r2") == [reused]
        assert reader.request(call.key) == call.request


async def test_a_link_to_a_call_that_the_run_itself_paid_for_leaves_it_as_it_was(kept):
    call = journals.call(1)
    async with kept.open() as store:
        writer = await store.begin(journals.run())
        await writer.keep(call)
        writer.link(replace(call, seconds=0.0))
        await writer.flush()
        with kept.read() as reader:
            assert reader.calls("r1") == [call]
        other = journals.call(2, path=call.path)
        await writer.keep(other)
        writer.link(replace(call, seconds=0.0))
        await writer.flush()
    with kept.read() as reader:
        assert reader.calls("r1") == [replace(call, seconds=0.0)]  # what the step used in the end


async def test_calls_are_found_by_item_and_path_with_or_without_their_texts(kept):
    calls = [journals.call(n, item=f"i{n % 2}") for n in range(4)]
    async with kept.open() as store:
        writer = await store.begin(journals.run())
        await asyncio.gather(*(writer.keep(call) for call in calls))
    with kept.read() as reader:
        assert reader.calls("r1") == calls
        assert reader.calls("r1", item="i1") == [calls[1], calls[3]]
        assert reader.calls("r1", item="i1", path="draft#3") == [calls[3]]
        assert reader.calls("r1", texts=False) == [replace(call, request="", reply="") for call in calls]


async def test_a_later_note_of_a_visit_replaces_the_earlier_one_in_its_place(kept):
    async with kept.open() as store:
        writer = await store.begin(journals.run())
        writer.visit(journals.visit("draft", "started"))
        writer.visit(journals.visit("polish#1", "started"))
        await writer.flush()
        writer.visit(journals.visit("polish#1", "done", value='"ok"', detail='{"score": 8}'))
        writer.visit(journals.visit("draft", "done", value='"The hen."'))
        await writer.flush()
    with kept.read() as reader:
        assert [(v.path, v.status, v.value) for v in reader.visits("r1")] == [
            ("draft", "done", '"The hen."'),
            ("polish#1", "done", '"ok"'),
        ]
        assert [v.detail for v in reader.visits("r1", path_prefix="polish#")] == ['{"score": 8}']
        assert reader.visits("r1", item="another") == []


async def test_notes_in_one_batch_keep_the_order_in_which_visits_began(kept):
    async with kept.open() as store:
        writer = await store.begin(journals.run())
        for path, status in [("a", "started"), ("b", "started"), ("a", "done"), ("c", "started"), ("b", "failed")]:
            writer.visit(journals.visit(path, status))
        await writer.flush()
    with kept.read() as reader:
        assert [(v.path, v.status) for v in reader.visits("r1")] == [("a", "done"), ("b", "failed"), ("c", "started")]


async def test_items_are_listed_by_place_and_their_results_read_one_by_one(kept):
    async with kept.open() as store:
        writer = await store.begin(journals.run())
        writer.item(journals.item(1))
        writer.item(journals.item(0))
        await writer.item_ended(journals.item(0, status="done", result='{"text": "The hen."}'))
        assert [(row.id, row.status) for row in writer.items()] == [("i0", "done"), ("i1", None)]
        assert writer.result("i0") == '{"text": "The hen."}'
        assert writer.result("i1") == ""
        assert writer.inputs("i1") == '{"premise": "Hen 1."}'
        with pytest.raises(UsageError, match="no item 'i9'"):
            writer.result("i9")
    with kept.read() as reader:
        assert [row.status for row in reader.items("r1")] == ["done", None]
        assert reader.item("r1", "i0") == journals.item(0, status="done", result='{"text": "The hen."}')
        assert reader.item("r1", "i9") is None


async def test_items_are_read_a_page_at_a_time_and_counted_without_being_read(kept):
    statuses = ["done", None, "failed", "done", None, "waiting", None]
    async with kept.open() as store:
        other = await store.begin(journals.run("r2"))
        other.item(journals.item(3))
        writer = await store.begin(journals.run())
        for number, status in enumerate(statuses):
            writer.item(journals.item(number, status=status))
        await writer.flush()
        await other.flush()
        assert writer.counts() == {"done": 2, None: 3, "failed": 1, "waiting": 1}
        pages, after = [], -1
        while page := writer.items(after=after, but=("done", "failed"), most=2):
            pages.append([row.number for row in page])
            after = page[-1].number
        assert pages == [[1, 4], [5, 6]]
        assert [row.number for row in writer.items(but=(None, "done"))] == [2, 5]
        assert writer.items(after=5) == [journals.item(6)]
        assert writer.items(after=5, texts=False) == [replace(journals.item(6), inputs="", result="")]


DONE, KEY = journals.item(1, status="done", result='{"text": "The hen."}'), journals.key_of("what it follows from")
CALLS = [journals.call(number) for number in range(2)]
VISITS = [journals.visit("draft", value="The hen."), journals.visit("story", detail='{"score": 8}')]


async def with_a_done_item(store, name="r1"):
    """A run that has one."""
    writer = await store.begin(journals.run(name))
    for visit in VISITS:
        writer.visit(visit)
    for call in CALLS:
        await writer.keep(call)
    await writer.item_ended(DONE, KEY)
    return writer


async def test_what_is_done_is_found_by_what_it_follows_from_and_reused_with_all_that_it_did(kept):
    other = replace(DONE, number=4, id="i9", result='{"text": "The hen.", "item": "i9"}')
    async with kept.open() as store:
        first = await with_a_done_item(store)
        second = await store.begin(journals.run("r2"))
        second.item(replace(other, status=None, result=""))
        assert second.done_before(journals.key_of("something else")) is None
        found = second.done_before(KEY)
        assert (found.item, found.result, found.replies) == ("i1", DONE.result, 2)
        assert await second.item_reused(other, KEY, found)
        await first.end("done")
        await second.end("done")
    with kept.read() as reader:
        assert reader.item("r2", "i9") == other
        assert reader.calls("r2") == [replace(call, item="i9", seconds=0.0) for call in CALLS]
        assert reader.visits("r2") == [replace(visit, item="i9") for visit in VISITS]
        assert reader.calls("r1") == CALLS
        assert (reader.usage("r2")["drafter"].calls, reader.usage("r2")["drafter"].cached) == (0, 2)


async def test_what_is_not_done_under_a_key_is_not_found(kept):
    async with kept.open() as store:
        writer = await store.begin(journals.run())
        await writer.item_ended(DONE)
        assert writer.done_before(KEY) is None


async def test_what_a_run_has_paid_for_stays_so_where_it_reuses_an_item(kept):
    async with kept.open() as store:
        await with_a_done_item(store)
        second = await store.begin(journals.run("r2"))
        await second.keep(CALLS[0])
        assert await second.item_reused(DONE, KEY, second.done_before(KEY))
    with kept.read() as reader:
        assert reader.calls("r2") == [CALLS[0], replace(CALLS[1], seconds=0.0)]


async def test_an_item_that_is_kept_as_reused_by_itself_keeps_what_it_has(kept):
    async with kept.open() as store:
        writer = await with_a_done_item(store)
        assert await writer.item_reused(DONE, KEY, writer.done_before(KEY))
    with kept.read() as reader:
        assert (reader.calls("r1"), reader.visits("r1")) == (CALLS, VISITS)


async def test_a_run_ends_once_and_says_how(kept):
    async with kept.open() as store:
        writer = await store.begin(journals.run())
        with kept.read() as reader:
            assert reader.owner("r1") is not None
        await writer.end("waiting")
        with pytest.raises(StoreError, match="run r1 has ended"):
            writer.visit(journals.visit())
        with pytest.raises(StoreError, match="run r1 has ended"):
            await writer.keep(journals.call())
    with kept.read() as reader:
        run = reader.find("r1")
        assert run.status == "waiting"
        assert run.ended > run.started
        assert reader.owner("r1") is None


async def test_a_run_is_taken_over_after_its_end_and_goes_on_with_what_it_has(kept):
    async with kept.open() as store:
        writer = await store.begin(journals.run())
        await writer.item_ended(journals.item(0, status="failed", result="{}"))
        await writer.end("failed")
    async with kept.open() as store:
        again = await store.claim("r1", retrying=True)
        assert (again.run.status, again.run.ended, again.run.retries) == ("running", None, 1)
        assert again.run.sources == journals.run().sources
        assert again.counts() == {"failed": 1}
        await again.item_ended(journals.item(0, status="done", result="{}"))
        assert again.counts() == {"done": 1}


async def test_a_run_that_somebody_runs_is_refused_and_its_owner_named(kept):
    async with kept.open() as store, kept.open() as other:
        await store.begin(journals.run())
        with pytest.raises(StoreLocked, match=r"run r1 is being run by process \d+ on \S+"):
            await other.claim("r1")


async def test_closing_gives_up_what_was_not_ended(kept):
    async with kept.open() as store:
        await store.begin(journals.run())
    async with kept.open() as store:
        assert (await store.claim("r1")).run.id == "r1"


async def test_an_id_is_used_once(kept):
    async with kept.open() as store:
        await store.begin(journals.run())
        with pytest.raises(StoreError, match="there is a run r1 already"):
            await store.begin(journals.run())
        with pytest.raises(UsageError, match="no run r9"):
            await store.claim("r9")


async def test_a_question_is_asked_once_and_its_decision_stays(kept):
    async with kept.open() as store:
        writer = await store.begin(journals.run())
        assert writer.decision("i1", "approve", 0) is None
        writer.asked(journals.question())
        writer.asked(journals.question(number=1))
        await writer.flush()
        assert writer.decision("i1", "approve", 0) == journals.question()
        decided = journals.question(decision='{"accept": true}', decided=4.0)
        writer.asked(decided)
        writer.asked(journals.question())
        writer.asked(journals.question(decision='{"accept": false}', decided=5.0))
        await writer.flush()
        assert writer.decision("i1", "approve", 0) == decided
    with kept.read() as reader:
        assert reader.questions("r1") == [decided, journals.question(number=1)]
        assert reader.questions("r1", open_only=True) == [journals.question(number=1)]


async def test_another_question_at_the_same_place_is_asked_anew(kept):
    decided = journals.question(decision='{"accept": true}', decided=4.0)
    other = replace(journals.question(), question='{"of": "The fox slept."}')
    async with kept.open() as store:
        writer = await store.begin(journals.run())
        writer.asked(decided)
        writer.asked(other)
        await writer.flush()
        assert writer.decision("i1", "approve", 0) == other


async def test_a_run_of_which_nothing_is_left_to_do_stays_as_it_was(kept):
    async with kept.open() as store:
        await (await store.begin(journals.run())).end("done")
        with kept.read() as reader:
            before = reader.find("r1")
        again = await store.claim("r1", model="another", retrying=True)
        assert (again.run.model, again.run.retries) == ("another", 1)
        await again.put_back(before)
    with kept.read() as reader:
        assert reader.find("r1") == before
        assert reader.owner("r1") is None


async def test_what_roles_used_is_summed_apart_from_what_was_there_before(kept):
    async with kept.open() as store:
        writer = await store.begin(journals.run())
        for number in (1, 2):
            await writer.keep(journals.call(number))
        writer.link(replace(journals.call(3), seconds=0.0))
        await writer.flush()
    with kept.read() as reader:
        (used,) = reader.usage("r1").values()
        assert (used.calls, used.cached, used.prompt_tokens, used.completion_tokens) == (2, 1, 3, 40)
        assert used.seconds == 0.5


async def test_runs_are_found_by_id_by_the_beginning_of_it_and_as_the_last_one(kept):
    async with kept.open() as store:
        for name in ("ab1", "ab2", "c3"):
            await store.begin(journals.run(name))
    with kept.read() as reader:
        assert [run.id for run in reader.runs()] == ["c3", "ab2", "ab1"]
        assert [reader.find(text).id for text in ("ab1", "c", "last")] == ["ab1", "c3", "c3"]
        with pytest.raises(UsageError, match="2 runs begin with 'ab'") as found:
            reader.find("ab")
        assert "ab2, ab1" in found.value.hint
        with pytest.raises(UsageError, match="no run 'x'"):
            reader.find("x")


async def test_the_latest_call_is_that_of_the_newest_earlier_run_of_the_workflow(kept):
    async with kept.open() as store:
        for name, workflow in (("r1", "story"), ("r2", "story"), ("r3", "poem"), ("r4", "story")):
            writer = await store.begin(journals.run(name, workflow=workflow))
            await writer.keep(journals.call(path="draft", request=name, reply=f"Of {name}."))
    with kept.read() as reader:
        assert reader.latest_call("story", "i1", "draft").reply == "Of r4."
        assert reader.latest_call("story", "i1", "draft", before_run="r4").reply == "Of r2."
        assert reader.latest_call("story", "i1", "draft", before_run="r1") is None
        assert reader.latest_call("poem", "i1", "draft").reply == "Of r3."


async def test_two_runs_write_at_once_and_neither_starves(kept):
    async def keep_all(store, name):
        writer = await store.begin(journals.run(name))
        for number in range(50):
            await writer.keep(journals.call(number, request=f"{name} {number}"))

    async with kept.open() as one, kept.open() as two:
        await asyncio.wait_for(asyncio.gather(keep_all(one, "r1"), keep_all(two, "r2")), 30)
    with kept.read() as reader:
        assert [len(reader.calls(name)) for name in ("r1", "r2")] == [50, 50]


async def test_readers_see_whole_calls_while_a_run_writes(kept):
    counts = []
    async with kept.open() as store:
        writer = await store.begin(journals.run())
        with kept.read() as reader:

            def read_until_all():
                while not counts or counts[-1] < 200:
                    calls = reader.calls("r1")
                    assert calls == [journals.call(n) for n in range(len(calls))]
                    counts.append(len(calls))

            reading = asyncio.create_task(asyncio.to_thread(read_until_all))
            for number in range(200):
                await writer.keep(journals.call(number))
            await asyncio.wait_for(reading, 30)
    assert len(set(counts)) > 2  # it did read in between


AWKWARD = (
    st.text()
    | st.text(st.sampled_from("\x00\ud800\udfff\u200d👩\u202eשe\u0301é狐\n'\"\ufeff"))
    | st.text(st.characters(categories=["Cs", "Cc", "Mn", "Lo"]))
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(AWKWARD, min_size=100, max_size=100))
async def test_every_string_comes_out_as_it_went_in(tmp_path_factory, texts):
    """100 times 100 strings, in every place where a text can stand."""
    kept = Sqlite(tmp_path_factory.mktemp("home"))
    calls = [
        journals.call(n, item=text, path=f"{n} {text}", request=f"{n} {text}", reply=text)
        for n, text in enumerate(texts)
    ]
    visits = [journals.visit(f"{n} {text}", item=text, value=text, detail=text) for n, text in enumerate(texts)]
    async with kept.open() as store:
        writer = await store.begin(journals.run(sources="".join(texts)))
        for visit in visits:
            writer.visit(visit)
        await asyncio.gather(*(writer.keep(call) for call in calls))
    with kept.read() as reader:
        assert reader.calls("r1") == calls
        assert reader.visits("r1") == visits
        assert reader.find("r1").sources == "".join(texts)
