"""What a results file tells of an item."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from orchestrator.domain.runs import ItemResult

FIXED = ("item", "row", "status", "reason", "step")
COUNTED = ("calls", "cached", "prompt_tokens", "completion_tokens")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """The end of one item.

    Attributes:
        row: its place in the table of items, from 1, without the line that names the columns.
        like: id of an earlier item whose text is nearly the same; empty where there is none.
    """

    row: int
    result: ItemResult
    like: str = ""

    @classmethod
    def of(cls, number: int, result: ItemResult, like: str = "") -> Self:
        """The row of the item at place ``number`` from 0."""
        return cls(row=number + 1, result=result, like=like)

    @property
    def reason(self) -> str:
        """Why it is not done, or what was left out of it."""
        return "; ".join(failure.message for failure in self.result.failures)

    def document(self) -> dict[str, Any]:
        """All of it, nested."""
        result = self.result
        usage = result.usage
        return {
            "item": result.item,
            "row": self.row,
            "status": result.status,
            "reason": self.reason,
            "step": result.failures[0].step if result.failures else "",
            "outputs": result.outputs,
            "scores": result.scores,
            "usage": {name: getattr(usage, name) for name in COUNTED},
            "like": self.like,
        }

    def cells(self, outputs: Sequence[str]) -> list[str | int]:
        """All of it, flat, in the order of ``columns_of``."""
        told = self.document()
        scores = json.dumps(self.result.scores, ensure_ascii=False) if self.result.scores else ""
        return [
            *(told[name] for name in FIXED),
            *(self.result.outputs.get(name, "") for name in outputs),
            scores,
            *(told["usage"][name] for name in COUNTED),
            self.like,
        ]


def columns_of(outputs: Sequence[str]) -> list[str]:
    """The names of the columns of a flat results file.

    >>> columns_of(["copy", "status"])[5:8]
    ['copy', 'output_status', 'scores']
    """
    own = {*FIXED, "scores", *COUNTED, "like"}
    return [*FIXED, *(f"output_{name}" if name in own else name for name in outputs), "scores", *COUNTED, "like"]
