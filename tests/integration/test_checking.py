"""``inkloom check`` as a person and as a machine use it."""

import json
import re

import pytest

from tests.support.command import document, inkloom

PROSE = (
    "The extraordinarily independent fox investigated the abandoned windmill because somebody had unfortunately "
    "mislaid an irreplaceable silver instrument there, and nobody else considered the possibility. "
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text("It was late.\n\n" + PROSE * 6)
    (tmp_path / "b.txt").write_text("The hen slept.")
    return tmp_path


def check(folder, *arguments, **more):
    return inkloom("check", *arguments, cwd=folder, **more)


def test_the_table_comes_first_then_what_to_do(folder):
    done = check(folder, "a.txt", "--target", "readability.grade=4")
    assert done.returncode == 0
    assert re.match(r"a\.txt  \d+ words, en  missed  score 0\.\d\d\n", done.stdout)
    assert re.search(r"readability +missed +0\.00 +grade 4 +flesch kincaid grade", done.stdout)
    assert re.search(r"\n   1 critical  readability  \[p2\]  measured [\d.]+, wanted [\d.]+\n     \S", done.stdout)
    assert done.stdout.index("  check ") < done.stdout.index("   1 critical")


def test_what_is_missed_stands_above_what_is_met_and_what_is_only_measured(folder):
    targets = ("--target", "readability.grade=4", "--target", "length.words={min: 10}")
    told = check(folder, "a.txt", "--checks", "length,readability,sentiment", *targets).stdout
    assert re.findall(r"^  (\w+) +(met|missed|measured)", told, re.MULTILINE) == [
        ("readability", "missed"),
        ("length", "met"),
        ("sentiment", "measured"),
    ]


def test_a_genre_a_bible_and_another_part_are_what_is_judged_by(folder):
    (folder / "bible.yaml").write_text("{characters: [{name: Philippa}]}")
    (folder / "other.txt").write_text(PROSE * 2)
    (folder / "a.txt").write_text("Then Philipa opened the gate. " + PROSE * 3)
    done = check(folder, "a.txt", "--genre", "fiction", "--bible", "bible.yaml", "--against", "other.txt", "--json")
    reports = {report["check"]: report for report in document(done)[0]["reports"]}
    assert [finding["quote"] for finding in reports["continuity"]["findings"]] == ["Philipa"]
    assert reports["repetition"]["measured"]["overlap"] > 0.5
    assert reports["repetition"]["targets"]["others"] == 1
    assert reports["repetition"]["passed"] is False


def test_three_findings_are_shown_and_the_rest_on_demand(folder):
    (folder / "checks").mkdir()
    (folder / "checks" / "the.yaml").write_text("{check: the, find: {words: [extraordinarily]}, targets: {found: 0}}")
    few = check(folder, "a.txt", "--checks", "the").stdout
    assert len(re.findall(r"^ +\d+ \w+  the  ", few, re.MULTILINE)) == 3
    assert "3 more: --all shows them" in few
    everything = check(folder, "a.txt", "--checks", "the", "--all").stdout
    assert len(re.findall(r"^ +\d+ \w+  the  ", everything, re.MULTILINE)) == 6
    assert "more" not in everything


def test_all_shows_what_checks_found_that_are_met_as_well(folder):
    (folder / "r.txt").write_text("The hen went home again. " + " ".join(f"A{n} b{n} c{n}." for n in range(30)))
    with (folder / "r.txt").open("a") as file:
        file.write(" The hen went home again.")
    targets = ("--target", "length.words=10", "--target", "repetition.share=0.5")
    assert "Cut or change this" not in check(folder, "r.txt", *targets).stdout
    assert "Cut or change this" in check(folder, "r.txt", *targets, "--all").stdout


def test_a_plan_that_a_short_text_cannot_be_held_against_is_told_as_such(folder):
    (folder / "s.txt").write_text("The hen went home and slept until the morning came. " * 12)
    told = check(folder, "s.txt", "--checks", "arc", environment={"COLUMNS": "200"}).stdout
    assert "nothing to judge it by" in told
    told = check(folder, "s.txt", "--target", "arc.plan=fall", "--checks", "arc", environment={"COLUMNS": "200"}).stdout
    assert "too little text in sentences to judge" in told


def test_a_pipe_has_no_colours_and_no_line_is_filled_with_spaces(folder):
    told = check(folder, "a.txt", "--target", "readability.grade=4").stdout
    assert "\x1b" not in told
    assert [row for row in told.split("\n") if row != row.rstrip()] == []


@pytest.mark.parametrize("width", ["40", "80", "200"])
def test_it_fits_the_terminal(folder, width):
    told = check(folder, "a.txt", "--target", "readability.grade=4", environment={"COLUMNS": width}).stdout
    assert max(map(len, told.split("\n"))) <= int(width)


def test_a_terminal_that_cannot_show_it_gets_escapes(folder):
    (folder / "z.txt").write_text("风停了。" * 40)
    done = check(folder, "z.txt", "--target", "repetition.share=0", environment={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr
    assert "\\u98ce" in done.stdout


def test_what_the_author_means_stays_quiet(folder):
    wanted = ("--checks", "the", "--strict")
    (folder / "checks").mkdir()
    (folder / "checks" / "the.yaml").write_text("{check: the, find: {words: [late, hen]}, targets: {found: 0}}")
    assert check(folder, "a.txt", *wanted).returncode == 3
    (folder / "meant.yaml").write_text("[late]")
    done = check(folder, "a.txt", *wanted, "--intended", "meant.yaml")
    assert done.returncode == 0
    assert "1 intended by the author" in done.stdout
    (folder / "meant.json").write_text(json.dumps([{"check": "tells", "quote": "late"}]))
    assert check(folder, "a.txt", *wanted, "--intended", "meant.json").returncode == 3


@pytest.mark.parametrize(
    ("option", "content", "told"),
    [
        ("--intended", "{a: 1}", "write a list of quotes"),
        ("--intended", "[{check: ''}]", "neither a check nor a quote"),
        ("--bible", "{characters: [{nam: Mira}]}", "characters.0.name"),
        ("--bible", "- one", "write a bible"),
    ],
)
def test_a_file_of_the_wrong_shape_is_told(folder, option, content, told):
    (folder / "wrong.yaml").write_text(content)
    done = check(folder, "a.txt", option, "wrong.yaml")
    assert done.returncode == 2
    assert "wrong.yaml" in done.stderr
    assert told in done.stderr


def test_an_option_that_no_check_uses_is_told(folder):
    (folder / "bible.yaml").write_text("{places: [the mill]}")
    done = check(folder, "a.txt", "--checks", "length", "--bible", "bible.yaml")
    assert done.returncode == 2
    assert "--bible: none of these checks uses it" in done.stderr


def test_the_page_is_written_beside_the_table_and_beside_json(folder):
    done = check(folder, "a.txt", "gone.txt", "b.txt", "--target", "readability.grade=4", "--html", "out/page.html")
    assert done.returncode == 2
    assert "gone.txt: no such file" in done.stderr
    page = (folder / "out" / "page.html").read_text()
    assert page.count("<article") == 2
    assert 'class="mark critical"' in page
    (only,) = document(check(folder, "b.txt", "--html", "page.html", "--json"))
    assert only["words"] == 3
    assert "The hen slept." in (folder / "page.html").read_text()


def test_hostile_texts_and_names_are_told_without_harm(folder):
    name = "a\x1b[2J<b>\n.txt"
    (folder / name).write_bytes("One \x1b[31m two [bold]three[/bold]. \x9b \u2028 :smile: ".encode() * 60)
    done = check(folder, name, "--target", "repetition.share=0", "--html", "page.html")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert r"\x1b[2J<b>" in done.stdout
    assert "[bold]three[/bold]" in done.stdout
    page = (folder / "page.html").read_text()
    assert "[2J&lt;b&gt;" in page
    assert "[2J<b>" not in page


def test_a_name_that_is_no_text_is_still_one_json_document(folder):
    (folder / "caf\udce9.txt").write_text("One.")
    (only,) = document(check(folder, "caf\udce9.txt", "--json"))
    assert only["file"] == "caf\udce9.txt"
    assert check(folder, "caf\udce9.txt", "--html", "page.html").returncode == 0


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_text_is_measured_in_the_encoding_that_it_comes_in(tmp_path, encoding):
    text = "小狐狸米拉的铃不见了。她在河边走来走去，想不起来是在什么地方丢的。\n" * 3
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    (told,) = document(inkloom("check", "a.txt", "--json", cwd=tmp_path))
    assert (told["error"], told["language"], told["words"]) == (None, "zh", 90)


def test_a_target_of_nothing_is_shown_as_asked_for(folder):
    told = check(folder, "a.txt", "--checks", "repetition", "--target", "repetition.loops=0").stdout
    assert re.search(r"repetition +missed +0\.00 +loops 0 ", told)


def test_where_there_is_no_bible_it_is_not_the_text_that_is_too_short(folder):
    told = check(folder, "b.txt", "--checks", "continuity,tells").stdout
    assert re.search(r"continuity +not judged +nothing to judge it by\n", told)
    assert re.search(r"tells +not judged +.*too little text", told)


def test_what_is_meant_for_a_check_that_there_is_not_is_told(folder):
    (folder / "meant.yaml").write_text("[{check: tels, quote: The hen}]")
    done = check(folder, "b.txt", "--intended", "meant.yaml")
    assert done.returncode == 2
    assert "meant.yaml: unknown check 'tels'; did you mean 'tells'?" in done.stderr
