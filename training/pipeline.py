"""Short-story without the engine: the same prompts and checks, many calls in one batch. For evaluation only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from orchestrator.domain.critiques import Critique
from orchestrator.domain.drafts import Draft
from orchestrator.domain.errors import ReplyError
from orchestrator.domain.outlines import Outline, Scene
from orchestrator.domain.replies import read_draft, read_json, read_revision
from orchestrator.domain.reports import Report
from training.dialogues import Prompts
from training.faults import measured

_BATCH = 16
MAX_ROUNDS = 3


class Writer:
    """The model in ``folder``, asked with prompts as text."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self._model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()

    def ask(self, prompts: Sequence[str], *, temperature: float, max_tokens: int, seed: int = 0) -> list[str]:
        """The replies, in order. Temperature 0 is greedy."""
        torch.manual_seed(seed)
        out: list[str] = [""] * len(prompts)
        order = sorted(range(len(prompts)), key=lambda n: len(prompts[n]))
        for low in range(0, len(order), _BATCH):
            chosen = order[low : low + _BATCH]
            replies = self._ask([prompts[n] for n in chosen], temperature, max_tokens)
            for n, reply in zip(chosen, replies, strict=True):
                out[n] = reply
        return out

    def _ask(self, prompts: list[str], temperature: float, max_tokens: int) -> list[str]:
        given = self._tokenizer(prompts, return_tensors="pt", padding=True, add_special_tokens=False)
        settings = {"do_sample": True, "temperature": temperature, "top_p": 0.95, "top_k": 0} if temperature else {
            "do_sample": False, "temperature": None, "top_p": None
        }  # fmt: skip
        with torch.inference_mode():
            made = self._model.generate(
                input_ids=given.input_ids, attention_mask=given.attention_mask, max_new_tokens=max_tokens, **settings
            )
        replies: list[str] = self._tokenizer.batch_decode(made[:, given.input_ids.shape[1] :], skip_special_tokens=True)
        return replies


@dataclass
class SceneRun:
    """What happened to one scene: every judged version with its report and critique."""

    scene: Scene
    versions: list[tuple[Draft, Report, Critique | None]] = field(default_factory=list)

    @property
    def closed(self) -> bool:
        """Whether the last version met the loop's ``until``."""
        _, report, critique = self.versions[-1]
        return critique is not None and critique.score >= 8 and report.passed is not False

    @property
    def text(self) -> Draft:
        """The version that closed the loop, else the best judged."""
        if self.closed:
            return self.versions[-1][0]
        return max(self.versions, key=lambda v: v[2].score if v[2] else 0)[0]


@dataclass
class StoryRun:
    """One story from its premise; ``outline`` is None where the plan did not parse."""

    premise: str
    outline: Outline | None = None
    scenes: list[SceneRun] = field(default_factory=list)
    summary: str = ""

    @property
    def planned(self) -> tuple[Scene, ...]:
        """The scenes of the plan, none without one."""
        return self.outline.scenes if self.outline else ()


def run_stories(
    writer: Writer, prompts: Prompts, premises: Sequence[str], *, scenes: int, grade: float, seed: int
) -> list[StoryRun]:
    """Short-story over all ``premises`` at once."""
    runs = [StoryRun(premise) for premise in premises]
    plans = writer.ask([prompts.render("planner", premise=p, scenes=scenes) for p in premises],
                       temperature=0.7, max_tokens=1600, seed=seed)  # fmt: skip
    for run, plan in zip(runs, plans, strict=True):
        try:
            run.outline = read_json(plan, Outline)
        except ReplyError:
            continue
    planned = [run for run in runs if run.planned]
    for number in range(max((len(run.planned) for run in planned), default=0)):
        _write_scenes(writer, prompts, [run for run in planned if number < len(run.planned)], number, grade, seed)
    told = [
        prompts.render("summarizer", text=prompts.story(run.outline, [s.text for s in run.scenes]))
        for run in planned
        if run.outline
    ]
    for run, summary in zip(planned, writer.ask(told, temperature=0.2, max_tokens=500, seed=seed), strict=True):
        run.summary = summary
    return runs


def _write_scenes(writer: Writer, prompts: Prompts, runs: list[StoryRun], number: int, grade: float, seed: int) -> None:
    asked = []
    for run in runs:
        previous = tuple(scene.text for scene in run.scenes)
        run.scenes.append(SceneRun(run.planned[number]))
        asked.append(prompts.render("drafter", scene=run.planned[number], outline=run.outline, previous=previous))
    drafts = [read_draft(reply) for reply in writer.ask(asked, temperature=0.8, max_tokens=600, seed=seed + number)]
    open_: list[tuple[StoryRun, Draft]] = list(zip(runs, drafts, strict=True))
    for turn in range(MAX_ROUNDS):
        judged = _judge(writer, prompts, open_, number, grade, seed + turn)
        still = [(run, v) for (run, _), v in zip(open_, judged, strict=True) if not run.scenes[number].closed]
        if turn == MAX_ROUNDS - 1 or not still:
            return
        open_ = _revise(writer, prompts, still, number, seed + turn)


_Version = tuple[Draft, Report, Critique | None]


def _judge(
    writer: Writer, prompts: Prompts, open_: list[tuple[StoryRun, Draft]], number: int, grade: float, seed: int
) -> list[_Version]:
    reports = [measured(draft, run.scenes[number].scene.mood, grade) for run, draft in open_]
    asked = [
        prompts.render("critic", text=draft, scene=run.scenes[number].scene, outline=run.outline, report=report)
        for (run, draft), report in zip(open_, reports, strict=True)
    ]
    out: list[_Version] = []
    replies = writer.ask(asked, temperature=0.2, max_tokens=700, seed=seed)
    for (run, draft), report, reply in zip(open_, reports, replies, strict=True):
        try:
            critique: Critique | None = read_json(reply, Critique).grounded(draft)[0]
        except ReplyError:
            critique = None
        out.append((draft, report, critique))
        run.scenes[number].versions.append(out[-1])
    return out


def _revise(
    writer: Writer, prompts: Prompts, still: list[tuple[StoryRun, _Version]], number: int, seed: int
) -> list[tuple[StoryRun, Draft]]:
    asked = [
        prompts.render(
            "editor", text=draft, scene=run.scenes[number].scene, outline=run.outline, report=report, critique=critique
        )
        for run, (draft, report, critique) in still
    ]
    out = []
    for (run, (draft, _, _)), reply in zip(
        still, writer.ask(asked, temperature=0.4, max_tokens=700, seed=seed), strict=True
    ):
        try:
            out.append((run, read_revision(reply).apply(draft)[0]))
        except ReplyError:
            out.append((run, draft))
    return out
