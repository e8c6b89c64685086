"""Tables out of files: the forms that spreadsheets and programs write, and what is said of broken ones."""

from __future__ import annotations

import csv

import pytest

from orchestrator.adapters.tables import parse_table
from orchestrator.domain.errors import UsageError


def mistakes(text, file="cast.csv"):
    """What is wrong with the file, by line."""
    with pytest.raises(UsageError) as caught:
        parse_table(text, file)
    return caught.value.message.splitlines()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("name,age\nAnn,3\n", [{"name": "Ann", "age": "3"}]),
        ("name,age\r\nAnn,3", [{"name": "Ann", "age": "3"}]),
        ("name;price\nTea;3,50\n", [{"name": "Tea", "price": "3,50"}]),
        (' name , "b c"\n x,y\n', [{"name": " x", '"b c"': "y"}]),
        ('name\n"two\nlines"\n', [{"name": "two\nlines"}]),
        ('name\n"a ""b"" c"\n', [{"name": 'a "b" c'}]),
        ("name,age,,\n\nAnn,3,,\n", [{"name": "Ann", "age": "3"}]),
        ('name\n""\n', [{"name": ""}]),
        ("名字,年龄\n安,三\n", [{"名字": "安", "年龄": "三"}]),
        ("name\n", []),
    ],
)
def test_csv_is_read_as_it_is_written_in_the_wild(text, rows):
    assert parse_table(text, "cast.csv") == rows


def test_tabs_separate_the_cells_of_a_tsv():
    assert parse_table("name\tline\nAnn\tOh, no; no!\n", "cast.TSV") == [{"name": "Ann", "line": "Oh, no; no!"}]


def test_each_line_of_a_jsonl_is_a_row_whatever_a_text_holds():
    rows = parse_table('{"a": "one\u2028two"}\n\n{"a": [1]}\n', "rows.jsonl")
    assert rows == [{"a": "one\u2028two"}, {"a": [1]}]


def test_a_json_file_is_what_it_holds():
    assert parse_table('[{"a": 1}]', "rows.json") == [{"a": 1}]


def test_a_cell_may_be_longer_than_the_module_likes_and_its_limit_stays():
    limit = csv.field_size_limit()
    long = "x" * (limit + 1)
    assert parse_table(f"a\n{long}\n", "a.csv") == [{"a": long}]
    assert csv.field_size_limit() == limit


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["cast.csv:1: the first line must name the columns"]),
        ("\n\n", ["cast.csv:1: the first line must name the columns"]),
        ("name,,name\nAnn,3,4\n", ["cast.csv:1: column 2 has no name", "cast.csv:1: two columns are called 'name'"]),
        (
            'name,age\nAnn\n\n"B\no",4\nCy,5,6\n',
            ["cast.csv:2: 1 cell in a table of 2 columns", "cast.csv:6: 3 cells in a table of 2 columns"],
        ),
        (
            'name\nAnn\n"Bo\nCy\n',
            ['cast.csv:3: a cell begins with " and never ends; write a quotation mark in it twice'],
        ),
        (
            'name\n"Ann" said\n',
            ['cast.csv:2: a cell goes on after its closing "; write a quotation mark in it twice'],
        ),
    ],
)
def test_a_broken_csv_is_told_with_its_lines(text, said):
    assert mistakes(text) == said


def test_a_broken_line_of_a_jsonl_is_told():
    assert mistakes('{"a": 1}\n{"a": \n[NaN]\n', "rows.jsonl") == [
        "rows.jsonl:2: is no JSON (line 1, column 7: expecting value)",
        "rows.jsonl:3: holds NaN, which is no JSON",
    ]


def test_ten_mistakes_are_enough():
    assert len(mistakes("a,b\n" + "1\n" * 50)) == 10


@pytest.mark.parametrize("file", ["cast.xlsx", "cast", "folder.csv/cast"])
def test_other_files_are_no_tables(file):
    assert mistakes("a", file) == [
        f"{file}: cannot be read as a table; a table is a .csv, .tsv, .jsonl or .json file; save a spreadsheet as CSV"
    ]
