"""The training loop: the first weights copy, an interrupted run goes on as if nothing had happened."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import LlamaForCausalLM

from training.copying import copying_batch
from training.induction import first_weights
from training.loop import Batch, Plan, losses, train

Weights = dict[str, torch.Tensor]


def copying_loss(model: LlamaForCausalLM) -> float:
    """Mean loss (nats) on copies of many tokens."""
    with torch.no_grad():
        each, _, rows = losses(model, copying_batch(0, 0, seed=99))
    return float(each[rows % 2 == 0].mean())


def test_the_first_weights_copy_what_they_never_saw() -> None:
    assert copying_loss(first_weights()) < 1, "chance is 8.3"


def test_where_two_tokens_stood_is_found_among_places_where_one_did() -> None:
    tokens = torch.randint(3, 3000, (1, 200), generator=torch.Generator().manual_seed(1))
    stop = 4000
    tokens[0, torch.arange(9, 200, 10)] = stop  # behind one of nineteen words, each with its own behind it
    tokens[0, 198] = tokens[0, 68]
    model = first_weights()
    model.set_attn_implementation("eager")
    with torch.no_grad():
        copying = model.model(input_ids=tokens, output_attentions=True).attentions[1]
    assert copying[0, 4, -1, 70] > 0.9
    assert copying[0, 0, -1, 70] < 0.1, "other heads see them all"


def test_the_first_weights_see_the_number_of_scenes() -> None:
    tokens = torch.randint(3, 4000, (1, 300), generator=torch.Generator().manual_seed(1))
    tokens[0, 77] = 4095
    model = first_weights(numbers=[4095])
    model.set_attn_implementation("eager")
    with torch.no_grad():
        first, *_ = model.model(input_ids=tokens, output_attentions=True).attentions
    assert first[0, 6, 77:, 77].mean() > 0.9
    assert copying_loss(model) < 1, "and they still copy"


def test_tokens_that_are_alike_are_copied_for_each_other() -> None:
    tokens = torch.randint(3, 2000, (1, 100), generator=torch.Generator().manual_seed(1))
    tokens[0, [50, 51]] = torch.tensor([3000, 7])
    tokens[0, 99] = 3001
    with torch.no_grad():
        known, unknown = (first_weights(alike=pairs)(tokens).logits[0, -1] for pairs in ([[3000, 3001]], []))
    assert known.argmax() == 7 != unknown.argmax()


def test_what_bears_loss_in_copying_has_stood_before() -> None:
    batch = copying_batch(0, 0, seed=0)
    for row, weights in zip(batch.tokens.tolist(), batch.weights.tolist(), strict=True):
        for at, weight in enumerate(weights):
            if weight and weights[at - 1]:
                assert (row[at], row[at + 1]) in [*pairwise(row[:at]), (row[at - 1], row[at])]


def test_the_distance_to_copy_from_differs_from_row_to_row() -> None:
    weights = copying_batch(0, 0, seed=0).weights
    assert len({int(row.nonzero()[0]) for row in weights}) > 3


def test_in_every_other_row_of_copies_a_token_alone_does_not_tell_what_comes_next() -> None:
    batch = copying_batch(0, 0, seed=0)
    for number, (row, weights) in enumerate(zip(batch.tokens.tolist(), batch.weights.tolist(), strict=True)):
        copied = [at for at, weight in enumerate(weights) if weight]
        followers = [len({b for a, b in pairwise(row[:at]) if a == row[at]}) for at in copied]
        assert (sum(followers) > 2 * len(copied)) == bool(number % 2)


def few_tokens(step: int, worker: int) -> Batch:
    """Another batch at every step and for every worker."""
    tokens = torch.arange(20).reshape(2, 10) + 100 * step + 50 * worker + 10
    return Batch(tokens, torch.ones(2, 10), ("critic", "critic"))


def steps_in(
    folder: Path, steps: int, *, processes: int = 2, batch: Callable[[int, int], Batch] = few_tokens
) -> Weights:
    train(Plan(steps=steps, peak_rate=1e-3, batch=batch, folder=folder, processes=processes, cooldown=0.01,
               checkpoint_every=2))  # fmt: skip
    weights: Weights = load_file(folder / "final.safetensors")
    return weights


def test_a_run_that_was_interrupted_ends_with_the_weights_of_one_that_was_not(tmp_path: Path) -> None:
    whole = steps_in(tmp_path / "whole", 4)
    halfway = steps_in(tmp_path / "halves", 2)
    resumed = steps_in(tmp_path / "halves", 4)
    assert any(not torch.equal(whole[name], halfway[name]) for name in whole)
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)


def test_workers_with_the_same_tokens_learn_what_one_alone_does(tmp_path: Path) -> None:
    alone, together = (steps_in(tmp_path / str(many), 3, processes=many, batch=lambda step, _: few_tokens(step, 0))
                       for many in (1, 2))  # fmt: skip
    first = dict(first_weights(0).named_parameters())
    for name, weight in alone.items():
        assert torch.equal(weight, together[name]), name
        assert not torch.equal(weight, first[name]), f"{name} was not trained"
