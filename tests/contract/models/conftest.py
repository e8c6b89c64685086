"""The models under test: folders made once, and models loaded from them for each test."""

import pytest

from orchestrator.adapters.models.local import LocalModel
from orchestrator.adapters.models.scripted import ScriptedModel
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


@pytest.fixture(params=["scripted", "local chat", "local plain"])
async def model(request, chat_folder, plain_folder):
    """One of all there are."""
    if request.param == "scripted":
        made = ScriptedModel(replies=["The hen slept."] * 20)
    else:
        made = await LocalModel.load(str(chat_folder if request.param == "local chat" else plain_folder))
    yield made
    await made.aclose()
