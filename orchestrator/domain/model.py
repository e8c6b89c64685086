"""The base of all domain types."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationInfo, model_validator
from pydantic.fields import FieldInfo

ENGINE_OWNED: dict[str, JsonValue] = {"engine_owned": True}
"""``json_schema_extra`` of a field that models never write: the engine does (identities of parts)."""

FROM_REPLY = {"from_reply": True}
"""Validation context of data that a model wrote: fields that the engine owns are ignored in it."""


def is_engine_owned(field: FieldInfo) -> bool:
    """Whether the engine, not a model, writes this field."""
    extra = field.json_schema_extra
    return isinstance(extra, dict) and bool(extra.get("engine_owned"))


class DomainModel(BaseModel):
    """A frozen value. Unknown keys are ignored: a chatty reply is not a wrong one."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_engine_owned(cls, data: Any, info: ValidationInfo) -> Any:
        if not (isinstance(data, dict) and isinstance(info.context, dict) and info.context.get("from_reply")):
            return data
        owned = {name for name, field in cls.model_fields.items() if is_engine_owned(field)}
        return {key: value for key, value in data.items() if key not in owned} if owned else data
