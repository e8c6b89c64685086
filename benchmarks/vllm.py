"""A vLLM server for a benchmark: the built-in model, served as `inkloom serve` does, gone when the benchmark ends."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp

from orchestrator.adapters.files import builtin_root
from orchestrator.adapters.models.choose import BUILT_IN
from orchestrator.adapters.models.server import is_healthy
from orchestrator.adapters.models.vllm.command import find_python, is_for_cpu, vllm_command
from orchestrator.adapters.models.vllm.process import VllmProcess, free_port
from orchestrator.domain.errors import ModelUnavailable

# Development mode has the endpoint that empties the prefix cache: the second of two passes must not find it filled.
_ENVIRONMENT = {"VLLM_SERVER_DEV_MODE": "1", "HF_HUB_OFFLINE": "1"}


def run(benchmark: Coroutine[Any, Any, None]) -> None:
    """Run ``benchmark``; where there is no vLLM, say so and leave."""
    try:
        asyncio.run(benchmark)
    except ModelUnavailable as error:
        raise SystemExit(f"{error.message}: {error.hint}") from None


@asynccontextmanager
async def serving(*flags: str) -> AsyncIterator[str]:
    """The address of a server that has been started with ``flags`` besides our own.

    Raises:
        ModelUnavailable: vLLM is not installed, or does not come up.
    """
    root = builtin_root()
    python, port = find_python(None, root), free_port()
    command = vllm_command(
        python,
        str(root / "models" / BUILT_IN),
        BUILT_IN,
        host="127.0.0.1",
        port=port,
        on_cpu=is_for_cpu(python),
        spaced=True,
        flags=flags,
    )
    command = replace(command, environment={**command.environment, **_ENVIRONMENT})
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        process = await VllmProcess.start(command, Path(folder) / "vllm.log")
        try:
            await process.healthy(lambda: is_healthy(url))
            yield url
        finally:
            await process.stop()


async def forget_prefixes(url: str) -> None:
    """Empty the prefix cache of the server at ``url``."""
    async with aiohttp.ClientSession() as session, session.post(f"{url}/reset_prefix_cache") as answer:
        answer.raise_for_status()
