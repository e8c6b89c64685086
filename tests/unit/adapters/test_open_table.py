"""Tables of items as people have them: every row, or its mistake with its line; every broken file, told."""

import io
import json
import tracemalloc

import pytest

from orchestrator.adapters.tables import open_table
from orchestrator.domain.errors import UsageError


def written(tmp_path, data, name="items.csv"):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return str(path)


def read(path, **options):
    """The columns, and each row as its line with its values or what is wrong with it."""
    with open_table(path, **options) as table:
        rows = [(row.line, row.problem or row.values) for row in table.rows()]
        assert [(row.line, row.problem or row.values) for row in table.rows()] == rows, "a second reading differs"
        return table.columns, rows


ANN_AND_BO = [(2, {"name": "Ann", "said": "a"}), (3, {"name": "Bo", "said": "b"})]


@pytest.mark.parametrize(
    "data",
    [
        "name,said\nAnn,a\nBo,b\n",
        "name,said\r\nAnn,a\r\nBo,b\r\n",
        "name,said\rAnn,a\rBo,b",
        "\ufeffname,said\nAnn,a\nBo,b",
        "name;said\nAnn;a\nBo;b\n",
        "name\tsaid\nAnn\ta\nBo\tb\n",
        "name,said,,\nAnn,a,,\nBo,b,,\n",
        "name,said\nAnn,a\nBo,b\n".encode("utf-16"),
        b"name,said\nAnn,\x00a\nBo,b\n",
    ],
)
def test_csv_is_read_however_it_was_saved(tmp_path, data):
    assert read(written(tmp_path, data)) == (("name", "said"), ANN_AND_BO)


