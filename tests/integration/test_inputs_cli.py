"""Files, tables and JSON as inputs, from the command line to the finished text."""

from __future__ import annotations

import json

import pytest

from tests.support.command import document, inkloom

WORKFLOW = """
name: ads
description: An advertisement for each of the goods.
inputs:
  brief: {type: file, max_chars: 100, description: How the ads should sound.}
  goods: {type: table, of: {name: text, price: float, note: optional text}, max: 3, description: What is sold.}
  cast: {type: json, of: {type: array, items: {type: string}}, default: [Ann]}
  voice: {type: file, default: notes/voice.md}
steps:
  brief: {agent: summarizer, of: inputs.brief}
  ads:
    foreach: inputs.goods
    as: good
    key: good.name
    steps:
      line:
        render: line.j2
        with: {good: good, brief: brief.text, voice: inputs.voice, who: "inputs.cast | first"}
    result: line
outputs:
  ads: ads | join(' / ')
  dear: inputs.goods | selectattr('price', '>', 3) | map(attribute='name') | join(', ')
"""
LINE = "{{ who }}: {{ good.name }}, {{ good.price * 2 }}{{ ', ' ~ good.note if good.note }}. {{ brief }} {{ voice }}\n"


@pytest.fixture
def project(tmp_path):
    for path, text in {
        "ads.yaml": WORKFLOW,
        "templates/line.j2": LINE,
        "notes/voice.md": "Calm.",
        "brief.md": "Short and warm.",
        "goods.csv": 'name,shelf,price,note\r\n"Tea, green",4,3.5,\r\nSalt,2,1,"from ""Bath"""\r\n',
        "replies.json": json.dumps({"summarizer": [{"text": "Be brief."}]}),
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, newline="")
    return tmp_path


def run(project, *arguments):
    return inkloom("run", "ads.yaml", "--model", "scripted:replies.json", *arguments, cwd=project)


def test_a_file_a_table_and_json_reach_the_text(project):
    done = run(project, "--set", "brief=brief.md", "--set", "goods=goods.csv", "--set", 'cast=["Bo", "Cy"]', "--json")
    assert document(done)["outputs"] == {
        "ads": 'Bo: Tea, green, 7.0. Be brief. Calm. / Bo: Salt, 2.0, from "Bath". Be brief. Calm.',
        "dear": "Tea, green",
    }


def test_inputs_in_a_file_are_found_beside_it(project):
    (project / "below").mkdir()
    (project / "below" / "given.yaml").write_text("brief: ../brief.md\ngoods: [{name: Oil, price: 2}]\n")
    done = run(project, "--inputs", "below/given.yaml", "--json")
    assert document(done)["outputs"]["ads"] == "Ann: Oil, 4.0. Be brief. Calm."


def test_every_mistake_is_told_at_once_and_what_the_workflow_takes(project):
    (project / "bad.csv").write_text("name,price\nTea,cheap\nSalt,\n")
    done = run(project, "--set", "goods=bad.csv", "--set", "cast=Ann")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "error: 'brief' is missing (How the ads should sound.)",
        "'goods' row 1, column 'price': must be a number, not 'cheap'",
        "'goods' row 2, column 'price': is empty",
        "'cast' is no JSON; a text would stand in double quotes: \"…\"",
        "  hint: give inputs with --set NAME=VALUE or --inputs FILE; this workflow takes",
        "    brief (the path of a text file, up to 100 characters; required): How the ads should sound.",
        "    goods (the path of a .csv, .tsv, .jsonl or .json file with the columns name, price, "
        "note (may be missing), at most 3 rows; required): What is sold.",
        '    cast (JSON (list of text), or the path of a .json file; default ["Ann"])',
        "    voice (the path of a text file; default notes/voice.md)",
    ]


def test_the_graph_and_the_list_of_workflows_show_the_new_types(project):
    (project / "workflows").mkdir()
    (project / "workflows" / "ads.yaml").write_text(WORKFLOW)
    rows = {row["name"]: row for row in document(inkloom("workflows", "--json", cwd=project))}
    assert rows["ads"]["inputs"] == {
        "brief": "required",
        "goods": "required",
        "cast": '["Ann"]',
        "voice": "notes/voice.md",
    }
    for form in ("text", "mermaid", "svg", "json"):
        drawn = inkloom("graph", "ads.yaml", "--format", form, cwd=project)
        assert drawn.returncode == 0, drawn.stderr
        assert "goods" in drawn.stdout


INNER = """
name: inner
inputs:
  chapter: {type: file}
  goods: {type: table, of: {name: text}}
steps:
  line: {render: inner.j2, with: {chapter: inputs.chapter, goods: inputs.goods}}
outputs: {line: line}
"""
OUTER = """
name: outer
inputs: {name: {type: text}}
steps:
  inner: {workflow: inner, with: {chapter: inputs.name, goods: "[{'name': inputs.name}]"}}
outputs: {line: inner.line}
"""


@pytest.fixture
def nested(project):
    (project / "workflows").mkdir()
    (project / "workflows" / "inner.yaml").write_text(INNER)
    (project / "workflows" / "outer.yaml").write_text(OUTER)
    (project / "templates" / "inner.j2").write_text("{{ chapter }} / {{ goods[0].name }}")
    return project


def test_a_workflow_inside_another_is_given_text_and_never_a_path(nested):
    done = inkloom("run", "outer", "--set", "name=brief.md", "--model", "scripted:replies.json", "--json", cwd=nested)
    assert document(done)["outputs"] == {"line": "brief.md / brief.md"}


def test_a_default_that_is_a_file_does_not_help_a_workflow_inside_another(nested):
    inner, outer = nested / "workflows" / "inner.yaml", nested / "workflows" / "outer.yaml"
    inner.write_text(INNER.replace("{type: file}", "{type: file, default: brief.md}"))
    outer.write_text(OUTER.replace("chapter: inputs.name, ", ""))
    assert inkloom("validate", "inner", cwd=nested).returncode == 0
    done = inkloom("validate", "outer", cwd=nested)
    assert done.returncode == 2
    assert "the workflow 'inner' needs the input 'chapter' (text)" in done.stderr
