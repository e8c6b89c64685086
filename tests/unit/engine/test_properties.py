"""Whatever the workflow: each step runs after what it refers to, once a visit, within the limits."""

import asyncio
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.domain.critiques import Critique
from orchestrator.domain.errors import ModelError
from orchestrator.domain.replies import write_json
from orchestrator.engine.ports import ModelInfo, Reply
from tests.support.running import Recorder, compiled, run_many, run_one

WRITER = """
role: writer
template: writer.md.j2
takes: {topic: text, before: optional text}
output: text
reply: text
"""
TEMPLATES = {"writer.md.j2": "{{ topic }} {{ before }}"}


@dataclass(frozen=True)
class Written:
    """A generated step: its YAML lines, and the names it refers to, by its own name and its children's."""

    lines: tuple[str, ...]
    refers: dict[str, frozenset[str]]


@st.composite
def blocks(draw, prefix="", outer=(), depth=0):
    """Steps in a random order of the file, whose references make no cycle; the last one depends on some others."""
    count = draw(st.integers(1, 4 if depth == 0 else 3))
    names = [f"{prefix}{letter}" for letter in "abcd"[:count]]
    lines, refers = {}, {}
    for position, name in enumerate(names):
        earlier = draw(st.sets(st.sampled_from(names[:position]), max_size=2)) if position else set()
        reads = draw(st.sampled_from([*sorted(earlier), *outer, None])) if earlier or outer else None
        kinds = ["agent", "agent", "foreach", "serial", "loop"] if depth < 2 else ["agent"]
        step = draw(written(draw(st.sampled_from(kinds)), name, reads, (*outer, *earlier), depth))
        needs = f"    needs: [{', '.join(sorted(earlier))}]" if earlier else None
        lines[name] = [step.lines[0], *([needs] if needs else []), *step.lines[1:]]
        refers |= step.refers
        refers[name] = frozenset(earlier | ({reads} if reads else set()))
    order = draw(st.permutations(names))
    return order, names[-1], tuple(line for name in order for line in lines[name]), refers


@st.composite
def written(draw, kind, name, reads, outer, depth):
    if kind == "agent":
        before = f", before: {reads} | string" if reads else ""
        return Written((f"  {name}:", "    agent: writer", f"    with: {{topic: \"'t'\"{before}}}"), {})
    _, last, inner, refers = draw(blocks(prefix=name, outer=(reads,) if reads else (), depth=depth + 1))
    head = {
        "foreach": ["    foreach: inputs.topics", f"    as: {name}_topic", f"    key: {name}_topic"],
        "serial": [
            "    foreach: inputs.topics",
            f"    as: {name}_topic",
            f"    key: {name}_topic",
            "    order: serial",
        ],
        "loop": [f"    loop: {{max: {draw(st.integers(1, 3))}, until: ({last} | words) > 1000}}"],
    }[kind]
    body = [f"  {line}" for line in ("  steps:", *(f"  {line}" for line in inner), f"  result: {last}")]
    return Written((f"  {name}:", *head, *body), refers)


@st.composite
def workflows(draw):
    _, last, lines, refers = draw(blocks())
    head = ("name: generated", "inputs: {topics: {type: list, default: [x, y]}}", "steps:")
    return "\n".join((*head, *lines, f"outputs: {{out: {last}}}")), refers


class Counting:
    """Answers each role; counts what is in flight; can fail or stall at the nth call."""

    def __init__(self, *, fail_at=0, stall_at=0):
        self.calls, self.in_flight, self.most = 0, 0, 0
        self.fail_at, self.stall_at = fail_at, stall_at
        self.stalled = asyncio.Event()
        self.info = ModelInfo(name="counting")

    async def generate(self, request):
        self.calls += 1
        call = self.calls
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        try:
            await asyncio.sleep(0)
            if call == self.fail_at:
                raise ModelError("no")
            if call == self.stall_at:
                self.stalled.set()
                await asyncio.sleep(60)
            return Reply(text="words")
        finally:
            self.in_flight -= 1

    async def aclose(self):
        pass


def plan_of(text):
    return compiled(text, cards={"writer": WRITER}, templates=TEMPLATES)


