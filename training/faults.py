"""Faults to find and to mend: drafts with something wrong in them, what a critic says, what an editor does.

Long sentences and wrong moods are found by the product's own checks, and the critic agrees with them; repeated
sentences, wrong names and unmet goals nobody measures, so the critic has to see those for itself.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from orchestrator.checks.judging import Targets
from orchestrator.checks.registry import run_checks
from orchestrator.domain.critiques import Critique, Issue
from orchestrator.domain.drafts import Draft, Edit, Revision
from orchestrator.domain.reports import Finding, Report
from orchestrator.domain.text import count_words
from training import troubles
from training.names import being_name
from training.prose import Paragraphs, Piece, as_draft, choose, join_sentences, lay_out, split_long
from training.world import Story, write_scene

SCORES = (9, 6, 5, 4, 3)
"""By the number of issues; more than four count as four."""

_WHOLE_QUOTE_WORDS = 12
_QUOTED_WORDS = 8


@dataclass(frozen=True)
class Case:
    """A draft with what is wrong in it, and the right answers of critic and editor.

    ``faults`` names what was planted or measured: long, mood, repeat, name, goal.
    """

    draft: Draft
    report: Report
    critique: Critique
    revision: Revision
    faults: tuple[str, ...]


class Unfit(Exception):
    """This draw makes no clean example; draw again."""


def new_case(rng: random.Random, story: Story, index: int, grade: float) -> Case:
    """A case for scene ``index`` of ``story``, judged by ``grade`` at most.

    Raises:
        Unfit: chance made something that cannot be mended by rule.
    """
    planted = _draw_faults(rng, story, index)
    sentences = write_scene(rng, story, index, without_goal="goal" in planted)
    sentences = _spoil_mood(rng, story, index, sentences) if "mood" in planted else sentences
    paragraphs = lay_out(rng, sentences, story.names)
    if rng.random() < 0.45:
        share = rng.uniform(0.6, 1)
        paragraphs = join_sentences(rng, paragraphs, share=share, longest=4 if share > 0.8 else 3)
    marks: list[Issue] = []
    mends: dict[tuple[int, int], str] = {}
    if "repeat" in planted:
        paragraphs = _repeat(rng, paragraphs, marks, mends)
    if "name" in planted:
        paragraphs = _misname(rng, story, paragraphs, marks, mends)
    draft = as_draft(paragraphs)
    if "goal" in planted:
        last = draft.paragraphs[-1]
        marks.append(Issue(paragraph=last.id, quote=shortened(paragraphs[-1][-1].text), problem="The goal is not met.",
                           fix="Add what the goal says.", severity="critical"))  # fmt: skip
    report = measured(draft, story.outline.scenes[index].mood, grade)
    if "mood" in planted and not any("(mood:" in finding.instruction for finding in report.instructions):
        raise Unfit
    issues = [issue_of(finding) for finding in report.instructions]
    critique = Critique(issues=tuple([*issues, *marks]), score=SCORES[min(len(issues) + len(marks), 4)])
    kept, dropped = critique.grounded(draft)
    if dropped or kept != critique or len({(i.paragraph, i.quote) for i in critique.issues}) < len(critique.issues):
        raise Unfit
    _mend_measured(rng, story, index, paragraphs, report, mends)
    revision = _revision(paragraphs, mends)
    if "goal" in planted:
        revision = Revision(edits=(*revision.edits, _told_goal(rng, story, index, draft)))
    found = [*planted, *(["long"] if any("Split" in f.instruction for f in report.instructions) else [])]
    return Case(draft, report, critique, revision, tuple(found))


def measured(draft: Draft, mood: str, grade: float) -> Report:
    """The report that short-story's loop gets for ``draft``."""
    targets: dict[str, Targets] = {"readability": {"grade": {"max": grade}}, "sentiment": {"mood": mood}}
    return run_checks(draft, ["readability", "sentiment", "repetition"], targets, "en")


def shortened(quote: str) -> str:
    """``quote`` itself if it is short, else its first words, still exact."""
    pieces = quote.split(" ")
    return quote if len(pieces) <= _WHOLE_QUOTE_WORDS else " ".join(pieces[:_QUOTED_WORDS])


def issue_of(finding: Finding) -> Issue:
    """How the critic puts what was measured.

    Raises:
        Unfit: a finding that quotes nothing.
    """
    if not finding.quote:
        raise Unfit
    if finding.instruction.startswith("Split"):
        said = ("The sentence is too long.", "Split it.", "minor")
    elif finding.instruction.startswith("Make this"):
        said = ("The mood is wrong.", f"Make it {finding.instruction.split()[3]}.", "major")
    else:
        raise Unfit
    return Issue.model_validate({"paragraph": finding.paragraph, "quote": shortened(finding.quote), "problem": said[0],
                                 "fix": said[1], "severity": said[2]})  # fmt: skip


def _draw_faults(rng: random.Random, story: Story, index: int) -> tuple[str, ...]:
    kinds = ["repeat", "name", "goal"] + (["mood"] if abs(story.outline.scenes[index].valence) >= 2 else [])
    count = rng.choices([0, 1, 2], [0.42, 0.46, 0.12])[0]
    return tuple(rng.sample(kinds, count))


