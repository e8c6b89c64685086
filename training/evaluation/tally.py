"""Counts of what was right, by measure and language, and the table they make."""

from __future__ import annotations

from collections.abc import Mapping

from training.lexicon import LANGUAGES, Language

AIMS: Mapping[str, str] = {
    "planner: valid without a schema": "99 / 99 %",
    "planner: hero, place and thing of the premise kept": "95 / 90 %",
    "planner: number of scenes exact": "98 / 95 %",
    "drafter: the scene's names and things and no others": "95 / 85 %",
    "drafter: goal present": "90 / 80 %",
    "drafter: mood with the right sign": "90 / 80 %",
    "critic: planted fault found, quoted exactly": "85 / 75 %",
    "critic: clean texts passed": "85 / 75 %",
    "editor: fault gone": "85 / 75 %",
    "editor: no new fault": "90 / 85 %",
    "loop: inside the readability band at its end": "70 / 60 %",
    "loop: the same with the editor's reply withheld": "0 %",
    "premises: every name kept": "80 / 70 %",
}
"""What was aimed at, English / Chinese; set before any model was trained."""


class Tally:
    """What was asked and what came out; measures keep the order in which they were first counted."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[Language, tuple[int, int]]] = {}

    def add(self, measure: str, language: Language, right: bool) -> None:
        """Count one case."""
        counts = self._counts.setdefault(measure, {})
        good, total = counts.get(language, (0, 0))
        counts[language] = (good + right, total + 1)

    def share(self, measure: str, language: Language) -> float:
        """The share that was right, 0 to 1; 0 of none."""
        good, total = self._counts.get(measure, {}).get(language, (0, 0))
        return good / total if total else 0.0

    def merge(self, other: Tally) -> None:
        """Take the counts of ``other`` in; no measure may be counted in both for one language."""
        for measure, counts in other._counts.items():
            self._counts.setdefault(measure, {}).update(counts)

    def table(self) -> str:
        """A Markdown table: English, Chinese, what was aimed at, and how many cases each."""
        lines = ["| measure | English | Chinese | aim | cases |", "| --- | --- | --- | --- | --- |"]
        for measure, counts in self._counts.items():
            shares = [f"{self.share(measure, language):.0%}" if language in counts else "–" for language in LANGUAGES]
            cases = " + ".join(str(counts.get(language, (0, 0))[1]) for language in LANGUAGES)
            lines.append(f"| {measure} | {' | '.join(shares)} | {AIMS.get(measure, '')} | {cases} |")
        return "\n".join(lines)
