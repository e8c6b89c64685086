"""Where a server is: what people paste, forgiven where it can be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import urlsplit

from orchestrator.domain.errors import UsageError

_ENDPOINTS = re.compile(r"/(chat/completions|completions|models|embeddings|responses)$")
_VERSIONED = re.compile(r"/v\d+\w*(/|$)")
_HOST = re.compile(r"[\w.-]+")
_EXAMPLE = "for example http://127.0.0.1:8000 or http://127.0.0.1:8000/v1#my-model"


@dataclass(frozen=True, slots=True)
class Address:
    """A server.

    Attributes:
        url: up to and including ``/v1``, without a slash at the end.
        model: the name of the model there, or an empty string for the one it serves.
    """

    url: str
    model: str = ""


def parse_addresses(text: str) -> tuple[Address, ...]:
    """The servers that ``text`` names: ``http://HOST:PORT[/v1][#NAME]``, several joined by commas.

    A missing ``http://`` or ``/v1`` is added, the path of an endpoint at the end is taken off; the name of the model
    stands behind the last one, for all.

    Raises:
        UsageError: it is no such address, or has a password in it.

    >>> parse_addresses("http://localhost:8000/v1/chat/completions#tiny")
    (Address(url='http://localhost:8000/v1', model='tiny'),)
    """
    written, _, name = text.strip().partition("#")
    urls = dict.fromkeys(_url(part.strip()) for part in written.split(","))
    return tuple(Address(url, name.strip()) for url in urls)


def _url(text: str) -> str:
    # No error shows the address as it was written: it may have a secret in it.
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise UsageError("the address of the server cannot be read", hint=_EXAMPLE) from None
    if parts.username is not None or parts.password is not None:
        raise UsageError("the address of the server has a password in it", hint="put the key into OPENAI_API_KEY")
    if parts.scheme not in ("http", "https") or not _is_host(host):
        raise UsageError(f"'{parts.scheme}://{host}' is no address of a server", hint=_EXAMPLE)
    if parts.query:
        raise UsageError(f"{parts.scheme}://{host} with a query (?…) is no address of a server", hint=_EXAMPLE)
    path = _ENDPOINTS.sub("", parts.path.rstrip("/")).rstrip("/")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{f':{port}' if port else ''}{path if _VERSIONED.search(path) else path + '/v1'}"


def _is_host(host: str) -> bool:
    try:
        return bool(IPv6Address(host)) if ":" in host else bool(_HOST.fullmatch(host) and host.encode("idna"))
    except ValueError:  # UnicodeError, a label that is too long, is one
        return False