def _spoil_mood(rng: random.Random, story: Story, index: int, sentences: list[str]) -> list[str]:
    pool = troubles.GREY if story.outline.scenes[index].valence > 0 else troubles.BRIGHT
    wrong = [choose(rng, (s,), story.slots) for s in rng.sample(pool, 5)]
    out = list(sentences)
    for sentence in wrong:
        out.insert(rng.randint(1, len(out)), sentence)
    return out if count_words(" ".join(out)) < 175 else out[: len(sentences)]


def _repeat(
    rng: random.Random, paragraphs: Paragraphs, marks: list[Issue], mends: dict[tuple[int, int], str]
) -> Paragraphs:
    """Say a sentence of an earlier paragraph again in a later one."""
    early = [(p, piece) for p, row in enumerate(paragraphs[:-1]) for piece in row if 5 <= count_words(piece.text) <= 16]
    if not early:
        raise Unfit
    at, piece = rng.choice(early)
    later = rng.randint(at + 1, len(paragraphs) - 1)
    slot = rng.randint(1, len(paragraphs[later]))
    row = (*paragraphs[later][:slot], piece, *paragraphs[later][slot:])
    mends[(later, slot)] = ""
    marks.append(Issue(paragraph=f"p{later + 1}", quote=shortened(piece.text), problem="This sentence comes twice.",
                       fix="Cut it.", severity="major"))  # fmt: skip
    return (*paragraphs[:later], row, *paragraphs[later + 1 :])


def _misname(
    rng: random.Random, story: Story, paragraphs: Paragraphs, marks: list[Issue], mends: dict[tuple[int, int], str]
) -> Paragraphs:
    """Call the hero by another name in one sentence."""
    hero = story.slots["H"]
    spots = [(p, s) for p, row in enumerate(paragraphs) for s, piece in enumerate(row)
             if hero in piece.text.split() and (p, s) not in mends]  # fmt: skip
    if not spots:
        raise Unfit
    p, s = rng.choice(spots)
    wrong = being_name(rng, story.slots["he"])
    piece = paragraphs[p][s]
    if wrong in (hero, story.slots["F"]) or hero in wrong:
        raise Unfit
    parts = tuple(part.replace(hero, wrong) for part in piece.parts)
    changed = Piece(parts, piece.names | {wrong})
    mends[(p, s)] = piece.text
    marks.append(Issue(paragraph=f"p{p + 1}", quote=shortened(changed.text), problem=f"{wrong} is a wrong name.",
                       fix=f"Write {hero}.", severity="critical"))  # fmt: skip
    if wrong not in marks[-1].quote.replace(".", " ").replace(",", " ").split():
        raise Unfit
    row = (*paragraphs[p][:s], changed, *paragraphs[p][s + 1 :])
    return (*paragraphs[:p], row, *paragraphs[p + 1 :])


def _mend_measured(
    rng: random.Random, story: Story, index: int, paragraphs: Paragraphs, report: Report,
    mends: dict[tuple[int, int], str],
) -> None:  # fmt: skip
    """What the editor makes of each measured sentence: short ones, or one of the right mood."""
    pool = troubles.BRIGHT if story.outline.scenes[index].valence > 0 else troubles.GREY
    spare = [choose(rng, (s,), story.slots) for s in rng.sample(pool, len(pool))]
    spare = [s for s in spare if all(s not in piece.text for row in paragraphs for piece in row)]
    for finding in report.instructions:
        p, s = _find(paragraphs, finding)
        if finding.instruction.startswith("Split"):
            current = mends.get((p, s), paragraphs[p][s].text)
            if current and split_long(current) == current:
                raise Unfit
            mends[(p, s)] = split_long(current) if current else ""
        elif not spare:
            raise Unfit
        else:
            mends[(p, s)] = spare.pop()


def _find(paragraphs: Paragraphs, finding: Finding) -> tuple[int, int]:
    p = int(finding.paragraph[1:]) - 1
    for s, piece in enumerate(paragraphs[p]):
        if finding.quote in piece.text:
            return p, s
    raise Unfit


def _revision(paragraphs: Paragraphs, mends: dict[tuple[int, int], str]) -> Revision:
    edits = []
    for p in sorted({p for p, _ in mends}):
        texts = [mends.get((p, s), piece.text) for s, piece in enumerate(paragraphs[p])]
        text = " ".join(t for t in texts if t)
        edits.append(Edit(action="replace" if text else "delete", paragraph=f"p{p + 1}", text=text))
    return Revision(edits=tuple(edits))


def _told_goal(rng: random.Random, story: Story, index: int, draft: Draft) -> Edit:
    """A new last paragraph in which the goal is met."""
    step = story.steps[index]
    beats = step.script[3:]
    told = [choose(rng, beat, story.slots, knows_helper=step.knows_helper) for beat in beats]
    text = " ".join([t for t in told if t][:5])
    if not text:
        raise Unfit
    return Edit(action="insert", paragraph=draft.paragraphs[-1].id, text=text)
