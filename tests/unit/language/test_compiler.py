"""Whole workflow files: names, cards, manuscripts, what steps of one thing say."""

from __future__ import annotations

import time

import pytest

from orchestrator.domain.errors import DefinitionError
from orchestrator.language.plan import AgentStep, CheckStep
from tests.support.running import compiled
from tests.unit.language.compiling import HEAD, ROOT, SCENES, TAIL, block, blocks, compile_text, messages, mistakes_in


@pytest.mark.parametrize("path", sorted((ROOT / "workflows").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_workflow_compiles(path):
    assert compiled(path.read_text("utf-8"), file=path.name).source == path.name


CHINESE = """
name: 故事
inputs: {前提: {type: text}}
steps:
  大纲: {agent: planner, with: {premise: inputs.前提}}
  场景们:
    foreach: 大纲.scenes
    as: 场景
    steps: {稿: {agent: drafter, with: {scene: 场景}}}
    result: 稿
outputs: {故事: 场景们}
"""


def test_names_of_any_script_can_be_used():
    assert str(compile_text(CHINESE).block.steps["场景们"].type) == "list of Draft"


def test_mistakes_in_a_card_are_reported_after_those_of_the_workflow():
    found = mistakes_in(
        HEAD + "  poem: {agent: poet}\n  other: {agent: critc}\n" + TAIL,
        cards={"poet": "{role: poet, template: poet.md.j2, output: Poem}"},
    )
    assert [d.place.file for d in found] == ["story.yaml", "agents/poet.yaml"]


def test_a_card_that_no_step_names_is_not_read():
    assert compile_text(HEAD + TAIL, cards={"poet": "this is no card"}).name == "story"


def test_sampling_of_a_step_takes_expressions_and_constants():
    sampling = "{max_tokens: inputs.scenes * 100, temperature: 0.5, stop: ['#']}"
    step = block(f"  on: {{agent: continuer, of: outline.title, sampling: {sampling}}}\n").steps["on"]
    assert isinstance(step, AgentStep)
    assert step.sampling["max_tokens"].source == "inputs.scenes * 100"
    assert step.sampling["temperature"].value == 0.5
    assert step.sampling["stop"].value == ("#",)


@pytest.mark.parametrize(
    ("sampling", "message"),
    [
        ("temperature: 9", "'temperature' must be at most 5"),
        ("top_p: 0", "'top_p' must be more than 0"),
        ("max_tokens: 1.5", "'max_tokens' must be a whole number, and '1.5' is not"),
        ("beams: outline.title", "'beams' must be a whole number, and 'outline.title' is text"),
        ("temprature: 1", "unknown sampling setting 'temprature'"),
    ],
)
def test_sampling_that_cannot_be_is_found_at_load(sampling, message):
    assert messages(f"  on: {{agent: continuer, of: outline.title, sampling: {{{sampling}}}}}\n") == [message]


@pytest.mark.parametrize(
    ("written", "seconds"), [("90", 90.0), ("1.5", 1.5), ("90s", 90.0), ("5m", 300.0), ("2h", 7200.0)]
)
def test_a_timeout_is_seconds_or_says_its_unit(written, seconds):
    assert (
        block(f"  on: {{agent: continuer, of: outline.title, timeout: {written}}}\n").steps["on"].timeout_seconds
        == seconds
    )


def test_targets_are_expressions_and_bare_numbers_are_constants():
    targets = "{readability: {grade: {max: inputs.scenes}}, sentiment: {mood: \"'lonely'\", valence: 2}}"
    step = block(f"  report: {{check: [readability, sentiment], of: outline.logline, targets: {targets}}}\n").steps[
        "report"
    ]
    assert isinstance(step, CheckStep)
    readability, sentiment = step.targets["readability"], step.targets["sentiment"]
    assert isinstance(readability, dict)
    assert isinstance(sentiment, dict)
    assert readability["grade"]["max"].source == "inputs.scenes"
    assert sentiment["valence"].value == 2


POET = """
role: poet
template: poet.md.j2
output:
  type: object
  required: [lines]
  properties: {lines: {type: array, items: {type: string}}}
"""


def test_an_output_with_a_schema_of_its_own_has_fields():
    text = HEAD + "  poem: {agent: poet}\n" + "outputs: {first: poem.lines | first, second: poem.line}\n"
    (mistake,) = mistakes_in(text, cards={"poet": POET}, templates={"poet.md.j2": "A poem."})
    assert mistake.message == "poem ({lines: list of text}) has no field 'line'"


@pytest.mark.parametrize("parts", ["outline.logline", "[outline.logline, outline.title]", "drafts", "drafts | first"])
def test_a_manuscript_is_made_of_drafts(parts):
    tail = TAIL + f'manuscript: {{title: outline.title, parts: "{parts}"}}\nexport: [md, txt, md]\n'
    plan = compile_text(HEAD + SCENES.format(order="serial", result="draft") + tail)
    assert plan.manuscript is not None
    assert plan.export == ("md", "txt")


def test_nothing_is_compiled_from_a_file_with_mistakes():
    with pytest.raises(DefinitionError):
        compile_text(HEAD + TAIL + "colour: red\n")


SCENE = """
  written{n}:
    foreach: outline.scenes
    as: scene
    order: serial
    steps:
      draft: {{agent: drafter}}
      polish:
        loop: {{max: 3, until: critique.score >= {n} and report.passed, best: critique.score}}
        carry: {{text: draft}}
        steps:
          report: {{check: [readability, repetition], of: text, targets: {{readability: {{grade: {{max: {n}}}}}}}}}
          critique: {{agent: critic}}
          revise: {{agent: editor, sets: text}}
        result: text
    result: polish
  summary{n}: {{agent: summarizer, of: written{n} | first}}
"""


def test_two_hundred_steps_compile_within_a_second():
    text = HEAD + "".join(SCENE.format(n=n) for n in range(29)) + TAIL
    before = time.process_time()
    plan = compile_text(text)
    assert time.process_time() - before < 1
    assert sum(len(block.steps) for block in blocks(plan.block)) == 1 + 29 * 7
