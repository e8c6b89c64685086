"""The shipped workflows, as the command line draws them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.adapters.export.graph import FORMATS, to_json, to_mermaid, to_text
from orchestrator.language.plan import Block, ForeachStep, LoopStep, Plan, Step, VariantsStep
from tests.support.running import compiled

ROOT = Path(__file__).parents[5]
ASSETS = ROOT / "tests" / "assets" / "graph"
WORKFLOWS = [*sorted((ROOT / "workflows").glob("*.yaml")), ASSETS / "all-kinds.yaml"]


def plan_of(file: Path) -> Plan:
    return compiled(file.read_text(encoding="utf-8"))


def steps(block: Block) -> Iterator[Step]:
    for step in block.steps.values():
        yield step
        if isinstance(step, ForeachStep | LoopStep | VariantsStep):
            yield from steps(step.block)


DRAWN = {"short-story": ROOT / "workflows" / "short-story.yaml", "all-kinds": ASSETS / "all-kinds.yaml"}


@pytest.mark.parametrize("name", DRAWN)
def test_the_text_is_exactly_this(name: str) -> None:
    assert to_text(plan_of(DRAWN[name])) == (ASSETS / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", DRAWN)
def test_the_mermaid_flowchart_is_exactly_this(name: str) -> None:
    assert to_mermaid(plan_of(DRAWN[name])) == (ASSETS / f"{name}.mmd").read_text(encoding="utf-8")


def test_the_document_of_short_story() -> None:
    document = json.loads(to_json(plan_of(ROOT / "workflows" / "short-story.yaml")))
    assert document["name"] == "short-story"
    assert [entry["name"] for entry in document["outputs"]] == ["story", "summary", "manuscript"]
    critique = next(step for step in document["steps"] if step["path"] == "story_scenes.polish.critique")
    assert critique["kind"] == "agent"
    assert critique["about"] == "critic"
    assert critique["inside"] == "story_scenes.polish"
    assert critique["after"] == ["story_scenes.polish.report"]
    assert critique["takes"]["scene"] == "scene"
    assert document["critical_path"][0] == "outline"
    assert document["critical_path"][-1] == "summary"


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.stem)
def test_the_document_holds_every_step_with_all_it_waits_for(workflow: Path) -> None:
    plan = plan_of(workflow)
    document = json.loads(to_json(plan))
    expected = {step.path: {step.path[: -len(step.name)] + name for name in step.after} for step in steps(plan.block)}
    assert {step["path"]: set(step["after"]) for step in document["steps"]} == expected
    assert document["calls"] == plan.block.calls


@pytest.mark.parametrize("draw", FORMATS.values(), ids=FORMATS.keys())
@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda file: file.stem)
def test_a_shipped_workflow_gives_the_same_picture_twice(workflow: Path, draw) -> None:  # type: ignore[no-untyped-def]
    picture = draw(plan_of(workflow))
    assert picture.endswith("\n")
    assert picture == draw(plan_of(workflow))


def test_formats_cannot_be_changed() -> None:
    assert sorted(FORMATS) == ["json", "mermaid", "svg", "text"]
    with pytest.raises(TypeError):
        FORMATS["png"] = to_text  # type: ignore[index]
