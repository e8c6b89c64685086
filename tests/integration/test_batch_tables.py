"""Broken tables given to ``inkloom batch``, as people have them: each is read, or refused with its line."""

import codecs
import io
import json
import signal

import pytest

from orchestrator.cli.main import main
from tests.support import roles

HEADER = "premise,scenes\n"
FOX = HEADER + "狐狸找铃铛。,1\n"
NEVER_ENDS = 'a cell begins with " and never ends; write a quotation mark in it twice'


def parquet_of(columns, *, cut=0):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    file = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), file)
    return file.getvalue()[: -cut or None]


# What is in the file, how it is called, which rows do not fit, and how many rows there are.
READ = {
    "ragged": (HEADER + "Fox 1.,1\nFox 2.\nFox 3.,1,x\n", "i.csv", 3, [
        "i.csv:3: 1 cell in a table of 2 columns", "i.csv:4: 3 cells in a table of 2 columns",
    ]),
    "a BOM": (codecs.BOM_UTF8 + FOX.encode(), "i.csv", 1, []),
    "CRLF": (FOX.replace("\n", "\r\n"), "i.csv", 1, []),
    "mixed line ends": (b"premise,scenes\r\nFox 1.,1\nFox 2.,2\rFox 3.,many\r\nFox 4.,1", "i.csv", 4, [
        "i.csv:4: 'scenes' must be a whole number, not 'many'",
    ]),
    "UTF-16, little end first": (codecs.BOM_UTF16_LE + FOX.encode("utf-16-le"), "i.csv", 1, []),
    "UTF-16, big end first": (codecs.BOM_UTF16_BE + FOX.encode("utf-16-be"), "i.csv", 1, []),
    "UTF-16 without a mark": (FOX.encode("utf-16-le"), "i.csv", 1, []),
    "NUL bytes": (HEADER + "Fox\0 1.,1\n\0\0Fox 2.,1\n", "i.csv", 2, []),
    "a cell of 10 MB": (HEADER + f'"{"x" * 10_000_000}",1\nFox 2.,1\n', "i.csv", 2, [
        "i.csv:2: 'premise' has 10,000,000 characters; at most 200 fit",
    ]),
    "a quotation mark that stands alone": (HEADER + 'Fox "1".,1\n"Fox" 2.,1\nFox 3.,1\n', "i.csv", 3, [
        'i.csv:3: a cell goes on after its closing "; write a quotation mark in it twice',
    ]),
    "a line of JSON that is cut": ('{"premise": "Fox 1."}\r\n\r\n{"premise": "Fo', "i.jsonl", 2, [
        "i.jsonl:3: is no JSON (column 13: unterminated string starting at)",
    ]),
    "a list where a row is wanted": ('[{"premise": "Fox 1."}]\n', "i.jsonl", 1, [
        "i.jsonl:1: must be a mapping of columns to values, not a list",
    ]),
    "nested Parquet": (
        lambda: parquet_of({"premise": ["Fox 1.", "Fox 2."], "scenes": [1, 9], "more": [{"a": [1]}, None]}),
        "i.parquet", 2, ["i.parquet:2: 'scenes' must be at most 3, not 9"],
    ),
    "Parquet with lists where texts are wanted": (
        lambda: parquet_of({"premise": [["Fox 1."], ["Fox 2."]]}), "i.parquet", 2,
        ["i.parquet:1: 'premise' must be text, not a list", "i.parquet:2: 'premise' must be text, not a list"],
    ),
}  # fmt: skip

