"""The first weights: random, but for a circuit that copies, and one that sees what is asked.

What the roles do with a name, a thing or a quotation is copy it. Copying takes two layers that work together, an
induction circuit (Elhage et al. 2021, Olsson et al. 2022): one head tells every token which token came before it,
another finds where the present token stood before and says what came after it there. Training forms it late or not at
all in the time there is (millions of tokens of dialogues, or hundreds of updates on random copies, formed none). So it
is written: a tenth of the weights of two layers, which training then sharpens.

Looking up what a prompt asks for forms late too: among 300 tokens that a head sees alike, the one that says how many
scenes there are is a three-hundredth of what the head gathers. The fixed lines and labels of prompts are tokens of
their own (``tokenizer.fixed_phrases``), so that a head can be told to see nothing else, and another what stands right
behind them: the mood, the length, the beginning of each name.

The residual stream has room for it: dimension 0 is the same for every token, ``_CONTENT`` says which token this is
(and its last dimension whether it is a fixed line), ``_ASKED`` what the fixed lines are, ``_GIVEN`` what stands behind
them, ``_BEFORE`` which token came before.
"""

from __future__ import annotations

import torch
from torch import Tensor
from transformers import LlamaForCausalLM

from training.architecture import new_model

_HEADS = 3
"""Key-value heads that copy; the one behind them sees what is asked. Every other query head is left to chance."""
_SIZE = 32
_CONTENT = 1
_FIXED = _CONTENT + _HEADS * _SIZE - 1
_ASKED, _GIVEN = 98, 129
_BEFORE = 160
_FOUND = 8.0
"""Score of what a head is to see, where all else has none: e to the eighth is 3,000 tokens of all else."""
_FAST, _SLOW = 4, 8
"""Of the 16 frequencies of rotation, the first turn fast enough to tell neighbours apart; those from the second number
on turn so slowly that position does not matter."""


def first_weights(seed: int = 0, *, fixed_tokens: int = 0) -> LlamaForCausalLM:
    """A model that can copy and see what is asked, and nothing else.

    Args:
        seed: of all that is left to chance.
        fixed_tokens: how many tokens, the last of the vocabulary, are fixed lines of prompts.
    """
    torch.manual_seed(seed)
    model = new_model()
    with torch.no_grad():
        for layer in model.model.layers:
            # What is left to chance says nothing yet, so that nothing drowns what is written.
            layer.self_attn.o_proj.weight.zero_()
            layer.mlp.down_proj.weight.zero_()
        _write_embeddings(model, fixed_tokens)
        _write_look_back(model)
        _write_copying(model)
        _write_asking(model)
        model.model.norm.weight.fill_(1.4)
    return model


def _write_embeddings(model: LlamaForCausalLM, fixed_tokens: int) -> None:
    """One constant, and a content that no two tokens share; signs alone, so that all tokens are equally long."""
    table = model.model.embed_tokens.weight
    table[:, 0] = 0.25
    content = table[:, _CONTENT : _CONTENT + _HEADS * _SIZE]
    content.copy_(0.05 * torch.randint(0, 2, content.shape).mul(2).sub(1))
    table[:, _FIXED] = 0.0
    table[len(table) - fixed_tokens :, _FIXED] = 0.2


def _write_look_back(model: LlamaForCausalLM) -> None:
    """Layer 0: each token attends to the one before it, by position alone, and notes what it is."""
    attention = model.model.layers[0].self_attn
    speeds = _speeds(model)
    for head in range(_HEADS):
        query, key = torch.zeros(_SIZE), torch.zeros(_SIZE)
        # A key that is the same everywhere, a query turned back by one step: they agree best at a distance of one.
        query[:_FAST], query[_SIZE // 2 : _SIZE // 2 + _FAST] = speeds[:_FAST].cos(), -speeds[:_FAST].sin()
        key[:_FAST] = 1.0
        _rows(attention.q_proj.weight, 2 * head).zero_()[:, 0] = query * 1.4
        _rows(attention.k_proj.weight, head).zero_()[:, 0] = key * 1.4
        content, before = _part(_CONTENT, head), _part(_BEFORE, head)
        _rows(attention.v_proj.weight, head).zero_()[:, content] = torch.eye(_SIZE)
        _columns(attention.o_proj.weight, 2 * head)[before] = 0.076 * torch.eye(_SIZE)


def _write_copying(model: LlamaForCausalLM) -> None:
    """Layer 1: each token attends to where the same token was the one before, and says what stands there."""
    attention = model.model.layers[1].self_attn
    chosen = torch.zeros(_SIZE, _SIZE)
    chosen[_slow(), torch.arange(len(_slow()))] = 2.3
    for head in range(_HEADS):
        content, before = _part(_CONTENT, head), _part(_BEFORE, head)
        _rows(attention.q_proj.weight, 2 * head).zero_()[:, content] = chosen
        _rows(attention.k_proj.weight, head).zero_()[:, before] = chosen
        _rows(attention.v_proj.weight, head).zero_()[:, content] = torch.eye(_SIZE)
        _columns(attention.o_proj.weight, 2 * head)[content] = 0.36 * torch.eye(_SIZE)


def _write_asking(model: LlamaForCausalLM) -> None:
    """Layer 0: each token sees the fixed lines before it. Layer 1: what stands right behind them."""
    places = ((_FIXED, 35.0, _ASKED, 0), (_BEFORE + _FIXED - _CONTENT, 19.6, _GIVEN, 1))
    for layer, (told_by, length, target, part) in zip(model.model.layers, places, strict=False):
        attention = layer.self_attn
        # ``length`` is that of the constant times that of the mark, after the norm before this layer.
        weight = (_FOUND * _SIZE**0.5 / (len(_slow()) * length)) ** 0.5
        _rows(attention.q_proj.weight, 2 * _HEADS).zero_()[_slow(), 0] = weight
        _rows(attention.k_proj.weight, _HEADS).zero_()[_slow(), told_by] = weight
        _rows(attention.v_proj.weight, _HEADS).zero_()[:, _part(_CONTENT, part)] = torch.eye(_SIZE)
        room = _SIZE - 1
        _columns(attention.o_proj.weight, 2 * _HEADS)[target : target + room, :room] = 0.08 * torch.eye(room)


def _slow() -> Tensor:
    return torch.cat([torch.arange(_SLOW, _SIZE // 2), torch.arange(_SIZE // 2 + _SLOW, _SIZE)])


def _speeds(model: LlamaForCausalLM) -> Tensor:
    """By how much each frequency turns a step, fastest first."""
    return model.model.rotary_emb.inv_freq.float()


def _part(begin: int, head: int) -> slice:
    return slice(begin + head * _SIZE, begin + (head + 1) * _SIZE)


def _rows(weight: Tensor, head: int) -> Tensor:
    return weight[head * _SIZE : (head + 1) * _SIZE]


def _columns(weight: Tensor, head: int) -> Tensor:
    return weight[:, head * _SIZE : (head + 1) * _SIZE]
