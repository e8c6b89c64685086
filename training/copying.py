"""The first phase: random tokens, a gap, the same tokens again, until the model copies.

Copying needs two layers to work together (induction heads), which form suddenly and only if something asks
for little else. Role dialogues alone do not form them in the time there is; minutes of random sequences do,
and what they teach holds for every token: a name never seen before is copied as well as a common one.
"""

from __future__ import annotations

from pathlib import Path

import torch

from training.architecture import SPECIAL_TOKENS, VOCABULARY_SIZE, new_model
from training.loop import Batch, Plan, load_weights, losses, train

TOKENS_A_WORKER = 3072


def copying_batch(step: int, worker: int, *, seed: int = 0) -> Batch:
    """Sequences to copy: of 16 tokens at first, after 200 steps of up to 48 with gaps of up to 160."""
    generator = torch.Generator().manual_seed(seed * 1_000_003 + step * 64 + worker)

    def number(low: int, high: int) -> int:
        return int(torch.randint(low, high + 1, (1,), generator=generator))

    length, gap = (16, 8) if step < 200 else (number(8, 48), number(4, 160))
    rows = TOKENS_A_WORKER // (2 * length + gap)
    low = len(SPECIAL_TOKENS)
    first = torch.randint(low, VOCABULARY_SIZE, (rows, length), generator=generator)
    between = torch.randint(low, VOCABULARY_SIZE, (rows, gap), generator=generator)
    tokens = torch.cat([first, between, first], dim=1)
    weights = torch.zeros(tokens.shape)
    # The first token of the copy cannot be known; each later one can.
    weights[:, length + gap : -1] = 1
    return Batch(tokens, weights, ("copy",) * rows)


def copying_loss(weights: Path) -> float:
    """Mean loss (nats) on the copies of a batch never trained on; chance is ln 2045 = 7.6."""
    model = new_model()
    load_weights(model, weights)
    with torch.no_grad():
        each, _ = losses(model, copying_batch(10_000, 0, seed=99))
    return float(each.mean())


def train_copying(folder: Path, *, steps: int = 450) -> Path:
    """Train from nothing until copying stands; the path of the weights.

    Raises:
        RuntimeError: it did not form; train longer.
    """
    train(Plan(steps=steps, peak_rate=1.5e-3, final_rate=1e-3, batch=copying_batch, folder=folder))
    weights = folder / "final.safetensors"
    if (loss := copying_loss(weights)) > 0.5:
        raise RuntimeError(f"copying did not form: loss {loss:.2f} after {steps} steps")
    return weights
