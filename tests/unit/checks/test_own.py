"""Checks that a project defines: places are quoted exactly, numbers are judged, nothing else happens."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.checks.own import MAX_FINDINGS, Definition, Measure, own_check
from orchestrator.checks.registry import REGISTRY, run_checks
from orchestrator.checks.searching import search_for_pattern, search_for_words
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import CheckReport

VERY = search_for_words(["very"])
SHARE = {"share": Measure("found / words", lambda counts: _quotient(counts["found"], counts["words"]))}


def _quotient(one: int, other: int) -> float:
    if not other:
        raise ValueError("division by zero")
    return one / other


def report_of(text: str | Draft, *, targets: object = None, **definition: object) -> CheckReport:
    check = own_check(Definition(**{"name": "own", "search": VERY, **definition}))  # type: ignore[arg-type]
    asked = {} if targets is None else {"own": targets}
    (report,) = run_checks(text, ["own"], asked, known={"own": check}).reports  # type: ignore[arg-type]
    return report


def test_each_place_is_quoted_with_its_paragraph_and_an_instruction() -> None:
    draft = Draft.of("A very old man.\n\nHe was Very, very tired.")
    report = report_of(draft, targets={"found": {"max": 2}}, instruction="Cut “{quote}”.")
    assert (report.passed, report.measured) == (False, {"found": 3})
    told = [(f.quote, f.start, f.paragraph, f.instruction, f.measured, f.target) for f in report.findings]
    assert told == [
        ("very", 2, "p1", "Cut “very”.", 3, 2),
        ("Very", 24, "p2", "Cut “Very”.", 3, 2),
        ("very", 30, "p2", "Cut “very”.", 3, 2),
    ]


def test_without_targets_the_places_are_told_and_nothing_is_judged() -> None:
    report = report_of("Very well.")
    assert (report.passed, report.score, report.measured) == (None, None, {"found": 1})
    assert [(f.quote, f.severity, f.instruction) for f in report.findings] == [
        ("Very", "minor", 'Take out or change "Very".')
    ]


def test_a_text_within_bounds_asks_for_nothing() -> None:
    report = report_of("Very well.", targets={"found": 1})
    assert (report.passed, report.score, report.findings) == (True, 1.0, ())


@pytest.mark.parametrize(
    ("places", "target", "passed", "score"),
    [
        (0, {"max": 0}, True, 1.0),
        (1, {"max": 0}, False, 0.5),
        (3, {"max": 0}, False, 0.25),
        (4, {"max": 2}, False, 0.5),
        (4, 2, False, 0.5),
        (3, {"min": 4}, False, 0.75),
        (0, {"min": 4}, False, 0.0),
        (4, {"min": 4, "max": 4}, True, 1.0),
    ],
)
def test_the_score_says_how_far_off_the_text_is(places: int, target: object, passed: bool, score: float) -> None:
    report = report_of("very, " * places + "well.", targets={"found": target})
    assert (report.passed, report.score) == (passed, score)


def test_every_place_that_goes_makes_the_score_better() -> None:
    scores = [report_of("very. " * places, targets={"found": {"max": 0}}).score for places in range(60)]
    assert all(better > worse for better, worse in itertools.pairwise(scores))  # type: ignore[operator]


def test_several_targets_must_all_be_met_and_share_the_score() -> None:
    report = report_of("very very well done", measures=SHARE, targets={"found": 2, "share": {"max": 0.25}})
    assert report.measured == {"found": 2, "share": 0.5}
    assert (report.passed, report.score) == (False, 0.75)  # 1 and 0.5
    assert {(f.measured, f.target) for f in report.findings} == {(0.5, 0.25)}


def test_a_minimum_that_is_missed_speaks_of_the_whole_text() -> None:
    report = report_of("He was very sad.", targets={"found": {"min": 3}})
    (finding,) = report.findings
    assert finding.instruction == "found (own) is 1; at least 3 is wanted."
    assert (finding.quote, finding.start, finding.severity) == ("", -1, "major")
    own_words = report_of("Sad.", targets={"found": {"min": 3}}, too_few="Say very.")
    assert [(f.instruction, f.severity) for f in own_words.findings] == [("Say very.", "critical")]


def test_a_check_of_numbers_alone_needs_no_places() -> None:
    measures = {"words_a_sentence": Measure("words / sentences", lambda n: _quotient(n["words"], n["sentences"]))}
    given_words = report_of("One two three.", search=None, measures=measures, targets={"words_a_sentence": 2})
    assert given_words.measured == {"words_a_sentence": 3}
    assert [f.instruction for f in given_words.findings] == ["words a sentence (own) is 3; at most 2 is wanted."]
    told = report_of("One two three.", search=None, measures=measures, targets={"words_a_sentence": 2}, instruction="!")
    assert [f.instruction for f in told.findings] == ["!"]


def test_the_counts_are_these() -> None:
    def counted(name: str) -> Measure:
        return Measure(name, lambda counts: counts[name])

    names = ("words", "sentences", "paragraphs", "characters")
    text = "# Ein Titel\n\nOne two. Three 你好!\n  \n\nFour."
    report = report_of(text, search=None, measures={f"n_{name}": counted(name) for name in names})
    # Headings have words but no sentences; characters: 1 + 8, then 7 + 5 + 3, then 5.
    assert report.measured == {"n_words": 8, "n_sentences": 3, "n_paragraphs": 3, "n_characters": 29}


def test_a_measure_without_a_value_is_not_judged() -> None:
    report = report_of("", measures=SHARE, targets={"share": 1})
    assert (report.passed, report.reliable, report.measured) == (None, False, {"found": 0, "share": None})
    assert report_of("", measures=SHARE, targets={"found": 0}).passed is True


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1j, "many", True, None, 10**400])
def test_what_is_no_finite_number_is_no_value(value: object) -> None:
    measures = {"odd": Measure("odd", lambda counts: value)}  # type: ignore[arg-type,return-value]
    assert report_of("Hi.", measures=measures).measured["odd"] is None


def test_only_texts_in_the_language_of_the_check_are_judged() -> None:
    check = own_check(Definition(name="own", language="en", search=VERY))
    verdicts = {}
    for language in ("en", "en-GB", "zh"):
        (report,) = run_checks("Very.", ["own"], {"own": {"found": 0}}, language, known={"own": check}).reports
        verdicts[language] = (report.passed, report.reliable, report.measured["found"], len(report.findings))
    assert verdicts == {"en": (False, True, 1, 1), "en-GB": (False, True, 1, 1), "zh": (None, False, 1, 0)}
    assert check.languages == ("en",)


def test_its_own_targets_hold_where_none_are_given() -> None:
    own = Definition(name="own", search=VERY, measures=SHARE, targets={"found": {"max": 0}})
    known = {"own": own_check(own)}
    passed = [
        run_checks("Very.", ["own"], asked, known=known).passed  # type: ignore[arg-type]
        for asked in ({}, {"own": {"found": 3}}, {"own": {"share": 1}}, {"own": {"found": None}})
    ]
    assert passed == [False, True, True, None]


def test_the_severity_of_the_file_wins() -> None:
    report = report_of("Very.", targets={"found": 0}, severity="critical")
    assert [f.severity for f in report.findings] == ["critical"]


def test_what_a_quote_holds_is_put_in_as_it_is() -> None:
    search = search_for_pattern(r"\{.+\}")
    report = report_of("{{ 7 * 7 }} {quote} %s \\1", search=search, instruction="Cut {quote}, {quote}.")
    assert report.findings[0].instruction == "Cut {{ 7 * 7 }} {quote}, {{ 7 * 7 }} {quote}."


def test_of_very_many_places_a_hundred_are_told() -> None:
    report = report_of("very " * 500, targets={"found": 0})
    assert report.measured["found"] == 500
    assert len(report.findings) == MAX_FINDINGS == 100


def test_a_quote_of_white_space_shows_the_words_around_it() -> None:
    text = "One  two,\n three.\n  Four"
    report = report_of(text, search=search_for_pattern(r" {2,}| three"), targets={"found": 0})
    assert [(f.start, f.quote) for f in report.findings] == [(0, "One  two,"), (11, "three"), (20, "Four")]


def test_a_place_lies_within_one_paragraph() -> None:
    assert report_of("not\n\nonly", search=search_for_words(["not only"])).measured == {"found": 0}
    assert report_of("a\n\nb", search=search_for_pattern(r"a\s+b|^b$")).measured == {"found": 1}


def test_a_place_without_text_is_none() -> None:
    assert report_of("Very well.", search=search_for_pattern(r"\b|x")).measured == {"found": 0}


def test_a_number_is_judged_as_it_is_reported() -> None:
    report = report_of("very very good", measures=SHARE, targets={"share": {"max": 0.666667}})
    assert (report.measured["share"], report.passed) == (0.666667, True)


def test_a_paragraph_without_end_is_read_in_pieces_at_spaces() -> None:
    pieces: list[str] = []

    class Listening:
        def finditer(self, text: str, /) -> Iterator[re.Match[str]]:
            pieces.append(text)
            return VERY.finditer(text)

    text = "very, " * 4_000 + "x" * 12_000 + " very"
    assert report_of(text, search=Listening()).measured == {"found": 4_001}
    assert "".join(pieces) == text
    assert max(map(len, pieces)) == 5_000


PIECES = st.sampled_from(["very ", "Very", "\n", "\n\n", "不是", " ", "x", "é", "😀", "# ", "\ud800", "."])


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(deadline=None)
def test_any_text_is_measured_and_quoted_exactly(text: str) -> None:
    for search in (VERY, search_for_pattern(r"不是|\w+y|\s+| x")):
        draft = Draft.of(text)
        report = report_of(draft, search=search, measures=SHARE, targets={"found": 1})
        for finding in report.findings:
            paragraph = draft.paragraph(finding.paragraph)
            assert paragraph is not None
            assert finding.quote in paragraph.text
            assert finding.quote == draft.text[finding.start : finding.start + len(finding.quote)]
            assert finding.quote


@pytest.mark.parametrize("pattern", ["a.*b|a", "a(?:[ab]?){900}(?:[ab]?){900}(?:[ab]?){900}c", "(a+)+$", "(a|aa)+b"])
def test_a_hostile_pattern_ends_in_time(pattern: str) -> None:
    began = time.perf_counter()
    report = report_of(("a" * 999 + " ") * 600, search=search_for_pattern(pattern), targets={"found": 0})
    assert time.perf_counter() - began < 20  # two seconds of searching; the rest measures the text
    if report.passed is None:
        assert not report.reliable
        assert "more than 2 seconds" in report.findings[0].instruction


def test_a_search_that_takes_too_long_is_not_judged() -> None:
    class Endless:
        def finditer(self, text: str, /) -> object:
            while True:
                yield VERY.search("very")

    report = report_of("Very.", search=Endless(), targets={"found": 0})
    assert (report.passed, report.reliable, report.measured) == (None, False, {})
    assert report.findings[0].instruction == "Looking for this took more than 2 seconds: simplify the pattern of own."


def test_it_stands_beside_the_built_in_checks() -> None:
    known = {**REGISTRY, "own": own_check(Definition(name="own", search=VERY, measures=SHARE))}
    assert list(known["own"].targets) == ["found", "share"]
    report = run_checks("Very well.", ["length", "own"], {"own": {"share": 0.1}}, known=known)
    assert (report.passed, report.instructions[0].quote) == (False, "Very")
    with pytest.raises(ValueError, match="unknown target 'shar' of own; did you mean 'share'"):
        run_checks("Very well.", ["own"], {"own": {"shar": 1}}, known=known)
