"""The end of a run: its files, and its document for machines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestrator.cli.exporting import write_edition
from orchestrator.cli.kept.edition import edition_of
from orchestrator.domain.errors import UsageError
from orchestrator.domain.runs import Failure, ItemResult, RoleUsage

if TYPE_CHECKING:
    from orchestrator.adapters.store import StoreReader
    from orchestrator.executors.recorded import RecordedRun


def write_results(reader: StoreReader, run: RecordedRun, item: str, out: Path) -> list[Path]:
    """Write what ``export`` of the workflow asks for of a done ``item``; absolute paths, in that order.

    Args:
        reader: of the home that keeps the run.
        run: that the item is one of.
        item: its id.
        out: the folder that the folder of the run stands in.

    Raises:
        UsageError: a file cannot be written.
    """
    plan = run.definition.plan
    edition = edition_of(reader, run.record, item, lambda: plan)
    return write_edition(reader, edition, lambda: plan, plan.export, out)


def not_written(result: ItemResult, error: UsageError) -> ItemResult:
    """``result`` with the failure to write its files; its texts are still in it."""
    failure = Failure(item=result.item, step="", error="UsageError", message=error.message, hint=error.hint)
    return result.model_copy(update={"status": "failed", "failures": (*result.failures, failure)})


def _of_role(used: RoleUsage) -> dict[str, Any]:
    told = used.model_dump(exclude={"seconds"})
    return {**told, "seconds": round(used.seconds, 3), "tokens_per_second": round(used.tokens_per_second, 1)}


def run_document(run_id: str, result: ItemResult, files: list[Path]) -> dict[str, Any]:
    """What ``--json`` prints of a run."""
    return {
        "run": run_id,
        "status": result.status,
        "outputs": result.outputs,
        "files": [str(file) for file in files],
        "usage": {**result.usage.model_dump(), "roles": {role: _of_role(used) for role, used in result.roles.items()}},
        "items": {status: int(result.status == status) for status in ("done", "failed", "waiting")},
        "unmet": list(result.unmet),
        "errors": [failure.model_dump() for failure in result.failures],
    }
