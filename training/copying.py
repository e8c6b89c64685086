"""The first phase: random tokens, a gap, the same tokens again, until the model copies.

Copying needs two layers to work together (induction heads), which form suddenly and only if something asks
for little else. Role dialogues alone do not form them in the time there is; minutes of random sequences do,
and what they teach holds for every token: a name never seen before is copied as well as a common one.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from training.architecture import SPECIAL_TOKENS, VOCABULARY_SIZE, new_model
from training.loop import Batch, Plan, load_weights, losses, train

TOKENS_A_WORKER = 3072
FIRST_LONG_STEP = 150
"""From here on there are gaps between the copies."""


def copying_batch(step: int, worker: int, *, seed: int = 0) -> Batch:
    """Rows in which a sequence of random tokens comes again and again, at first without a gap.

    Periods differ from row to row: if they did not, looking back by a fixed distance would do, and that is
    not copying. Once that stands, sequences and the gaps between them grow.
    """
    rng = np.random.default_rng([seed, step, worker])
    stage = min(3, step // FIRST_LONG_STEP)
    shortest, longest = ((3, 10), (4, 16), (6, 24), (6, 40))[stage]
    widest = (0, 6, 24, 120)[stage]
    width = (64, 96, 128, 240)[stage]
    rows = TOKENS_A_WORKER // width
    tokens = rng.integers(len(SPECIAL_TOKENS), VOCABULARY_SIZE, (rows, width))
    weights = np.zeros((rows, width), dtype=np.float32)
    for row in range(rows):
        length = int(rng.integers(shortest, longest + 1))
        start = length
        while (start := start + int(rng.integers(0, widest + 1))) < width - 1:
            end = min(width, start + length)
            tokens[row, start:end] = tokens[row, : end - start]
            # The first token of a copy cannot be known; each later one can.
            weights[row, start : end - 1] = 1
            start = end
    return Batch(torch.from_numpy(tokens), torch.from_numpy(weights), ("copy",) * rows)


def copying_loss(weights: Path) -> float:
    """Mean loss (nats) on the copies of a batch never trained on; chance is ln 2045 = 7.6."""
    model = new_model()
    load_weights(model, weights)
    with torch.no_grad():
        each, _, _ = losses(model, copying_batch(10_000, 0, seed=99))
    return float(each.mean())


def train_copying(folder: Path, *, steps: int = 500) -> Path:
    """Train from nothing until copying stands; the path of the weights.

    Raises:
        RuntimeError: it did not form; train longer.
    """
    train(Plan(steps=steps, peak_rate=1.5e-3, final_rate=1e-3, batch=copying_batch, folder=folder))
    weights = folder / "final.safetensors"
    if (loss := copying_loss(weights)) > 0.5:
        raise RuntimeError(f"copying did not form: loss {loss:.2f} after {steps} steps")
    return weights
