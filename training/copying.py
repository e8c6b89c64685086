"""Random tokens, a gap, the same tokens again: what a model can only foretell by copying.

The first weights copy (``induction``); a few such batches among the first dialogues keep them from forgetting it, for
what they teach holds for every token: a name never seen before is copied as well as a common one.
"""

from __future__ import annotations

import numpy as np
import torch
from transformers import LlamaForCausalLM

from training.architecture import SPECIAL_TOKENS, VOCABULARY_SIZE
from training.loop import COPYING, Batch, losses

TOKENS_A_WORKER = 2048
_WIDTH = 256


def copying_batch(step: int, worker: int, *, seed: int = 0) -> Batch:
    """Rows in which a sequence of random tokens comes again and again, with gaps between.

    Lengths and gaps differ from row to row: if they did not, looking back by a fixed distance would do, and that is
    not copying.
    """
    rng = np.random.default_rng([seed, step, worker])
    rows = TOKENS_A_WORKER // _WIDTH
    tokens = rng.integers(len(SPECIAL_TOKENS), VOCABULARY_SIZE, (rows, _WIDTH))
    weights = np.zeros((rows, _WIDTH), dtype=np.float32)
    for row in range(rows):
        length = int(rng.integers(3, 40))
        start = length
        while (start := start + int(rng.integers(0, 120))) < _WIDTH - 1:
            end = min(_WIDTH, start + length)
            tokens[row, start:end] = tokens[row, : end - start]
            # The first token of a copy cannot be known; each later one can.
            weights[row, start : end - 1] = 1
            start = end
    return Batch(torch.from_numpy(tokens), torch.from_numpy(weights), (COPYING,) * rows)


def copying_loss(model: LlamaForCausalLM) -> float:
    """Mean loss (nats) on the copies of a batch never trained on; chance is the logarithm of the vocabulary, 8.3."""
    with torch.no_grad():
        each, _, _ = losses(model, copying_batch(10_000, 0, seed=99))
    return float(each.mean())
