"""The training loop: the first weights copy, an interrupted run goes on as if nothing had happened."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import torch
from safetensors.torch import load_file

from training.copying import copying_batch, copying_loss
from training.induction import first_weights
from training.loop import Batch, Plan, train


def test_the_first_weights_copy_what_they_never_saw() -> None:
    assert copying_loss(first_weights()) < 1, "chance is 8.3"


def test_the_first_weights_see_the_fixed_lines_and_what_stands_behind_them() -> None:
    model = first_weights(fixed_tokens=90)
    assert copying_loss(model) < 1, "and they still copy"
    model.set_attn_implementation("eager")
    tokens, lines = torch.randint(3, 4000, (1, 300)), [5, 40, 77, 120, 200]
    tokens[0, lines] = torch.tensor([4006, 4050, 4095, 4007, 4089])
    with torch.no_grad():
        first, second, *_ = model.model(input_ids=tokens, output_attentions=True).attentions
    seen, behind = first[0, 6, 250:, lines].sum(-1), second[0, 6, 250:, [at + 1 for at in lines]].sum(-1)
    assert min(seen.mean(), behind.mean()) > 0.9


def test_what_bears_loss_in_copying_has_stood_before() -> None:
    batch = copying_batch(0, 0)
    for row, weights in zip(batch.tokens.tolist(), batch.weights.tolist(), strict=True):
        for at, weight in enumerate(weights):
            if weight and weights[at - 1]:
                assert (row[at], row[at + 1]) in [*pairwise(row[:at]), (row[at - 1], row[at])]


def test_the_distance_to_copy_from_differs_from_row_to_row() -> None:
    weights = copying_batch(0, 0).weights
    assert len({int(row.nonzero()[0]) for row in weights}) > 3


def few_tokens(step: int, worker: int) -> Batch:
    """Another batch at every step and for every worker."""
    tokens = torch.arange(20).reshape(2, 10) + 100 * step + 50 * worker + 10
    return Batch(tokens, torch.ones(2, 10), ("critic", "critic"))


def steps_in(folder: Path, steps: int) -> dict[str, torch.Tensor]:
    train(Plan(steps=steps, peak_rate=1e-3, batch=few_tokens, folder=folder, cooldown=0.01, checkpoint_every=2))
    weights: dict[str, torch.Tensor] = load_file(folder / "final.safetensors")
    return weights


def test_a_run_that_was_interrupted_ends_with_the_weights_of_one_that_was_not(tmp_path: Path) -> None:
    whole = steps_in(tmp_path / "whole", 4)
    halfway = steps_in(tmp_path / "halves", 2)
    resumed = steps_in(tmp_path / "halves", 4)
    assert any(not torch.equal(whole[name], halfway[name]) for name in whole)
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)
