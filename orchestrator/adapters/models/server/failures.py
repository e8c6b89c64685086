"""How one HTTP call can fail, and what may be done about it."""

from __future__ import annotations

from typing import Literal

Kind = Literal[
    "unreachable", "broken", "timed out", "overloaded", "unpaid", "failing", "refused", "unreadable", "closed"
]
"""Not connected; cut off; deadline passed; asked to wait (429, 503); the account has nothing left; 5xx; 3xx or 4xx; a
body that is no answer; the client itself is closed."""

_MAY_PASS = frozenset({"unreachable", "broken", "overloaded", "failing", "unreadable"})


class CallFailed(Exception):
    """One call came to nothing. It never leaves this package: ``model`` turns it into a ``ModelError``.

    Attributes:
        kind: what happened.
        message: in words, without any secret.
        status: of the HTTP answer, 0 without one.
        retry_after: seconds that the server asked to wait, or None.
    """

    def __init__(self, kind: Kind, message: str, *, status: int = 0, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.status = status
        self.retry_after = retry_after

    @property
    def may_be_tried_again(self) -> bool:
        """Whether the same call may succeed a little later."""
        return self.kind in _MAY_PASS
