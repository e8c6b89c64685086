"""The end of a run: its files, and its document for machines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from orchestrator.adapters.export.markdown import to_markdown
from orchestrator.adapters.files import write_text
from orchestrator.domain.errors import UsageError
from orchestrator.domain.runs import Failure, ItemResult, RoleUsage
from orchestrator.language.plan import Plan


def write_results(plan: Plan, result: ItemResult, folder: Path, name: str = "") -> list[Path]:
    """Write what ``export`` of the workflow asks for; absolute paths, the main file first.

    Args:
        plan: of the workflow.
        result: of an item that is done.
        folder: where to.
        name: of the files, without their endings; that of the workflow unless given.
    """
    first = next(iter(result.outputs.values()), "")
    files = []
    for form in plan.export:
        if form == "json":
            text = result.model_dump_json(indent=2, include={"outputs", "manuscript"}) + "\n"
        elif form == "md" and result.manuscript is not None:
            text = to_markdown(result.manuscript)
        else:
            text = first.rstrip("\n") + "\n"
        files.append(write_text(folder / f"{name or plan.name}.{form}", text).resolve())
    return files


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
