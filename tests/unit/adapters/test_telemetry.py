"""Progress tells a person what was done, in lines that can be read anywhere."""

import io

from rich.console import Console

from orchestrator.adapters.models.scripted import ScriptedModel
from orchestrator.adapters.telemetry import Progress
from tests.support.running import compiled, run_one, score

POLISH = """
name: p
steps:
  polish:
    loop: {max: 2, until: critique.score >= 8, best: critique.score}
    carry: {text: "'First.'"}
    steps: {critique: {agent: critic}, revise: {agent: editor, sets: text}}
    result: text
outputs: {text: polish}
"""


async def test_steps_rounds_and_troubles_are_told():
    out = io.StringIO()
    ticks = iter(range(100))
    model = ScriptedModel(critic=["not json", score(5), score(9)], editor=["[p9] Nowhere."])
    with Progress(Console(file=out, width=200), clock=lambda: next(ticks)) as progress:
        await run_one(compiled(POLISH), model, observer=progress)
    told = out.getvalue()
    assert "polish#1.critique" in told
    assert "asked again: the reply has no JSON" in told
    assert "polish#1: score 5, best so far" in told
    assert "polish#2: score 9, best so far, met" in told
    assert "left out replace p9: no such paragraph" in told
