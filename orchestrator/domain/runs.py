"""What a run is told and what it tells: sampling, usage, outcomes of items, errors."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from orchestrator.domain.drafts import Dropped, Manuscript

Status = Literal["done", "failed", "waiting"]


class Sampling(BaseModel):
    """How a reply is drawn. None leaves a setting to the model.

    ``temperature`` 0 is greedy; ``beams`` above 1 is beam search (sampling settings are then ignored);
    ``stop`` strings end a reply and are not part of it; ``seed`` overrides the one derived from the run.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    temperature: float | None = Field(default=None, ge=0, le=5)
    top_p: float | None = Field(default=None, gt=0, le=1)
    top_k: int | None = Field(default=None, ge=1)
    max_tokens: int | None = Field(default=None, ge=1)
    stop: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    seed: int | None = Field(default=None, ge=0)
    beams: int | None = Field(default=None, ge=1, le=64)


class Usage(BaseModel):
    """What was asked of models: requests sent, replies reused, tokens in (some of them cached there) and out."""

    model_config = ConfigDict(frozen=True)

    calls: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    cached_prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        """The sum of both."""
        return Usage(
            calls=self.calls + other.calls,
            cached=self.cached + other.cached,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            cached_prompt_tokens=self.cached_prompt_tokens + other.cached_prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
        )


class RoleUsage(Usage):
    """What one role asked for; ``seconds`` from sending its calls to their replies, added up."""

    seconds: float = 0.0

    def __add__(self, other: Usage) -> RoleUsage:
        """The sum of both."""
        seconds = other.seconds if isinstance(other, RoleUsage) else 0.0
        return RoleUsage(**super().__add__(other).model_dump(exclude={"seconds"}), seconds=self.seconds + seconds)

    @property
    def tokens_per_second(self) -> float:
        """Tokens in a reply a second of waiting for it; calls in flight at the same time each count their own."""
        return self.completion_tokens / self.seconds if self.seconds else 0.0


class Failure(BaseModel):
    """Why something was not finished: which step (by path), what kind of error, in words."""

    model_config = ConfigDict(frozen=True)

    item: str
    step: str
    error: str
    message: str
    hint: str = ""

    @property
    def why(self) -> str:
        """The message without the step, which many begin with for those who see nothing else."""
        return self.message.removeprefix(f"{self.step}: ").removeprefix(f"{self.step} ") if self.step else self.message


class ItemResult(BaseModel):
    """The end of one item: its outputs if done, its failures otherwise (or what was left out).

    ``scores`` are those of reports and critiques by the path of their step, later rounds in the place of earlier ones;
    ``roles`` is the usage by role card; ``unmet`` names the loops whose ``until`` held in no round; ``dropped`` the
    entries of replies left out.
    """

    model_config = ConfigDict(frozen=True)

    item: str
    status: Status
    outputs: dict[str, str] = Field(default_factory=dict)
    manuscript: Manuscript | None = None
    scores: dict[str, float] = Field(default_factory=dict)
    usage: Usage = Usage()
    roles: dict[str, RoleUsage] = Field(default_factory=dict)
    failures: tuple[Failure, ...] = ()
    unmet: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()
