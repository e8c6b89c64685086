"""Style profiles: what is measured, when two writers are told apart, what a writer hears."""

import math
from pathlib import Path

import pytest
from pydantic import ValidationError

from orchestrator.checks.passage import Passage
from orchestrator.checks.style import allowed_spreads
from orchestrator.checks.styles.measuring import features_of, style_language, windows_of
from orchestrator.checks.styles.profile import delta, profile
from orchestrator.domain.critiques import Portrait, Trait
from orchestrator.domain.drafts import Draft
from orchestrator.domain.styles import Style
from tests.support.consoles import blocks, page
from tests.unit.checks.checking import check

PAGE = {name: body for _, name, body in blocks(page("style.md")) if name}
LETTERS, ORNATE = PAGE["letters.txt"], PAGE["draft.txt"]
PLAIN = (Path(__file__).parents[2] / "assets" / "styles" / "plain.zh.txt").read_text("utf-8")
CLASSICAL = (
    "昔者有士，居于江上。其人甚贫，而好读书；虽无烛，犹映雪而读之。邻人怪之，问曰：“子何为者也？”士曰：“吾闻之，"
    "道不远人，人自远之。”邻人大笑，乃去。居三年，江水大至，坏民庐舍。士尽散其书以塞堤，堤遂不溃。众皆泣下，"
    "欲谢之，则已行矣。后人思其德，乃名其堤曰书堤；然其姓名，终不可得而闻焉。"
) * 3


def features(text, language="en"):
    passage = Passage.of(text, language)
    (window,) = windows_of(passage, language)
    return features_of(passage, window, language)


def made(text, language="en"):
    return profile([Passage.of(text, language)])


def test_features_are_what_a_reader_would_count():
    # 16 words in 3 sentences of 7, 2 and 7, in two paragraphs.
    found = features("“I can't go!” he said; she left.\n\nHe did. The boat would not come, they say.")
    assert found["sentence_length"] == pytest.approx(16 / 3)
    assert found["sentence_spread"] == pytest.approx(math.sqrt(50 / 9))  # 5/3, 10/3 and 5/3 from the mean
    assert found["paragraph_length"] == pytest.approx(16 / 2)
    assert found["commas"] == found["semicolons"] == found["exclamations"] == pytest.approx(1000 / 16)
    assert found["contractions"] == pytest.approx(1000 / 16)
    assert found["first_person"] == pytest.approx(1000 / 16)
    assert found["third_person"] == pytest.approx(4000 / 16)  # he, she, He, they
    assert found["word:the"] == pytest.approx(1000 / 16)
    assert 0 < found["dialogue"] < 0.5


def test_chinese_features_count_characters():
    found = features("他走了。我呢，没有走……\n\n之后下雨了！", "zh")
    assert found["sentence_length"] == pytest.approx(13 / 3)
    assert found["paragraph_length"] == pytest.approx(13 / 2)
    assert found["word:了"] == pytest.approx(2000 / 13)
    assert found["word:没有"] == found["word:呢"] == found["first_person"] == pytest.approx(1000 / 13)
    assert found["ellipses"] == found["exclamations"] == found["classical"] == pytest.approx(1000 / 13)


def test_windows_hold_whole_sentences_and_leave_none_out():
    passage = Passage.of(PLAIN, "zh")
    windows = windows_of(passage, "zh")
    assert [s for window in windows for s in window] == list(passage.sentences)
    assert all(sum(len(s.words) for s in window) >= 400 for window in windows[:-1])


def test_a_profile_is_the_same_each_time_and_comes_back_from_its_json():
    style = made(LETTERS)
    assert style == made(LETTERS)
    assert Style.model_validate_json(style.model_dump_json()) == style
    assert (style.language, style.words) == ("en", Passage.of(LETTERS).word_count)


def test_a_profile_of_another_version_is_refused():
    with pytest.raises(ValidationError, match="version"):
        Style.model_validate({**made(LETTERS).model_dump(), "version": 2})


