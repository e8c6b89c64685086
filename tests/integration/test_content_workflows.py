"""The shipped content workflows: to the word on given replies, to the end on the model in the box in both languages."""

import asyncio
import json
from pathlib import Path

import pytest

from orchestrator.app import build_app
from orchestrator.engine.people import Nobody
from orchestrator.engine.runner import Item, Limits, Surroundings, run_items
from orchestrator.language.inputs import read_inputs
from tests.support.command import ROOT, document, inkloom

SCRIPTS = ROOT / "tests" / "assets" / "workflows"
NAMES = sorted(path.stem for path in SCRIPTS.glob("*.yaml"))
FACTS = "The bridge in Newport opens on 12 May 2026. It cost 5 euros."
EN = {
    "ad-copy": {"product": "A bicycle bell that never rusts.", "variants": 2},
    "news": {"facts": FACTS, "words": 60},
    "email": {"about": "The bell is back in the tower. Come on Sunday.", "subjects": 2},
    "social": {"text": "The silver bell hangs in the tower again. Come and hear it on Sunday."},
}
ZH = {
    "ad-copy": {"product": "一个永不生锈的自行车铃。", "variants": 2},
    "news": {"facts": "新桥于2026年5月12日通车，造价五元。", "words": 60},
    "email": {"about": "银铃回到了钟楼，星期天请来听。", "subjects": 2},
    "social": {"text": "银铃又挂回了钟楼，星期天请来听。"},
}


def run(name, cwd, **inputs):
    given = [part for key, value in inputs.items() for part in ("--set", f"{key}={value}")]
    done = inkloom("run", name, "--model", f"scripted:{SCRIPTS / name}.yaml", "--json", *given, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return document(done)


def test_the_judge_must_prefer_an_advertisement_in_both_orders(tmp_path):
    channels = json.dumps([{"name": "poster", "words": 6}])
    told = run("ad-copy", tmp_path, product="A bell.", channels=channels, variants=3)
    # The second beats the first in both orders; against the third the judge only likes what it reads second.
    assert told["outputs"]["page"] == "## poster\n\nRing in the morning with it."
    ads = json.loads(told["outputs"]["ads"])
    assert ads == [{"channel": "poster", "copy": "Ring in the morning with it.", "fits": True}]
    assert told["usage"]["calls"] == 3 + 4
    assert [Path(file).name for file in told["files"]] == ["ad-copy.md"]


def test_a_figure_that_nobody_gave_is_mended_until_it_can_be_traced(tmp_path):
    told = run("news", tmp_path, facts="The bridge opens on 12 May.", words=60)
    assert told["outputs"] == {"news": "The bridge opens on 12 May.", "invented": ""}
    assert (told["unmet"], told["usage"]["calls"]) == ([], 3)


def test_what_cannot_be_traced_in_the_end_stands_below_the_news(tmp_path):
    told = run("news", tmp_path, facts="The bridge opens on 12 May. The cost is open.", words=60, rounds=1)
    assert told["outputs"]["invented"] == "9"
    assert told["outputs"]["news"].endswith("Not in the facts, to be taken out or traced:\n\n- 9")
    assert told["unmet"] == ["traced"]


def test_an_e_mail_is_cut_to_its_length_and_gets_the_better_of_two_subjects(tmp_path):
    told = run("email", tmp_path, about="The bell is back. Come on Sunday.", words=30, subjects=2)
    assert told["outputs"]["subject"] == "The bell is back: come on Sunday"
    assert told["outputs"]["email"].startswith("**The bell is back: come on Sunday**\n\nThe bell is back.")


def test_each_post_is_as_long_as_its_channel_bears(tmp_path):
    channels = json.dumps([{"name": "post", "words": 6}, {"name": "caption", "words": 4}])
    told = run("social", tmp_path, text="The silver bell hangs in the tower again.", channels=channels)
    posts = json.loads(told["outputs"]["posts"])
    assert [(post["channel"], post["copy"], post["fits"]) for post in posts] == [
        ("post", "The bell rings again.", True),
        ("caption", "The bell rings.", True),
    ]


def test_each_shipped_content_workflow_is_run_here():
    assert set(NAMES) == EN.keys() == ZH.keys()
    assert {path.stem for path in (ROOT / "workflows").glob("*.yaml")} >= set(NAMES)


@pytest.mark.timeout(600)
async def test_each_runs_to_the_end_on_the_model_in_the_box_in_both_languages():
    app = build_app("news", {"model": "built-in"})

    async def outcome(model, name, language, inputs):
        plan = app.compile(app.find_workflow(name))
        item = Item(f"{name} {language}", read_inputs(plan.inputs, {**inputs, "language": language}))
        around = Surroundings(model=model, checks=app.checks, observer=lambda _: None, person=Nobody())
        limits = Limits(concurrency=None, open_items=1)
        return await anext(run_items(plan, [item], around, seed=0, limits=limits))

    async with app.model() as model:
        results = await asyncio.gather(
            *(outcome(model, name, "en", inputs) for name, inputs in EN.items()),
            *(outcome(model, name, "zh", inputs) for name, inputs in ZH.items()),
        )
    for result in results:
        assert result.status == "done", (result.item, result.failures)
        main = {name: text for name, text in result.outputs.items() if name != "invented"}
        assert all(text.strip() for text in main.values()), (result.item, result.outputs)
