"""What an HTTP answer that is no success says: its status, how long to wait, its message."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from orchestrator.adapters.models.server.failures import CallFailed, Kind
from orchestrator.domain.text import clean

_SHOWN_CHARACTERS = 300
_OVERLOADED = frozenset({429, 503})
_TIMEOUTS = frozenset({408, 504, 524})
_PAYMENT_REQUIRED = 402
# OpenAI and Moonshot say 429 of an account that has nothing left: to wait does not fill it.
_UNPAID = ("insufficient_quota", "exceeded_current_quota")


def failure_of(status: int, headers: Mapping[str, str], body: str) -> CallFailed:
    """What an answer with this ``status`` (not 2xx) means for its call."""
    if 300 <= status < 400:
        return CallFailed("refused", f"the server answered {status}{_goes_to(headers)}", status=status)
    said = said_in(body)
    message = f"the server answered {status}{f': {said}' if said else ''}"
    if status == _PAYMENT_REQUIRED or (status in _OVERLOADED and any(name in body for name in _UNPAID)):
        return CallFailed("unpaid", message, status=status)
    if status in _OVERLOADED:
        wait = retry_after(headers.get("Retry-After", ""), datetime.now(UTC))
        return CallFailed("overloaded", message, status=status, retry_after=wait)
    kind: Kind = "failing" if status in _TIMEOUTS or status >= 500 else "refused"
    return CallFailed(kind, message, status=status)


def said_in(body: str) -> str:
    """The message in the body of an error, in the shapes that servers use; else how the body begins.

    >>> said_in('{"error": {"message": "no such model", "type": "NotFoundError"}}')
    'no such model'
    >>> said_in("<h1>Bad  Gateway</h1>")
    '<h1>Bad Gateway</h1>'
    """
    found: Any = None
    with suppress(ValueError, RecursionError):
        found = json.loads(body)
    for name in ("error", "message", "detail"):
        if isinstance(found, dict) and found.get(name):
            found = found[name]
    text = found if isinstance(found, str) else body
    text = " ".join(clean(text[:8000]).split())
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + " …"


def retry_after(text: str, now: datetime) -> float | None:
    """The seconds that a ``Retry-After`` header asks for (RFC 9110, 10.2.3); None where it says nothing usable.

    >>> retry_after("1", datetime.now(UTC)), retry_after("-5", datetime.now(UTC)), retry_after("abc", datetime.now(UTC))
    (1.0, None, None)
    """
    text = text.strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            when = parsedate_to_datetime(text)
        except (ValueError, TypeError, OverflowError):
            return None
        seconds = max(0.0, (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - now.timestamp())
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _goes_to(headers: Mapping[str, str]) -> str:
    """Where a redirect leads, without what may be secret in it."""
    try:
        parts = urlsplit(headers.get("Location", ""))
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if not host:
        return f": it redirects to {parts.path}" if parts.path else ""
    return f": it redirects to {parts.scheme}://{host}{f':{port}' if port else ''}{parts.path}"
