"""Read a hand-worked table of a loop and run its workflow.

A table is a YAML file: a workflow, its inputs, and round by round what is expected. In a round

* ``begins``: each carried value, as the prompts show it
* ``judging`` and ``revising``: the steps; those that call the model with what the call ``sees`` and what the
  model ``replies``; ``says`` is a step's value, as later prompts show it
* ``score``, ``best``, ``until``: the score, whether it is a new best, whether ``until`` holds
* ``revises`` and ``sets``: the round whose values and judgements are revised, and what comes of it

and then the outputs, each draft's ``versions`` (round, text, score, kept), the unmet loops, the failures and the
number of calls. Calls outside of rounds stand under ``around``; ``shown`` are names that cards take by another name.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from orchestrator.adapters.models.scripted import ScriptedModel
from orchestrator.domain.runs import ItemResult
from tests.support.running import Recorder, compiled, run_one


@dataclass(frozen=True)
class Ran:
    """One run: its end, what each call saw by name, and how rounds were said to end; both by path, in its order."""

    result: ItemResult
    calls: list[tuple[str, dict[str, str]]]
    rounds: list[tuple[str, dict[str, Any]]]


def read_table(path: Path) -> dict:
    """The table in the file ``path``."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def run_table(table: dict, cast: dict) -> Ran:
    """Run the workflow of ``table`` with the cards and templates of ``cast`` and the replies that it gives."""
    roles = dict(_roles(yaml.safe_load(table["workflow"])["steps"]))
    replies: dict[str, list] = {role: [] for role in roles.values()}
    for path, call in written_calls(table).items():
        replies[roles[path.rpartition(".")[2]]].append(call["replies"])
    plan = compiled(table["workflow"], cards=cast["cards"], templates=cast["templates"])
    model, recorder = ScriptedModel(**replies), Recorder()
    result = asyncio.run(run_one(plan, model, table["inputs"], observer=recorder))
    model.assert_exhausted()
    calls = [(request.path, _seen(request.messages[-1].content)) for request in model.requests]
    rounds = [(event.path, dict(event.detail)) for event in recorder.events if event.kind == "round_ended"]
    return Ran(result, sorted(calls, key=_path), sorted(rounds, key=_path))


def written_calls(table: dict) -> dict[str, dict]:
    """The calls of a table by path."""
    calls = dict(table.get("around", {}))
    for path, round_ in table["rounds"].items():
        for name, step in {**round_["judging"], **round_.get("revising", {})}.items():
            if "sees" in step:
                calls[f"{path}.{name}"] = step
    return calls


def _seen(prompt: str) -> dict[str, str]:
    """The ``name: value`` lines of a prompt."""
    lines = (line.partition(":") for line in prompt.splitlines() if line.strip())
    return {name.strip(): value.strip() for name, _, value in lines}


def _path(row: tuple[str, Any]) -> str:
    return row[0]


def _roles(steps: dict):
    """Each agent step's name and role, those in blocks too."""
    for name, step in steps.items():
        if "agent" in step:
            yield name, step["agent"]
        yield from _roles(step.get("steps", {}))
