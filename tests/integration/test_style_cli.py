"""``inkloom style`` and ``inkloom check --style`` as a person and as a machine use them."""

import json
from pathlib import Path

import pytest

from tests.support.command import document, inkloom
from tests.unit.checks.test_styles import LETTERS, ORNATE

PLAIN = Path(__file__).parents[1] / "assets" / "styles" / "plain.zh.txt"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "letters.txt").write_text(LETTERS, "utf-8")
    (tmp_path / "draft.txt").write_text(ORNATE, "utf-8")
    (tmp_path / "plain.txt").write_text(PLAIN.read_text("utf-8"), "utf-8")
    return tmp_path


def test_json_is_the_profile_and_out_is_the_same(folder):
    made = document(inkloom("style", "letters.txt", "--out", "mine.json", "--json", cwd=folder))
    assert json.loads((folder / "mine.json").read_text("utf-8")) == made
    assert (made["version"], made["language"]) == (1, "en")


def test_several_files_and_chinese_and_standard_input_are_read(folder):
    both = document(inkloom("style", "letters.txt", "draft.txt", "--json", cwd=folder))
    assert both["words"] > 450
    assert "每句约" in inkloom("style", "plain.txt", cwd=folder).stdout
    assert inkloom("style", "-", cwd=folder, said=LETTERS).stdout.startswith("en, 367 words")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (["none.txt"], "no such file"),
        (["letters.txt", "plain.txt"], "all in one language"),
        (["short.txt"], "too few"),
        (["bad.txt"], "not UTF-8"),
    ],
)
def test_what_makes_no_profile_is_a_usage_error(folder, files, said):
    (folder / "short.txt").write_text("He ran.")
    (folder / "bad.txt").write_bytes("Café au lait.".encode("latin-1"))
    done = inkloom("style", *files, "--json", cwd=folder)
    assert done.returncode == 2
    assert said in json.dumps(document(done), ensure_ascii=False)


def test_a_text_is_compared_with_a_profile(folder):
    inkloom("style", "letters.txt", "--out", "mine.json", cwd=folder)
    asked = ("--checks", "style", "--style", "mine.json", "--json")
    far, near = document(inkloom("check", "draft.txt", "letters.txt", *asked, cwd=folder))
    assert (far["passed"], near["passed"]) == (False, True)
    assert inkloom("check", "draft.txt", "--style", "mine.json", "--strict", cwd=folder).returncode == 3
    done = inkloom("check", "draft.txt", "--checks", "length", "--style", "mine.json", cwd=folder)
    assert (done.returncode, "--style" in done.stderr) == (2, True)
    (folder / "no.json").write_text('{"a": 1}')
    assert inkloom("check", "draft.txt", "--style", "no.json", cwd=folder).returncode == 2


def test_samples_are_read_in_the_encodings_that_texts_come_in(tmp_path):
    text = PLAIN.read_text("utf-8")
    (tmp_path / "a.txt").write_bytes(text.encode("gbk", errors="ignore"))
    (tmp_path / "b.txt").write_bytes(text.encode("utf-16"))
    one, other = (document(inkloom("style", name, "--json", cwd=tmp_path)) for name in ("a.txt", "b.txt"))
    assert one["language"] == "zh"
    assert one == other
