"""What is kept of a batch besides its items: how many they are, and where its results go."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Self

from orchestrator.app import Sources

_NAME = "batch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What makes a run a batch.

    Attributes:
        total: how many items it has. Fewer in the store: it was killed while they were being read.
        results: the file of its results, absolute; empty for the usual place.
    """

    total: int
    results: str = ""

    def beside(self, sources: Sources) -> str:
        """The text that is kept of a run: ``sources``, and this."""
        return json.dumps({**json.loads(sources.to_json()), _NAME: asdict(self)}, ensure_ascii=False)

    @classmethod
    def in_(cls, sources: str) -> Self | None:
        """The batch in the text that is kept of a run; None where the run is none."""
        found = json.loads(sources).get(_NAME)
        return cls(**found) if isinstance(found, dict) else None
