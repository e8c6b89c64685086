"""Attention keys and values of a batch that rows join and leave while it is decoded.

The rows of a batch are aligned at their last token: shorter ones are padded on the left. When rows join,
the shorter of both caches is padded to the longer; when rows leave, padding that nobody needs is cut off.

transformers' own cache concatenates, and so copies, everything at every token. ``GrowingLayer`` writes into a
buffer that is larger than needed instead (measured with 3M parameters on a CPU: 1.1 times as fast alone,
1.3 times with 32 rows).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from transformers import DynamicCache
from transformers.cache_utils import DynamicLayer, DynamicSlidingWindowLayer

_MIN_ROOM_TOKENS = 64


class GrowingLayer(DynamicLayer):  # type: ignore[misc]
    """Keys and values of one layer, shape (rows, heads, tokens, width), in buffers with room to grow."""

    def lazy_initialization(self, key_states: torch.Tensor, value_states: torch.Tensor) -> None:
        """Start empty, on the device and in the precision of the first states."""
        super().lazy_initialization(key_states, value_states)
        self.keys, self.values = key_states[..., :0, :], value_states[..., :0, :]
        self._buffers = self.keys, self.values

    def update(
        self, key_states: torch.Tensor, value_states: torch.Tensor, *args: Any, **kwargs: Any
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Append the states of new tokens; the keys and values of all tokens."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        start, end = self.keys.shape[-2], self.keys.shape[-2] + key_states.shape[-2]
        if end > self._buffers[0].shape[-2]:
            self._buffers = _with_room(self.keys, end), _with_room(self.values, end)
        for buffer, states in zip(self._buffers, (key_states, value_states), strict=True):
            buffer[..., start:end, :] = states
        self.keys, self.values = (buffer[..., :end, :] for buffer in self._buffers)
        return self.keys, self.values

    def replace(self, keys: torch.Tensor, values: torch.Tensor) -> None:
        """Hold these keys and values instead."""
        self.keys, self.values = keys, values
        self._buffers = keys, values


def _with_room(states: torch.Tensor, tokens: int) -> torch.Tensor:
    rows, heads, used, width = states.shape
    buffer = states.new_empty((rows, heads, tokens + max(_MIN_ROOM_TOKENS, tokens // 2), width))
    buffer[..., :used, :] = states
    return buffer


def new_cache(config: Any) -> DynamicCache:
    """An empty cache for a model.

    Layers that attend through a window keep everything too: their mask hides what is out of sight, and
    only then can rows join. Layers with recurrent states stay as transformers makes them.
    """
    cache = DynamicCache(config=config)
    if all(type(layer) in (DynamicLayer, DynamicSlidingWindowLayer) for layer in cache.layers):
        cache.layers = [GrowingLayer() for _ in cache.layers]
    return cache


def can_join(cache: DynamicCache) -> bool:
    """Whether rows can join this cache: it holds keys and values alone, no recurrent states."""
    return all(isinstance(layer, GrowingLayer) for layer in cache.layers)


def join(cache: DynamicCache, newcomer: DynamicCache) -> None:
    """Append the rows of ``newcomer`` to ``cache``."""
    for layer, other in zip(cache.layers, newcomer.layers, strict=True):
        layer.replace(_stacked(layer.keys, other.keys), _stacked(layer.values, other.values))


def _stacked(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    tokens = max(first.shape[-2], second.shape[-2])
    padded = [torch.nn.functional.pad(states, (0, 0, tokens - states.shape[-2], 0)) for states in (first, second)]
    return torch.cat(padded)


def keep_rows(cache: DynamicCache, rows: Sequence[int], *, cut: int, device: torch.device) -> None:
    """Keep only these rows, without the first ``cut`` tokens (0 for a cache that cannot be joined)."""
    chosen = torch.tensor(rows, device=device)
    if not can_join(cache):
        cache.reorder_cache(chosen)
        return
    for layer in cache.layers:
        layer.replace(layer.keys[chosen, :, cut:], layer.values[chosen, :, cut:])
