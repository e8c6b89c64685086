"""All stages together: what a run is kept under, and which batches it has."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from training.batches import Batches, Tokens
from training.copying import COPYING, copying_batch
from training.train import Mixed, run_folder


def test_every_so_often_a_step_is_of_pure_copying() -> None:
    tokens = Tokens(np.arange(10, 50, dtype=np.uint16), np.arange(0, 40, 4), np.arange(2, 42, 4), ("critic",) * 10)
    mixed = Mixed(Batches(tokens, tokens_a_worker=8, workers=1, seed=1), seed=7, every=3)
    assert [set(mixed(step, 0).groups) for step in range(5)] == [
        {COPYING},
        {"critic"},
        {"critic"},
        {COPYING},
        {"critic"},
    ]
    assert torch.equal(mixed(3, 1).tokens, copying_batch(3, 1, seed=7).tokens)
    assert not torch.equal(mixed(3, 1).tokens, copying_batch(3, 1, seed=8).tokens)


def test_a_run_has_its_own_folder_for_each_seed_and_size(tmp_path: Path) -> None:
    folders = {run_folder(tmp_path, examples=examples, seed=seed) for examples in (10, 20) for seed in (1, 2)}
    assert len(folders) == 4
    assert run_folder(tmp_path, examples=10, seed=1) in folders
