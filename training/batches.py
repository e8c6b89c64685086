"""Examples as batches of token ids: rows of about the same length together, so that little is padding."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import PreTrainedTokenizerFast

from training.architecture import END_OF_TEXT_ID, SPECIAL_TOKENS
from training.dialogues import Example
from training.loop import Batch

POOL = 1024
"""Examples sorted together: large enough for rows of like length, small enough for steps unlike each other."""


@dataclass(frozen=True)
class Tokens:
    """Token ids of all examples one after the other, where each begins, and where its reply begins."""

    ids: NDArray[np.uint16]
    starts: NDArray[np.int64]
    replies: NDArray[np.int64]
    roles: tuple[str, ...]

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Tokens of each example."""
        return np.diff(np.append(self.starts, len(self.ids)))


def encode(examples: Iterable[Example], tokenizer: PreTrainedTokenizerFast, *, longest: int) -> Tokens:
    """All ``examples`` of at most ``longest`` tokens. Prompt and reply are encoded apart, as in a run."""
    ids: list[NDArray[np.uint16]] = []
    starts, replies, roles, at = [], [], [], 0
    pending: list[Example] = []

    def flush() -> None:
        nonlocal at
        prompts = tokenizer([e.prompt for e in pending], add_special_tokens=False)["input_ids"]
        answers = tokenizer([e.reply + SPECIAL_TOKENS[2] for e in pending], add_special_tokens=False)["input_ids"]
        for example, prompt, answer in zip(pending, prompts, answers, strict=True):
            if len(prompt) + len(answer) <= longest:
                starts.append(at)
                replies.append(at + len(prompt))
                roles.append(example.role)
                ids.append(np.asarray(prompt + answer, dtype=np.uint16))
                at += len(ids[-1])
        pending.clear()

    for example in examples:
        pending.append(example)
        if len(pending) == POOL:
            flush()
    flush()
    return Tokens(np.concatenate(ids), np.asarray(starts), np.asarray(replies), tuple(roles))


class Batches:
    """The batches of a run: endless, a new order every epoch, the same for the same seed.

    ``prompt_weight`` is what a token of a prompt counts beside one of a reply. Two thirds of all tokens are
    prompts, and those of critic, editor and summarizer hold whole drafts: they teach prose for nothing.
    Workers get neighbours in length, so that none waits long for another. ``pool`` examples are sorted together.
    """

    def __init__(
        self,
        tokens: Tokens,
        *,
        tokens_a_worker: int,
        workers: int,
        seed: int,
        prompt_weight: float = 0.0,
        pool: int = POOL,
    ) -> None:
        self._pool = pool
        self._prompt_weight = prompt_weight
        self._tokens = tokens
        self._budget = tokens_a_worker
        self._workers = workers
        self._seed = seed
        self._epoch: tuple[int, list[list[int]]] = (-1, [])
        self._steps_an_epoch = len(self._order(0)) // workers

    def __len__(self) -> int:
        """Steps an epoch."""
        return self._steps_an_epoch

    def __call__(self, step: int, worker: int) -> Batch:
        """The batch of ``worker`` at ``step``."""
        epoch, within = divmod(step, self._steps_an_epoch)
        if self._epoch[0] != epoch:
            self._epoch = (epoch, self._order(epoch))
        order = self._epoch[1]
        # Epochs are cut anew and differ by some batches from the first; one that is shorter begins again.
        return self.batch(order[(within * self._workers + worker) % len(order)])

    def batch(self, rows: list[int]) -> Batch:
        """The examples ``rows`` as one batch."""
        tokens = self._tokens
        width = max(int(tokens.lengths[row]) for row in rows)
        ids = np.full((len(rows), width), END_OF_TEXT_ID, dtype=np.int64)
        weights = np.zeros((len(rows), width), dtype=np.float32)
        for at, row in enumerate(rows):
            start, length = int(tokens.starts[row]), int(tokens.lengths[row])
            ids[at, :length] = tokens.ids[start : start + length]
            reply = int(tokens.replies[row]) - start - 1
            weights[at, :reply] = self._prompt_weight
            weights[at, reply : length - 1] = 1
        return Batch(torch.from_numpy(ids), torch.from_numpy(weights), tuple(tokens.roles[row] for row in rows))

    def _order(self, epoch: int) -> list[list[int]]:
        """Batches in groups of ``workers`` neighbours; groups are shuffled, neighbours are not."""
        rng = random.Random(self._seed * 7919 + epoch)
        rows = list(range(len(self._tokens.starts)))
        rng.shuffle(rows)
        groups: list[list[list[int]]] = []
        for low in range(0, len(rows), self._pool):
            pool = sorted(rows[low : low + self._pool], key=lambda row: int(self._tokens.lengths[row]))
            cut = self._cut(pool)
            groups += [cut[n : n + self._workers] for n in range(0, len(cut) - self._workers + 1, self._workers)]
        rng.shuffle(groups)
        return [batch for group in groups for batch in group]

    def _cut(self, pool: list[int]) -> list[list[int]]:
        out: list[list[int]] = [[]]
        for row in pool:
            if out[-1] and (len(out[-1]) + 1) * int(self._tokens.lengths[row]) > self._budget:
                out.append([])
            out[-1].append(row)
        return out
