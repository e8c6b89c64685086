from __future__ import annotations

from typing import Any

import pytest

from orchestrator.checks.check import Check
from orchestrator.checks.judging import GENRE, Targets, TargetSpec, by_name
from orchestrator.checks.passage import Passage
from orchestrator.checks.registry import asked_of_genre, run_checks
from orchestrator.checks.telling import told
from orchestrator.domain.drafts import Draft
from orchestrator.domain.outlines import Bible, Character
from orchestrator.domain.reports import CheckReport, Finding, Intended

SEEN: list[Any] = []
SPECS = by_name(
    TargetSpec("others", "texts", "Other parts."),
    TargetSpec("shape", "curve", "A shape.", ("fall", "rise")),
    TargetSpec("bible", "bible", "What is known."),
    TargetSpec("strict", "flag", "Whether."),
    TargetSpec("most", "bound", "At most."),
    GENRE,
)


def see(passage: Passage, targets: Targets) -> CheckReport:
    SEEN.append(targets)
    places = [at for at in range(len(passage.text)) if passage.text.startswith("very", at)]
    findings = (Finding(quote="very" + passage.text[at + 4], start=at, instruction="Cut it.") for at in places)
    return CheckReport(check="see", passed=not places, score=0.0, findings=told(findings, passage, 2))


BANDS = {"en": {"news": {"most": 3}}, "zh": {"news": {"most": 9}}}
KNOWN = {"see": Check("see", "Sees.", SPECS, (), see, BANDS)}


def seen(text: str | Draft = "Hi there.", language: str = "en", **targets: Any) -> Any:
    run_checks(text, ["see"], {"see": targets}, language, known=KNOWN)
    return SEEN[-1]


def test_a_check_gets_plain_data_whatever_it_was_given() -> None:
    bible = Bible(characters=(Character(name="Mira"),))
    got = seen(others=(Draft.of("One."), "Two.", {"text": "Three.", "paragraphs": []}), shape=[1, -2], bible=bible)
    assert got["others"] == ["One.", "Two.", "Three."]
    assert got["shape"] == [1.0, -2.0]
    assert got["bible"]["characters"] == [{"name": "Mira", "traits": [], "aliases": []}]
    assert got["bible"] == seen(bible={"characters": [{"name": "Mira"}]})["bible"]


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ({"others": "One."}, "'One.' is not a list of texts"),
        ({"others": [3]}, "3 is not a text"),
        ({"shape": "riese"}, "unknown shape 'riese'; did you mean 'rise'? there are: fall, rise"),
        ({"shape": ["a"]}, "'a' is not a number"),
        ({"genre": "yaa"}, "unknown genre 'yaa'; did you mean 'ya'? there are: "
                           "ad, children, dialogue, fiction, news, ya"),
        ({"strict": 1}, "1 is not true or false"),
        ({"bible": {"characters": [{}]}}, "it is no Bible: characters.0.name: field required"),
        ({"bible": "Mira"}, "it is no Bible: input should be a valid dictionary or instance of bible"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_told_with_its_target(targets: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="target") as caught:
        seen(**targets)
    assert str(caught.value) == f"target '{next(iter(targets))}' of see: {message}"


def test_a_genre_asks_for_its_band_by_language_where_nothing_else_is_asked() -> None:
    assert seen(genre="news")["most"] == 3
    assert seen("狐狸跑了。", "zh", genre="news")["most"] == 9
    assert seen(genre="news", most={"max": 5})["most"] == {"max": 5}
    assert seen(genre="news", most=None)["most"] == 3
    assert "most" not in seen(genre="ya")
    assert "most" not in seen("Hallo.", "de", genre="news")
    assert asked_of_genre("news", ["see"], KNOWN) == {"see": {"genre": "news"}}


def test_a_report_tells_of_other_texts_and_of_a_bible_only_how_many_there_are() -> None:
    targets = {"others": ["One.", "Two."], "bible": Bible(places=("Mill",)), "genre": "news"}
    (report,) = run_checks("Hi.", ["see"], {"see": targets}, known=KNOWN).reports  # type: ignore[dict-item]
    bible = {"characters": 0, "places": 1, "facts": 0, "promises": 0}
    assert report.targets == {"others": 2, "bible": bible, "genre": "news", "most": 3}


def judged(*intended: Intended | str) -> CheckReport:
    return run_checks("very1 very2 very3 very4", ["see"], intended=intended, known=KNOWN).reports[0]


def test_the_next_finding_moves_up_where_one_is_meant() -> None:
    assert [f.quote for f in judged().findings] == ["very1", "very2"]
    told_now = judged(Intended(check="see", quote="very2"), Intended(check="other", quote="very1"))
    assert [(f.quote, f.intended) for f in told_now.findings] == [("very1", False), ("very2", True), ("very3", False)]
    assert told_now.passed is False


def test_a_check_is_met_when_all_it_finds_is_meant() -> None:
    report = run_checks("very1 very2", ["see"], intended=["very1", "very2", ""], known=KNOWN)
    assert report.passed is True
    assert report.instructions == ()
    assert all(finding.intended for finding in report.reports[0].findings)


def test_what_is_said_of_the_text_as_a_whole_can_be_meant_too() -> None:
    targets: dict[str, Targets] = {"length": {"words": 300}}
    assert run_checks("Short.", ["length"], targets, intended=[Intended(check="length")]).passed is True
    assert run_checks("Short.", ["length"], targets, intended=[Intended(check="sentiment")]).passed is False
    with pytest.raises(ValueError, match="neither a check nor a quote"):
        Intended()
