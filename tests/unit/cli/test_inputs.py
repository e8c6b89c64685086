"""Inputs from the command line and from files: which path is meant, and every mistake at once."""

from __future__ import annotations

import pytest

from orchestrator.cli.input_help import default_of, described
from orchestrator.cli.inputs import collect_inputs, read_cell
from orchestrator.domain.errors import DefinitionError, UsageError
from tests.unit.language.compiling import compile_text

WORKFLOW = """
name: story
inputs: {inputs}
steps:
  text: {{agent: continuer, of: "'Once'"}}
outputs: {{text: text}}
"""


def inputs_of(inputs):
    """The compiled inputs that are written so."""
    return compile_text(WORKFLOW.format(inputs=inputs)).inputs


CHAPTER = "{chapter: {type: file}}"
ROWS = "{rows: {type: table, of: {name: text, price: float}}}"
CAST = "{cast: {type: json, of: {type: array, items: {type: string}}}}"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, with files to read and a folder below it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "below").mkdir()
    for path, text in {
        "one.md": "One.\r\n",
        "below/one.md": "One below.",
        "@one.md": "One at.",
        "rows.csv": "name,price\nTea,3.5\n",
        "rows.json": '[{"name": "Salt", "price": 2}]',
        "rows.jsonl": '{"name": "Salt", "price": 2}\n',
        "cast.json": '["Ann"]',
    }.items():
        (tmp_path / path).write_text(text, newline="")
    return tmp_path


def collected(inputs, *assignments, file=None, project=None):
    return collect_inputs(inputs_of(inputs), assignments, file, project)


def mistakes(inputs, *assignments, file=None, project=None):
    """What is said of these inputs, by line."""
    with pytest.raises(UsageError) as caught:
        collected(inputs, *assignments, file=file, project=project)
    return caught.value.message.splitlines()


@pytest.mark.parametrize(
    ("inputs", "assignment", "value"),
    [
        (CHAPTER, "chapter=one.md", "One.\n"),
        (CHAPTER, "chapter=@one.md", "One.\n"),
        (CHAPTER, "chapter=@@one.md", "One at."),
        (CHAPTER, "chapter=below/one.md", "One below."),
        (ROWS, "rows=rows.csv", ({"name": "Tea", "price": 3.5},)),
        (ROWS, "rows=@rows.json", ({"name": "Salt", "price": 2.0},)),
        (ROWS, "rows=rows.jsonl", ({"name": "Salt", "price": 2.0},)),
        (ROWS, 'rows=[{"name": "Oil", "price": "9"}]', ({"name": "Oil", "price": 9.0},)),
        (CAST, "cast=cast.json", ["Ann"]),
        (CAST, "cast=@cast.json", ["Ann"]),
        (CAST, 'cast=["Bo"]', ["Bo"]),
        ("{text: {type: text}}", "text=@one.md", "One.\n"),
        ("{text: {type: text}}", "text=one.md", "one.md"),
        ("{text: {type: text}}", "text=@@one", "@one"),
        ("{text: {type: text}}", "text=a=b@c", "a=b@c"),
        ("{tags: {type: list}}", "tags=@@ann, bo", ("@ann", "bo")),
        ("{tags: {type: list}}", "tags=@cast.json", ("Ann",)),
    ],
)
def test_what_is_typed_is_the_value_or_the_file_that_has_it(folder, inputs, assignment, value):
    (read,) = collected(inputs, assignment).values()
    assert read == value


@pytest.mark.parametrize(
    ("inputs", "written", "value"),
    [
        (CHAPTER, "chapter: one.md", "One below."),
        (CHAPTER, "chapter: '@../one.md'", "One.\n"),
        (ROWS, "rows: ../rows.csv", ({"name": "Tea", "price": 3.5},)),
        (ROWS, "rows: [{name: Oil, price: 9}]", ({"name": "Oil", "price": 9.0},)),
        (CAST, "cast: ../cast.json", ["Ann"]),
        (CAST, "cast: [Bo]", ["Bo"]),
        ("{text: {type: text}}", "text: '@one.md'", "@one.md"),
        ("{text: {type: text}}", "text: '@@one'", "@@one"),
    ],
)
def test_paths_in_a_file_of_inputs_are_relative_to_it(folder, inputs, written, value):
    file = folder / "below" / "inputs.yaml"
    file.write_text(written)
    (read,) = collected(inputs, file=file).values()
    assert read == value


