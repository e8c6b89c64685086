"""False alarms: what the checks say of published prose, in windows of 300 words or 400 characters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from orchestrator.checks.names import unknown_people
from orchestrator.checks.registry import REGISTRY, Check, asked_of_genre, run_checks
from orchestrator.checks.speech import narration
from orchestrator.domain.drafts import Draft
from orchestrator.domain.text import clean, count_words, guess_language

WINDOW = {"en": 300, "zh": 400}
GENRE = "fiction"
_LEAST_ACTS = 3
# The people of 呐喊: in Chinese a name is known only to those who know it.
_NAHAN = (
    "闰土", "七斤嫂", "七斤", "赵七爷", "九斤老太", "单四嫂子", "爱罗先珂",
    "双喜", "陈士成", "方玄绰", "孔乙己", "杨二嫂", "八一嫂",
)  # fmt: skip
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


def cast_of(text: str) -> dict[str, list[dict[str, str]]]:
    """A bible with those who act in ``text`` time and again: what its author would have written down."""
    people = [name for name in _NAHAN if text.count(name) >= _LEAST_ACTS]
    named = Counter(text[start:end] for start, end in unknown_people(text, narration(text), []))
    people += [name for name, uses in named.items() if uses >= _LEAST_ACTS]
    return {"characters": [{"name": name} for name in dict.fromkeys(people)]}


def alarms_in(folder: Path, known: Mapping[str, Check] = REGISTRY) -> dict[tuple[str, str], Alarms]:
    """The alarms of every check, by file and check; texts are the ``*.txt`` of ``folder``."""
    found: dict[tuple[str, str], Alarms] = {}
    for file in sorted(folder.glob("*.txt")):
        text = clean(file.read_text("utf-8"))
        language = guess_language(text[:20_000])
        targets = {
            **asked_of_genre(GENRE, list(known), known),
            "continuity": {"bible": cast_of(text)},
            **{flags: {"found": 0} for flags in ("personal", "improper") if flags in known},
        }
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
