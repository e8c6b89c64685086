"""Rows as items: which column gives what, what a row is known by, what is told of one that does not fit."""

import json
import tracemalloc
from contextlib import ExitStack

import pytest

from orchestrator.adapters.tables import TableRow, open_table
from orchestrator.adapters.tables.streaming import Table
from orchestrator.app.rows import items_of, match_columns
from orchestrator.cli.inputs import constant_inputs, read_cell
from orchestrator.domain.errors import UsageError
from orchestrator.language.inputs import InputSpec
from orchestrator.language.types import INT, TEXT, record

SPECS = {
    "premise": InputSpec(type="text", max_chars=40),
    "scenes": InputSpec(type="int", min=1, max=3, default=1, has_default=True),
    "channels": InputSpec(type="table", of=record({"name": TEXT, "words": INT}), default=(), has_default=True),
}


def opened(tmp_path, text, name="items.csv"):
    (tmp_path / name).write_text(text, "utf-8")
    return open_table(str(tmp_path / name))


def items(table, *, mapped=None, constants=None, key=None, folder=None):
    columns = match_columns(SPECS, table, mapped=mapped or {}, constants=constants or {}, defaults={}, key=key)
    return list(items_of(table, SPECS, columns, lambda spec, value: read_cell(spec, value, folder)))


def test_two_rows_with_one_content_are_two_items_and_what_stands_around_a_row_is_no_matter(tmp_path):
    with opened(tmp_path, "premise\nA fox.\nA hen.\nA fox.\n") as table:
        first = [item.id for item in items(table)]
    with opened(tmp_path, "note,premise\nx,A hen.\ny,A fox.\n") as table:
        second = [item.id for item in items(table)]
    assert first[2] == f"{first[0]}~2"
    assert second == [first[1], first[0]]


def test_a_row_that_does_not_fit_is_an_item_that_has_failed_with_nothing_to_run(tmp_path):
    with opened(tmp_path, "premise,scenes\nA fox.,9\n,1\n") as table:
        first, second = items(table)
    row = first.row()
    assert (row.status, row.inputs, row.id) == ("failed", "null", "line 2")
    failure = json.loads(row.result)["failures"][0]
    assert failure["error"] == "BadRow"
    assert failure["message"].endswith("items.csv:2: 'scenes' must be at most 3, not 9")
    assert second.problem.endswith("items.csv:3: 'premise' is missing")


def test_native_values_fit_as_they_are(tmp_path):
    line = {"premise": "A fox.", "scenes": 2, "channels": [{"name": "poster", "words": 12}]}
    with opened(tmp_path, json.dumps(line) + "\n" + json.dumps({**line, "channels": "none"}), "i.jsonl") as table:
        first, second = items(table, folder=tmp_path)
    assert first.inputs == {**line, "channels": ({"name": "poster", "words": 12},)}
    assert "no such file" in second.problem


def test_a_file_that_a_cell_names_is_read_beside_the_table_and_nowhere_else(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "c.csv").write_text("name,words\nposter,12\n")
    (tmp_path / "secret.csv").write_text("name,words\nsecret,1\n")
    with opened(tmp_path / "in", "premise,channels\nA.,c.csv\nB.,../secret.csv\n") as table:
        first, second = items(table, folder=tmp_path / "in")
    assert first.inputs["channels"] == ({"name": "poster", "words": 12},)
    assert second.problem.endswith("'channels': ../secret.csv leads out of the folder of the table")


def test_a_constant_wins_over_a_column_and_what_nothing_gives_is_told(tmp_path):
    with opened(tmp_path, "premise,scenes\nA fox.,2\n") as table:
        assert items(table, constants={"scenes": 3})[0].inputs["scenes"] == 3
    with opened(tmp_path, "tale,scenes\nA fox.,2\n") as table:
        assert items(table, mapped={"premise": "tale"})[0].inputs["premise"] == "A fox."
        with pytest.raises(UsageError, match="nothing gives 'premise'"):
            items(table)


def test_every_constant_that_does_not_fit_is_told():
    assert constant_inputs(SPECS, ["scenes=2"]) == {"scenes": 2}
    with pytest.raises(UsageError) as wrong:
        constant_inputs(SPECS, ["scenes=9", "premis=x"])
    assert "must be at most 3" in wrong.value.message
    assert "did you mean 'premise'?" in wrong.value.message


def test_a_hundred_thousand_rows_leave_nothing_but_marks_in_memory():
    def read():
        return (TableRow(number, {"premise": f"A fox seeks bell {number}."}) for number in range(100_000))

    table = Table("many.csv", ("premise",), read, ExitStack())
    columns = match_columns(SPECS, table, mapped={}, constants={}, defaults={}, key=None)
    tracemalloc.start()
    try:
        found = items_of(table, SPECS, columns, lambda _, value: value)
        assert sum(item.inputs is not None for item in found) == 100_000
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()
