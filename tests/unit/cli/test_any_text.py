"""Any text, and any bytes, through `inkloom check`: one JSON document, a page, a table; every quote exact."""

import json
import os

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.check_quality.trial import is_exact
from orchestrator.adapters.export.page import CheckedText, to_page
from orchestrator.checks.judging import GENRES
from orchestrator.checks.registry import REGISTRY, asked_of_genre, run_checks
from orchestrator.cli.commands.check import command
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import Report
from tests.support.texts import any_texts

BIBLE = {"characters": [{"name": "Mira", "aliases": ["the fox"]}, {"name": "米拉"}], "places": ["the mill"]}
patient = settings(deadline=None, max_examples=80)


@st.composite
def asked(draw):
    """Targets of every kind that a check may be asked."""
    targets = dict(asked_of_genre(draw(st.sampled_from(GENRES)), list(REGISTRY)))
    other = draw(any_texts(8))
    for check in REGISTRY.values():
        for spec in check.targets.values():
            value = {"bible": BIBLE, "texts": [other, ""]}.get(spec.kind)
            if value is not None:
                targets[check.name] = {**targets.get(check.name, {}), spec.name: value}
    return targets


@patient
@given(any_texts(), asked(), st.sampled_from(["en", "zh", "de", "x"]), st.booleans())
def test_any_text_is_measured_quoted_exactly_and_written_as_json_and_as_a_page(text, targets, language, as_draft):
    draft = Draft.of(text)
    report = run_checks(draft if as_draft else text, list(REGISTRY), targets, language)
    shown = "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
    measured = draft.text if as_draft else shown
    assert [f for r in report.reports for f in r.findings if not is_exact(f, measured)] == []
    told = report.model_dump_json()
    json.loads(told, parse_constant=lambda constant: pytest.fail(f"{constant} is no JSON"))
    assert Report.model_validate_json(told) == report
    if as_draft:
        page = to_page([CheckedText(text[:40], language, 1, draft, report, {})])
        assert page.encode("utf-8").startswith(b"<!doctype html>")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    (folder / "inkloom.toml").write_text("")
    before = os.getcwd()
    os.chdir(folder)
    yield folder
    os.chdir(before)


@settings(patient, max_examples=30)
@given(any_texts().map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=60))
def test_any_bytes_give_one_json_document_a_page_and_a_table(folder, data):
    (folder / "a.txt").write_bytes(data)
    told = CliRunner().invoke(command, ["a.txt", "--genre", "fiction", "--html", "page.html", "--json"])
    (document,) = json.loads(told.stdout)
    is_text = document["error"] is None
    assert told.exit_code == (0 if is_text else 2)
    assert ((folder / "page.html").read_text("utf-8").count("<article") == 1) == is_text
    table = CliRunner().invoke(command, ["a.txt", "--genre", "fiction", "--all"])
    assert table.exit_code == told.exit_code
    assert not any(ord(letter) < 32 and letter not in "\n\t" for letter in table.stdout)
