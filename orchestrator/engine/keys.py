"""Content keys: a call is known by everything that its reply depends on, and by nothing else.

The key is the hash of a text that holds all of it, and that text is kept with the reply: why one call differs from
another can be read off the two.
"""

from __future__ import annotations

import hashlib
import json
import re

from orchestrator.engine.ports import ModelInfo, Request

CODE_VERSION = 1
"""Raised when the same request is to be asked anew because the code around it has changed its meaning."""
_VISIT = re.compile(r"[#@]\d+")


def request_text(request: Request, attempt: int, info: ModelInfo) -> str:
    """Everything that the reply to ``request`` depends on, as JSON; the same text for the same call.

    Args:
        request: the call. Its path only counts by its rounds and variants (and through the seed).
        attempt: number of the call in that visit of its step: a sampling loop must not get one answer again and again.
        info: of the model that it goes to.
    """
    text = {
        "code": CODE_VERSION,
        "model": [info.name, info.revision],
        "adapter": request.adapter,
        "messages": [[message.role, message.content] for message in request.messages],
        "prefill": request.prefill,
        "sampling": request.sampling.model_dump(exclude_defaults=True),
        "seed": request.seed,
        "schema": None if request.schema is None else _digest(json.dumps(request.schema, sort_keys=True)),
        "visit": ["".join(_VISIT.findall(request.path)), attempt],
    }
    return json.dumps(text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def key_of(text: str) -> str:
    """The key of a request's text: its sha256 in hexadecimal."""
    return _digest(text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
