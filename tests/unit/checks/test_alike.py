"""Texts that are nearly the same, among many; expected shares are counted by hand from the phrases."""

import random

import pytest

from orchestrator.checks.alike import Alikes

WORDS = [f"word{n}" for n in range(2_000)]


@pytest.fixture
def rng():
    """Of each test its own: likeness is estimated, and whether it is met must not hang on which tests ran before."""
    return random.Random(7)  # noqa: S311


def text(rng, length=120):
    return rng.choices(WORDS, k=length)


def changed(rng, words, times):
    words = list(words)
    for place in rng.sample(range(len(words)), times):
        words[place] = "another"
    return words


def pairs(*texts):
    alikes = Alikes()
    for one in texts:
        alikes.add(one if isinstance(one, str) else " ".join(one))
    return alikes.pairs()


def test_the_same_text_is_found_however_it_is_set():
    assert pairs("The fox ran home. It was late.", "Nobody came.", "the FOX ran home;\n\nit was late!") == {2: 0}


def test_all_that_are_alike_are_traced_to_the_first_of_them(rng):
    one = text(rng)
    found = pairs(text(rng), one, text(rng), changed(rng, one, 1), changed(rng, one, 2), text(rng), one)
    assert found == {3: 1, 4: 1, 6: 1}


@pytest.mark.parametrize(("times", "expected"), [(1, True), (2, True), (20, False), (60, False)])
def test_a_few_words_are_no_difference_and_many_are(rng, times, expected):
    # One word of 120 is in 3 of 118 phrases: 115 of 121 are common, 0.95; 2 leave 0.90, 20 about 0.43.
    found = sum(bool(pairs(one, changed(rng, one, times))) for one in (text(rng) for _ in range(40)))
    assert found == (40 if times == 1 else found)
    assert (found >= 36) if expected else (found == 0)


def test_chinese_is_told_apart_by_its_characters():
    one = (
        "狐狸在老磨坊里找那只银铃，铃不在那里，她坐下来哭了一会儿，然后点了一盏灯，沿着河往回走。"
        "路上遇见一只刺猬，刺猬说昨夜有人从桥上经过，手里提着会响的东西，往山那边的村子去了，走得很急。"
    )
    assert pairs(
        one, one.replace("一盏灯", "两盏灯"), "母鸡说她什么也没看见，天黑以前必须回家，否则门就要关上了。"
    ) == {1: 0}


def test_texts_without_words_and_very_short_ones_are_no_fault():
    assert pairs("", "!!!", "", "One.", "Two.", "one") == {5: 3}


def test_among_thousands_only_the_planted_ones_are_found(rng):
    texts = [text(rng, 60) for _ in range(3_000)]
    planted = {2_000 + number: number * 7 for number in range(100)}
    for later, earlier in planted.items():
        texts[later] = texts[earlier]
    assert pairs(*texts) == planted
