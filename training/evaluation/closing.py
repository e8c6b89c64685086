"""Whether the loop closes: drafts that read too hard go through critic and editor as in short-story."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean

from orchestrator.domain.critiques import Critique
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import Report
from training.dialogues import critic_prompt, editor_prompt
from training.evaluation.roles import Asking, read_critique, revise
from training.evaluation.tally import Tally
from training.faults import fitting_case, measured, short_story_loop
from training.world import Story

_MEASURES = {"en": "flesch_kincaid_grade", "zh": "characters_per_sentence"}


@dataclass
class Closing:
    """One draft on its way: the story and scene it tells, and how hard each round's version is to read.

    Attributes:
        hardness: by round: US school grade in English, characters a sentence in Chinese.
        inside: whether the last version measured is as easy as was asked.
    """

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
    """Run ``asking.count`` loops, and again with the editor's reply withheld; the mean hardness of each round."""
    closings = _closings(asking)
    _run(asking, closings)
    withheld = _closings(asking)
    for closing in withheld:
        # Without a revision the draft of every round is the first one.
        closing.measure()
    for closing in closings:
        tally.add("loop: inside the readability band at its end", asking.language, closing.inside)
    for closing in withheld:
        tally.add("loop: the same with the editor's reply withheld", asking.language, closing.inside)
    # A loop that has closed keeps its last version.
    rows = [[c.hardness[min(turn, len(c.hardness) - 1)] for c in closings] for turn in range(short_story_loop().rounds)]
    return [round(fmean(row), 2) for row in rows]


def _closings(asking: Asking) -> list[Closing]:
    rng = asking.rng("loops")
    cases = [fitting_case(rng, asking.language, frozenset({"long"})) for _ in range(asking.count)]
    return [Closing(story, index, case.draft) for story, index, case in cases]


def _run(asking: Asking, closings: list[Closing]) -> None:
    """Rounds as the engine runs them: each judges, and all but the last revise."""
    rounds = short_story_loop().rounds
    for turn in range(rounds):
        still = [closing for closing in closings if not closing.inside]
        reports = [closing.measure() for closing in still]
        going = [(c, r) for c, r in zip(still, reports, strict=True) if not c.inside]
        if turn == rounds - 1 or not going:
            return
        asked = [critic_prompt(asking.prompts, c.story, c.index, c.draft, report) for c, report in going]
        critiques = [
            _grounded(reply, closing.draft)
            for (closing, _), reply in zip(going, asking.writer.ask("critic", asked), strict=True)
        ]
        asked = [
            editor_prompt(asking.prompts, c.story, c.index, c.draft, report, critique)
            for (c, report), critique in zip(going, critiques, strict=True)
        ]
        for (closing, _), reply in zip(going, asking.writer.ask("editor", asked, max_tokens=500), strict=True):
            closing.draft = revise(reply, closing.draft)


def _grounded(reply: str, draft: Draft) -> Critique | None:
    critique = read_critique(reply)
    return critique.grounded(draft)[0] if critique else None
