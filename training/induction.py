"""The first weights: random, but for circuits that copy, and a head that sees how many scenes are asked for.

What the roles do with a name, a thing or a quotation is copy it. Copying takes two layers that work together, an
induction circuit (Elhage et al. 2021, Olsson et al. 2022): one head tells every token which token came before it,
another finds where the present token stood before and says what came after it there. Training forms it late or not at
all in the time there is: from random weights, 200 updates on dialogues and random copies had learned nothing of it. So
it is written, and training, which is shown random copies all along (``copying``), builds on it.

Looking up a number forms late too: among 300 tokens that a head sees alike, the one that says it is a three-hundredth
of what the head gathers. So one head sees it, and nothing else, and notes it for every token.

Dimensions of the residual stream, all written with ``_UNIT``:

============  ==========================================================================================
0             the same for every token: what a head asks with that looks by position
``_CONTENT``  which token this is, in signs
``_NUMBER``   the number of scenes, by the code of the first part
``_TWICE``    which token came two before, by the code of part ``_PAIR``
``_BEFORE``   which token came before, as in ``_CONTENT``; ``_MARK``, until layer 0: that a token says that number
============  ==========================================================================================
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from transformers import LlamaForCausalLM

from training.architecture import new_model

_HEADS = 3
"""Key-value heads that copy, a part of the content for each; the others are left to chance."""
_SIZE = 32
_HALF = _SIZE // 2
_CONTENT, _NUMBER, _TWICE, _BEFORE, _MARK = 1, 97, 144, 160, 250
_UNIT = 0.3
"""How much each dimension of the content is. What training adds to the stream soon is as much again, and makes all
else less behind the next norm."""
_SAID = 0.06
"""How loud that is in the output layer."""
_PAIR, _PAIR_ROOM = 2, 8
"""The part that is copied from where the same two tokens stood, and dimensions by which each of the two is known: what
follows a full stop is told by the word before it."""
_FAST, _SLOW = 4, (*range(8, _HALF), *range(_HALF + 8, _SIZE))
"""Of the 16 frequencies of rotation, the first turn fast enough to tell neighbours apart; dimensions of those that turn
so slowly that position does not matter."""


def first_weights(
    seed: int = 0, *, alike: Sequence[Sequence[int]] = (), numbers: Sequence[int] = ()
) -> LlamaForCausalLM:
    """A model that can copy and sees the number of scenes, and nothing else.

    Args:
        seed: of all that is left to chance.
        alike: ids of tokens that are looked for as if they were one.
        numbers: ids of tokens that say how many scenes there are to be.
    """
    torch.manual_seed(seed)
    model = new_model()
    with torch.no_grad():
        for layer in model.model.layers:
            # What is left to chance says nothing yet, so that nothing drowns what is written.
            layer.self_attn.o_proj.weight.zero_()
            layer.mlp.down_proj.weight.zero_()
        _write_embeddings(model, alike, numbers)
        _write_look_back(model)
        _write_copying(model)
        _write_number(model)
        model.model.norm.weight.fill_(1.4)
        model.lm_head.weight.copy_(_SAID / _UNIT * model.model.embed_tokens.weight)
    return model


def _write_embeddings(model: LlamaForCausalLM, alike: Sequence[Sequence[int]], numbers: Sequence[int]) -> None:
    """One constant, and a content that no two tokens share: in signs, so that all tokens are equally long in it.

    What no circuit reads is random; tokens that say a number are marked.
    """
    table = model.model.embed_tokens.weight
    table.zero_()
    table[:, 0] = 5 * _UNIT
    content = table[:, _CONTENT : _CONTENT + _HEADS * _SIZE]
    content.copy_(_UNIT * torch.randint(0, 2, content.shape).mul(2).sub(1))
    table[:, _NUMBER:_TWICE] = _UNIT * torch.randn(len(table), _TWICE - _NUMBER)
    table[list(numbers), _MARK] = 4 * _UNIT
    # What is looked for is the first half of each part.
    for ids in alike:
        for head in range(_HEADS):
            half = slice(head * _SIZE, head * _SIZE + _HALF)
            content[list(ids[1:]), half] = content[ids[0], half].clone()


def _write_look_back(model: LlamaForCausalLM) -> None:
    """Layer 0: each token attends to the one before it, by position alone, and notes what it is.

    One head attends to the one before that.
    """
    attention = model.model.layers[0].self_attn
    for head in range(_HEADS):
        key = torch.zeros(_SIZE)
        key[:_FAST] = 1.4
        _rows(attention.k_proj.weight, head).zero_()[:, 0] = key
        _rows(attention.v_proj.weight, head).zero_()[:, _part(_CONTENT, head)] = torch.eye(_SIZE)
        _look_back(model, 2 * head, steps=1)
        _columns(attention.o_proj.weight, 2 * head)[_part(_BEFORE, head)] = 1.5 * _UNIT * torch.eye(_SIZE)
    _look_back(model, 2 * _PAIR + 1, steps=2)
    _columns(attention.o_proj.weight, 2 * _PAIR + 1)[_TWICE:_BEFORE, :_HALF] = 1.5 * _UNIT * torch.eye(_HALF)


def _look_back(model: LlamaForCausalLM, head: int, *, steps: int) -> None:
    """Query head ``head`` of layer 0 agrees best with a key that is the same everywhere, ``steps`` before it."""
    speeds, query = model.model.rotary_emb.inv_freq.float()[:_FAST] * steps, torch.zeros(_SIZE)
    query[:_FAST], query[_HALF : _HALF + _FAST] = speeds.cos(), -speeds.sin()
    _rows(model.model.layers[0].self_attn.q_proj.weight, head).zero_()[:, 0] = query * 1.4


def _write_copying(model: LlamaForCausalLM) -> None:
    """Layer 1: each token attends to where the same token was the one before, and says what stands there.

    One part is looked for by two tokens: the present one and the one before it.
    """
    attention = model.model.layers[1].self_attn
    for head in range(_HEADS):
        query = _rows(attention.q_proj.weight, 2 * head).zero_()
        key = _rows(attention.k_proj.weight, head).zero_()
        content, before = _part(_CONTENT, head), _part(_BEFORE, head)
        if head == _PAIR:
            _compare(query, key, _SLOW[:_PAIR_ROOM], content.start, before.start, 1.4)
            _compare(query, key, _SLOW[_PAIR_ROOM:], before.start, _TWICE, 0.8)
        else:
            _compare(query, key, _SLOW, content.start, before.start, 1.0)
        _rows(attention.v_proj.weight, head).zero_()[:, content] = torch.eye(_SIZE)
        _columns(attention.o_proj.weight, 2 * head)[content] = 7 * _UNIT * torch.eye(_SIZE)


def _write_number(model: LlamaForCausalLM) -> None:
    """Layer 0: each token attends to the number, wherever it is, and notes it.

    The score is 16, where all else has none; a constant and a mark behind the norm have a product of 35.
    """
    attention, head = model.model.layers[0].self_attn, 2 * _HEADS
    weight = (16 / 35 * _SIZE**0.5 / len(_SLOW)) ** 0.5
    _rows(attention.q_proj.weight, head).zero_()[_SLOW, 0] = weight
    _rows(attention.k_proj.weight, _HEADS).zero_()[_SLOW, _MARK] = weight
    _rows(attention.v_proj.weight, _HEADS).zero_()[:, _part(_CONTENT, 0)] = torch.eye(_SIZE)
    _columns(attention.o_proj.weight, head)[_NUMBER : _NUMBER + _HALF, :_HALF] = 6 * _UNIT * torch.eye(_HALF)


def _compare(query: Tensor, key: Tensor, places: Sequence[int], asked: int, told: int, weight: float) -> None:
    """What a query has from dimension ``asked`` on is compared with what a key has from ``told`` on, in ``places``."""
    for at, place in enumerate(places):
        query[place, asked + at], key[place, told + at] = 2.8 * weight, 2.8


def _part(begin: int, head: int) -> slice:
    return slice(begin + head * _SIZE, begin + (head + 1) * _SIZE)


def _rows(weight: Tensor, head: int) -> Tensor:
    return weight[head * _SIZE : (head + 1) * _SIZE]


def _columns(weight: Tensor, head: int) -> Tensor:
    return weight[:, head * _SIZE : (head + 1) * _SIZE]
