"""The stores under test: each is opened anew on the same home as often as a test likes."""

from contextlib import asynccontextmanager

import pytest

from orchestrator.adapters.store import Store, StoreReader


class Sqlite:
    """The store in a file."""

    def __init__(self, home):
        self.home = home

    @asynccontextmanager
    async def open(self):
        store = await Store.open(self.home)
        try:
            yield store
        finally:
            await store.aclose()

    def read(self):
        return StoreReader.open(self.home)


@pytest.fixture(params=[Sqlite])
def kept(request, tmp_path):
    return request.param(tmp_path / "home")
