"""The main job on the built-in model: a story from premise to file, the same one for the same seed."""

from pathlib import Path

import pytest

from tests.support.command import ROOT, document, inkloom
from tests.support.running import Answering, compiled, run_one

PREMISE = "premise=Mira, a young fox, wants to win back the silver bell of the old mill."


def write(cwd, *more, premise=PREMISE):
    done = inkloom(
        "run", "short-story", "--model", "built-in", "--set", premise, "--set", "scenes=1", "--json", *more, cwd=cwd
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return document(done)


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    return write(tmp_path_factory.mktemp("story"))


def test_a_story_goes_through_every_role_and_lands_in_a_file(story):
    assert story["status"] == "done"
    assert story["usage"]["calls"] >= 4, "planner, drafter, critic and summarizer at least"
    text = Path(story["files"][0]).read_text()
    assert text.startswith("# ")
    assert len(text.split()) > 60
    assert story["outputs"]["summary"]


def test_the_same_seed_gives_the_same_bytes(story, tmp_path):
    again = write(tmp_path)
    assert again["outputs"] == story["outputs"]
    assert Path(again["files"][0]).read_bytes() == Path(story["files"][0]).read_bytes()


@pytest.mark.slow
def test_another_premise_and_another_seed_give_other_stories(story, tmp_path):
    other_premise = write(tmp_path, premise="premise=Tom, an old sailor, is looking for a blue lantern in the harbour.")
    other_seed = write(tmp_path, "--seed", "7")
    texts = {run["outputs"]["story"] for run in (story, other_premise, other_seed)}
    assert len(texts) == 3


@pytest.mark.parametrize("seed", ["Once upon a time there was a fox who", "在这个充满奇迹的世界里，"])
def test_a_text_is_continued_from_where_it_stops(tmp_path, seed):
    done = inkloom(
        "run",
        "continue-text",
        "--model",
        "built-in",
        "--set",
        f"seed={seed}",
        "--set",
        "words=40",
        "--json",
        cwd=tmp_path,
    )
    text = document(done)["outputs"]["text"]
    assert text.startswith(seed)
    added = text[len(seed) :]
    assert len(added) > (5 if seed.startswith("在") else 10)
    if seed.startswith("在"):
        assert sum("\u4e00" <= c <= "\u9fff" for c in added) > len(added) / 2, "a Chinese text goes on in Chinese"


@pytest.mark.parametrize(
    ("given", "system"),
    [
        ({"seed": "The hen ran."}, "You continue"),
        ({"seed": "母鸡跑了。"}, "你用"),
        ({"seed": "The hen ran.", "language": "zh"}, "你用"),
        ({"seed": "母鸡跑了。", "language": "en"}, "You continue"),
    ],
)
async def test_a_text_is_continued_in_the_language_that_is_given_or_in_its_own(given, system):
    model = Answering(lambda _: " Then it sat down.")
    result = await run_one(compiled((ROOT / "workflows" / "continue-text.yaml").read_text("utf-8")), model, given)
    assert result.status == "done", result.failures
    (request,) = model.requests
    assert request.messages[0].content.startswith(system)


OWN = {
    "inkloom.toml": "",
    "agents/namer.yaml": "role: namer\ntemplate: namer.md.j2\ntakes: {text: Draft}\noutput: text\nreply: text\n"
    "sampling: {max_tokens: 24, temperature: 0}\n",
    "templates/namer.md.j2": "{% block user %}{{ text.text }}{% endblock %}"
    "{% block assistant %}It was called{% endblock %}",
    "templates/page.md.j2": "{% for row in rows %}{{ loop.index }}. {{ row }}\n{% endfor %}",
    "workflows/names.yaml": """
name: names
inputs: {texts: {type: list}}
steps:
  rows:
    foreach: inputs.texts
    as: text
    steps:
      polish:
        loop: {max: 2, until: critique.score >= 9, best: critique.score}
        carry: {draft: text}
        steps:
          critique: {agent: critic, of: draft}
          revise: {agent: editor, of: draft, sets: draft}
        result: draft
      name: {agent: namer, of: polish}
    result: name
  page: {render: page.md.j2}
outputs: {page: page}
export: [md]
""",
}


def test_a_workflow_from_scratch_in_a_new_folder_runs_without_touching_the_package(tmp_path):
    for name, text in OWN.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    texts = "texts=The fox ran to the mill. She was glad. The mill was old., The bell rang. It was loud."
    done = inkloom("run", "names", "--model", "built-in", "--set", texts, "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    told = document(done)
    assert told["usage"]["calls"] >= 4
    assert Path(told["files"][0]).read_text().startswith("1. ")
