"""A forecast as people and machines get it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orchestrator.executors.planning import Forecast, PlannedCall


def forecast_document(workflow: str, forecast: Forecast) -> dict[str, Any]:
    """What ``run --plan --json`` prints."""
    return {
        "workflow": workflow,
        "replies": dict(forecast.replies),
        "calls": [asdict(call) for call in forecast.calls],
        "questions": [{"item": one.item, "path": one.path, "title": one.title} for one in forecast.questions],
        "not_reached": list(forecast.not_reached),
        "errors": [failure.model_dump() for failure in forecast.failures],
    }


def forecast_lines(forecast: Forecast) -> Iterator[str]:
    """The lines that ``run --plan`` prints."""
    yield f"{_counted(forecast.replies.total(), 'reply is', 'replies are')} there{_by_role(forecast)}"
    calls = len(forecast.calls)
    yield f"{_counted(calls, 'call', 'calls')} would be made first" if calls else "no call would be made"
    for call in forecast.calls:
        yield from _call(call)
    for question in forecast.questions:
        yield f"a person would be asked: {question.path}: {question.title}"
    for failure in forecast.failures:
        yield f"would fail: {failure.step}: {failure.message}"
    if forecast.not_reached:
        yield f"what follows depends on that: {', '.join(_outermost(forecast.not_reached))}"


def _call(call: PlannedCall) -> Iterator[str]:
    why = "" if call.asked_before else ": never asked before"
    yield f"  {call.path}  {call.role}{why}"
    for difference in call.differences:
        yield f"    {difference}"


def _counted(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number} {many}"


def _by_role(forecast: Forecast) -> str:
    told = ", ".join(f"{role} {count}" for role, count in sorted(forecast.replies.items()))
    return f": {told}" if told else ""


def _outermost(paths: tuple[str, ...]) -> Iterator[str]:
    """Those that are not inside of another one."""
    return (path for path in paths if not any(path.startswith(f"{other}.") for other in paths))
