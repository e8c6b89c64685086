"""Progress tells a person what was done, in lines that can be read anywhere."""

import io

from rich.console import Console

from orchestrator.adapters.models.scripted import ScriptedModel
from orchestrator.adapters.telemetry import Progress
from orchestrator.domain.runs import Usage
from orchestrator.engine.ports import Event
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


async def test_on_a_terminal_the_line_tells_what_a_role_has_used_and_how_quick_it_is():
    usage, lines = Usage(prompt_tokens=1200, cached_prompt_tokens=800, completion_tokens=60), []
    with Progress(Console(file=io.StringIO(), width=200, force_terminal=True)) as progress:
        for role in ("critic", "editor", "critic"):
            progress(Event(kind="call_started", item="a", path=f"polish#1.{role}", detail={"role": role}))
            lines.append(progress._status.status)
            progress(Event(kind="call_ended", item="a", detail={"role": role, "usage": usage, "seconds": 2.0}))
    told = "critic: 1 call, 1,200 (800 cached) + 60 tokens, 30 tokens/s a call"
    assert lines[0] == "polish#1.critic  [dim]critic · 0 calls in all[/]"
    assert lines[2] == f"polish#1.critic  [dim]{told} · 2 calls in all[/]"
