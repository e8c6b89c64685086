"""Real models with random weights, small enough to make in a second: a chat model and a plain one.

Random weights write nonsense, which is what a test of the machinery wants: nothing in a reply is there
because the model is good.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    AutoModelForCausalLM,
    GenerationConfig,
    GPT2Config,
    LlamaConfig,
    PreTrainedTokenizerFast,
)

CONTEXT_TOKENS = 512
VOCABULARY_SIZE = 400

# Ten times what training starts from: scores then differ enough that a choice is a choice.
_WEIGHTS_SCALE = 0.2

_SENTENCES = [
    "The hen found a key in the well, and the fox asked her for it.",
    '{"title": "The Well", "score": 7, "issues": []}',
    "在这个充满奇迹的世界里，一只母鸡找到了一把钥匙。",
    "You are the critic. Quote the text exactly.",
]

SIZE: Mapping[str, Any] = MappingProxyType(
    {
        "vocab_size": VOCABULARY_SIZE,
        "hidden_size": 64,
        "intermediate_size": 128,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": CONTEXT_TOKENS,
        "initializer_range": _WEIGHTS_SCALE,
        "bos_token_id": None,
        "eos_token_id": 2,
        "pad_token_id": None,
    }
)
"""What most architectures call their sizes."""

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def make_chat_model(folder: Path) -> Path:
    """A Llama of two layers with a ChatML template; ``folder`` is made."""
    return make_model(folder, LlamaConfig(**SIZE))


def make_plain_model(folder: Path) -> Path:
    """A GPT-2 of two layers without a chat template; ``folder`` is made."""
    tokenizer = _tokenizer(["<|endoftext|>"], end="<|endoftext|>")
    config = GPT2Config(
        vocab_size=VOCABULARY_SIZE,
        n_embd=64,
        n_layer=2,
        n_head=4,
        n_positions=CONTEXT_TOKENS,
        initializer_range=_WEIGHTS_SCALE,
        bos_token_id=tokenizer.eos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    return _saved(AutoModelForCausalLM.from_config, config, tokenizer, folder)


def make_model(folder: Path, config: Any) -> Path:
    """A chat model of any architecture; ``folder`` is made. ``config`` has VOCABULARY_SIZE tokens."""
    tokenizer = _tokenizer(["<|endoftext|>", "<|im_start|>", "<|im_end|>"], end="<|im_end|>")
    tokenizer.chat_template = CHATML
    return _saved(AutoModelForCausalLM.from_config, config, tokenizer, folder)


def _tokenizer(special: list[str], *, end: str) -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY_SIZE,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_SENTENCES, trainer)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=end)


def _saved(kind: Any, config: Any, tokenizer: PreTrainedTokenizerFast, folder: Path) -> Path:
    # Tests reckon with these models too; threads of OpenMP only wait for each other on them.
    torch.set_num_threads(1)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = kind(config)
    model.generation_config = GenerationConfig(eos_token_id=tokenizer.eos_token_id)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
