"""Whether the loop closes: drafts that read too hard go through critic and editor, round by round as in short-story."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean
from typing import NamedTuple

from orchestrator.domain.critiques import Critique
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import Report
from training.dialogues import critic_prompt, editor_prompt
from training.evaluation.roles import Asking, apply_reply, read_critique
from training.evaluation.tally import Tally
from training.faults import fitting_case, measured, short_story_loop
from training.world import Story

_MEASURES = {"en": "flesch_kincaid_grade", "zh": "characters_per_sentence"}


class Version(NamedTuple):
    """A draft as a round judged it."""

    draft: Draft
    report: Report
    critique: Critique | None

    @property
    def score(self) -> float:
        """The critic's; below every score where it could not be read."""
        return self.critique.score if self.critique else -1.0

    @property
    def met(self) -> bool:
        """Whether the loop ends with it."""
        return self.score >= short_story_loop().score and bool(self.report.passed)


@dataclass
class Closing:
    """One draft on its way through the rounds.

    Attributes:
        story: that it tells a scene of.
        index: which scene.
        draft: the version to judge next.
        best: the version with the highest score; the earlier one stays on ties.
        hardness: of each round's version: US school grade in English, characters a sentence in Chinese.
        since_best: rounds in a row that brought no new best.
    """

    story: Story
    index: int
    draft: Draft
    best: Version | None = None
    hardness: list[float] = field(default_factory=list)
    since_best: int = 0

    def measure(self) -> Report:
        """Measure the draft as it is now, for the record too."""
        report = measured(self.draft, self.story.outline.scenes[self.index].mood, self.story.language)
        self.hardness.append(float(report.reports[0].measured[_MEASURES[self.story.language]] or 0))
        return report

    def judge(self, version: Version) -> None:
        """Keep ``version`` if it is the best so far, or all that was asked."""
        if self.best is None or version.met or version.score > self.best.score:
            self.best, self.since_best = version, 0
        else:
            self.since_best += 1

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to ask the editor."""
        return self.best is not None and (self.best.met or self.since_best >= short_story_loop().patience)

    @property
    def inside(self) -> bool:
        """Whether what the loop brings is as easy as was asked; where nothing can be measured it is not."""
        return self.best is not None and self.best.report.reports[0].passed is True


def close_loops(asking: Asking, tally: Tally) -> list[float]:
    """Run ``asking.count`` loops, and the same with the editor's replies withheld; the mean hardness of each round."""
    closings = _run(asking)
    for closing in closings:
        tally.add("loop: inside the readability band at its end", asking.language, closing.inside)
    for closing in _run(asking, withheld=True):
        tally.add("loop: the same with the editor's reply withheld", asking.language, closing.inside)
    # A loop that has ended keeps its last version.
    rows = [[c.hardness[min(turn, len(c.hardness) - 1)] for c in closings] for turn in range(short_story_loop().rounds)]
    return [round(fmean(row), 2) for row in rows]


def _run(asking: Asking, *, withheld: bool = False) -> list[Closing]:
    """Rounds as the engine runs them: each judges, and all but the last revise the best version so far."""
    rng = asking.rng("loops")
    cases = [fitting_case(rng, asking.language, frozenset({"long"})) for _ in range(asking.count)]
    closings = [Closing(story, index, case.draft) for story, index, case in cases]
    rounds = short_story_loop().rounds
    for turn in range(rounds):
        going = [closing for closing in closings if not closing.ended]
        _judge(asking, going)
        if turn < rounds - 1 and not withheld:
            _revise(asking, [closing for closing in going if not closing.ended])
    return closings


def _judge(asking: Asking, closings: list[Closing]) -> None:
    reports = [closing.measure() for closing in closings]
    asked = [
        critic_prompt(asking.prompts, c.story, c.index, c.draft, report)
        for c, report in zip(closings, reports, strict=True)
    ]
    replies = asking.writer.ask("critic", asked)
    for closing, report, reply in zip(closings, reports, replies, strict=True):
        closing.judge(Version(closing.draft, report, _grounded(reply, closing.draft)))


def _revise(asking: Asking, closings: list[Closing]) -> None:
    going = [(closing, closing.best) for closing in closings if closing.best]
    asked = [
        editor_prompt(asking.prompts, c.story, c.index, best.draft, best.report, best.critique) for c, best in going
    ]
    for (closing, best), reply in zip(going, asking.writer.ask("editor", asked), strict=True):
        closing.draft = apply_reply(reply, best.draft)


def _grounded(reply: str, draft: Draft) -> Critique | None:
    critique = read_critique(reply)
    return critique.grounded(draft)[0] if critique else None
