"""Settings: flags over environment over .env over inkloom.toml over defaults; frozen once read."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from orchestrator.adapters.files import SETTINGS_FILE
from orchestrator.domain.errors import UsageError

HOME = ".inkloom"
_PREFIX = "INKLOOM_"


class Settings(BaseSettings):
    """What can be set, by flag, ``INKLOOM_…``, .env or inkloom.toml.

    Attributes:
        model: what all roles ask, as ``--model`` takes it, or an alias from ``models``.
        models: aliases for models.
        out: folder for results, relative to the current one.
        seed: of a run when none is given.
        concurrency: calls in flight at once; 0 means as many as the model digests.
        max_calls, max_tokens: budget of a run; None is no limit.
        home: folder for what is kept between runs; ``.inkloom`` in the project unless given.
        api_key: of the server, if it asks for one (or OPENAI_API_KEY).
        vllm_python: an interpreter that has vLLM, where this one has none.
        vllm_flags: flags for vLLM's server, over the ones chosen here.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="forbid")

    model: str = "built-in"
    models: dict[str, str] = Field(default_factory=dict)
    out: Path = Path("out")
    seed: int = Field(default=0, ge=0)
    concurrency: int = Field(default=0, ge=0)
    max_calls: int | None = Field(default=None, ge=1)
    max_tokens: int | None = Field(default=None, ge=1)
    home: Path | None = None
    api_key: SecretStr | None = None
    vllm_python: Path | None = None
    vllm_flags: tuple[str, ...] = ()

    def home_of(self, root: Path) -> Path:
        """The home of the project at ``root``."""
        return self.home if self.home is not None else root / HOME


class OpenAIVariables(PydanticBaseSettingsSource):
    """The variables that other programs know a server by: OPENAI_BASE_URL and OPENAI_API_KEY."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The value of one setting; None where there is no such variable."""
        names = {"model": "OPENAI_BASE_URL", "api_key": "OPENAI_API_KEY"}
        name = names.get(field_name, "")
        return os.environ.get(name) or None, name, False

    def __call__(self) -> dict[str, Any]:
        """What is set."""
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


def load_settings(root: Path, flags: Mapping[str, Any]) -> Settings:
    """The settings of the project at ``root``; ``flags`` that are None were not given.

    Raises:
        UsageError: a setting has no such name or no such value; the message says where it came from.
    """
    given = {name: value for name, value in flags.items() if value is not None}

    class ProjectSettings(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            # .env may hold the variables of other programs as well: those are not ours to refuse.
            dotenv = DotEnvSettingsSource(settings_cls, env_file=root / ".env", env_prefix=_PREFIX)
            dotenv.env_vars = {k: v for k, v in dotenv.env_vars.items() if k.lower().startswith(_PREFIX.lower())}
            toml = TomlConfigSettingsSource(settings_cls, toml_file=root / SETTINGS_FILE)
            environment = EnvSettingsSource(settings_cls, env_prefix=_PREFIX)
            return init_settings, environment, dotenv, OpenAIVariables(settings_cls), toml

    try:
        return ProjectSettings(**given)
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(str(part) for part in problem["loc"])
        raise UsageError(
            f"setting '{name}': {problem['msg'].lower()}",
            hint=f"it is set by a flag, {_PREFIX}{name.upper()}, .env or {SETTINGS_FILE} in {root}",
        ) from error
    except SettingsError as error:
        raise UsageError(
            f"settings: {error}", hint="lists and mappings are written as JSON in the environment"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{root / SETTINGS_FILE}: {error}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{root}: settings cannot be read: {error}") from error
