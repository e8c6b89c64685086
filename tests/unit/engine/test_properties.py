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
from tests.support.running import ACCEPT, Recorder, choose, compiled, edit, reject, run_many, run_one

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
    """A generated step: its YAML lines, the names that steps refer to by their own, workflow files by name."""

    lines: tuple[str, ...]
    refers: dict[str, frozenset[str]]
    files: dict[str, str]


@dataclass(frozen=True)
class Steps:
    """A generated block; ``last`` is a step that depends on some others."""

    last: str
    lines: tuple[str, ...]
    refers: dict[str, frozenset[str]]
    files: dict[str, str]


def as_text(name):
    """An expression for the value of a step as text, whatever it is; in a loop a person's may be none."""
    return f"({name} or 't') | string"


LEAVES = ("agent", "agent", "human")
BLOCKS = ("foreach", "serial", "carry", "loop", "variants", "workflow")


@st.composite
def blocks(draw, prefix="", outer=(), depth=0):
    """Steps in a random order of the file, whose references make no cycle; the last one depends on some others."""
    count = draw(st.integers(1, 4 if depth == 0 else 3))
    names = [f"{prefix}{letter}" for letter in "abcd"[:count]]
    lines, refers, files = {}, {}, {}
    for position, name in enumerate(names):
        earlier = draw(st.sets(st.sampled_from(names[:position]), max_size=2)) if position else set()
        reads = draw(st.sampled_from([*sorted(earlier), *outer, None])) if earlier or outer else None
        step = draw(written(draw(st.sampled_from(LEAVES + (BLOCKS if depth < 2 else ()))), name, reads, depth))
        needs = f"    needs: [{', '.join(sorted(earlier))}]" if earlier else None
        lines[name] = [step.lines[0], *([needs] if needs else []), *step.lines[1:]]
        refers |= step.refers
        files |= step.files
        refers[name] = frozenset(earlier | ({reads} if reads else set()))
    order = draw(st.permutations(names))
    return Steps(names[-1], tuple(line for name in order for line in lines[name]), refers, files)


@st.composite
def written(draw, kind, name, reads, depth):
    seen = f'"{as_text(reads)}"' if reads else "\"'t'\""
    if kind == "agent":
        return Written((f"  {name}:", "    agent: writer", f"    with: {{topic: \"'t'\", before: {seen}}}"), {}, {})
    if kind == "human":
        human = "approve"  # what somebody edits in a loop must go somewhere, which is not for chance to decide
        return Written((f"  {name}:", f"    human: {human}", f"    of: {seen}"), {}, {})
    outer = (reads,) if reads and kind != "workflow" else ()
    inner = draw(blocks(prefix=name, outer=outer, depth=depth + 1))
    if kind == "workflow":
        lines = (f"  {name}:", f"    workflow: {name}_flow", f"    with: {{given: {seen}}}")
        return Written(lines, inner.refers, {**inner.files, f"{name}_flow": document(f"{name}_flow", inner)})
    head, more, refers, result = draw(around(kind, name, inner.last))
    body = [
        f"  {line}" for line in ("  steps:", *(f"  {line}" for line in (*inner.lines, *more)), f"  result: {result}")
    ]
    return Written((f"  {name}:", *head, *body), {**inner.refers, **refers}, inner.files)


@st.composite
def around(draw, kind, name, last):
    """What makes a block of some steps: its own lines, steps to add, what those refer to, and its result."""
    each = ["    foreach: inputs.topics", f"    as: {name}_topic", f"    key: {name}_topic"]
    if kind == "foreach":
        return each, (), {}, last
    if kind == "serial":
        return [*each, "    order: serial"], (), {}, last
    if kind == "carry":
        step = (
            f"{name}_set: {{agent: writer, with: {{topic: {name}_held, before: {as_text(last)}}}, sets: {name}_held}}"
        )
        head = [*each, "    order: serial", f"    carry: {{{name}_held: \"'t'\"}}"]
        return head, (f"  {step}",), {f"{name}_set": frozenset({last})}, f"{name}_held"
    if kind == "variants":
        by = draw(st.sampled_from(["", "judge", "person", "variant"]))
        return ["    variants: 2", *([f"    choose: {{by: {by}}}"] if by else [])], (), {}, as_text(last)
    on_max = draw(st.sampled_from(["accept", "ask"]))
    until = f"({as_text(last)} | words) > 1000"
    return (
        [f"    loop: {{max: {draw(st.integers(1, 3))}, until: {until}, on_max: {on_max}}}"],
        (),
        {},
        as_text(last),
    )


