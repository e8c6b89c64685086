from __future__ import annotations

import pytest

from tests.unit.checks.checking import check, quotes

ENGLISH = (
    "The fox ran to the old mill because she had lost her bell. Nobody else would look for it in the dark. She called "
    "out to the miller, who had not slept for three nights. "
)
CHINESE = "狐狸跑到老磨坊，因为她丢了铃铛。没有人愿意在黑暗里找它。她叫醒了三夜没睡的磨坊主。"
FOREIGN = {
    "zh": "她在井里找到了那个铃铛。",
    "fr": "Elle a retrouvé la clochette au fond du puits de la vieille ferme.",
    "de": "Sie fand die kleine Glocke ganz unten in dem alten Brunnen wieder.",
    "es": "Encontró la campanilla en el fondo del viejo pozo de la granja.",
}


@pytest.mark.parametrize("language", sorted(FOREIGN))
def test_a_sentence_in_another_language_is_found_in_english(language: str) -> None:
    report = check("language", ENGLISH + FOREIGN[language], genre="fiction")
    assert (report.passed, quotes(report)) == (False, [FOREIGN[language]])
    assert report.findings[0].measured == language


def test_a_sentence_in_another_language_is_found_in_chinese() -> None:
    english = "She found the little bell at the bottom of the old well."
    japanese = "彼女は井戸の底でそのすずを見つけました。"
    for sentence, language in ((english, "en"), (japanese, "ja")):
        report = check("language", CHINESE + sentence + CHINESE, "zh", genre="fiction")
        assert (report.passed, quotes(report)) == (False, [sentence])
        assert report.findings[0].measured == language


def test_a_whole_text_in_the_wrong_language_is_told_once() -> None:
    report = check("language", ENGLISH, language="en", foreign=0)
    assert report.passed is True
    wrong = check("language", CHINESE * 2, "en", foreign=0)
    assert [f.instruction for f in wrong.findings] == ["全文是中文，请用英语写。"]


@pytest.mark.parametrize(
    "more",
    ["Déjà vu, mon ami!", "“Où est ma chatte?” said Alice.", "Anna, Bela, Cilla, Dora, Emil, Fritz, Gustav and Hans.",
     "Curiouser and curiouser!", "WHO GOES THERE?"],
)  # fmt: skip
def test_a_few_foreign_words_and_names_are_none(more: str) -> None:
    assert check("language", ENGLISH + more, genre="fiction").passed is True


def test_latin_names_in_chinese_are_none() -> None:
    assert check("language", CHINESE + "他叫Tom Miller，在IBM工作。", "zh", genre="fiction").passed is True


def test_what_is_short_is_not_judged() -> None:
    assert check("language", "Oui, madame.", foreign=0).reliable is False
