"""Attention in blocks gives what PyTorch's own gives, forward and back."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from training.attention import causal_attention


def drawn(tokens: int) -> list[torch.Tensor]:
    torch.manual_seed(tokens)
    return [torch.randn(2, heads, tokens, 16, requires_grad=True) for heads in (4, 2, 2)]


@pytest.mark.parametrize("tokens", [1, 127, 128, 129, 300])
def test_it_gives_what_pytorch_gives(tokens: int) -> None:
    ours, (query, key, value) = drawn(tokens), drawn(tokens)
    out, _ = causal_attention(torch.nn.Identity(), *ours, None, scaling=0.25)
    expected = functional.scaled_dot_product_attention(query, key, value, is_causal=True, enable_gqa=True)
    expected = expected.transpose(1, 2)
    torch.testing.assert_close(out, expected)
    down = torch.randn_like(out)
    (out * down).sum().backward()
    (expected * down).sum().backward()
    for mine, other in zip(ours, (query, key, value), strict=True):
        torch.testing.assert_close(mine.grad, other.grad, atol=1e-4, rtol=1e-4)


def test_a_mask_is_refused() -> None:
    with pytest.raises(ValueError, match="right end"):
        causal_attention(torch.nn.Identity(), *drawn(4), torch.ones(4, 4), scaling=1.0)
