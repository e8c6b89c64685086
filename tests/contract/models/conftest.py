"""The models under test: folders made once, and models loaded from them for each test."""

import pytest

from orchestrator.adapters.models.local import LocalModel
from orchestrator.adapters.models.scripted import ScriptedModel
from orchestrator.adapters.models.server import ServerModel, parse_addresses
from orchestrator.engine.ports import Message, Request
from tests.support import loopback
from tests.support.tiny_models import make_chat_model, make_plain_model


@pytest.fixture(scope="session")
def chat_folder(tmp_path_factory):
    return make_chat_model(tmp_path_factory.mktemp("models") / "tiny-chat")


@pytest.fixture(scope="session")
def plain_folder(tmp_path_factory):
    return make_plain_model(tmp_path_factory.mktemp("models") / "tiny-plain")


@pytest.fixture
async def chat(chat_folder):
    """A chat model in this process."""
    model = await LocalModel.load(str(chat_folder))
    yield model
    await model.aclose()


@pytest.fixture
async def plain(plain_folder):
    """A model without a chat template in this process."""
    model = await LocalModel.load(str(plain_folder))
    yield model
    await model.aclose()


async def answer_as(model, seen):
    """What a server in front of ``model`` answers."""
    if seen.method == "GET":
        return loopback.answers(loopback.models(model.info.name))
    messages = tuple(Message(said["role"], said["content"]) for said in seen.json["messages"])
    reply = await model.generate(Request(messages=messages, role="any", path="server", seed=seen.json["seed"]))
    tokens = {"prompt_tokens": reply.usage.prompt_tokens, "completion_tokens": reply.usage.completion_tokens}
    return loopback.answers(loopback.chat(reply.text, finish=reply.finish_reason, **tokens))


@pytest.fixture(
    params=["scripted", "local chat", "local plain", pytest.param("server", marks=pytest.mark.enable_socket)]
)
async def model(request, chat_folder, plain_folder):
    """One of all there are."""
    scripted = ScriptedModel(replies=["The hen slept."] * 20)
    if request.param == "server":
        with loopback.in_a_thread(lambda seen: answer_as(scripted, seen)) as server:
            served = await ServerModel.connect(parse_addresses(server.url))
            yield served
            await served.aclose()
        return
    if request.param == "scripted":
        made = scripted
    else:
        made = await LocalModel.load(str(chat_folder if request.param == "local chat" else plain_folder))
    yield made
    await made.aclose()
