"""A check of one's own, as its author meets it: a file in checks/, then every command knows it."""

import re

import pytest

from tests.support.command import document, inkloom

HOUSE_WORDS = """
check: house-words
description: Words this house does not print.
find: {words: [very, suddenly]}
measures: {per_thousand: found * 1000 / words}
targets: {per_thousand: {max: 2}}
instruction: Take out "{quote}".
"""
WORKFLOW = """
name: judge
inputs: {text: {type: text}, limit: {type: int, default: 0}}
steps:
  report: {check: [house-words], of: inputs.text, targets: {house-words: {found: {max: inputs.limit}}}}
outputs: {told: "report.instructions[0].instruction if report.instructions else 'nothing'"}
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "checks").mkdir()
    (tmp_path / "inkloom.toml").touch()
    (tmp_path / "checks" / "house-words.yaml").write_text(HOUSE_WORDS)
    (tmp_path / "judge.yaml").write_text(WORKFLOW)
    (tmp_path / "replies.json").write_text("{}")
    (tmp_path / "a.txt").write_text("It was very dark.\n\nSuddenly it rained.\n")
    return tmp_path


def test_check_judges_by_the_targets_in_the_file_or_on_the_line(project):
    done = inkloom("check", "a.txt", "--checks", "house-words", "--strict", "--json", cwd=project)
    assert done.returncode == 3
    (report,) = document(done)[0]["reports"]
    assert report["measured"] == {"found": 2, "per_thousand": 285.714286}
    assert [(f["quote"], f["paragraph"]) for f in report["findings"]] == [("very", "p1"), ("Suddenly", "p2")]
    given = "house-words.per_thousand={max: 500}"
    softer = inkloom("check", "a.txt", "--checks", "house-words", "--target", given, "--strict", cwd=project)
    assert softer.returncode == 0
    assert re.search(r"house-words +met", softer.stdout)


def test_checks_lists_it_beside_the_others(project):
    rows = {row["name"]: row for row in document(inkloom("checks", "--json", cwd=project))}
    assert rows["readability"]["from"] == "shipped"
    assert rows["house-words"] == {
        "name": "house-words",
        "description": "Words this house does not print.",
        "languages": "any",
        "genres": {},
        "targets": {
            "found": "How many places are found; a bare number is a maximum.",
            "per_thousand": "found * 1000 / words; a bare number is a maximum.",
        },
        "from": "project",
    }


@pytest.mark.parametrize(
    ("limit", "told"),
    [(1, 'Take out "very".'), (2, "nothing")],
)
def test_a_workflow_runs_it(project, limit, told):
    done = inkloom(
        "run", "judge.yaml", "--model", "scripted:replies.json", "--set", "text=@a.txt", "--set", f"limit={limit}",
        "--json", cwd=project,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert document(done)["outputs"] == {"told": told}


def test_a_mistake_in_it_is_told_where_it_is_used(project):
    (project / "checks" / "house-words.yaml").write_text(HOUSE_WORDS.replace("/ words", "/ word"))
    for command in (("check", "a.txt"), ("validate", "judge.yaml")):
        done = inkloom(*command, cwd=project)
        assert done.returncode == 2, command
        assert "checks/house-words.yaml:5:41: unknown name 'word'" in done.stderr
    listed = {row["name"]: row["description"] for row in document(inkloom("checks", "--json", cwd=project))}
    assert listed["house-words"] == "wrong: checks/house-words.yaml:5:41: unknown name 'word'"
    assert listed["length"]
    elsewhere = inkloom("check", "a.txt", "--checks", "length", cwd=project)
    assert elsewhere.returncode == 0


def test_a_project_can_replace_a_check_that_ships(project):
    (project / "checks" / "length.yaml").write_text("{check: length, measures: {lines: paragraphs}}")
    (report,) = document(inkloom("check", "a.txt", "--checks", "length", "--json", cwd=project))[0]["reports"]
    assert report["measured"] == {"lines": 2}


def test_a_text_in_another_language_says_why_it_is_not_judged(project):
    (project / "checks" / "house-words.yaml").write_text(HOUSE_WORDS + "language: en\n")
    told = inkloom("check", "a.txt", "--checks", "house-words", "--language", "zh", cwd=project).stdout
    assert re.search(r"house-words +not judged .*judges en only", told)


def test_schema_prints_what_an_editor_completes_check_files_from(tmp_path):
    schema = document(inkloom("schema", "--check", cwd=tmp_path))
    assert set(schema["properties"]["find"]) == {"description", "$ref"}
    assert schema["title"] == "An Inkloom check"
