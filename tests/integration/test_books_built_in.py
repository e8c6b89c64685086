"""The workflows of books on the model in the box: to the end in both languages."""

import asyncio

import pytest

from orchestrator.app import build_app
from orchestrator.engine.people import Nobody
from orchestrator.engine.runner import Item, Limits, Surroundings, run_items
from orchestrator.language.inputs import read_inputs
from tests.support.novels import MANUSCRIPT

PREMISE = {
    "en": "Mira, a young fox, wants to win back the silver bell of the old mill.",
    "zh": "小狐狸米拉想找回旧磨坊的银铃。",
}
SHORT = {"scenes": 1, "words": 80, "rounds": 1}


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_both_run_to_the_end_in_both_languages():
    app = build_app("novel", {"model": "built-in"})

    async def outcome(model, name, language, **inputs):
        plan = app.compile(app.find_workflow(name))
        item = Item(f"{name} {language}", read_inputs(plan.inputs, {**SHORT, **inputs}))
        around = Surroundings(model=model, checks=app.checks, observer=lambda _: None, person=Nobody())
        return await anext(run_items(plan, [item], around, seed=0, limits=Limits(concurrency=None, open_items=1)))

    async with app.model() as model:
        results = await asyncio.gather(
            *(outcome(model, "novel", lang, premise=PREMISE[lang], chapters=2) for lang in PREMISE),
            *(outcome(model, "continue", lang, manuscript=MANUSCRIPT[lang], chapters=1) for lang in PREMISE),
        )
    for result in results:
        assert result.status == "done", (result.item, result.failures)
        parts = result.manuscript.parts
        assert len(parts) == (2 if result.item.startswith("novel") else 3), (result.item, result.failures)
        assert all(part.draft.text.strip() for part in parts)
        assert len({part.heading for part in parts}) == len(parts)
        assert result.manuscript.language == result.item.split()[1]