def referred(path, name):
    """Where a step at ``path`` finds ``name``: beside it or beside one of its blocks."""
    while "." in path:
        path = path.rpartition(".")[0]
        yield f"{path}.{name}"
    yield name


def last_name(path):
    return path.rpartition(".")[2].partition("[")[0].partition("#")[0]


@settings(max_examples=150, deadline=None)
@given(workflows(), st.integers(1, 4))
def test_every_step_runs_after_the_steps_it_refers_to_and_once_a_visit(workflow, concurrency):
    text, refers = workflow
    recorder, model = Recorder(), Counting()
    result = asyncio.run(run_one(plan_of(text), model, observer=recorder, concurrency=concurrency))
    assert result.status == "done", result.failures
    ended, started = set(), set()
    for event in recorder.events:
        if event.kind == "step_started":
            assert event.path not in started, f"{event.path} ran twice"
            started.add(event.path)
            for name in refers[last_name(event.path)]:
                assert ended & set(referred(event.path, name)), f"{event.path} before {name}\n{text}"
        elif event.kind == "step_ended":
            ended.add(event.path)
    assert started == ended
    assert model.most <= concurrency


@settings(max_examples=50, deadline=None)
@given(workflows(), st.integers(1, 12))
def test_a_failure_anywhere_leaves_no_task_and_no_call(workflow, fail_at):
    model = Counting(fail_at=fail_at)
    result = asyncio.run(run_one(plan_of(workflow[0]), model))
    assert result.status == ("failed" if model.calls >= fail_at else "done")
    assert model.in_flight == 0


@settings(max_examples=50, deadline=None)
@given(workflows(), st.integers(1, 12))
def test_cancellation_anywhere_leaves_no_task_and_no_call(workflow, stall_at):
    async def cancel():
        model = Counting(stall_at=stall_at)
        before = asyncio.all_tasks()
        run = asyncio.create_task(run_many(plan_of(workflow[0]), model, {"i1": {}, "i2": {}}))
        stalled = asyncio.create_task(model.stalled.wait())
        await asyncio.wait({run, stalled}, return_when=asyncio.FIRST_COMPLETED)
        stalled.cancel()
        await asyncio.gather(stalled, return_exceptions=True)
        if not run.done():
            run.cancel()
            with pytest.raises(asyncio.CancelledError):
                await run
        assert asyncio.all_tasks() == before
        assert model.in_flight == 0

    asyncio.run(cancel())


class Judge:
    """A critic with given scores and an editor that numbers its versions."""

    def __init__(self, scores):
        self.scores, self.edits = list(scores), 0
        self.info = ModelInfo(name="judge")

    async def generate(self, request):
        if request.role == "critic":
            return Reply(text=write_json(Critique(issues=(), score=self.scores.pop(0))))
        self.edits += 1
        return Reply(text=f"[p1] Version {self.edits}.")

    async def aclose(self):
        pass


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(1, 10), min_size=1, max_size=6), st.integers(1, 4), st.one_of(st.none(), st.integers(1, 10))
)
def test_a_loop_keeps_the_best_it_has_seen_or_the_first_that_is_good_enough(scores, patience, good_enough):
    until = f"until: critique.score >= {good_enough}, " if good_enough else ""
    text = f"""
        name: polish
        steps:
          polish:
            loop: {{max: {len(scores)}, {until}best: critique.score, patience: {patience}}}
            carry: {{text: "'Version 0.'"}}
            steps: {{critique: {{agent: critic}}, revise: {{agent: editor, sets: text}}}}
            result: text
        outputs: {{text: polish}}
    """
    result = asyncio.run(run_one(compiled(text), Judge(scores)))
    # The loop by hand: version n is judged in round n + 1, since each round but the last revises once.
    best, best_score, stale, expected = 0, 0, 0, None
    for version, score in enumerate(scores):
        better = score > best_score
        best, best_score, stale = (version, score, 0) if better else (best, best_score, stale + 1)
        if good_enough and score >= good_enough:
            expected = version
            break
        if stale >= patience:
            break
    assert result.outputs["text"] == f"Version {best if expected is None else expected}."
