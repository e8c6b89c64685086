"""Tables as an input: cells in the type of their column, and mistakes with row and column."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.adapters.tables import parse_table
from orchestrator.domain.errors import UsageError
from orchestrator.domain.outlines import Scene
from orchestrator.domain.text import clean
from orchestrator.language.inputs import InputSpec
from orchestrator.language.types import BOOL, FLOAT, INT, TEXT, record


def table(_min=None, _max=None, **columns):
    return InputSpec(type="table", of=record(columns), min=_min, max=_max) if columns else InputSpec(type="table")


def mistakes(spec, value):
    """What is said of ``value`` as the input ``rows``, by line."""
    with pytest.raises(ValueError, match=r".") as caught:
        spec.read("rows", value)
    return str(caught.value).splitlines()


def test_cells_come_in_the_type_of_their_column():
    spec = table(name=TEXT, price=FLOAT, count=INT, new=BOOL)
    (row,) = spec.read("rows", [{"name": "Tea\r\n", "price": " 3.5 ", "count": "2", "new": "yes"}])
    assert row == {"name": "Tea\n", "price": 3.5, "count": 2, "new": True}


def test_columns_nobody_asked_for_are_left_out():
    assert table(name=TEXT).read("rows", [{"name": "Tea", "shelf": 7}]) == ({"name": "Tea"},)


def test_without_columns_rows_are_taken_as_they_are():
    assert table().read("rows", '[{"a": [1]}, {"b": null}]') == ({"a": [1]}, {"b": None})


def test_an_empty_cell_is_an_empty_text_or_none_where_the_column_is_optional():
    spec = table(name=TEXT, note=TEXT.as_optional(), price=FLOAT.as_optional())
    rows = spec.read("rows", [{"name": "", "note": " ", "price": ""}, {"name": "Tea", "note": "hot", "price": None}])
    assert rows == ({"name": "", "note": None, "price": None}, {"name": "Tea", "note": "hot", "price": None})


def test_an_optional_column_may_be_missing():
    assert table(name=TEXT, note=TEXT.as_optional()).read("rows", [{"name": "Tea"}]) == ({"name": "Tea", "note": None},)


def test_domain_objects_are_rows_of_their_fields():
    scene = Scene(id="s1", heading="Dawn", goal="Wake.")
    assert table(heading=TEXT).read("rows", (scene,)) == ({"heading": "Dawn"},)


def test_mistakes_name_row_and_column():
    spec = table(name=TEXT, price=FLOAT)
    assert mistakes(spec, [{"name": "a", "price": 1}, {"name": ["x"], "price": ""}, {"name": "b", "price": "abc"}]) == [
        "'rows' row 2, column 'name': must be text, not a list",
        "'rows' row 2, column 'price': is empty",
        "'rows' row 3, column 'price': must be a number, not 'abc'",
    ]


def test_a_column_that_no_row_has_is_told_once():
    spec = table(name=TEXT, price=FLOAT)
    assert mistakes(spec, [{"name": "a", "prize": "1"}] * 50) == [
        "'rows' has no column 'price'; did you mean 'prize'? columns there: name, prize"
    ]


def test_what_is_no_table_is_told():
    assert mistakes(table(), {"a": 1}) == ["'rows' must be a list of rows, not a mapping"]
    assert mistakes(table(), 3) == ["'rows' must be a list of rows, not a number"]
    assert mistakes(table(name=TEXT), [{"name": "a"}, "b", [1]]) == [
        "'rows' row 2: must be a mapping of columns to values, not text",
        "'rows' row 3: must be a mapping of columns to values, not a list",
    ]
    assert mistakes(table(), "[1") == ["'rows' is no JSON (line 1, column 3: expecting ',' delimiter)"]


def test_the_first_ten_mistakes_are_shown_and_the_rest_counted():
    lines = mistakes(table(price=FLOAT), [{"price": "x"}] * 37)
    assert len(lines) == 11
    assert lines[9] == "'rows' row 10, column 'price': must be a number, not 'x'"
    assert lines[10] == "'rows' has 27 more mistakes"


@pytest.mark.parametrize(
    ("rows", "message"),
    [(1, "'rows' must have at least 2 rows, not 1"), (4, "'rows' must have at most 3 rows, not 4")],
)
def test_the_number_of_rows_is_bounded(rows, message):
    spec = table(_min=2, _max=3, name=TEXT)
    assert mistakes(spec, [{"name": "a"}] * rows) == [message]
    assert len(spec.read("rows", [{"name": "a"}] * 3)) == 3


CELLS = st.lists(st.fixed_dictionaries({"name": st.text(), "note": st.text(), "line": st.text()}))


@given(CELLS, st.sampled_from([("csv", ","), ("tsv", "\t")]))
def test_any_text_survives_csv_cleaned(rows, form):
    suffix, delimiter = form
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, ["name", "note", "line"], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    read = table(name=TEXT, note=TEXT, line=TEXT).read("rows", parse_table(file.getvalue(), f"rows.{suffix}"))
    assert read == tuple({name: clean(cell) for name, cell in row.items()} for row in rows)


@given(st.text(alphabet='a,;"\n\r\t 1[{}]'), st.sampled_from(["csv", "tsv", "jsonl", "json"]))
def test_any_text_as_a_table_is_rows_or_a_plain_mistake(text, suffix):
    said = "'rows' none"
    try:
        table(a=INT).read("rows", parse_table(text, f"rows.{suffix}"))
    except (ValueError, UsageError) as error:
        said = str(error)
    assert said.startswith(("'rows' ", f"rows.{suffix}:"))
