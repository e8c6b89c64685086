"""One HTTP call: a deadline on the wall clock, a cap on what is read, and whole bodies only.

Bodies are asked for and taken uncompressed: a gzip bomb is refused by its header. A body that ends early is cut
off, never an answer. What aiohttp raises ends here, with its requests and their headers: the key is in them.
"""

from __future__ import annotations

import asyncio
import os
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

import aiohttp
from pydantic import SecretStr

from orchestrator.adapters.models.server.answers import failure_of
from orchestrator.adapters.models.server.failures import CallFailed

MAX_BODY_BYTES = 8_000_000
"""Of an answer: more than the longest reply that a model has tokens for."""
MAX_ERROR_BYTES = 64_000
CONNECT_SECONDS = 10.0
# Under the 5 seconds after which uvicorn, and so vLLM, closes an idle connection: a call must not meet the close.
_IDLE_SECONDS = 4.0
_SHOWN_CHARACTERS = 300


class Transport:
    """A pool of connections. Connections are made when they are needed and kept for the next call."""

    def __init__(self, key: SecretStr | None) -> None:
        self._key = key
        self._session: aiohttp.ClientSession | None = None
        self._closed = False

    async def call(self, method: str, url: str, body: bytes | None, *, until: float) -> bytes:
        """The whole body of a 2xx answer.

        Args:
            method: GET or POST.
            url: where.
            body: JSON.
            until: the time of the event loop's clock at which the last byte must be there.

        Raises:
            CallFailed: anything else.
        """
        try:
            async with asyncio.timeout_at(until):
                return await self._call(method, url, body)
        except CallFailed:
            raise
        except (aiohttp.ClientError, OSError, ValueError) as error:
            failure = self._failure(error, url)
        # Out here it has no context: aiohttp's errors hold the request, and the request holds the key.
        raise failure

    async def _call(self, method: str, url: str, body: bytes | None) -> bytes:
        session = self._pool()
        async with session.request(method, url, data=body, allow_redirects=False, proxy=_proxy(url)) as answer:
            good = 200 <= answer.status < 300
            encoding = answer.headers.get("Content-Encoding", "identity").lower()
            if good and encoding not in ("", "identity"):
                raise CallFailed("unreadable", f"the body is compressed ({encoding[:20]}), which was not asked for")
            if good:
                return self._without_key(await read_whole(answer, MAX_BODY_BYTES))
            data = await _begin(answer, MAX_ERROR_BYTES) if encoding in ("", "identity") else b""
            raise failure_of(answer.status, answer.headers, self._without_key(data).decode("utf-8", "replace"))

    def _without_key(self, data: bytes) -> bytes:
        """What a server sent, without the key: some send it back."""
        return data.replace(self._secret().encode(), b"***") if self._secret() else data

    @property
    def has_key(self) -> bool:
        """Whether a key is sent along."""
        return bool(self._secret())

    def _secret(self) -> str:
        return self._key.get_secret_value().strip() if self._key is not None else ""

    def _failure(self, error: Exception, url: str) -> CallFailed:
        if self._closed:
            return CallFailed("closed", "the model is closed")
        if isinstance(error, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)):
            return CallFailed("unreachable", f"no server at {url}: {self._reason(error)}")
        if isinstance(error, TimeoutError):
            return CallFailed("timed out", "no whole answer within the time allowed")
        return CallFailed("broken", f"the answer was cut off: {self._reason(error)}")

    def _reason(self, error: Exception) -> str:
        said = str(error)
        if isinstance(error, aiohttp.ClientConnectorError) and not isinstance(error, aiohttp.ClientSSLError):
            said = _said_by_system(error.os_error)
        text = self._without_key(" ".join(said.split()).encode()).decode()
        return text[:_SHOWN_CHARACTERS] or type(error).__name__

    def _pool(self) -> aiohttp.ClientSession:
        if self._closed:
            raise CallFailed("closed", "the model is closed")
        if self._session is None:
            headers = {"Accept": "application/json", "Accept-Encoding": "identity", "Content-Type": "application/json"}
            if self._secret():
                headers["Authorization"] = f"Bearer {self._secret()}"
            self._session = aiohttp.ClientSession(
                # How many calls are in flight is decided above; a limit here would only hide a queue.
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_IDLE_SECONDS, ttl_dns_cache=300),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=headers,
                auto_decompress=False,
            )
        return self._session

    async def aclose(self) -> None:
        """Close every connection; what is in flight fails. May be called twice."""
        self._closed = True
        session, self._session = self._session, None
        if session is not None:
            await session.close()


def _said_by_system(error: OSError) -> str:
    """What the system calls the ``error``: aiohttp and asyncio put the address in the place of its words."""
    return os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or str(error)


async def read_whole(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """The whole body; ``CallFailed`` where it is longer than ``most`` bytes."""
    data = await _begin(answer, most + 1)
    if len(data) > most:
        raise CallFailed("unreadable", f"the body is longer than {most // 1_000_000} MB")
    return data


async def _begin(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """The first bytes of a body, ``most`` and a chunk at most."""
    chunks = []
    size = 0
    async for chunk in answer.content.iter_any():
        chunks.append(chunk)
        size += len(chunk)
        if size >= most:
            break
    return b"".join(chunks)


def _proxy(url: str) -> str | None:
    """The proxy that the environment names for ``url``; a server on this machine is never behind one."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if _is_here(host):  # asked first: to read the whole environment takes as long as to send a call
        return None
    proxies = getproxies_environment()
    if not proxies or proxy_bypass(host):
        return None
    return proxies.get(parts.scheme) or proxies.get("all")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
