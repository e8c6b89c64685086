"""Whether a vLLM server is up, and whether it gets on with its work."""

from __future__ import annotations

import re

import aiohttp

from orchestrator.adapters.models.server.failures import CallFailed
from orchestrator.adapters.models.server.transport import read_whole

_LOOK_SECONDS = 5.0
_MAX_BYTES = 1_000_000
_TOKENS = re.compile(r"^vllm:(?:prompt|generation)_tokens_total(?:\{[^}]*\})? ([0-9.e+]+)$", re.MULTILINE)
_REQUESTS = re.compile(r"^vllm:num_requests_(?:running|waiting)(?:\{[^}]*\})? ([0-9.e+]+)$", re.MULTILINE)


async def is_healthy(url: str) -> bool:
    """Whether the server at ``url`` (without ``/v1``) says that it is well."""
    return await _get(f"{url}/health") is not None


async def work_at(url: str) -> tuple[float, int] | None:
    """What a vLLM server is at: tokens read and written since it started, and requests it has now.

    An engine that hangs still answers that it is well: only the tokens stand still. None where the server does not say.
    """
    text = await _get(f"{url}/metrics")
    tokens = _TOKENS.findall(text) if text is not None else []
    if not tokens:
        return None
    return _sum(tokens), int(_sum(_REQUESTS.findall(text or "")))


def _sum(numbers: list[str]) -> float:
    return sum(float(number) for number in numbers)


async def _get(url: str) -> str | None:
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_LOOK_SECONDS)) as session,
            session.get(url, allow_redirects=False) as answer,
        ):
            body = await read_whole(answer, _MAX_BYTES)
            return body.decode("utf-8", "replace") if answer.status == 200 else None
    except (CallFailed, aiohttp.ClientError, TimeoutError, OSError):
        return None
