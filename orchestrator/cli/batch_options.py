"""How a batch is carried out: what is typed for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from orchestrator.adapters.telemetry import Form

progress_option = click.option(
    "--progress",
    type=click.Choice(["auto", "json", "none"]),
    default="auto",
    help="Of a batch, on stderr: a moving line, or a line of JSON a second.  [default: auto]",
)


@dataclass(frozen=True, slots=True)
class Failures:
    """How many items may fail: a number, or a share of all in percent."""

    number: float
    is_share: bool

    def of(self, total: int) -> int:
        """How many of ``total`` items may fail."""
        return int(total * self.number / 100) if self.is_share else int(self.number)

    def __str__(self) -> str:
        return f"{self.number:g}%" if self.is_share else f"{self.number:g}"


class FailuresType(click.ParamType[Failures]):
    """``N`` or ``P%``."""

    name = "failures"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Failures:
        """The value that was typed."""
        if isinstance(value, Failures):
            return value
        text = str(value).strip()
        if re.fullmatch(r"\d{1,9}", text):
            return Failures(float(text), is_share=False)
        if re.fullmatch(r"\d{1,3}(\.\d+)?%", text) and float(text[:-1]) <= 100:
            return Failures(float(text[:-1]), is_share=True)
        self.fail(f"'{value}' is neither a number, such as 20, nor a share, such as 1%", param, ctx)


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a batch is carried out and told of."""

    progress: Form = "auto"
    max_failures: Failures | None = None