def test_a_row_that_does_not_fit_the_columns_is_told_with_its_line_and_the_next_one_follows(tmp_path):
    data = 'name,said\nAnn,"two\nlines"\nBo\n\nCy,a,b\nDi,"x"y\nEd,e\n'
    assert read(written(tmp_path, data))[1] == [
        (2, {"name": "Ann", "said": "two\nlines"}),
        (4, "1 cell in a table of 2 columns"),
        (6, "3 cells in a table of 2 columns"),
        (7, 'a cell goes on after its closing "; write a quotation mark in it twice'),
        (8, {"name": "Ed", "said": "e"}),
    ]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("items.csv", b"", "the file is empty"),
        ("items.csv", b"\n\n", "items.csv:1: the first line must name the columns"),
        ("items.csv", b"a,b,a\n1,2,3\n", "items.csv:1: two columns are called 'a'"),
        ("items.csv", b'a,b\n1,2\n3,"4\n5,6\n', 'items.csv:3: a cell begins with " and never ends'),
        ("items.jsonl", b"", "the file is empty"),
        ("items.parquet", b"", "the file is empty"),
        ("items.parquet", b"name,said\n", "no Parquet file"),
        ("items.xlsx", b"PK", "no file of items"),
        ("items.csv", "name\n狐狸\n".encode("gbk"), "items.csv:2: not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_line(tmp_path, name, data, said):
    with pytest.raises(UsageError) as wrong:
        read(written(tmp_path, data, name))
    assert said in wrong.value.message


def test_gbk_is_recognized_in_the_hint_and_read_when_it_is_asked_for(tmp_path):
    path = written(tmp_path, "名字,说\n狐狸,我的铃铛在哪里？\n母鸡,在磨坊里。\n".encode("gbk"))
    with pytest.raises(UsageError) as wrong:
        read(path)
    assert wrong.value.hint == "it looks like GBK: pass --encoding gbk, or save it as UTF-8"
    columns, rows = read(path, encoding="gbk")
    assert columns == ("名字", "说")
    assert rows[1] == (3, {"名字": "母鸡", "说": "在磨坊里。"})


def test_another_encoding_is_not_taken_for_gbk_and_an_unknown_one_is_told(tmp_path):
    path = written(tmp_path, "nom\nÉlodie préfère l'été\n".encode("latin-1"))
    with pytest.raises(UsageError) as wrong:
        read(path)
    assert wrong.value.hint == "save it as UTF-8, or say what it is with --encoding"
    assert read(path, encoding="latin-1")[1] == [(2, {"nom": "Élodie préfère l'été"})]
    with pytest.raises(UsageError, match="no encoding 'klingon'"):
        read(path, encoding="klingon")


def test_the_line_of_a_wrong_byte_is_right_far_into_a_large_file(tmp_path):
    path = written(tmp_path, b"name\n" + b"Ann lives at the mill.\n" * 100_000 + b"\xff\n")
    with pytest.raises(UsageError, match=r"items\.csv:100002: not UTF-8"):
        read(path)


def test_a_cell_of_10_mb_is_read(tmp_path):
    long = "x" * 10_000_000
    assert read(written(tmp_path, f'name,said\nAnn,"{long}"\nBo,b\n'))[1] == [
        (2, {"name": "Ann", "said": long}),
        (3, {"name": "Bo", "said": "b"}),
    ]


def test_json_lines_keep_their_types_and_tell_their_mistakes(tmp_path):
    data = '{"name": "Ann", "age": 3, "tags": ["a"]}\n\n{"name": "Bo"\n[1]\n{"a": 1, "a": 2}\n{"name": "\u2028"}\n'
    columns, rows = read(written(tmp_path, data, "items.jsonl"))
    assert columns is None
    assert rows[0] == (1, {"name": "Ann", "age": 3, "tags": ["a"]})
    assert [line for line, _ in rows] == [1, 3, 4, 5, 6]
    assert rows[1][1].startswith("is no JSON (column")
    assert rows[2][1] == "must be a mapping of columns to values, not a list"
    assert "'a'" in rows[3][1]


def test_parquet_gives_native_values_whatever_is_nested(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from datetime import date, datetime, timedelta
    from decimal import Decimal

    from pyarrow import parquet

    table = pyarrow.table(
        {
            "name": ["Ann", None],
            "day": [date(2026, 5, 12), None],
            "at": [datetime(2026, 5, 12, 7, 30), None],
            "price": [Decimal("3.50"), Decimal("4.00")],
            "took": [timedelta(seconds=90), None],
            "share": [0.5, float("nan")],
            "channels": [[{"name": "poster", "words": 12}], []],
            "kind": pyarrow.array(["a", "b"]).dictionary_encode(),
        }
    )
    parquet.write_table(table, tmp_path / "items.parquet")
    columns, rows = read(str(tmp_path / "items.parquet"))
    assert columns == ("name", "day", "at", "price", "took", "share", "channels", "kind")
    assert rows == [
        (
            1,
            {
                "name": "Ann", "day": "2026-05-12", "at": "2026-05-12T07:30:00", "price": 3.5, "took": 90.0,
                "share": 0.5, "channels": [{"name": "poster", "words": 12}], "kind": "a",
            },
        ),
        (
            2,
            {
                "name": None, "day": None, "at": None, "price": 4, "took": None, "share": None, "channels": [],
                "kind": "b",
            },
        ),
    ]  # fmt: skip


def test_bytes_in_a_parquet_cell_are_a_mistake_of_that_row(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pyarrow.table({"name": [b"\xff", None]}), tmp_path / "items.parquet")
    assert read(str(tmp_path / "items.parquet"))[1] == [
        (1, "a cell holds bytes; write them as text"),
        (2, {"name": None}),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"name,said\nAnn,a\nBo,b\n",
        b"name\tsaid\nAnn\ta\nBo\tb\n",
        b'\n{"name": "Ann", "said": "a"}\n{"name": "Bo", "said": "b"}\n',
    ],
)
def test_standard_input_is_taken_for_what_it_begins_like(data):
    with open_table("-", io.BytesIO(data)) as table:
        assert table.name == "standard input"
        assert [row.values for row in table.rows()] == [values for _, values in ANN_AND_BO]


def test_a_file_is_streamed_and_never_all_of_it_in_memory(tmp_path):
    path = tmp_path / "items.jsonl"
    with path.open("w") as file:
        for number in range(50_000):
            file.write(json.dumps({"name": f"Ann {number}", "said": "x" * 400}) + "\n")
    assert path.stat().st_size > 20_000_000
    tracemalloc.start()
    try:
        with open_table(str(path)) as table:
            assert sum(1 for _ in table.rows()) == 50_000
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()
