"""Batches: loss on the reply alone, every worker its own rows, the same order for the same seed."""

from __future__ import annotations

import random

import numpy as np
import pytest
import torch

from training.batches import Batches, Tokens


def tokens_of(lengths: list[int]) -> Tokens:
    starts = np.cumsum([0, *lengths[:-1]])
    ids = np.arange(10, 10 + sum(lengths), dtype=np.uint16)
    return Tokens(ids, starts, starts + 2, ("critic",) * len(lengths))


def test_loss_is_on_the_reply_and_never_on_prompt_or_padding() -> None:
    batches = Batches(tokens_of([5, 4]), tokens_a_worker=5, workers=1, seed=0)
    batch = batches.batch([0, 1])
    assert batch.tokens.tolist() == [[10, 11, 12, 13, 14], [15, 16, 17, 18, 0]]
    # A weight at n bears the loss of predicting token n + 1; replies begin at token 2.
    assert batch.weights.tolist() == [[0, 1, 1, 1, 0], [0, 1, 1, 0, 0]]


def test_an_epoch_has_every_example_at_most_once() -> None:
    batches = Batches(tokens_of([6] * 40), tokens_a_worker=12, workers=2, seed=3)
    firsts = [int(row[0]) for step in range(len(batches)) for worker in (0, 1) for row in batches(step, worker).tokens]
    assert len(firsts) == len(set(firsts)) == 40


def test_a_run_goes_on_over_epochs_that_are_cut_into_fewer_batches_than_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("training.batches._POOL", 16)
    rng = random.Random(1)  # noqa: S311  (lengths, not secrets)
    batches = Batches(tokens_of([rng.randint(4, 40) for _ in range(200)]), tokens_a_worker=80, workers=2, seed=3)
    assert min(len(batches._order(epoch)) for epoch in range(12)) < 2 * len(batches), "some epoch is shorter"
    for step in range(12 * len(batches)):
        one, other = (batches(step, worker).tokens for worker in (0, 1))
        assert not set(one[:, 0].tolist()) & set(other[:, 0].tolist())


def test_the_same_seed_gives_the_same_order() -> None:
    one, other, third = (Batches(tokens_of([6, 9, 7] * 9), tokens_a_worker=12, workers=2, seed=s) for s in (1, 1, 2))
    assert torch.equal(one(3, 1).tokens, other(3, 1).tokens)
    rows = [[batch(n, 0).tokens.tolist() for n in range(len(batch))] for batch in (one, third)]
    assert rows[0] != rows[1]
