"""A run that is attached to the server of an `inkloom serve` waits while that one is started again."""

import asyncio

import pytest

from orchestrator.adapters.files import Project, builtin_root
from orchestrator.adapters.models.vllm.supervised import SupervisedModel, Timing
from orchestrator.app.served import SERVED_FILE, AttachedServer, Note, note_of, read_note, write_note
from orchestrator.app.serving import SharedServer, VllmStarter
from orchestrator.domain.errors import ModelError, ModelUnavailable
from orchestrator.settings import load_settings
from tests.support.loopback import Loopback, answers, chat, models, stalls
from tests.support.requests import ask

SOON = Timing(first_wait_seconds=0.01)


def owner_of(folder, url, **changed):
    """The note of an `inkloom serve`: this process."""
    file = folder / SERVED_FILE
    write_note(file, Note.of_this_process("tiny", url.removesuffix("/v1")).model_copy(update=changed))
    return file


def attached(folder):
    """A model on the server that the note in ``folder`` tells of; for one of its own there is no vLLM."""
    settings = load_settings(folder, {"home": folder, "vllm_python": folder / "no-python"})
    project = Project(folder, builtin_root())
    shared = SharedServer("tiny", settings, project, own=VllmStarter("tiny", "tiny", settings, project))
    return SupervisedModel.begin(shared.start, shared.progress, SOON)


def server(*, hangs=0):
    """A server whose first ``hangs`` calls are never answered."""
    left = iter(range(hangs))

    def respond(seen):
        if seen.method == "GET":
            return answers(models("tiny", max_model_len=4096))
        return stalls() if next(left, None) is not None else answers(chat())

    return Loopback(respond)


async def in_flight(there, count):
    async with asyncio.timeout(5):
        while there.at_once < count:  # noqa: ASYNC110 - a server has no event to wait for
            await asyncio.sleep(0.01)


@pytest.mark.enable_socket
async def test_a_call_in_flight_at_a_death_is_answered_by_the_next_server(tmp_path):
    async with server(hangs=3) as first:
        owner_of(tmp_path, first.url)
        model = await attached(tmp_path)
        calls = [asyncio.create_task(model.generate(ask(path=f"draft[{n}]"))) for n in range(3)]
        await in_flight(first, 3)
    owner_of(tmp_path, first.url, deaths=1, kills=1)
    await asyncio.sleep(0.4)
    assert not any(call.done() for call in calls)
    async with server() as second:
        owner_of(tmp_path, second.url, deaths=1, kills=1)
        assert {(await call).text for call in calls} == {"The hen slept."}
        assert second.fired["answer 200"] >= 3
        await model.aclose()


@pytest.mark.enable_socket
async def test_a_call_in_flight_at_two_deaths_that_were_no_kills_is_in_quarantine(tmp_path):
    model = None
    for deaths in range(2):
        async with server(hangs=1) as there:
            owner_of(tmp_path, there.url, deaths=deaths)
            if model is None:
                model = await attached(tmp_path)
                call = asyncio.create_task(model.generate(ask()))
            await in_flight(there, 1)
        owner_of(tmp_path, there.url, deaths=deaths + 1)
    with pytest.raises(ModelError, match="died twice while it worked on this request"):
        await call
    await model.aclose()


@pytest.mark.enable_socket
async def test_when_the_owner_ends_a_server_of_our_own_is_wanted(tmp_path):
    async with server(hangs=1) as there:
        file = owner_of(tmp_path, there.url)
        model = await attached(tmp_path)
        call = asyncio.create_task(model.generate(ask()))
        await in_flight(there, 1)
        file.unlink()
    with pytest.raises(ModelUnavailable, match="there is no interpreter"):
        await call
    await model.aclose()


async def test_an_attached_server_has_ended_when_its_note_says_so(tmp_path):
    file = owner_of(tmp_path, "http://127.0.0.1:9")
    there = AttachedServer(file, read_note(file))
    assert not there.ended
    await there.stop()
    assert not there.ended, "it belongs to another process"
    owner_of(tmp_path, "http://127.0.0.1:9", deaths=1)
    assert (there.ended, there.was_killed) == (True, False)
    owner_of(tmp_path, "http://127.0.0.1:9", deaths=1, kills=1)
    assert (there.ended, there.was_killed) == (True, True)
    owner_of(tmp_path, "http://127.0.0.1:9", born="another process")
    assert (there.ended, there.was_killed) == (True, True)
    await asyncio.wait_for(there.wait(), 1)


@pytest.mark.parametrize(
    "text",
    ["", "half a no", "[]", "{}", '{"model": "tiny", "url": "http://127.0.0.1:9"}',
     '{"model": "tiny", "url": "http://elsewhere.example:9", "owner": 1, "born": ""}'],
)  # fmt: skip
def test_what_is_no_note_of_a_server_of_this_machine_is_not_believed(tmp_path, text):
    (tmp_path / SERVED_FILE).write_text(text)
    assert read_note(tmp_path / SERVED_FILE) is None


def test_the_note_of_another_model_is_not_meant(tmp_path):
    file = owner_of(tmp_path, "http://127.0.0.1:9")
    assert note_of("tiny", file) == read_note(file)
    assert note_of("grand", file) is None
    assert note_of("tiny", tmp_path / "none.json") is None
