"""Whether the loop closes: drafts that read too hard go through critic and editor as in short-story."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean

from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import Report
from training.dialogues import Prompts, fitting_case
from training.evaluation.roles import Asking, read_critique, revise
from training.evaluation.tally import Tally
from training.faults import measured
from training.lexicon import Language
from training.world import Story

MAX_ROUNDS = 3
_MEASURES = {"en": "flesch_kincaid_grade", "zh": "characters_per_sentence"}


@dataclass
class Closing:
    """One draft on its way: the story and scene it tells, and how hard each round's version is to read."""

    story: Story
    index: int
    draft: Draft
    hardness: list[float] = field(default_factory=list)
    inside: bool = False

    def measure(self) -> Report:
        """Measure the draft as it is now, for the record too."""
        language = self.story.language
        report = measured(self.draft, self.story.outline.scenes[self.index].mood, language)
        readability = report.reports[0]
        self.hardness.append(float(readability.measured[_MEASURES[language]] or 0))
        # A draft that was cut until nothing can be measured is not inside.
        self.inside = readability.passed is True
        return report


def close_loops(asking: Asking, tally: Tally) -> list[float]:
    """Run ``asking.count`` loops, and again with the editor's reply withheld; the mean grade of each round."""
    closings = _closings(asking)
    _run(asking, closings)
    withheld = _closings(asking)
    for closing in withheld:
        # Without a revision the draft of every round is the first one.
        closing.measure()
    for closing in closings:
        tally.add("loop: inside the readability band within 3 rounds", asking.language, closing.inside)
    for closing in withheld:
        tally.add("loop: the same with the editor's reply withheld", asking.language, closing.inside)
    # A loop that has closed keeps its last version.
    rows = [[c.hardness[min(turn, len(c.hardness) - 1)] for c in closings] for turn in range(MAX_ROUNDS)]
    return [round(fmean(row), 2) for row in rows]


def _closings(asking: Asking) -> list[Closing]:
    rng = asking.rng("loops")
    cases = [fitting_case(rng, asking.language, frozenset({"long"})) for _ in range(asking.count)]
    return [Closing(story, index, case.draft) for story, index, case in cases]


def _run(asking: Asking, closings: list[Closing]) -> None:
    """Rounds as the engine runs them: each judges, and all but the last revise."""
    for turn in range(MAX_ROUNDS):
        still = [closing for closing in closings if not closing.inside]
        reports = [closing.measure() for closing in still]
        going = [(c, r) for c, r in zip(still, reports, strict=True) if not c.inside]
        if turn == MAX_ROUNDS - 1 or not going:
            return
        critiques = asking.writer.ask("critic", [_prompt(asking.prompts, "critic", c, r) for c, r in going])
        asked = [
            _prompt(asking.prompts, "editor", closing, report, critique=_grounded(reply, closing.draft))
            for (closing, report), reply in zip(going, critiques, strict=True)
        ]
        for (closing, _), reply in zip(going, asking.writer.ask("editor", asked, max_tokens=500), strict=True):
            closing.draft = revise(reply, closing.draft)


def _prompt(prompts: Prompts, role: str, closing: Closing, report: Report, **more: object) -> str:
    story: Story = closing.story
    language: Language = story.language
    return prompts.render(
        role, language, text=closing.draft, scene=story.outline.scenes[closing.index], outline=story.outline,
        report=report, **more,
    )  # fmt: skip


def _grounded(reply: str, draft: Draft) -> object:
    critique = read_critique(reply)
    return critique.grounded(draft)[0] if critique else None
