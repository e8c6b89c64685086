"""The shape of the built-in model: a Llama small enough to commit and to train on two processor cores."""

from __future__ import annotations

from transformers import LlamaConfig, LlamaForCausalLM

VOCABULARY_SIZE = 4096
CONTEXT_TOKENS = 4096
END_OF_TEXT_ID, TURN_START_ID, TURN_END_ID = 0, 1, 2
SPECIAL_TOKENS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
"""In the order of their ids."""


def model_config() -> LlamaConfig:
    """Six layers of width 256: 6.2 million weights, 12.5 MB in bfloat16.

    Eight narrow heads rather than four wide ones: copying names needs a few heads of its own. The output layer has
    weights of its own: what a token is must stay as it is for copying, what it is predicted by must be learned soon.
    """
    return LlamaConfig(
        vocab_size=VOCABULARY_SIZE,
        hidden_size=256,
        intermediate_size=640,
        num_hidden_layers=6,
        num_attention_heads=8,
        num_key_value_heads=4,
        max_position_embeddings=CONTEXT_TOKENS,
        rms_norm_eps=1e-5,
        # Half of the frequencies then turn too slowly for a position to matter within a prompt: heads that compare
        # contents live there (``induction``).
        rope_parameters={"rope_type": "default", "rope_theta": 1e6},
        tie_word_embeddings=False,
        bos_token_id=TURN_START_ID,
        eos_token_id=TURN_END_ID,
        pad_token_id=END_OF_TEXT_ID,
        attn_implementation="sdpa",
    )


def new_model() -> LlamaForCausalLM:
    """A model with random weights; seed torch first for the same ones every time."""
    return LlamaForCausalLM(model_config())
