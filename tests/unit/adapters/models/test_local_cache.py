"""Keys and values of rows that come and go, on numbers that can be followed by eye."""

import pytest
import torch
from transformers import LlamaConfig

from orchestrator.adapters.models.local.cache import can_join, join, keep_rows, new_cache

CONFIG = LlamaConfig(num_hidden_layers=1, hidden_size=2, num_attention_heads=1, num_key_value_heads=1)


def states(*rows):
    """Keys for rows of tokens: one head, width one."""
    return torch.tensor(rows, dtype=torch.float32)[:, None, :, None]


def cache_of(*rows):
    cache = new_cache(CONFIG)
    cache.update(states(*rows), -states(*rows), 0)
    return cache


def tokens(cache):
    layer = cache.layers[0]
    assert torch.equal(layer.keys, -layer.values)
    return layer.keys[:, 0, :, 0].tolist()


def test_tokens_are_appended():
    cache = cache_of([1, 2], [3, 4])
    keys, values = cache.update(states([5], [6]), -states([5], [6]), 0)
    assert tokens(cache) == [[1, 2, 5], [3, 4, 6]]
    assert keys.shape == values.shape == (2, 1, 3, 1)
    assert cache.get_seq_length() == 3


def test_many_tokens_are_appended_one_by_one():
    cache = cache_of([0])
    for token in range(1, 500):
        cache.update(states([token]), -states([token]), 0)
    assert tokens(cache) == [list(range(500))]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ([[1, 2, 3]], [[4]], [[1, 2, 3], [0, 0, 4]]),
        ([[1]], [[2, 3], [4, 5]], [[0, 1], [2, 3], [4, 5]]),
    ],
)
def test_rows_join_aligned_at_their_last_token(first, second, joined):
    cache = cache_of(*first)
    join(cache, cache_of(*second))
    assert tokens(cache) == joined
    more = states(*([9] for _ in joined))
    cache.update(more, -more, 0)
    assert tokens(cache) == [[*row, 9] for row in joined]


def test_rows_leave_and_take_padding_that_only_others_needed_along():
    cache = cache_of([0, 0, 1], [2, 3, 4], [0, 5, 6])
    keep_rows(cache, [0, 2], cut=1, device=torch.device("cpu"))
    assert tokens(cache) == [[0, 1], [5, 6]]
    cache.update(states([7], [8]), -states([7], [8]), 0)
    assert tokens(cache) == [[0, 1, 7], [5, 6, 8]]


def test_only_plain_attention_can_be_joined():
    from transformers import Lfm2Config, MistralConfig

    assert can_join(new_cache(CONFIG))
    assert can_join(new_cache(MistralConfig(sliding_window=4, num_hidden_layers=2)))
    assert not can_join(new_cache(Lfm2Config(num_hidden_layers=2, layer_types=["conv", "full_attention"])))
