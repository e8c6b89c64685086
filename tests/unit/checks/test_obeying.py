from __future__ import annotations

import random

import pytest

from tests.unit.checks.obeying import obey, readability

SHORT = (
    "the",
    "fox",
    "ran",
    "home",
    "and",
    "saw",
    "his",
    "red",
    "moon",
    "by",
    "dark",
    "wood",
    "old",
    "hill",
    "cold",
    "wind",
    "long",
    "road",
    "stone",
    "wall",
    "small",
    "lamp",
    "green",
)
MIDDLE = ("garden", "river", "winter", "morning", "brother", "village", "window", "kitchen", "water", "letter", "never")
LONG = ("understanding", "difficulty", "particularly", "remembering", "development", "administration", "immediately")
JOINTS = (", and ", ", but ", " because ", "; ", " while ", ", so ")
CLAUSES = (
    "老人推开门",
    "天已经黑了",
    "风从河上吹来",
    "孩子们都跑回了家",
    "他把灯点着",
    "没有人说话",
    "那只狗趴在桌子底下",
    "雪下得很大",
    "她想起去年冬天的事",
)


def english(rnd: random.Random) -> str:
    """400 words or more in sentences of one to six clauses; in shorter texts one sentence is worth most of a grade."""
    middle, long = rnd.uniform(0.1, 0.3), rnd.uniform(0.0, 0.12)
    sentences: list[str] = []
    while sum(len(sentence.split()) for sentence in sentences) < 400:
        clauses = [
            " ".join(
                rnd.choice(LONG if chance < long else MIDDLE if chance < long + middle else SHORT)
                for chance in (rnd.random() for _ in range(rnd.randint(4, 9)))
            )
            for _ in range(rnd.randint(1, 6))
        ]
        sentence = clauses[0]
        for clause in clauses[1:]:
            sentence += rnd.choice(JOINTS) + clause
        sentences.append(sentence[0].upper() + sentence[1:] + ".")
    return " ".join(sentences)


def chinese(rnd: random.Random) -> str:
    """About 400 characters in sentences of one to eight clauses."""
    return "".join("，".join(rnd.sample(CLAUSES, k=rnd.randint(1, 8))) + "。" for _ in range(15))


@pytest.mark.parametrize("seed", range(100))
def test_doing_what_is_said_lands_on_the_grade_in_one_pass(seed: int) -> None:
    rnd = random.Random(seed)  # noqa: S311
    text = english(rnd)
    grade = float(str(readability(text, "en").measured["flesch_kincaid_grade"]))
    target = round(max(1.0, grade - rnd.uniform(1, 6)), 1)
    told = readability(text, "en", grade=target)
    assert told.findings
    after = readability(obey(text, told.findings, "en"), "en", grade=target)
    assert float(str(after.measured["flesch_kincaid_grade"])) == pytest.approx(target, abs=0.7)


@pytest.mark.parametrize("seed", range(100))
def test_doing_what_is_said_lands_on_the_characters_a_sentence_in_one_pass(seed: int) -> None:
    rnd = random.Random(seed)  # noqa: S311
    text = chinese(rnd)
    length = float(str(readability(text, "zh").measured["characters_per_sentence"]))
    target = round(length * rnd.uniform(0.5, 0.9), 1)
    told = readability(text, "zh", characters_per_sentence=target)
    assert told.findings
    after = readability(obey(text, told.findings, "zh"), "zh", characters_per_sentence=target)
    assert after.passed is True
    assert float(str(after.measured["characters_per_sentence"])) > target - 1.5
