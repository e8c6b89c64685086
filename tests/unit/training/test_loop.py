"""The training loop: the first weights copy, an interrupted run goes on as if nothing had happened."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from transformers import LlamaForCausalLM

from training.copying import copying_batch, copying_loss
from training.induction import first_weights, hold, tune_switches
from training.loop import Batch, Plan, losses, train


def test_the_first_weights_copy_what_they_never_saw() -> None:
    assert copying_loss(first_weights()) < 1, "chance is 8.3"


LABELS = {"number": [4095], "hero": [4050], "helper": [4007], "place": [4089], "thing": [4006]}


def labelled() -> tuple[LlamaForCausalLM, torch.Tensor]:
    """First weights, and random tokens with labels among them."""
    tokens = torch.randint(3, 4000, (1, 300), generator=torch.Generator().manual_seed(1))
    tokens[0, [5, 40, 77, 120, 200]] = torch.tensor([4006, 4050, 4095, 4007, 4089])
    model = first_weights(labels=LABELS)
    model.set_attn_implementation("eager")
    return model, tokens


def test_the_first_weights_see_the_number_and_what_stands_behind_labels() -> None:
    model, tokens = labelled()
    assert copying_loss(model) < 0.5, "and they still copy"
    with torch.no_grad():
        first, second, *_ = model.model(input_ids=tokens, output_attentions=True).attentions
    assert first[0, 6, 250:, 77].mean() > 0.9, "the number"
    behind = {6: 41, 7: 121, 1: 201, 3: 6}  # main character, other, place, thing
    for head, at in behind.items():
        assert second[0, head, 250:, at].mean() > 0.9


def test_tokens_that_are_alike_are_copied_for_each_other() -> None:
    tokens = torch.randint(3, 2000, (1, 100), generator=torch.Generator().manual_seed(1))
    tokens[0, [50, 51]] = torch.tensor([3000, 7])
    tokens[0, 99] = 3001
    with torch.no_grad():
        known, unknown = (first_weights(alike=pairs)(tokens).logits[0, -1] for pairs in ([[3000, 3001]], []))
    assert known.argmax() == 7 != unknown.argmax()


def test_what_is_written_is_not_trained_but_what_is_around_it_is() -> None:
    model, tokens = labelled()
    with torch.no_grad():
        for part in (model.model.layers[3].mlp.gate_proj, model.model.layers[3].mlp.down_proj):
            part.weight += torch.randn_like(part.weight) * 0.1  # at first both are silent
    hold(model, LABELS)
    losses(model, Batch(tokens, torch.ones(tokens.shape), ("copy",)))[0].sum().backward()
    grads = {name: p.grad for name, p in model.named_parameters() if p.grad is not None}
    assert "model.layers.1.self_attn.k_proj.weight" not in grads
    assert "model.layers.2.self_attn.k_proj.weight" in grads
    table, written = grads["model.embed_tokens.weight"], grads["model.layers.3.mlp.down_proj.weight"]
    read = grads["model.layers.3.mlp.up_proj.weight"]
    assert not table[:, :17].any()
    assert not table[[at for ids in LABELS.values() for at in ids]].any()
    assert table[:4000, 17:33].any()
    assert not written[92:160].any(), "marks and notes"
    assert written[:92].any()
    assert not read[:, 92:97].any(), "marks"
    assert not read[:56].any(), "switches"
    assert read[56:, 104:160].any(), "notes may be read by others"


def test_switches_hear_a_note_as_large_however_loud_the_stream_has_become() -> None:
    model, tokens = labelled()
    heard: dict[int, torch.Tensor] = {}
    for number, layer in enumerate(model.model.layers):
        layer.mlp.up_proj.register_forward_hook(lambda _, __, out, at=number: heard.__setitem__(at, out[0, 5:, :56]))

    def sizes() -> list[float]:
        with torch.no_grad():
            model.model(input_ids=tokens)
        return [float(heard[at].pow(2).mean(-1).sqrt().median()) for at in (3, 4, 5)]

    tune_switches(model, tokens, LABELS)
    before = sizes()
    with torch.no_grad():
        model.model.layers[1].mlp.down_proj.weight[:97] = torch.randn(97, 1) * 30
    louder = sizes()
    tune_switches(model, tokens, LABELS)
    assert before == pytest.approx([1, 1, 1], abs=0.5)
    assert max(louder) < 0.4
    assert sizes() == pytest.approx([1, 1, 1], abs=0.5)
    tuned = model.model.layers[3].mlp.up_proj.weight.clone()
    tune_switches(model, torch.randint(3, 4000, (1, 300)), LABELS)
    assert torch.equal(model.model.layers[3].mlp.up_proj.weight, tuned), "tokens without labels leave them as they are"


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
    tokens[:, 1] = torch.tensor([LABELS["hero"][0], LABELS["place"][0]])
    return Batch(tokens, torch.ones(2, 10), ("critic", "critic"))


def steps_in(folder: Path, steps: int) -> dict[str, torch.Tensor]:
    plan = Plan(steps=steps, peak_rate=1e-3, batch=few_tokens, folder=folder, labels=LABELS, cooldown=0.01,
                checkpoint_every=2, tune_every=2)  # fmt: skip
    train(plan)
    weights: dict[str, torch.Tensor] = load_file(folder / "final.safetensors")
    return weights


def test_a_run_that_was_interrupted_ends_with_the_weights_of_one_that_was_not(tmp_path: Path) -> None:
    whole = steps_in(tmp_path / "whole", 4)
    halfway = steps_in(tmp_path / "halves", 2)
    resumed = steps_in(tmp_path / "halves", 4)
    assert any(not torch.equal(whole[name], halfway[name]) for name in whole)
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)
