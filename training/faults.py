"""Faults to find and to mend: drafts with something wrong in them, what a critic says, what an editor does.

Long and repeated sentences and wrong moods are found by the product's own checks, and the critic says what they say.
Wrong names and unmet goals nobody measures, so the critic has to see those for itself.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import yaml

from orchestrator.checks.judging import Targets
from orchestrator.checks.passage import Passage
from orchestrator.checks.registry import run_checks
from orchestrator.checks.sentiment import valences
from orchestrator.domain.critiques import Critique, Issue
from orchestrator.domain.drafts import Draft, Edit, Revision
from orchestrator.domain.reports import Finding, Report
from training.lexicon import BETWEEN, ROOT, Language, lexicon
from training.telling import WAYS, Paragraphs, Sentence, as_draft, join_sentences, lay_out, write_scene
from training.world import Story, fill, new_scene

Fault = Literal["repeat", "name", "goal", "mood", "long"]
SHORT_STORY = ROOT / "workflows" / "short-story.yaml"

FAULTS: tuple[Fault, ...] = ("repeat", "name", "goal", "mood", "long")

SCORES = (9, 6, 5, 4, 3)
"""By the number of issues; more than four count as four."""

_SAID: Mapping[Language, Mapping[Fault, tuple[str, str]]] = {
    "en": {
        "repeat": ("This sentence comes twice.", "Cut it."),
        "name": ("{wrong} is a wrong name.", "Write {right}."),
        "goal": ("The goal is not met.", "Add what the goal says."),
        "mood": ("The mood is wrong.", "Make it {mood}."),
        "long": ("The sentence is too long.", "Split it."),
    },
    "zh": {
        "repeat": ("这句话出现了两次。", "删去一处。"),
        "name": ("人名写错了：{wrong}。", "改成{right}。"),
        "goal": ("目标没有写到。", "补上目标里说的事。"),
        "mood": ("情绪不对。", "改成{mood}。"),
        "long": ("句子太长。", "拆开。"),
    },
}
_SEVERITIES = {"repeat": "major", "name": "critical", "goal": "critical", "mood": "major", "long": "minor"}
_UNTIL = re.compile(r"critique\.score >= ([\d.]+) and report\.passed")
_SPLIT = {"en": "Split", "zh": "这句有"}
_REPEATED = {"en": "Cut or change this repeated", "zh": "删去或改写这个重复"}
MEASURED: frozenset[Fault] = frozenset({"repeat", "mood", "long"})
"""What the checks of the loop find."""


@dataclass(frozen=True)
class Loop:
    """What short-story's loop asks for.

    Attributes:
        rounds: judgements at most.
        patience: rounds in a row without a new best, after which it ends.
        score: of the critic's, the least that ends it, if every check has passed too.
        checks: that measure a draft, by name.
        targets: of each check, as the workflow says them: numbers, and names of what they are bound to.
        grade: US school grade at most (English).
        sentence: characters a sentence at most (Chinese).
    """

    rounds: int
    patience: int
    score: float
    checks: tuple[str, ...]
    targets: Mapping[str, Any]
    grade: float
    sentence: int

    def targets_for(self, mood: str) -> dict[str, Targets]:
        """The targets of each check for a scene of ``mood``."""
        known: dict[str, float | str] = {
            "inputs.grade": self.grade,
            "inputs.sentence": self.sentence,
            "scene.mood": mood,
        }
        return {check: _bound(targets, known) for check, targets in self.targets.items()}


def _bound(value: Any, known: Mapping[str, float | str]) -> Any:
    """``value`` with what ``known`` has in the place of each name."""
    if isinstance(value, dict):
        return {key: _bound(inner, known) for key, inner in value.items()}
    return known[value] if isinstance(value, str) else value


@functools.cache
def short_story_loop() -> Loop:
    """The loop as the shipped workflow has it."""
    workflow = yaml.safe_load(SHORT_STORY.read_text("utf-8"))
    polish = workflow["steps"]["story_scenes"]["steps"]["polish"]
    limits = {name: workflow["inputs"][name]["default"] for name in ("grade", "sentence")}
    loop, report = polish["loop"], polish["steps"]["report"]
    until = _UNTIL.fullmatch(loop["until"])
    if until is None:
        raise ValueError(f"{SHORT_STORY}: a loop until {loop['until']!r} is another than the one that is measured")
    return Loop(loop["max"], loop["patience"], float(until[1]), tuple(report["check"]), report["targets"], **limits)


@dataclass(frozen=True)
class Case:
    """A draft with what is wrong in it, and the right answers of critic and editor."""

    draft: Draft
    report: Report
    critique: Critique
    revision: Revision
    faults: frozenset[Fault]


class Unfit(Exception):
    """This draw makes no clean example; draw again."""


@dataclass
class _Work:
    """A draft while faults are planted: ``mends`` is what each faulty sentence becomes, ``issues`` what is said."""

    story: Story
    index: int
    paragraphs: Paragraphs
    mends: dict[tuple[int, int], str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def put(self, p: int, s: int, *sentences: Sentence) -> None:
        """Replace sentence ``s`` of paragraph ``p``."""
        row = (*self.paragraphs[p][:s], *sentences, *self.paragraphs[p][s + 1 :])
        self.paragraphs = (*self.paragraphs[:p], row, *self.paragraphs[p + 1 :])

    def blame(self, fault: Fault, p: int, quote: str, **words: str) -> None:
        """Say that ``quote`` in paragraph ``p`` has ``fault``."""
        self.issues.append(issue(self.story.language, fault, f"p{p + 1}", quote, **words))


def issue(language: Language, fault: Fault, paragraph: str, quote: str, **words: str) -> Issue:
    """What a critic says of ``fault``."""
    problem, fix = (text.format_map(words) for text in _SAID[language][fault])
    return Issue.model_validate({"paragraph": paragraph, "quote": shortened(quote), "problem": problem, "fix": fix,
                                 "severity": _SEVERITIES[fault]})  # fmt: skip


def said_of(language: Language, given: Issue) -> Fault | None:
    """Which fault ``given`` speaks of, by its wording."""
    for fault, (problem, _) in _SAID[language].items():
        pattern = re.sub(r"\\{\w+\\}", ".+", re.escape(problem))
        if re.fullmatch(pattern, given.problem):
            return fault
    return None


def draw_faults(rng: random.Random) -> frozenset[Fault]:
    """None, one or two faults; those that have to be seen more often than those that are measured."""
    count = rng.choices((0, 1, 2), (0.36, 0.46, 0.18))[0]
    drawn: set[Fault] = set()
    while len(drawn) < count:
        drawn.add(rng.choices(FAULTS, (0.22, 0.3, 0.26, 0.11, 0.11))[0])
    return frozenset(drawn)


def fitting_case(rng: random.Random, language: Language, faults: frozenset[Fault]) -> tuple[Story, int, Case]:
    """A case with just ``faults``, in whichever scene can have them."""
    while True:
        story, index = new_scene(rng, language)
        try:
            return story, index, new_case(rng, story, index, faults)
        except Unfit:
            continue


def new_case(rng: random.Random, story: Story, index: int, faults: frozenset[Fault]) -> Case:
    """A case for scene ``index`` of ``story`` with just these ``faults``.

    Raises:
        Unfit: chance made something that cannot be told or mended by rule.
    """
    step = story.steps[index]
    other = {"bright": "grey", "grey": "bright"}[step.mood]
    sentences = write_scene(rng, story, index, mood=other if "mood" in faults else "", without_event="goal" in faults)
    work = _Work(story, index, lay_out(rng, sentences))
    if "long" in faults:
        work.paragraphs = join_sentences(rng, work.paragraphs, share=0.9, longest=4)
    if "repeat" in faults:
        _repeat(rng, work)
    if "name" in faults:
        _misname(rng, work)
    draft = as_draft(work.paragraphs)
    report = measured(draft, story.outline.scenes[index].mood, story.language)
    found = _mend_measured(rng, work, report)
    if found != faults & MEASURED:
        raise Unfit
    additions = [_tell_goal(rng, work)] if "goal" in faults else []
    critique = Critique(issues=tuple(work.issues), score=SCORES[min(len(work.issues), 4)])
    if critique.grounded(draft) != (critique, ()) or len({i.quote for i in work.issues}) < len(work.issues):
        raise Unfit
    return Case(draft, report, critique, _revision(work, additions), faults)


def measured(draft: Draft, mood: str, language: Language) -> Report:
    """The report that short-story's loop gets for ``draft``."""
    loop = short_story_loop()
    return run_checks(draft, list(loop.checks), loop.targets_for(mood), language)


