"""Whether a vLLM server is up, and whether it gets on with its work."""

from __future__ import annotations

import re

import aiohttp

_LOOK_SECONDS = 5.0
_MAX_BYTES = 1_000_000
_TOKENS = re.compile(r"^vllm:(?:prompt|generation)_tokens_total(?:\{[^}]*\})? ([0-9.e+]+)$", re.MULTILINE)


async def is_healthy(url: str) -> bool:
    """Whether the server at ``url`` (without ``/v1``) says that it is well."""
    return await _get(f"{url}/health") is not None


async def tokens_so_far(url: str) -> float | None:
    """The tokens that a vLLM server has read and written since it started; None where it does not say.

    An engine that hangs still answers that it is well: only this number stands still.
    """
    text = await _get(f"{url}/metrics")
    found = _TOKENS.findall(text) if text is not None else []
    return sum(float(number) for number in found) if found else None


async def _get(url: str) -> str | None:
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_LOOK_SECONDS)) as session,
            session.get(url, allow_redirects=False) as answer,
        ):
            body = await answer.content.read(_MAX_BYTES)
            return body.decode("utf-8", "replace") if answer.status == 200 else None
    except (aiohttp.ClientError, TimeoutError, OSError):
        return None
