"""Random tokens, a gap, the same tokens again: what a model can only predict by copying.

The first weights copy (``induction``); such batches among the dialogues keep them from forgetting it, for what they
teach holds for every token: a name never seen before is copied as well as a common one. Every other row is of few
tokens, each of which comes in several places: which of them goes on is told by those before the last one, as behind a
full stop.
"""

from __future__ import annotations

import numpy as np
import torch

from training.architecture import SPECIAL_TOKENS, VOCABULARY_SIZE
from training.loop import Batch

COPYING = "copy"
"""The group of such rows, for the log."""
TOKENS_A_WORKER = 2048
_WIDTH = 256
_FEW = (8, 25)
"""How many tokens there are in a row of few: most pairs of them come in one place."""


def copying_batch(step: int, worker: int, *, seed: int) -> Batch:
    """Rows in which a sequence of random tokens comes again and again, with gaps between.

    Lengths and gaps differ from row to row: if they did not, looking back by a fixed distance would do, and that is
    not copying.
    """
    rng = np.random.default_rng([seed, step, worker])
    rows = TOKENS_A_WORKER // _WIDTH
    tokens = np.zeros((rows, _WIDTH), dtype=np.int64)
    weights = np.zeros((rows, _WIDTH), dtype=np.float32)
    for row in range(rows):
        known = rng.permutation(np.arange(len(SPECIAL_TOKENS), VOCABULARY_SIZE))
        length, needed = int(rng.integers(3, 40)), 1
        if row % 2:
            known = known[: int(rng.integers(*_FEW))]
            length, needed = int(rng.integers(24, 72)), 2
        tokens[row] = rng.choice(known, _WIDTH)
        start = length
        while (start := start + int(rng.integers(0, 120))) < _WIDTH - needed:
            end = min(_WIDTH, start + length)
            tokens[row, start:end] = tokens[row, : end - start]
            # The first tokens of a copy cannot be known; each later one can.
            weights[row, start + needed - 1 : end - 1] = 1
            start = end
    return Batch(torch.from_numpy(tokens), torch.from_numpy(weights), (COPYING,) * rows)
