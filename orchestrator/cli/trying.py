"""``inkloom batch --dry-run``: every row is looked at, and what it will cost is estimated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from orchestrator.cli.output import print_json

if TYPE_CHECKING:
    from orchestrator.app.rows import RowItem
    from orchestrator.executors.estimating import Estimate

_SAMPLED = 100
_SHOWN = 20
_IN_DOCUMENT = 1_000


@dataclass(slots=True)
class Trial:
    """What came of looking at every row.

    Attributes:
        sample: inputs of the first rows that fit.
        total: rows.
        wrong: rows that do not fit.
        mistakes: of the first of those, with their lines.
    """

    sample: list[Mapping[str, Any]] = field(default_factory=list)
    total: int = 0
    wrong: int = 0
    mistakes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, items: Iterator[RowItem]) -> Trial:
        """Look at all of them.

        Raises:
            UsageError: the file cannot be read on.
        """
        trial = cls()
        for item in items:
            trial.total += 1
            if item.inputs is None:
                trial.wrong += 1
                trial.mistakes += [item.problem] * (trial.wrong <= _IN_DOCUMENT)
            elif len(trial.sample) < _SAMPLED:
                trial.sample.append(item.inputs)
        return trial


def tell_trial(trial: Trial, estimate: Estimate, unused: Sequence[str], *, as_json: bool) -> None:
    """Print what came of it, and which columns no input takes: one of them may be misspelt."""
    fit = trial.total - trial.wrong
    calls = {
        "least": round(estimate.least * fit),
        "most": None if estimate.most is None and fit else round((estimate.most or 0) * fit),
        "tokens": None if estimate.tokens is None else round(estimate.tokens * fit),
        "reply_tokens_at_most": None if estimate.reply_tokens is None else round(estimate.reply_tokens * fit),
        "as_in_run": estimate.run or None,
    }
    if as_json:
        rows = {"total": trial.total, "fit": fit, "wrong": trial.wrong}
        print_json({"rows": rows, "mistakes": trial.mistakes, "unused": list(unused), "estimate": calls})
        return
    for mistake in trial.mistakes[:_SHOWN]:
        click.echo(mistake)
    if trial.wrong > _SHOWN:
        click.echo(f"… and {trial.wrong - _SHOWN:,} more rows")
    if unused:
        click.echo(f"no input takes these columns: {', '.join(unused)}")
    click.echo(f"{fit:,} of {trial.total:,} rows fit")
    click.echo(f"they would make {_calls(calls)}{_tokens(calls)}" if fit else "no model would be asked")


def _calls(calls: Mapping[str, Any]) -> str:
    if calls["as_in_run"]:
        return f"about {calls['most']:,} calls, as in run {calls['as_in_run']}"
    if calls["most"] is None:
        return f"at least {calls['least']:,} calls: how often a part is run, a model decides"
    if calls["most"] == calls["least"]:
        return f"{calls['most']:,} calls"
    return f"{calls['least']:,} to {calls['most']:,} calls"


def _tokens(calls: Mapping[str, Any]) -> str:
    if calls["tokens"] is not None:
        return f"; about {calls['tokens']:,} tokens"
    if calls["reply_tokens_at_most"] is not None:
        return f"; replies of at most {calls['reply_tokens_at_most']:,} tokens"
    return ""
