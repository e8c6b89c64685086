"""Which token comes next, for all rows of a batch at once.

Each row draws by the Gumbel-max trick: the token with the highest ``score / temperature + noise`` is a draw from
the softmax, if the noise of each token is -log(-log(u)) with u uniform (Gumbel 1954). The noise comes from the
row's own generator, so a row's draws do not depend on its neighbours.

Its scores do, a little: a batched matrix product sums in another order. Where that rounding could decide, between
two tokens that are almost level, the row is called doubtful and its scores are worked out again alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

NEAR_TIE = 1e-3
"""Difference in score below which rounding may decide.

Scores of one row alone and among others were measured to differ by up to 1e-5 in float32 (models of up to 3M
parameters), so this is a hundred times that; about one token in a thousand is that close.
"""


@dataclass(frozen=True, slots=True)
class Draw:
    """How one row draws. ``temperature`` 0 takes the highest score; None leaves a filter out."""

    temperature: float
    top_k: int | None
    top_p: float | None
    generator: torch.Generator

    @property
    def is_greedy(self) -> bool:
        """Whether nothing is drawn at all."""
        return self.temperature == 0


def noise_of(draws: Sequence[Draw], vocabulary_size: int, device: torch.device) -> torch.Tensor | None:
    """The next Gumbel noise of each row, (rows, vocabulary); None where every row is greedy."""
    if all(draw.is_greedy for draw in draws):
        return None
    noise = torch.full((len(draws), vocabulary_size), 0.5, device=device)
    for row, draw in zip(noise, draws, strict=True):
        if not draw.is_greedy:
            row.uniform_(generator=draw.generator)
    noise = -torch.log(-torch.log(noise))
    for row, draw in zip(noise, draws, strict=True):
        if draw.is_greedy:
            row.zero_()
    return noise


def choose(scores: torch.Tensor, draws: Sequence[Draw], noise: torch.Tensor | None) -> tuple[list[int], list[bool]]:
    """The next token of each row, and whether it was nearly another one.

    Args:
        scores: float32 logits, (rows, vocabulary), -inf where a token is not allowed.
        draws: one a row.
        noise: from ``noise_of``.
    """
    temperatures = torch.tensor([draw.temperature or 1.0 for draw in draws], device=scores.device)
    if noise is not None:
        scores = scores / temperatures.unsqueeze(1)
        filtered = [row for row, draw in enumerate(draws) if not draw.is_greedy and (draw.top_k or draw.top_p)]
        if filtered:
            scores[filtered] = _likely(scores[filtered], [draws[row] for row in filtered])
        scores = scores + noise
    best, tokens = scores.topk(2)
    near = (best[:, 0] - best[:, 1]) * temperatures < NEAR_TIE
    return tokens[:, 0].tolist(), near.tolist()


def _likely(scores: torch.Tensor, draws: Sequence[Draw]) -> torch.Tensor:
    """``scores`` with -inf for what top-k, and then top-p of what that leaves, rule out."""
    vocabulary_size = scores.shape[1]
    ordered, order = scores.sort(dim=1, descending=True, stable=True)
    ranks = torch.arange(vocabulary_size, device=scores.device)
    top_k = torch.tensor([draw.top_k or vocabulary_size for draw in draws], device=scores.device)
    ordered = ordered.masked_fill(ranks >= top_k.unsqueeze(1), -torch.inf)
    # A token stays if those before it do not reach top_p yet, so the first always stays.
    probabilities = ordered.softmax(dim=1)
    before = probabilities.cumsum(dim=1) - probabilities
    top_p = torch.tensor([draw.top_p or 1.0 for draw in draws], device=scores.device)
    unlikely = (before >= top_p.unsqueeze(1)) & (top_p < 1).unsqueeze(1)
    ordered = ordered.masked_fill(unlikely, -torch.inf)
    return torch.empty_like(scores).scatter_(1, order, ordered)