def document(name, steps):
    """A workflow file."""
    inputs = "inputs: {topics: {type: list, default: [x, y]}, given: {type: text, default: t}}"
    return "\n".join((f"name: {name}", inputs, "steps:", *steps.lines, f"outputs: {{out: {as_text(steps.last)}}}"))


@st.composite
def workflows(draw):
    steps = draw(blocks())
    return document("generated", steps), steps.refers, steps.files


class Somebody:
    """Accepts, changes and picks; rejects the nth thing that can be rejected."""

    def __init__(self, *, reject_at=0):
        self.asked, self.reject_at = 0, reject_at

    async def decide(self, question):
        self.asked += 1
        asked = self.asked
        await asyncio.sleep(0)
        if "choose" in question.options:
            return choose(1 + asked % len(question.texts))
        if asked == self.reject_at:
            return reject("no")
        return edit("changed") if asked % 2 and "edit" in question.options else ACCEPT


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
            return Reply(text='{"winner": "b"}' if request.role == "judge" else "words")
        finally:
            self.in_flight -= 1

    async def aclose(self):
        pass


def plan_of(workflow):
    text, _, files = workflow
    return compiled(text, cards={"writer": WRITER}, templates=TEMPLATES, workflows=files)


def referred(path, name):
    """Where a step at ``path`` finds ``name``: beside it or beside one of its blocks."""
    while "." in path:
        path = path.rpartition(".")[0]
        yield f"{path}.{name}"
    yield name


def last_name(path):
    return path.rpartition(".")[2].partition("[")[0].partition("#")[0]


def check_order(events, refers, text):
    """Every step ran after the steps it refers to, once a visit; the paths of those that ended."""
    ended, started = set(), set()
    for event in events:
        if event.kind == "step_started":
            assert event.path not in started, f"{event.path} ran twice\n{text}"
            started.add(event.path)
            for name in refers[last_name(event.path)]:
                assert ended & set(referred(event.path, name)), f"{event.path} before {name}\n{text}"
        elif event.kind == "step_ended":
            ended.add(event.path)
    return started, ended


@settings(max_examples=100, deadline=None)
@given(workflows(), st.integers(1, 4))
def test_every_step_runs_after_the_steps_it_refers_to_and_once_a_visit(workflow, concurrency):
    text, refers, _ = workflow
    recorder, model = Recorder(), Counting()
    options = {"observer": recorder, "concurrency": concurrency, "person": Somebody()}
    result = asyncio.run(run_one(plan_of(workflow), model, **options))
    assert result.status == "done", result.failures
    started, ended = check_order(recorder.events, refers, text)
    assert started == ended
    assert model.most <= concurrency
    assert sorted(recorder.paths("asked")) == sorted(recorder.paths("answered"))


@settings(max_examples=75, deadline=None)
@given(workflows(), st.integers(1, 8))
def test_a_rejection_anywhere_fails_the_item_or_goes_into_another_round(workflow, reject_at):
    text, refers, _ = workflow
    recorder, model = Recorder(), Counting()
    result = asyncio.run(run_one(plan_of(workflow), model, observer=recorder, person=Somebody(reject_at=reject_at)))
    started, ended = check_order(recorder.events, refers, text)
    assert ended <= started
    assert model.in_flight == 0
    if result.status == "failed":
        assert [failure.error for failure in result.failures] == ["Rejected"]
    else:
        assert (result.status, started) == ("done", ended)


@settings(max_examples=50, deadline=None)
@given(workflows())
def test_where_nobody_is_there_the_item_waits_and_leaves_no_task_and_no_call(workflow):
    recorder, model = Recorder(), Counting()
    result = asyncio.run(run_one(plan_of(workflow), model, observer=recorder))
    assert result.status == ("waiting" if recorder.paths("asked") else "done")
    assert model.in_flight == 0


@settings(max_examples=50, deadline=None)
@given(workflows(), st.integers(1, 12))
def test_a_failure_anywhere_leaves_no_task_and_no_call(workflow, fail_at):
    model = Counting(fail_at=fail_at)
    result = asyncio.run(run_one(plan_of(workflow), model, person=Somebody()))
    assert result.status == ("failed" if model.calls >= fail_at else "done")
    assert model.in_flight == 0


@settings(max_examples=50, deadline=None)
@given(workflows(), st.integers(1, 12))
def test_cancellation_anywhere_leaves_no_task_and_no_call(workflow, stall_at):
    async def cancel():
        model = Counting(stall_at=stall_at)
        before = asyncio.all_tasks()
        run = asyncio.create_task(run_many(plan_of(workflow), model, {"i1": {}, "i2": {}}, person=Somebody()))
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


@settings(max_examples=60, deadline=None)
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
