"""Real models with random weights, small enough to make in a second: a chat model and a plain one.

Random weights write nonsense, which is what a test of the machinery wants: nothing in a reply is there
because the model is good.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    GenerationConfig,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
)

CONTEXT_TOKENS = 512
VOCABULARY_SIZE = 400

_SENTENCES = [
    "The hen found a key in the well, and the fox asked her for it.",
    '{"title": "The Well", "score": 7, "issues": []}',
    "在这个充满奇迹的世界里，一只母鸡找到了一把钥匙。",
    "You are the critic. Quote the text exactly.",
]

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def make_chat_model(folder: Path, *, weights_scale: float = 0.2) -> Path:
    """A Llama of two layers with a ChatML template; ``folder`` is made."""
    tokenizer = _tokenizer(["<|endoftext|>", "<|im_start|>", "<|im_end|>"], end="<|im_end|>")
    tokenizer.chat_template = CHATML
    config = LlamaConfig(
        vocab_size=VOCABULARY_SIZE,
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=CONTEXT_TOKENS,
        initializer_range=weights_scale,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=None,
    )
    return _saved(LlamaForCausalLM, config, tokenizer, folder)


def make_plain_model(folder: Path) -> Path:
    """A GPT-2 of two layers without a chat template; ``folder`` is made."""
    tokenizer = _tokenizer(["<|endoftext|>"], end="<|endoftext|>")
    config = GPT2Config(
        vocab_size=VOCABULARY_SIZE,
        n_embd=64,
        n_layer=2,
        n_head=4,
        n_positions=CONTEXT_TOKENS,
        initializer_range=0.2,
        bos_token_id=tokenizer.eos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    return _saved(GPT2LMHeadModel, config, tokenizer, folder)


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
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = kind(config)
    model.generation_config = GenerationConfig(eos_token_id=tokenizer.eos_token_id)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
