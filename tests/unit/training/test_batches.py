"""Batches: loss on the reply alone, every worker its own rows, the same order for the same seed."""

from __future__ import annotations

import random

import numpy as np
import torch

from training.batches import Batches, Tokens


def tokens_of(lengths: list[int]) -> Tokens:
    starts = np.cumsum([0, *lengths[:-1]])
    ids = np.arange(10, 10 + sum(lengths), dtype=np.uint16)
    return Tokens(ids, starts, starts + 2, ("critic",) * len(lengths))


def test_loss_is_on_the_reply_never_on_padding_and_on_the_prompt_as_much_as_was_said() -> None:
    batches = Batches(tokens_of([5, 4]), tokens_a_worker=5, workers=1, seed=0, prompt_weight=0.25)
    batch = batches.batch([0, 1])
    assert batch.tokens.tolist() == [[10, 11, 12, 13, 14], [15, 16, 17, 18, 0]]
    # A weight at n bears the loss of predicting token n + 1; replies begin at token 2.
    assert batch.weights.tolist() == [[0.25, 1, 1, 1, 0], [0.25, 1, 1, 0, 0]]


def test_a_prompt_bears_no_loss_unless_it_was_said() -> None:
    batch = Batches(tokens_of([5]), tokens_a_worker=5, workers=1, seed=0).batch([0])
    assert batch.weights.tolist() == [[0, 1, 1, 1, 0]]


def test_an_epoch_has_every_example_at_most_once() -> None:
    batches = Batches(tokens_of([6] * 40), tokens_a_worker=12, workers=2, seed=3)
    firsts = [int(row[0]) for step in range(len(batches)) for worker in (0, 1) for row in batches(step, worker).tokens]
    assert len(firsts) == len(set(firsts)) == 40


def test_a_run_goes_on_over_epochs_that_are_cut_into_fewer_batches_than_the_first() -> None:
    rng = random.Random(1)  # noqa: S311  (lengths, not secrets)
    batches = Batches(
        tokens_of([rng.randint(4, 40) for _ in range(200)]), tokens_a_worker=80, workers=2, seed=3, pool=16
    )
    again = 0
    for epoch in range(12):
        seen: set[int] = set()
        for step in range(epoch * len(batches), (epoch + 1) * len(batches)):
            one, other = (set(batches(step, worker).tokens[:, 0].tolist()) for worker in (0, 1))
            assert not one & other
            again += len(seen & (one | other))
            seen |= one | other
    assert again, "in some epoch there were fewer, and it began again"


def test_the_same_seed_gives_the_same_order() -> None:
    one, other, third = (Batches(tokens_of([6, 9, 7] * 9), tokens_a_worker=12, workers=2, seed=s) for s in (1, 1, 2))
    assert torch.equal(one(3, 1).tokens, other(3, 1).tokens)
    rows = [[batch(n, 0).tokens.tolist() for n in range(len(batch))] for batch in (one, third)]
    assert rows[0] != rows[1]