def test_what_is_typed_wins_over_the_file_and_the_file_over_the_default(folder):
    (folder / "inputs.yaml").write_text("{a: 2, b: 2}")
    inputs = "{a: {type: int, default: 1}, b: {type: int, default: 1}, c: {type: int, default: 1}}"
    assert collected(inputs, "a=3", file=folder / "inputs.yaml") == {"a": 3, "b": 2, "c": 1}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("{type: file, default: one.md}", "One below."),
        ("{type: table, default: rows.csv}", ({"a": "1"},)),
        ("{type: json, default: cast.json}", {"b": 2}),
    ],
)
def test_a_default_that_is_a_file_is_read_from_the_project(folder, written, value):
    (folder / "below" / "rows.csv").write_text("a\n1\n")
    (folder / "below" / "cast.json").write_text('{"b": 2}')
    assert collected(f"{{x: {written}}}", project=folder / "below") == {"x": value}


def test_a_default_that_is_not_needed_is_not_read(folder):
    inputs = "{x: {type: file, default: gone.md}}"
    assert collected(inputs, "x=one.md", project=folder) == {"x": "One.\n"}
    assert mistakes(inputs, project=folder) == [f"'x': {folder}/gone.md: no such file"]


def test_a_default_does_not_follow_a_link_out_of_the_project(folder):
    (folder / "below" / "link.md").symlink_to(folder / "one.md")
    assert mistakes("{x: {type: file, default: link.md}}", project=folder / "below") == [
        "'x': its default, link.md, leads out of the project"
    ]


def test_every_mistake_of_every_input_comes_at_once(folder):
    (folder / "latin.md").write_bytes(b"caf\xe9")
    (folder / "broken.csv").write_text('name,price\n"Tea,3\n')
    inputs = (
        "{chapter: {type: file}, voice: {type: file}, notes: {type: text}, rows: {type: table}, "
        "more: {type: table, of: {name: text, cost: float}}, cast: {type: json}, n: {type: int}, left: {type: text}}"
    )
    given = ["chapter=gone.md", "voice=latin.md", "notes=@below", "rows=broken.csv", "more=rows.csv", "cast=[1", "n=x"]
    assert mistakes(inputs, *given, "chaptr=@gone.md") == [
        "unknown input 'chaptr'; did you mean 'chapter'? inputs: cast, chapter, left, more, n, notes, rows, voice",
        "'chapter': gone.md: no such file",
        "'voice': latin.md: not UTF-8 (byte 3) (save it as UTF-8; UTF-16, GBK and .docx are read as well)",
        "'notes': below: Is a directory",
        "'rows': broken.csv:2: a cell begins with \" and never ends; write a quotation mark in it twice",
        "'more' has no column 'cost'; columns there: name, price",
        "'cast' is no JSON (line 1, column 3: expecting ',' delimiter)",
        "'n' must be a whole number, not 'x'",
        "'left' is missing",
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("chapter: [one.md]", "'chapter': must be the path of a file, not a list"),
        ("chapter: 1984", "'chapter': must be the path of a file, not a number"),
        ("chapter: ''", "'chapter': the path of a file is missing"),
        ("chapter: ~", "'chapter' has no value"),
    ],
)
def test_what_is_no_path_is_told(folder, written, said):
    (folder / "inputs.yaml").write_text(written)
    assert mistakes(CHAPTER, file=folder / "inputs.yaml") == [said]


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("[a]", UsageError, "inputs must be a mapping of names to values"),
        ("a: [", DefinitionError, "inputs.yaml:1:"),
    ],
)
def test_a_file_of_inputs_that_is_none_is_told(folder, text, error, said):
    (folder / "inputs.yaml").write_text(text)
    with pytest.raises(error, match=said):
        collected(CHAPTER, file=folder / "inputs.yaml")


