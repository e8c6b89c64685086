"""Types: how they are written, what fits what, and values in the shape of a type."""

from __future__ import annotations

import pytest

from orchestrator.domain.drafts import Draft
from orchestrator.domain.outlines import Scene
from orchestrator.domain.reports import Report
from orchestrator.language.types import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    NONE,
    TEXT,
    coerce,
    domain,
    fields_of,
    fits,
    list_of,
    parse_type,
    record,
)

DRAFT, SCENE = domain(Draft), domain(Scene)


@pytest.mark.parametrize("text", ["text", "optional int", "list of Scene", "optional list of list of Draft", "any"])
def test_a_type_is_written_as_it_is_read(text):
    assert str(parse_type(text)) == text


@pytest.mark.parametrize("text", ["", "txt", "list of", "optional", "list Scene", "list of " * 3000 + "text"])
def test_what_is_no_type_is_refused(text):
    with pytest.raises(ValueError, match="type"):
        parse_type(text)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (TEXT, DRAFT), (DRAFT, TEXT), (INT, FLOAT), (INT, TEXT), (BOOL, TEXT), (ANY, SCENE), (SCENE, ANY),
        (list_of(TEXT), list_of(DRAFT)), (NONE, SCENE.as_optional()), (SCENE, SCENE.as_optional()),
        (SCENE.as_optional(), SCENE.as_optional()), (record({"a": INT}), record({"a": INT})),
    ],
)  # fmt: skip
def test_what_fits(given, wanted):
    assert fits(given, wanted)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (TEXT, INT), (FLOAT, INT), (TEXT, BOOL), (SCENE, DRAFT), (SCENE, TEXT), (list_of(SCENE), SCENE),
        (SCENE, list_of(SCENE)), (SCENE.as_optional(), SCENE), (NONE, SCENE),
        (list_of(SCENE.as_optional()), list_of(SCENE)),
        (record({"a": INT}), record({"b": INT})), (ANY.as_optional(), SCENE), (record({}), SCENE),
    ],
)  # fmt: skip
def test_what_does_not_fit(given, wanted):
    assert not fits(given, wanted)


def test_a_field_that_may_be_missing_is_optional():
    fields = fields_of(domain(Report))
    assert fields is not None
    assert str(fields["passed"]) == "optional bool"
    assert str(fields["reports"]) == "list of CheckReport"


def test_a_record_keeps_its_drafts():
    wanted = record({"text": DRAFT, "score": INT, "note": TEXT.as_optional()})
    plain = {"text": Draft.of("One.").model_dump(), "score": 3}
    assert coerce(plain, wanted) == {"text": Draft.of("One."), "score": 3, "note": None}


@pytest.mark.parametrize(
    ("value", "wanted"), [(None, SCENE), ("a", INT), (True, INT), ([1], TEXT), ("x", list_of(TEXT))]
)
def test_a_value_of_another_type_is_refused(value, wanted):
    with pytest.raises(ValueError, match="where"):
        coerce(value, wanted)
