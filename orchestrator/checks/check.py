"""What a check is: a name, what it can be asked for, and a pure function from a text to a report.

Each check stands in a module of its own and declares itself there as ``CHECK``; ``registry.REGISTRY`` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from orchestrator.checks.judging import Targets, TargetSpec
from orchestrator.checks.passage import Passage
from orchestrator.domain.reports import CheckReport

Measurement = Callable[[Passage, Targets], CheckReport]

Bands = Mapping[str, Mapping[str, Targets]]
"""Targets by language (``en``, ``zh``) and genre."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        name: as workflows write it.
        description: one line for listings.
        targets: what it can be asked for, by name.
        languages: ISO 639 codes of the languages it can judge; others it only measures; empty: any.
        measure: text and targets in, report out; must not fail on any text. The targets are plain data, and those
            of the genre's band stand among them.
        bands: what a ``genre`` asks for where a target is not given itself; a check with bands has the target
            ``judging.GENRE``.
    """

    name: str
    description: str
    targets: Mapping[str, TargetSpec]
    languages: tuple[str, ...]
    measure: Measurement
    bands: Bands = field(default_factory=dict)

    def band(self, language: str, genre: object) -> Targets:
        """What ``genre`` asks of a text in ``language``; nothing where either has no band."""
        return self.bands.get(language, {}).get(genre, {}) if isinstance(genre, str) else {}
