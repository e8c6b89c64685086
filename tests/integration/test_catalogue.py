"""The catalogue of the checks is what the code says, and every check in it teaches something."""

import pytest

from orchestrator.checks.registry import REGISTRY
from tests.support import catalogue

PAGE = catalogue.PAGE.read_text("utf-8")


def test_the_catalogue_is_what_the_code_says():
    assert catalogue.generated(PAGE) == PAGE, "run: make docs"


@pytest.mark.parametrize("name", REGISTRY)
def test_a_check_shows_what_it_says_of_a_text_that_misses_its_target(name):
    reports = [catalogue.example(REGISTRY[name], language)[0] for language in catalogue.TEXTS]
    assert any(report.passed is False and report.findings for report in reports)


@pytest.mark.parametrize("name", REGISTRY)
def test_a_check_says_how_it_measures(name):
    told = catalogue.section(REGISTRY[name])
    assert len(told.split("| target |")[0].split()) > 40