REFUSED = {
    "empty": (b"", "i.csv", "i.csv: the file is empty", ""),
    "header only": (HEADER, "i.csv", "i.csv: there are no items in it", ""),
    "GBK": (FOX.encode("gbk"), "i.csv", "i.csv:2: not UTF-8",
            "it looks like GBK: pass --encoding gbk, or save it as UTF-8"),
    "UTF-16 in Chinese without a mark": (
        "名字,说\n狐狸,一\n".encode("utf-16-le"), "i.csv", "i.csv:1: not UTF-8",
        "it looks like UTF-16 without its mark: pass --encoding utf-16-le, or save it as UTF-8"),
    "a cell that never ends": (HEADER + 'Fox 1.,1\n"Fox 2.,1\nFox 3.,1\n', "i.csv", f"i.csv:3: {NEVER_ENDS}",
                               "nothing after it can be told apart"),
    "two columns of one name": ("premise,premise\nFox 1.,1\n", "i.csv",
                                "i.csv:1: two columns are called 'premise'", ""),
    "Parquet that is cut": (lambda: parquet_of({"premise": ["Fox 1."]}, cut=20), "i.parquet",
                            "i.parquet: no Parquet file: Parquet magic bytes not found", ""),
    "bytes": (bytes(range(256)) * 20, "i.csv", "i.csv:2: not UTF-8", "save it as UTF-8, or say what it is with"),
}  # fmt: skip


@pytest.fixture
def tried(tmp_path, monkeypatch, capsys):
    """What the command line, in this process, makes of a table: its exit code, and what it prints."""
    (tmp_path / "inkloom.toml").write_text("")
    (tmp_path / "tale.yaml").write_text(roles.WORKFLOW)
    monkeypatch.chdir(tmp_path)
    terminated = signal.getsignal(signal.SIGTERM)

    def tried(data, name, *options):
        data = data() if callable(data) else data
        (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
        with pytest.raises(SystemExit) as ended:
            main(["batch", "tale.yaml", "--items", name, "--dry-run", *options])
        said = capsys.readouterr()
        assert (said.err, (tmp_path / ".inkloom").exists()) == ("", False)
        return ended.value.code, said.out

    yield tried
    signal.signal(signal.SIGTERM, terminated)


@pytest.mark.parametrize("case", READ)
def test_a_table_is_read_and_each_row_that_does_not_fit_is_told_with_its_line(tried, case):
    data, name, rows, mistakes = READ[case]
    code, said = tried(data, name, "--json")
    told = json.loads(said)
    assert told["mistakes"] == mistakes
    assert told["rows"] == {"total": rows, "fit": rows - len(mistakes), "wrong": len(mistakes)}
    assert told["estimate"]["most"] == 3 * (rows - len(mistakes))
    assert code == (3 if mistakes else 0)


@pytest.mark.parametrize("case", REFUSED)
def test_a_table_that_cannot_be_told_apart_is_refused_with_its_line_before_anything_is_begun(tried, case):
    data, name, message, hint = REFUSED[case]
    code, said = tried(data, name, "--json")
    (error,) = json.loads(said)["errors"]
    assert error["message"].startswith(message)
    assert error["hint"].startswith(hint)
    assert code == 2


def test_gbk_is_read_where_it_is_asked_for(tried):
    assert tried(FOX.encode("gbk"), "i.csv", "--encoding", "gbk")[1].startswith("1 of 1 rows fit\n")


def test_columns_that_no_input_takes_are_told_since_one_may_be_misspelt(tried):
    code, said = tried("sku,premise,scene\n1,Fox.,2\n", "i.csv", "--key", "sku")
    assert (code, said.splitlines()[0]) == (0, "no input takes these columns: scene")


def test_where_no_row_fits_nothing_is_estimated(tried):
    code, said = tried(HEADER + "Fox.,many\n", "i.csv")
    assert (code, said.splitlines()[1:]) == (3, ["0 of 1 rows fit", "no model would be asked"])


def test_of_very_many_mistakes_twenty_are_shown_and_all_counted(tried):
    lines = tried(HEADER + "Fox.,many\n" * 30, "i.csv")[1].splitlines()
    assert lines[19] == "i.csv:21: 'scenes' must be a whole number, not 'many'"
    assert lines[20:22] == ["… and 10 more rows", "0 of 30 rows fit"]
