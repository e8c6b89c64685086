from __future__ import annotations

import pytest

from orchestrator.checks.syllables import count_syllables, syllables_of

# Words on whose syllables the dictionary and the hyphenation patterns agree.
COUNTED_BY_HAND = {
    "the": 1, "cold": 1, "garden": 2, "river": 2, "winter": 2, "remember": 3, "yesterday": 3,
    "understanding": 4, "particularly": 5, "well-known": 2, "mother-in-law": 4, "can't": 1,
}  # fmt: skip


VOCABULARY = """
a able about acrobat beautiful because before bicycle breathe business camera carried chocolate comfortable
creature curious different don't dying eagle every evening family favourite fire fourteen giant happened
idea imagine isn't jumped king's kitchen lantern library lioness loved mischievous mountain naïve necessary
nothing ocean opened orange people poem quietly quite radio recipe rhythm science shouldn't strength
temperature through thousand tomorrow umbrella unbelievable vegetable violet walked wanted whistled xylophone
yellow you're zebra 1865 42nd
"""


@pytest.mark.parametrize(("word", "syllables"), COUNTED_BY_HAND.items())
def test_syllables_are_those_counted_by_hand(word: str, syllables: int) -> None:
    assert count_syllables(word) == syllables


def test_case_and_the_shape_of_the_apostrophe_do_not_matter() -> None:
    assert count_syllables("GARDEN’S") == count_syllables("garden's")


@pytest.mark.parametrize("word", ["", "-", "1865", "你", "😀", "’"])
def test_what_is_no_english_word_counts_one(word: str) -> None:
    assert count_syllables(word) == 1


def test_the_dictionary_wins_over_the_patterns() -> None:
    assert syllables_of("garden", {"garden": [["G", "AA1", "R", "D"]]}) == 1
    assert syllables_of("garden", {"other": [["AH1"]]}) == 2


def test_counts_are_those_of_textstat(monkeypatch: pytest.MonkeyPatch) -> None:
    import textstat.backend.counts._count_syllables as textstat_syllables

    # textstat downloads its dictionary, so offline it can only be asked without one.
    monkeypatch.setattr(textstat_syllables, "get_cmudict", lambda language: {})
    assert {word: syllables_of(word, {}) for word in VOCABULARY.split()} == {
        word: textstat_syllables.count_syllables(word, "en_US") for word in VOCABULARY.split()
    }


OTHER_LANGUAGES = {
    "de": {"Hund": 1, "und": 1, "Abend": 2, "Straße": 2, "Kinder": 2, "Europa": 3},
    "es": {"perro": 2, "idea": 3, "hermana": 3, "camino": 2},
    "fr": {"maison": 2, "enfants": 2, "oiseau": 2},
    "it": {"amore": 3, "bambino": 3, "scuola": 2},
    "nl": {"kinderen": 3, "open": 2, "avond": 2, "radio": 3},
    "pl": {"nadzieja": 3, "woda": 2, "uczeń": 2, "jeziora": 3},
    "ru": {"молоко": 3, "идея": 3, "она": 2, "в": 1},
    "hu": {"ablak": 2, "ezer": 2, "tizenegyedik": 5},
}
# Where patterns know no better; each is one syllable short.
SHORT_BY_ONE = {("es", "idea"), ("nl", "radio"), ("nl", "open"), ("nl", "avond")}


@pytest.mark.parametrize(("language", "word"), [(lang, word) for lang, ws in OTHER_LANGUAGES.items() for word in ws])
def test_syllables_of_other_languages_are_those_counted_by_hand(language: str, word: str) -> None:
    off = abs(count_syllables(word, language) - OTHER_LANGUAGES[language][word])
    assert off == ((language, word) in SHORT_BY_ONE)
