from __future__ import annotations

import random

import pytest

from orchestrator.checks.diversity import hdd, mattr, mtld
from tests.unit.checks.checking import check


def test_mattr_is_the_mean_of_all_windows() -> None:
    # Windows of 3: a b a (2), b a c (3), a c a (2), c a a (2): 9 of 12.
    assert mattr(list("abacaa"), window=3) == pytest.approx(9 / 12)
    assert mattr(list("abab"), window=500) == 0.5


@pytest.mark.parametrize("size", [1, 2, 7, 40])
def test_mattr_is_what_counting_every_window_gives(size: int) -> None:
    tokens = random.Random(size).choices("abcdefghij", k=60)  # noqa: S311 - no secret
    windows = [len(set(tokens[at : at + size])) / size for at in range(len(tokens) - size + 1)]
    assert mattr(tokens, size) == pytest.approx(sum(windows) / len(windows))


def test_mtld_counts_factors_by_hand() -> None:
    # a b c a: 3/4 > 0.72; a b c a b: 3/5, a factor of 5. Twice that, the same backwards: 10 words / 2 factors.
    assert mtld(list("abcababcab")) == pytest.approx(5.0)
    # No factor is full: 4 different of 5 words are 0.8, (1 - 0.8) / (1 - 0.72) of a factor.
    assert mtld(list("abcda")) == pytest.approx(5 / (0.2 / 0.28))
    assert mtld([]) == 0.0


def test_hdd_is_the_expected_share_by_hand() -> None:
    # 2 of a a b c: a is missed in 1 of 6 draws (b c); b and c each in 3 of 6.
    assert hdd(list("aabc"), draw=2) == pytest.approx((5 / 6 + 1 / 2 + 1 / 2) / 2)
    assert hdd(list("abc"), draw=42) == 0.0


def test_the_word_used_most_is_quoted_and_names_are_not() -> None:
    text = "Mira put the lantern near the lantern, and Mira took the lantern up. " * 12
    report = check("diversity", text, mattr=0.4)
    assert report.passed is False
    assert report.findings[0].quote == "lantern"
    assert report.findings[0].instruction == '"lantern" comes 36 times: use other words for some of them'
    assert "Mira" not in [finding.quote for finding in report.findings]


def test_chinese_words_are_segmented() -> None:
    report = check("diversity", "灯笼在桌子上，灯笼在窗户边，灯笼照着院子。" * 12, "zh", mattr=0.4)
    assert report.passed is False
    assert report.findings[0].quote == "灯笼"


def test_a_short_text_is_measured_only() -> None:
    assert check("diversity", "A fox ran.", mattr=1.0).passed is None
