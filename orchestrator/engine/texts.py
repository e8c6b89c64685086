"""Values as a reader gets them: prose as prose, everything else as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from orchestrator.domain.drafts import Draft
from orchestrator.domain.replies import write_json
from orchestrator.language.sandbox import Prose, plain


def as_text(value: Any) -> str:
    """An output as a reader gets it: prose as prose, lists of prose by paragraph, everything else as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Draft):
        return value.text
    if isinstance(value, BaseModel):
        return write_json(value)
    if isinstance(value, Prose):
        return str(value)
    if isinstance(value, Mapping):
        return _as_json(value)
    if isinstance(value, (list, tuple)):
        parts = [part for part in value if part is not None]
        if any(isinstance(part, (Mapping, BaseModel)) and not isinstance(part, (Draft, Prose)) for part in parts):
            return _as_json(parts)
        return "\n\n".join(as_text(part) for part in parts)
    return str(value)


def _as_json(value: Any) -> str:
    return json.dumps(_told(plain(value)), ensure_ascii=False, indent=2)


def _told(value: Any) -> Any:
    """Plain data with drafts in it as their prose: the ids of paragraphs are nothing for a reader."""
    if isinstance(value, Prose):
        return str(value)
    if isinstance(value, dict):
        return {key: _told(part) for key, part in value.items()}
    return [_told(part) for part in value] if isinstance(value, list) else value
