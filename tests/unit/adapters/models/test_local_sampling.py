"""The choice of a token, on scores made by hand."""

import math
from collections import Counter

import pytest
import torch

from orchestrator.adapters.models.local.sampling import Draw, choose, noise_of


def draw(temperature, *, seed=0, top_k=None, top_p=None):
    return Draw(temperature, top_k, top_p, torch.Generator().manual_seed(seed))


def scores_of(*probabilities):
    return torch.tensor([[math.log(p) if p else -math.inf for p in probabilities]])


def frequencies(scores, row, times=2000):
    """How often each token is drawn; a fixed seed makes it a fixed number."""
    counts = Counter(choose(scores, [row], noise_of([row], scores.shape[1], scores.device))[0][0] for _ in range(times))
    return [counts[token] / times for token in range(scores.shape[1])]


def test_tokens_are_drawn_as_often_as_they_are_likely():
    assert frequencies(scores_of(0.5, 0.3, 0.2), draw(1.0)) == pytest.approx([0.5, 0.3, 0.2], abs=0.04)


def test_temperature_sharpens():
    # At temperature 0.5 probabilities are squared and scaled: 0.25, 0.09, 0.04 of 0.38.
    expected = [0.25 / 0.38, 0.09 / 0.38, 0.04 / 0.38]
    assert frequencies(scores_of(0.5, 0.3, 0.2), draw(0.5)) == pytest.approx(expected, abs=0.04)


def test_top_k_leaves_the_likeliest():
    expected = [0.0, 0.3 / 0.7, 0.4 / 0.7, 0.0]
    assert frequencies(scores_of(0.1, 0.3, 0.4, 0.2), draw(1.0, top_k=2)) == pytest.approx(expected, abs=0.04)


def test_top_p_leaves_the_fewest_that_reach_it():
    # 0.4 alone does not reach 0.6; 0.4 and 0.3 do.
    expected = [0.0, 0.3 / 0.7, 0.4 / 0.7, 0.0]
    assert frequencies(scores_of(0.1, 0.3, 0.4, 0.2), draw(1.0, top_p=0.6)) == pytest.approx(expected, abs=0.04)


def test_top_p_counts_what_top_k_has_left():
    # Of 0.4 and 0.3 the first is 0.57, which reaches 0.5.
    assert frequencies(scores_of(0.1, 0.3, 0.4, 0.2), draw(1.0, top_k=2, top_p=0.5), 50) == [0.0, 0.0, 1.0, 0.0]


def test_a_tiny_top_p_leaves_one():
    assert frequencies(scores_of(0.4, 0.6), draw(5.0, top_p=0.01), 50) == [0.0, 1.0]


def test_a_token_that_is_not_allowed_is_never_drawn():
    assert frequencies(scores_of(0.0, 0.5, 0.0, 0.5), draw(5.0), 500)[0::2] == [0.0, 0.0]


def test_a_row_draws_the_same_whoever_is_beside_it():
    scores = scores_of(0.2, 0.2, 0.2, 0.2, 0.2)

    def drawn(before, after):
        rows = [*before, draw(1.0, seed=5, top_p=0.9), *after]
        noise = [noise_of(rows, 5, scores.device) for _ in range(20)]
        return [choose(scores.repeat(len(rows), 1), rows, each)[0][len(before)] for each in noise]

    alone = drawn([], [])
    assert len(set(alone)) > 1
    assert drawn([draw(1.0, seed=1), draw(0)], [draw(2.0, seed=2, top_k=3)]) == alone


def test_greedy_rows_take_the_best_beside_rows_that_draw():
    scores = scores_of(0.2, 0.5, 0.3).repeat(2, 1)
    rows = [draw(0), draw(5.0)]
    chosen = [choose(scores, rows, noise_of(rows, 3, scores.device))[0] for _ in range(30)]
    assert {first for first, _ in chosen} == {1}
    assert {second for _, second in chosen} == {0, 1, 2}


@pytest.mark.parametrize(("gap", "near"), [(0.0005, True), (0.002, False)])
def test_a_choice_that_rounding_could_turn_is_called_doubtful(gap, near):
    assert choose(torch.tensor([[1.0, 1.0 + gap, 0.0]]), [draw(0)], None) == ([1], [near])


def test_doubt_is_measured_before_temperature_magnifies_it():
    # A gap of 0.0005 between scores is 0.05 at temperature 0.01, and rounding grew with it.
    row = draw(0.01)
    assert choose(torch.tensor([[1.0, 1.0005, 0.0]]), [row], torch.zeros(1, 3)) == ([1], [True])
