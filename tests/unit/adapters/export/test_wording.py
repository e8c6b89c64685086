"""The vocabulary of the pages, and the names of roles, checks and measures: both languages, and all of it."""

import json
import re
from typing import get_args

import pytest

from orchestrator.adapters.export.naming import names_for
from orchestrator.adapters.export.report.dag import SIGNS
from orchestrator.adapters.export.wording import labels_for
from orchestrator.checks.curves import SHAPES
from orchestrator.checks.judging import GENRES
from orchestrator.checks.registry import REGISTRY
from orchestrator.domain.critiques import Severity
from orchestrator.domain.records import RunStatus, VisitStatus
from tests.support import catalogue
from tests.support.command import ROOT

LETTERS = re.compile(r"[A-Za-z]")
SAID = r"\b(?:words|labels|labels_for\([^)]*\))(?:\.%s\b|\[\"%s\"\])".replace("%s", "%(name)s")
PLACES = re.compile(r"%(?:\(\w+\))?s")
NAMES = names_for("zh")
EXPORT = ROOT / "orchestrator" / "adapters" / "export"


def test_each_word_is_there_in_both_languages_and_has_the_same_places():
    english, chinese = labels_for("en"), labels_for("zh-CN")
    assert english.keys() == chinese.keys()
    for name, word in english.items():
        assert sorted(PLACES.findall(word)) == sorted(PLACES.findall(chinese[name])), name


def test_chinese_words_are_chinese_and_english_ones_are_english():
    shared = {"lang"}
    for name, word in labels_for("zh").items():
        assert name in shared or not LETTERS.search(PLACES.sub("", word).replace("token", "")), word
    assert all(word.replace("→", "").isascii() for word in labels_for("en").values())


def test_every_word_is_said_somewhere():
    files = [file for suffix in ("j2", "py") for file in EXPORT.rglob(f"*.{suffix}") if file.name != "wording.py"]
    text = "\n".join(file.read_text("utf-8") for file in files)
    verdicts = {"met", "missed", "measured", "doubtful"}
    by_value = {*get_args(RunStatus), *get_args(VisitStatus), *get_args(Severity), *SIGNS, *verdicts, "yes", "no"}
    assert [name for name in labels_for("en").keys() - by_value if not re.search(SAID % {"name": name}, text)] == []


def test_there_is_a_word_for_each_severity_and_each_way_in_which_a_run_or_a_step_can_stand():
    assert {*get_args(RunStatus), *get_args(VisitStatus), *get_args(Severity), *SIGNS} <= labels_for("en").keys()


def test_every_shipped_role_has_a_chinese_name_of_its_own():
    roles = [re.search(r"^role: (\S+)", card.read_text("utf-8"), re.M)[1] for card in (ROOT / "agents").glob("*.yaml")]
    told = [NAMES.role(role) for role in roles]
    assert not [name for name in told if LETTERS.search(name)]
    assert len(set(told)) == len(told)
    assert NAMES.roles.keys() == set(roles)


@pytest.mark.parametrize("check", REGISTRY.values(), ids=lambda check: check.name)
def test_a_check_all_it_measures_of_a_chinese_text_and_all_it_can_be_asked_have_chinese_names(check):
    report, _ = catalogue.example(check, "zh")
    told = [NAMES.check(check.name), *(NAMES.measure(check.name, name) for name in (*report.measured, *check.targets))]
    told += [NAMES.value(value) for value in report.measured.values() if isinstance(value, str)]
    assert not [name for name in told if LETTERS.search(name)]
    measured = [NAMES.measure(check.name, name) for name in report.measured]
    assert len(set(measured)) == len(measured)


def test_the_words_that_are_values_have_chinese_names():
    assert not [name for name in (*SHAPES, *GENRES, "first", "third") if LETTERS.search(NAMES.value(name))]


def test_what_the_report_of_a_rewriting_calls_things_is_what_pages_call_them():
    template = (ROOT / "templates" / "zh" / "rewrite.md.j2").read_text("utf-8")
    checks, measures = (json.loads(found) for found in re.findall(r"set \w+ = (\{.*?\})", template))
    assert checks == {name: NAMES.check(name) for name in checks}
    assert measures == {name: NAMES.measure("", name) for name in measures}
