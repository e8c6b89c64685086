"""The chronicle of a run: from what happens, what is kept of each visit of a step, for people to read later."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from orchestrator.domain.errors import InkloomError, MustWait
from orchestrator.domain.records import VisitRecord, VisitStatus
from orchestrator.engine.ports import Event, Journal
from orchestrator.engine.texts import as_text

ROUND = "round"
"""The kind of a visit that is a round of a loop."""
_NOTED = {"repair": "repairs", "retry": "retries", "dropped": "dropped"}


class Chronicle:
    """An observer that writes into a journal.

    Each visit is noted when it begins and when it ends; what happens in between (repairs, retries, entries of a reply
    that were left out, the variant chosen) stands in its detail.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._details: dict[tuple[str, str], dict[str, Any]] = {}

    def __call__(self, event: Event) -> None:
        """Take notice of one event."""
        match event.kind:
            case "step_started":
                self._note(event, "started", event.detail["kind"])
            case "step_ended":
                self._end(event, "done", value=as_text(event.detail["value"]))
            case "step_skipped":
                self._end(event, "skipped")
            case "step_failed":
                self._fail(event, event.detail["error"])
            case "round_ended":
                self._detail(event).update(event.detail)
                self._end(event, "done")
            case "chosen":
                self._detail(event)["chosen"] = event.detail["variant"]
            case "repair" | "retry" | "dropped":
                self._detail(event).setdefault(_NOTED[event.kind], []).append(_told(event))

    def _fail(self, event: Event, error: InkloomError) -> None:
        if error.step == event.path:  # the steps around it fail because of it
            told = {"error": type(error).__name__, "message": error.message, "hint": error.hint}
            self._detail(event).update(told)
        self._end(event, "waiting" if isinstance(error, MustWait) else "failed")

    def _detail(self, event: Event) -> dict[str, Any]:
        return self._details.setdefault((event.item, event.path), {})

    def _end(self, event: Event, status: VisitStatus, *, value: str = "") -> None:
        self._note(event, status, ROUND if event.kind == "round_ended" else event.detail["kind"], value)
        self._details.pop((event.item, event.path), None)

    def _note(self, event: Event, status: VisitStatus, kind: str, value: str = "") -> None:
        detail = self._details.get((event.item, event.path))
        self._journal.visit(
            VisitRecord(
                item=event.item,
                path=event.path,
                kind=kind,
                status=status,
                value=value,
                detail=json.dumps(detail, ensure_ascii=False) if detail else "",
                at=time.time(),
            )
        )


def _told(event: Event) -> str | Mapping[str, Any]:
    return event.detail if event.kind == "dropped" else str(event.detail["problem"])
