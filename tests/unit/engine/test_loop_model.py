"""The loop of the engine does what a short loop in plain Python does, whatever the options and the scores."""

import asyncio
from dataclasses import dataclass
from functools import cache

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from orchestrator.adapters.models.scripted import ScriptedModel
from orchestrator.domain.drafts import Edit, Revision
from tests.support.loop_reference import MOST_WORDS, Mistake, Options, run_loop
from tests.support.running import Recorder, compiled, run_one

CARDS = {
    "scorer": """
        role: scorer
        template: scorer.md.j2
        takes: {text: Draft, round: int}
        output:
          type: object
          properties: {quality: {type: integer}, pace: {type: integer}}
          required: [quality, pace]
        reply: json
    """,
    "reviser": """
        role: reviser
        template: reviser.md.j2
        takes: {text: Draft, verdict: any, report: Report, round: int}
        output: Revision
        reply: paragraphs
    """,
}
TEMPLATES = {
    "scorer.md.j2": "Round {{ round }}: {{ text.text }}",
    "reviser.md.j2": "Round {{ round }}, {{ verdict.quality }} {{ verdict.pace }} "
    "{{ report.reports[0].measured.words }}: {{ text.text }}",
}
WORKFLOW = """
name: loop
inputs: {{text: {{type: text}}, rounds: {{type: int}}, enough: {{type: int, default: 0}}}}
steps:
  polish:
    loop: {{{loop}}}
    carry: {{text: inputs.text}}
    steps:
      verdict: {{agent: scorer}}
      report: {{check: [length], of: text, targets: {{length: {{words: {{max: {words}}}}}}}}}
      revise: {{agent: reviser, sets: text}}
    result: text
outputs: {{text: polish}}
manuscript: {{title: "'Polished'", parts: polish}}
"""
BEST = {"quality": "verdict.quality", "pace": "verdict.pace", "fit": "report.score or 0"}


@dataclass(frozen=True)
class Case:
    """Options, what the scorer says in each round (quality, pace), and the first and each revised text."""

    options: Options
    judgements: list[tuple[int, int]]
    texts: list[str]
    seed: int = 0


@st.composite
def cases(draw):
    best = draw(st.sampled_from([(), ("quality",), ("quality", "pace"), ("pace", "fit", "quality")]))
    until = draw(st.none() | st.integers(2, 5))
    options = Options(
        max=draw(st.integers(1, 6)),
        until=until,
        until_passed=until is not None and draw(st.booleans()),
        best=best,
        keep_if=bool(best) and draw(st.booleans()),
        patience=draw(st.none() | st.integers(1, 3)) if best else None,
        fails=until is not None and draw(st.booleans()),
    )
    # Few values, so that ties are common.
    judgements = draw(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3)), min_size=6, max_size=6))
    lengths = draw(st.lists(st.integers(4, 9), min_size=6, max_size=6))
    texts = [" ".join([f"v{number}", *["word"] * (length - 1)]) for number, length in enumerate(lengths)]
    return Case(options, judgements, texts, draw(st.integers(0, 3)))


@cache
def plan_of(until, until_passed, best, keep_if, patience, fails):
    passed = " and report.passed" if until_passed else ""
    scores = [f'"{BEST[name]}"' for name in best]
    written = {
        "max": "inputs.rounds",
        "until": f'"verdict.quality >= inputs.enough{passed}"' if until else None,
        "best": f"[{', '.join(scores)}]" if len(scores) > 1 else scores[0] if scores else None,
        "keep_if": '"(report.score or 0) >= (kept.report.score or 0)"' if keep_if else None,
        "patience": patience,
        "on_max": "fail" if fails else "accept",
    }
    loop = ", ".join(f"{key}: {value}" for key, value in written.items() if value is not None)
    return compiled(WORKFLOW.format(loop=loop, words=MOST_WORDS), cards=CARDS, templates=TEMPLATES)


def run_engine(case):
    """The item's result, the requests, and the events of one run of the engine."""
    o, recorder = case.options, Recorder()
    plan = plan_of(o.until is not None, o.until_passed, o.best, o.keep_if, o.patience, o.fails)
    model = ScriptedModel(
        scorer=[{"quality": quality, "pace": pace} for quality, pace in case.judgements],
        reviser=[Revision(edits=(Edit(action="replace", paragraph="p1", text=text),)) for text in case.texts[1:]],
    )
    inputs = {"text": case.texts[0], "rounds": o.max, **({"enough": o.until} if o.until is not None else {})}
    result = asyncio.run(run_one(plan, model, inputs, observer=recorder, seed=case.seed))
    return result, model.requests, recorder.events


def compare(case, ran, mistake=None):
    """Fail unless the engine did in ``case`` what the plain loop (with the ``mistake``) does."""
    result, requests, events = ran
    expected = run_loop(case.options, case.judgements, case.texts, mistake)
    assert [(r.path, r.messages[-1].content.strip()) for r in requests] == list(expected.calls)
    assert result.usage.calls == len(expected.calls)
    ended = [event for event in events if event.kind == "round_ended"]
    assert [(e.detail["round"], e.detail["score"], e.detail["best"], e.detail["met"]) for e in ended] == list(
        expected.ended
    )
    assert [event.path for event in ended] == [f"polish#{number}" for number, *_ in expected.ended]
    assert [(f.step, f.error) for f in result.failures] == (
        [("polish", "LoopExhausted")] if expected.result is None else []
    )
    assert result.unmet == (("polish",) if expected.unmet and expected.result is not None else ())
    if expected.result is None:
        assert (result.status, result.outputs, result.manuscript) == ("failed", {}, None)
        return
    assert (result.status, result.outputs) == ("done", {"text": expected.result})
    draft = result.manuscript.parts[0].draft
    assert draft.text == expected.result
    assert tuple((v.round, v.text, v.score, v.kept) for v in draft.versions) == expected.versions


def agrees(case, mistake):
    try:
        compare(case, run_engine(case), mistake)
    except AssertionError:
        return False
    return True


@settings(max_examples=500, deadline=None)
@given(cases())
def test_the_engine_does_what_the_plain_loop_does_and_no_two_calls_share_a_seed(case):
    agree(case)


@pytest.mark.slow
@settings(max_examples=5_000, deadline=None)
@given(cases())
def test_so_it_does_in_many_more_cases(case):
    agree(case)


def agree(case):
    ran = run_engine(case)
    compare(case, ran)
    seeds = [request.seed for request in ran[1]]
    assert len(set(seeds)) == len(seeds)


@settings(max_examples=100, deadline=None)
@given(cases())
def test_the_same_run_has_the_same_seeds_and_another_run_seed_gives_others(case):
    def seeds(seed):
        return [request.seed for request in run_engine(Case(case.options, case.judgements, case.texts, seed))[1]]

    assert seeds(case.seed) == seeds(case.seed)
    assert not set(seeds(case.seed)) & set(seeds(case.seed + 1))


@pytest.mark.parametrize("mistake", Mistake, ids=lambda mistake: mistake.name.lower())
def test_the_comparison_notices_a_loop_that_is_wrong(mistake):
    search = settings(max_examples=5_000, database=None, phases=[Phase.generate], derandomize=True, deadline=None)
    case = find(cases(), lambda case: not agrees(case, mistake), settings=search)
    assert agrees(case, None)