@pytest.mark.parametrize(
    ("samples", "wrong"),
    [
        (["Too short."], "2 words are too few"),
        ([LETTERS, PLAIN], "all in one language"),
        (["سلام. کجا؟"], "must be English or Chinese"),
        ([], "must be English or Chinese"),
        ([LETTERS, ""], "all in one language"),
    ],
)
def test_samples_that_make_no_profile_are_refused(samples, wrong):
    with pytest.raises(ValueError, match=wrong):
        profile([Passage.of(text, "en") for text in samples])


def test_what_is_said_to_be_french_is_not_measured_as_english():
    assert style_language(Passage.of(LETTERS, "fr")) == ""


def test_windows_of_an_author_are_nearer_to_the_rest_of_him_than_to_another():
    half = PLAIN.index("\n", len(PLAIN) // 2)
    plain, classical = made(PLAIN[:half], "zh"), made(CLASSICAL, "zh")
    held_out = Passage.of(PLAIN[half:], "zh")
    for window in windows_of(held_out, "zh"):
        found = features_of(held_out, window, "zh")
        assert delta(found, plain.features) < delta(found, classical.features)


def test_the_voice_is_told_in_both_languages():
    style = made(LETTERS)
    assert "first person, in the past tense" in style.voice["en"]
    assert "11 semicolons" in style.voice["en"]
    assert "用第一人称讲述，用过去时" in style.voice["zh"]
    assert "Never: dashes" in style.told("en")
    assert made(PLAIN, "zh").told("zh").startswith("请用这样的文风写：\n- 每句约")
    assert made(PLAIN, "zh").told("fr").startswith("Write in this voice:\n- Sentences of about")


def test_traits_are_told_with_their_quotes_and_only_those_that_are_there():
    draft = Draft.of(LETTERS)
    seen = Portrait(
        traits=(
            Trait(paragraph="p1", quote="So I sat.", trait="Says the smallest act in the shortest sentence."),
            Trait(paragraph="p1", quote="So I stood.", trait="Not there."),
        )
    )
    portrait, dropped = seen.grounded(draft)
    assert [entry.reason for entry in dropped] == ["not in the text"]
    told = profile([Passage.of(LETTERS)], portrait).told("en")
    assert told.endswith("Says the smallest act in the shortest sentence. “So I sat.”")


def test_without_a_profile_nothing_is_measured():
    report = check("style", LETTERS)
    assert (report.passed, report.reliable, report.measured) == (None, True, {})


def test_a_text_like_the_samples_is_met_and_one_unlike_them_missed():
    style = made(LETTERS)
    assert check("style", LETTERS, profile=style).passed is True
    report = check("style", ORNATE, profile=style)
    assert report.passed is False
    assert 0 < report.score < 1
    instructions = [finding.instruction for finding in report.findings]
    assert any("Words in a sentence: 39, in this style 7.3. Split this one:" in said for said in instructions)
    assert report.targets["profile"] == {"language": "en", "words": style.words}


def test_an_own_limit_wins_over_that_of_the_samples():
    style = made(LETTERS)
    assert check("style", ORNATE, profile=style, distance=3).passed is True
    assert check("style", LETTERS[:1000], profile=style, distance=0.1).passed is False


def test_a_chinese_writer_is_told_in_chinese():
    report = check("style", CLASSICAL, "zh", profile=made(PLAIN, "zh"))
    assert report.passed is False
    assert any("每千字文言字眼" in finding.instruction for finding in report.findings)
    assert all("这种文风为" in finding.instruction for finding in report.findings)


@pytest.mark.parametrize(("text", "language"), [("He ran.", "en"), ("他跑了。", "zh"), ("", "en"), (PLAIN, "zh")])
def test_what_is_too_short_or_in_another_language_is_not_judged(text, language):
    report = check("style", text, language, profile=made(LETTERS))
    assert (report.passed, report.reliable, report.findings) == (None, False, ())


def test_a_longer_text_may_be_less_far_off():
    assert allowed_spreads(1) == 2.0
    assert allowed_spreads(100) < allowed_spreads(4) < allowed_spreads(1)
