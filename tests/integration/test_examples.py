"""The examples do what they say, on given replies to the word and on the model in the box to the end."""

import pytest

from tests.support.command import ROOT, document, inkloom

WORKFLOWS = ROOT / "examples" / "workflows"
SCRIPTS = ROOT / "tests" / "assets" / "examples"
PREMISE = "premise=Mira, a young fox, wants to win back the silver bell of the old mill."
TEXT = "Mira walked to the mill.\n\nIt rained.\n"


def run(name, cwd, *options, model=None, said=""):
    chosen = model or f"scripted:{SCRIPTS / name}.yaml"
    home = ("--home", cwd / "home")  # that of the examples may have kept replies
    done = inkloom("run", WORKFLOWS / f"{name}.yaml", "--model", chosen, "--json", *home, *options, cwd=cwd, said=said)
    assert done.returncode == 0, done.stdout + done.stderr
    return document(done)


def test_there_is_a_test_for_each_example():
    assert {path.stem for path in WORKFLOWS.glob("*.yaml")} == {path.stem for path in SCRIPTS.glob("*.yaml")}


def test_a_given_text_is_mended_where_it_needs_it_and_nowhere_else(tmp_path):
    (tmp_path / "chapter.md").write_text(TEXT)
    told = run("revise", tmp_path, "--set", "text=chapter.md")
    assert told["outputs"]["text"] == "Mira walked to the mill.\n\nIt rained cats and dogs."
    assert told["outputs"]["notes"].startswith("Judged 2 times; the critic gives 9 of 10.")
    assert told["usage"]["calls"] == 3


def test_a_person_chooses_among_three_versions(tmp_path):
    told = run("screenplay", tmp_path, "--set", PREMISE, "--set", "scenes=1", said="4\n2\n")
    assert told["outputs"]["script"] == "Title: The Letter\n\n.THE TOWER\n\nShe burns it."


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("revise", ["--set", "text=chapter.md", "--set", "rounds=2"], ""),
        ("screenplay", ["--set", PREMISE, "--set", "scenes=1", "--set", "versions=2"], "1\n"),
    ],
)
def test_it_runs_to_the_end_on_the_model_in_the_box(tmp_path, name, options, said):
    (tmp_path / "chapter.md").write_text(TEXT)
    told = run(name, tmp_path, *options, model="built-in", said=said)
    assert told["status"] == "done"
    assert told["errors"] == []
    assert all(text.strip() for text in told["outputs"].values())
