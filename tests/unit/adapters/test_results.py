"""Results of a batch as files: whole or not there, safe to open, the same in every form."""

import csv
import json
import resource
import signal
from contextlib import contextmanager

import pytest

from orchestrator.adapters.results import ResultLines, ResultRow, ResultsFile, partial_of, suffix_of
from orchestrator.domain.errors import UsageError
from orchestrator.domain.runs import Failure, ItemResult, Usage

DONE = ItemResult(
    item="a1",
    status="done",
    outputs={"copy": "=HYPERLINK(1)", "row": "Two\nlines, 狐狸"},
    scores={"fit": 0.5},
    usage=Usage(calls=2, cached=1, prompt_tokens=30, completion_tokens=4),
)
FAILED = ItemResult(
    item="-2",
    status="failed",
    failures=(Failure(item="-2", step="write", error="ReplyError", message="it goes in circles"),),
)
ROWS = [ResultRow.of(0, DONE), ResultRow.of(4, FAILED, "a1")]
DOCUMENTS = [
    {
        "item": "a1", "row": 1, "status": "done", "reason": "", "step": "",
        "outputs": {"copy": "=HYPERLINK(1)", "row": "Two\nlines, 狐狸"}, "scores": {"fit": 0.5},
        "usage": {"calls": 2, "cached": 1, "prompt_tokens": 30, "completion_tokens": 4}, "like": "",
    },
    {
        "item": "-2", "row": 5, "status": "failed", "reason": "it goes in circles", "step": "write", "outputs": {},
        "scores": {}, "usage": {"calls": 0, "cached": 0, "prompt_tokens": 0, "completion_tokens": 0}, "like": "a1",
    },
]  # fmt: skip


def write(path):
    with ResultsFile(path, ["copy", "row"]) as file:
        for row in ROWS:
            file.write(row)
        assert not path.exists(), "it is there before it is whole"
        assert file.commit() == path.resolve()
    assert [other.name for other in path.parent.iterdir()] == [path.name], "something was left beside it"


def test_json_lines_hold_everything(tmp_path):
    write(tmp_path / "r.jsonl")
    assert [json.loads(line) for line in (tmp_path / "r.jsonl").read_text("utf-8").splitlines()] == DOCUMENTS


def test_no_cell_of_csv_is_a_formula_and_an_output_called_as_a_column_has_a_name_of_its_own(tmp_path):
    write(tmp_path / "r.csv")
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0] == {
        "item": "a1", "row": "1", "status": "done", "reason": "", "step": "", "copy": "'=HYPERLINK(1)",
        "output_row": "Two\nlines, 狐狸", "scores": '{"fit": 0.5}', "calls": "2", "cached": "1", "prompt_tokens": "30",
        "completion_tokens": "4", "like": "",
    }  # fmt: skip
    assert (rows[1]["item"], rows[1]["like"]) == ("'-2", "a1")


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "＝1", "\t=1", "\r=1"])
def test_each_sign_that_begins_a_formula_is_made_safe(tmp_path, cell):
    with ResultsFile(tmp_path / "r.csv", ["copy"]) as file:
        file.write(ResultRow.of(0, DONE.model_copy(update={"outputs": {"copy": cell}})))
        file.commit()
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as written:
        assert next(csv.DictReader(written))["copy"] == f"'{cell}"


def test_parquet_holds_the_same(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    write(tmp_path / "r.parquet")
    rows = parquet.read_table(tmp_path / "r.parquet").to_pylist()
    assert [(row["item"], row["row"], row["copy"], row["calls"]) for row in rows] == [
        ("a1", 1, "=HYPERLINK(1)", 2),
        ("-2", 5, "", 0),
    ]


def test_what_is_not_committed_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("old")
    with ResultsFile(path, []) as file:
        file.write(ROWS[0])
    assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_results_that_come_are_whole_lines_at_any_moment_and_what_a_kill_left_of_one_is_cut_off(tmp_path):
    path = partial_of(tmp_path / "r.csv")
    with ResultLines(path, anew=False) as lines:
        lines.write(ROWS[0])
        assert json.loads(path.read_text("utf-8")) == DOCUMENTS[0]
    with path.open("a") as file:
        file.write('{"item": "half' + "x" * 70_000)
    with ResultLines(path, anew=False) as lines:
        lines.write(ROWS[1])
    assert [json.loads(line)["item"] for line in path.read_text("utf-8").splitlines()] == ["a1", "-2"]
    path.write_text("half")
    ResultLines(path, anew=False).__exit__(None, None, None)
    assert path.read_text() == ""
    for row in ROWS:
        with ResultLines(path, anew=True) as lines:
            lines.write(row)
    assert json.loads(path.read_text("utf-8")) == DOCUMENTS[1]


@contextmanager
def full_after(count):
    """A disk on which no file can be longer than so many bytes."""
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (count, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("name", ["r.jsonl", "r.csv", "r.parquet"])
def test_where_there_is_no_space_it_is_told_and_nothing_is_left(tmp_path, name):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")

    def fill():
        with ResultsFile(tmp_path / name, ["copy", "row"]) as file:
            for _ in range(200):
                file.write(ROWS[0])
            file.commit()

    with full_after(2_000), pytest.raises(UsageError, match="cannot be written: File too large"):
        fill()
    assert list(tmp_path.iterdir()) == []


def test_where_there_is_no_space_for_a_line_it_is_told(tmp_path):
    def fill():
        with ResultLines(tmp_path / "r.jsonl", anew=True) as lines:
            for _ in range(200):
                lines.write(ROWS[0])

    with full_after(2_000), pytest.raises(UsageError, match="cannot be written: File too large"):
        fill()


def test_long_texts_are_not_gathered_before_they_are_written_as_parquet(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    row = ResultRow.of(0, ItemResult(item="a", status="done", outputs={"copy": "x" * 3_000_000}))
    with ResultsFile(tmp_path / "r.parquet", ["copy"]) as file:
        for _ in range(9):
            file.write(row)
        file.commit()
    metadata = parquet.read_metadata(tmp_path / "r.parquet")
    assert [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)] == [4, 4, 1]


def test_a_form_that_is_not_written_is_told(tmp_path):
    with pytest.raises(UsageError, match="no results file") as wrong:
        suffix_of(tmp_path / "r.xlsx")
    assert ".csv" in wrong.value.hint
    (tmp_path / "r.csv").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        ResultsFile(tmp_path / "r.csv" / "x.csv", [])
