"""Which models a server lists, asked once and without patience: to tell people, not to begin a run."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Literal

from pydantic import SecretStr

from orchestrator.adapters.models.server.address import Address
from orchestrator.adapters.models.server.dialect import names_of
from orchestrator.adapters.models.server.failures import CallFailed
from orchestrator.adapters.models.server.reading import read_json
from orchestrator.adapters.models.server.transport import Transport

_NO_LIST = frozenset({400, 404, 405, 501})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a server said.

    Attributes:
        state: it ``answers``; it ``asks for a key``, or for another one; or it is ``silent``.
        names: of its models; empty too where it answers and lists none.
        problem: why it is silent.
    """

    state: Literal["answers", "asks for a key", "silent"]
    names: tuple[str, ...] = ()
    problem: str = ""


async def list_models(address: Address, key: SecretStr | None, *, seconds: float) -> Listing:
    """Ask the server at ``address`` for its models.

    Args:
        address: of the server.
        key: sent along; None for none.
        seconds: how long it may take.
    """
    transport = Transport(key)
    try:
        until = asyncio.get_running_loop().time() + seconds
        body = await transport.call("GET", f"{address.url}/models", None, until=until)
        return Listing(state="answers", names=tuple(names_of(read_json(body))))
    except CallFailed as failure:
        if failure.status in (401, 403):
            return Listing(state="asks for a key")
        if failure.status in _NO_LIST:
            return Listing(state="answers")
        return Listing(state="silent", problem=failure.message)
    finally:
        await transport.aclose()