def feels_right(draft: Draft, valence: int, language: Language) -> bool:
    """Whether the mean valence of ``draft`` has the sign of ``valence``."""
    rated = valences(Passage.of(draft.text, language)) or (0.0,)
    return sum(rated) * valence > 0


def shortened(quote: str) -> str:
    """``quote`` itself if it is short, else its first words (Chinese: characters), still exact."""
    if not quote.isascii():
        return quote if len(quote) <= 20 else quote[:12]
    pieces = quote.split(" ")
    return quote if len(pieces) <= 12 else " ".join(pieces[:8])


def _repeat(rng: random.Random, work: _Work) -> None:
    """Say a sentence of an earlier paragraph again in a later one."""
    early = [(p, piece) for p, row in enumerate(work.paragraphs[:-1]) for piece in row]
    p, piece = rng.choice(early) if early else (0, None)
    if piece is None or len(piece.parts) > 1:
        raise Unfit
    later = rng.randint(p + 1, len(work.paragraphs) - 1)
    slot = rng.randint(1, len(work.paragraphs[later]))
    before = work.paragraphs[later][slot - 1]
    work.put(later, slot - 1, before, piece)
    work.mends[later, slot] = ""
    work.blame("repeat", later, piece.text)


def _misname(rng: random.Random, work: _Work) -> None:
    """Call the hero or the helper by another name in one sentence."""
    beings = (work.story.hero, work.story.helper)
    spots = [(p, s, being) for p, row in enumerate(work.paragraphs) for s, piece in enumerate(row) for being in beings
             if being.name in piece.text and (p, s) not in work.mends]  # fmt: skip
    if not spots:
        raise Unfit
    p, s, being = rng.choice(spots)
    piece = work.paragraphs[p][s]
    wrong = lexicon(work.story.language).name(rng, being.pronoun)
    text = " ".join((*(b.name for b in beings), work.story.premise, *work.story.slots.values()))
    if wrong in text or any(b.name in wrong for b in beings):
        raise Unfit
    changed = replace(
        piece, parts=tuple(part.replace(being.name, wrong) for part in piece.parts), names=piece.names | {wrong}
    )
    work.put(p, s, changed)
    work.mends[p, s] = piece.text
    work.blame("name", p, changed.text, wrong=wrong, right=being.name)
    if wrong not in work.issues[-1].quote:
        raise Unfit


