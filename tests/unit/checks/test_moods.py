from __future__ import annotations

import pytest

from orchestrator.checks.moods import mood_valence


@pytest.mark.parametrize(
    ("mood", "valence"),
    [
        ("joyful", 4),
        ("Lonely", -3),
        ("sad but hopeful", -0.5),  # (-3 + 2) / 2
        ("not happy", -1.5),  # half of 3, the other way
        ("gloomily", -3),
        ("loneliness", -3),
        ("matter-of-fact", 0),
        ("孤独", -3),
        ("又孤独又温暖", 0),  # (-3 + 3) / 2
        ("purple", None),
        ("", None),
    ],
)
def test_a_mood_has_the_mean_valence_of_its_words(mood: str, valence: float | None) -> None:
    assert mood_valence(mood) == valence