ALL_KINDS = """{
  premise: {type: text, max_chars: 4000, description: What it is about.},
  scenes: {type: int, min: 1, max: 12, default: 3}, grade: {type: float, min: 0, default: 4},
  quick: {type: bool, default: true},
  language: {type: choice, of: [en, zh], default: ~}, tags: {type: list, max: 3, default: ''},
  moods: {type: list, of: [sad, happy], default: [sad]}, voice: {type: file, default: notes/voice.md},
  goods: {type: table, of: {name: text, note: optional text}, min: 1}, rows: {type: table, default: []},
  cast: {type: json, of: {type: array, items: {type: string}}}, extra: {type: json, default: {a: 1}}}"""


def test_a_missing_input_is_answered_with_what_the_workflow_takes(folder):
    with pytest.raises(UsageError) as caught:
        collected(ALL_KINDS, project=folder)
    assert caught.value.hint.splitlines() == [
        "give inputs with --set NAME=VALUE or --inputs FILE; this workflow takes",
        "    premise (text, up to 4,000 characters; required): What it is about.",
        "    scenes (a whole number, 1 to 12; default 3)",
        "    grade (a number, at least 0; default 4.0)",
        "    quick (true or false; default true)",
        "    language (one of en, zh; optional)",
        "    tags (a list of texts, at most 3 entries; default [])",
        '    moods (a list of words out of sad, happy; default ["sad"])',
        "    voice (the path of a text file; default notes/voice.md)",
        "    goods (the path of a .csv, .tsv, .jsonl or .json file with the columns name, note (may be missing), "
        "at least 1 row; required)",
        "    rows (the path of a .csv, .tsv, .jsonl or .json file; default [])",
        "    cast (JSON (list of text), or the path of a .json file; required)",
        '    extra (JSON, or the path of a .json file; default {"a": 1})',
    ]


def test_a_value_that_does_not_fit_is_not_answered_with_a_list(folder):
    with pytest.raises(UsageError) as caught:
        collected("{n: {type: int}}", "n=x")
    assert caught.value.hint == "give inputs with --set NAME=VALUE or --inputs FILE"


def test_a_workflow_without_inputs_says_so():
    with pytest.raises(UsageError) as caught:
        collected("{}", "n=x")
    assert (caught.value.message, caught.value.hint) == (
        "unknown input 'n'; inputs: none",
        "this workflow takes no inputs",
    )


def test_long_defaults_are_cut():
    spec = inputs_of(f"{{x: {{type: text, default: {'long ' * 50}}}}}")["x"]
    assert default_of(spec) == f"{('long ' * 12)[:60]}…"
    assert described({"x": spec}) == [f"x (text; default {('long ' * 12)[:60]}…)"]


def test_an_empty_default_can_be_seen():
    assert default_of(inputs_of("{x: {type: text, default: ''}}")["x"]) == '""'


FILES = "{sources: {type: list, of: file, default: []}}"


@pytest.mark.parametrize("written", ["one.md, below/one.md", "@one.md\nbelow/one.md", '["one.md", "below/one.md"]'])
def test_a_list_of_files_is_the_texts_in_them(folder, written):
    assert collected(FILES, f"sources={written}", project=folder) == {"sources": ("One.\n", "One below.")}
    (folder / "below" / "inputs.json").write_text('{"sources": ["one.md"]}')
    read = collected(FILES, file=folder / "below" / "inputs.json", project=folder)
    assert read == {"sources": ("One below.",)}
    assert collected(FILES, project=folder) == {"sources": ()}


def test_a_list_of_files_says_which_is_not_there_and_has_no_default(folder):
    with pytest.raises(UsageError, match=r"'sources': no\.md: no such file"):
        collected(FILES, "sources=one.md, no.md", project=folder)
    with pytest.raises(DefinitionError, match=r"a list of files has no default but \[\] or null"):
        inputs_of("{sources: {type: list, of: file, default: [one.md]}}")
    assert described(inputs_of(FILES)) == ["sources (a list of paths of text files; default [])"]


def test_a_row_of_a_table_names_no_file_outside_of_its_folder(folder):
    spec = inputs_of(FILES)["sources"]
    assert read_cell(spec, "one.md", folder / "below") == ["One below."]
    with pytest.raises(UsageError, match=r"\.\./one\.md leads out of the folder"):
        read_cell(spec, "one.md, ../one.md", folder / "below")