def _mend_measured(rng: random.Random, work: _Work, report: Report) -> set[Fault]:
    """Issues and mends for what was measured: short sentences, or one of the right mood; which faults that were."""
    story = work.story
    step, mood = story.steps[work.index], story.outline.scenes[work.index].mood
    told = " ".join(piece.text for row in work.paragraphs for piece in row)
    pool = [fill(rng, (s,), story.slots) for s in story.grammar.moods[step.mood].sentences]
    spare = [text for text in rng.sample(pool, len(pool)) if text not in told]
    found: set[Fault] = set()
    planted, work.issues = work.issues, []
    for finding in report.instructions:
        p, s = _find(work, finding)
        if finding.instruction.startswith(_REPEATED[story.language]):
            # It was planted, and is blamed already.
            if work.mends.get((p, s)) != "":
                raise Unfit
            found.add("repeat")
            continue
        if finding.instruction.startswith(_SPLIT[story.language]):
            fault: Fault = "long"
            current = work.paragraphs[p][s]
            if len(current.parts) < 2 or (p, s) in work.mends:
                raise Unfit
            work.mends[p, s] = current.split
        elif work.paragraphs[p][s].part == "mood" and (p, s) not in work.mends:
            fault = "mood"
            work.mends[p, s] = spare.pop()
        else:
            raise Unfit
        found.add(fault)
        work.blame(fault, p, finding.quote, mood=mood)
    work.issues += planted
    return found


def _find(work: _Work, finding: Finding) -> tuple[int, int]:
    p = int(finding.paragraph[1:]) - 1
    for s, piece in enumerate(work.paragraphs[p]):
        if finding.quote and finding.quote in piece.text:
            return p, s
    raise Unfit


def _revision(work: _Work, additions: list[Edit]) -> Revision:
    edits = []
    for p in sorted({p for p, _ in work.mends}):
        texts = [work.mends.get((p, s), piece.text) for s, piece in enumerate(work.paragraphs[p])]
        text = BETWEEN[work.story.language].join(text for text in texts if text)
        edits.append(Edit(action="replace" if text else "delete", paragraph=f"p{p + 1}", text=text))
    return Revision(edits=(*edits, *additions))


def _tell_goal(rng: random.Random, work: _Work) -> Edit:
    """Blame the draft's end for the goal that is not met, and a new last paragraph in which it is."""
    last = len(work.paragraphs) - 1
    work.blame("goal", last, work.paragraphs[last][-1].text)
    event = next(line for line in work.story.steps[work.index].script if line.event)
    return Edit(action="insert", paragraph=f"p{last + 1}", text=fill(rng, event.alternatives[:WAYS], work.story.slots))
