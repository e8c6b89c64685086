"""False alarms: what the checks say of published prose, in windows of 300 words or 400 characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from orchestrator.checks.registry import REGISTRY, Check, asked_of_genre, run_checks
from orchestrator.domain.drafts import Draft
from orchestrator.domain.text import clean, count_words, guess_language

WINDOW = {"en": 300, "zh": 400}
GENRE = "fiction"
_BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass
class Alarms:
    """Windows of one check: how many there are, how many it judged, how many it failed, and examples."""

    windows: int = 0
    judged: int = 0
    failed: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Failed windows of all, 0 to 1."""
        return self.failed / self.windows if self.windows else 0.0


def windows(text: str, language: str) -> Iterator[str]:
    """Runs of whole paragraphs of at least so many words; a rest that is shorter is left out."""
    lines = _BLANK_LINES.split(text) if language == "en" else text.split("\n")
    gathered: list[str] = []
    words = 0
    for paragraph in filter(None, map(str.strip, lines)):
        gathered.append(paragraph)
        words += count_words(paragraph)
        if words >= WINDOW[language]:
            yield "\n\n".join(gathered)
            gathered, words = [], 0


def alarms_in(folder: Path, known: Mapping[str, Check] = REGISTRY) -> dict[tuple[str, str], Alarms]:
    """The alarms of every check, by file and check; texts are the ``*.txt`` of ``folder``."""
    found: dict[tuple[str, str], Alarms] = {}
    targets = asked_of_genre(GENRE, list(known), known)
    for file in sorted(folder.glob("*.txt")):
        text = clean(file.read_text("utf-8"))
        language = guess_language(text[:20_000])
        for window in windows(text, language):
            report = run_checks(Draft.of(window), list(known), targets, language, known=known)
            for part in report.reports:
                alarms = found.setdefault((file.name, part.check), Alarms())
                alarms.windows += 1
                alarms.judged += part.passed is not None
                alarms.failed += part.passed is False
                if part.passed is False and part.findings:
                    alarms.examples.append(part.findings[0].instruction)
    return found
