"""Architectures that keep other things of the past than plain keys and values."""

import asyncio

import pytest
from transformers import Lfm2Config, Mamba2Config, MistralConfig, OPTConfig

from orchestrator.adapters.models.local import LocalModel
from orchestrator.domain.errors import ModelUnavailable
from tests.support.requests import ask
from tests.support.tiny_models import SIZE, make_model

CONFIGURATIONS = {
    "attention through a window": MistralConfig(**SIZE, sliding_window=16),
    "attention and convolution": Lfm2Config(**SIZE, layer_types=["conv", "full_attention"]),
    "learned positions": OPTConfig(
        **{"vocab_size": 400, "hidden_size": 64, "word_embed_proj_dim": 64, "ffn_dim": 128, "init_std": 0.2},
        **{"num_hidden_layers": 2, "num_attention_heads": 4, "max_position_embeddings": 512, "eos_token_id": 2},
    ),
}


@pytest.mark.parametrize("kind", CONFIGURATIONS)
async def test_a_reply_is_the_same_alone_and_among_others_that_come_and_go(kind, tmp_path):
    model = await LocalModel.load(str(make_model(tmp_path / "model", CONFIGURATIONS[kind])))
    requests = [ask("The hen. " * (6 - n), seed=n, max_tokens=15 + 9 * n, temperature=1) for n in range(6)]
    alone = [await model.generate(request) for request in requests]

    async def later(request, seconds):
        await asyncio.sleep(seconds)
        return await model.generate(request)

    together = await asyncio.gather(*(later(request, 0.03 * (n // 2)) for n, request in enumerate(requests)))
    await model.aclose()
    assert together == alone


async def test_a_model_whose_state_cannot_be_kept_is_refused(tmp_path):
    config = Mamba2Config(
        vocab_size=400, hidden_size=64, num_hidden_layers=1, num_heads=8, head_dim=16, state_size=8, n_groups=1
    )
    with pytest.raises(ModelUnavailable, match="a mamba2 model keeps its state in a way"):
        await LocalModel.load(str(make_model(tmp_path / "mamba", config)))
