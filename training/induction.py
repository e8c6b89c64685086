"""The first weights: random, but for circuits that copy, and that know how many, who, where and what.

What the roles do with a name, a thing or a quotation is copy it. Copying takes two layers that work together, an
induction circuit (Elhage et al. 2021, Olsson et al. 2022): one head tells every token which token came before it,
another finds where the present token stood before and says what came after it there. Training forms it late or not at
all in the time there is (millions of tokens of dialogues, or hundreds of updates on random copies, formed none). So it
is written, and training builds around it (``hold``).

Looking up what a prompt asks for forms late too: among 300 tokens that a head sees alike, the one that says how many
scenes there are is a three-hundredth of what the head gathers. Twenty million tokens had taught neither that number nor
which of two characters a sentence is about. The labels of prompts, and what stands between the strings of a plan, are
tokens of their own (``tokenizer``). So heads are told to see what stands behind a label, and nothing else, and to note
it for every token: the number of scenes, and how the main character's name begins, the other one's, the place, the
thing. Units of the last layers wait to say what is noted; when to, is for training to find. What they say has
dimensions of its own: among those that all layers write to, it was less than what is said often.

Dimensions of the residual stream, all written with ``_UNIT``:

============  ==========================================================================================
0             the same for every token: what a head asks with that looks by position or by marks
``_CONTENT``  which token this is, in signs; its last dimensions are the marks
``_NUMBER``   the number of scenes
``_NOTES``    the beginnings of names, place and thing
``_BEFORE``   which token came before, as in ``_CONTENT``; in second halves (``_say``) what switches say
============  ==========================================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import torch
from torch import Tensor
from torch.nn import Module, Parameter
from transformers import LlamaForCausalLM
from transformers.models.llama.modeling_llama import LlamaAttention, LlamaDecoderLayer

from training.architecture import END_OF_TEXT_ID, new_model

_HEADS = 3
"""Key-value heads that copy; the one behind them sees what has marks. A part of the content for each."""
_SIZE = 32
_CONTENT, _NUMBER, _NOTES, _BEFORE = 1, 97, 104, 160
MARKS = ("number", "hero", "helper", "place", "thing")
"""What a token can be marked as: a line with the number of scenes, a label of what is noted."""
_ROOM = 14
"""Dimensions of a note."""
_NOTED: Mapping[str, tuple[int, int]] = {
    "hero": (_NOTES, 1), "helper": (_NOTES + _ROOM, 1),
    "place": (_NOTES + 2 * _ROOM, 0), "thing": (_NOTES + 3 * _ROOM, 1),
}  # fmt: skip
"""Where each note begins, and which part of the content it has."""
_SAYS = sorted({part for _, part in _NOTED.values()})
"""The parts of the content that what is said of notes has."""
_HELD = ((0, 2, 4, 6), (0, 1, 2, 3, 4, 6, 7))
"""Query heads of the circuits, by layer; the others are left to chance."""
_UNIT = 0.3
"""How much each dimension of the content is. What training adds to the stream soon is as much again, and makes all
else less behind the next norm."""
_LOUD = 0.4
"""How loud a switch is beside all that is in the stream."""
_SAID, _TOLD = 0.06, 0.4
"""The same in the output layer: of what copying writes, and of what switches write."""
_FOUND = (16.0, 128.0)
"""Score of what a head of layer 0 or 1 is to see, where all else has none. E to the eighth is 3,000 tokens of all else;
what layer 0 learns to write leaves layer 1 less than a half of it."""
_FAST, _SLOW, _SLOWEST = 4, 8, (15, 31)
"""Of the 16 frequencies of rotation, the first turn fast enough to tell neighbours apart; those from the second number
on turn so slowly that position does not matter; the two dimensions of the slowest."""

Labels = Mapping[str, Sequence[int]]
"""Ids of the tokens that something stands behind, by its name, and of those with a ``number`` of scenes."""


def first_weights(
    seed: int = 0, *, labels: Labels = MappingProxyType({}), alike: Sequence[Sequence[int]] = ()
) -> LlamaForCausalLM:
    """A model that can copy and knows who is who, and nothing else.

    Args:
        seed: of all that is left to chance.
        labels: what is noted; what has none is not.
        alike: ids of tokens that are looked for as if they were one.
    """
    torch.manual_seed(seed)
    model = new_model()
    with torch.no_grad():
        for layer in model.model.layers:
            # What is left to chance says nothing yet, so that nothing drowns what is written.
            layer.self_attn.o_proj.weight.zero_()
            layer.mlp.down_proj.weight.zero_()
        _read_no_circuits(model)
        _write_embeddings(model, labels, alike)
        _write_look_back(model)
        _write_copying(model)
        _write_number(model)
        _write_who_and_what(model)
        _write_switches(model)
        model.model.norm.weight.fill_(1.4)
        model.lm_head.weight.copy_(_SAID / _UNIT * model.model.embed_tokens.weight)
        for part in _SAYS:
            code = model.model.embed_tokens.weight[:, _part(_CONTENT, part)][:, :_ROOM]
            model.lm_head.weight[:, _say(part)] = _TOLD / _UNIT * code
    return model


def hold(model: LlamaForCausalLM, labels: Labels = MappingProxyType({})) -> None:
    """Have training leave what is written as it is, and keep its own notes elsewhere.

    Of the switches it learns when they open; how loud they are is for ``tune_switches``. What is held takes no part in
    the gradients: the attention of the circuits, what they look for in an embedding, the dimensions in which something
    is noted or said, and half of what the output layer knows a token's content by. What is ``_hidden`` is never read by
    others. Embeddings and layer 0 have ``_free`` to themselves; labels stay as they are, for whatever else were in
    their embeddings would make their marks less.
    """
    width = model.config.hidden_size
    free, shared, unsaid, seen = _free(), torch.ones(width), torch.ones(width), torch.ones(width)
    shared[_NUMBER:_BEFORE] = 0.0
    shared[_hidden()] = 0.0
    seen[_hidden()] = 0.0
    for head in range(_HEADS):
        unsaid[_part(_CONTENT, head)][: _SIZE // 2] = 0.0
    for part in _SAYS:
        shared[_say(part)] = unsaid[_say(part)] = 0.0
    table = free.repeat(model.config.vocab_size, 1)
    table[[at for ids in labels.values() for at in ids]] = 0.0
    _mask(model.model.embed_tokens.weight, table)
    _mask(model.lm_head.weight, unsaid[None])
    for number, layer in enumerate(model.model.layers):
        for weight in _readers(layer):
            _mask(weight, seen[None])
        if layer in _switched(model):
            units = torch.ones(layer.mlp.up_proj.out_features)
            units[: len(_NOTED) * _ROOM] = 0.0
            _mask(layer.mlp.up_proj.weight, units[:, None])
        rows = (shared if number else free)[:, None]
        _mask(layer.mlp.down_proj.weight, rows)
        _mask(layer.post_attention_layernorm.weight, shared)
        attention = layer.self_attn
        if number >= len(_HELD):
            _mask(attention.o_proj.weight, rows)
            _mask(layer.input_layernorm.weight, shared)
            continue
        heads = torch.ones(2 * (_HEADS + 1), _SIZE)
        heads[list(_HELD[number])] = 0.0
        _mask(attention.o_proj.weight, rows * heads.flatten())
        _mask(attention.q_proj.weight, heads.flatten()[:, None])
        layer.input_layernorm.weight.requires_grad_(False)
        attention.k_proj.weight.requires_grad_(False)
        attention.v_proj.weight.requires_grad_(False)


def _mask(weight: Tensor, trained: Tensor) -> None:
    weight.register_hook(lambda gradient: gradient * trained)


def _free() -> Tensor:
    """Where no circuit looks which token it is, or was before: half of each part, but for the marks."""
    free = torch.zeros(_BEFORE + _HEADS * _SIZE)
    for begin in (_CONTENT, _BEFORE):
        for head in range(_HEADS):
            free[_part(begin, head)][_SIZE // 2 :] = 1.0
        free[[_mark(name) + begin - _CONTENT for name in MARKS]] = 0.0
    for part in _SAYS:
        free[_say(part)] = 0.0
    return free


def _write_embeddings(model: LlamaForCausalLM, labels: Labels, alike: Sequence[Sequence[int]]) -> None:
    """One constant, and a content that no two tokens share; signs alone, so that all tokens are equally long."""
    table = model.model.embed_tokens.weight
    table.zero_()
    table[:, 0] = 5 * _UNIT
    content = table[:, _CONTENT : _CONTENT + _HEADS * _SIZE]
    content.copy_(_UNIT * torch.randint(0, 2, content.shape).mul(2).sub(1))
    # What is looked for is the first half of each part.
    for ids in alike:
        for head in range(_HEADS):
            half = slice(head * _SIZE, head * _SIZE + _SIZE // 2)
            content[list(ids[1:]), half] = content[ids[0], half].clone()
    # What stands behind a label is not told which label it was, but for its mark: else layer 0 soon says so louder than
    # all else, and what is noted of it is little beside that.
    noted = [at for name in _NOTED for at in labels.get(name, ())]
    kept = torch.zeros(_HEADS * _SIZE)
    for part in _SAYS:
        begin = part * _SIZE + _SIZE // 2
        kept[begin : begin + _ROOM] = 1.0
    content[noted] *= kept * (len(kept) / kept.sum()).sqrt()  # as long as the others
    for name in MARKS:
        table[:, _mark(name)] = 0.0
        table[list(labels.get(name, ())), _mark(name)] = 4 * _UNIT


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
        _columns(attention.o_proj.weight, 2 * head)[before] = 1.5 * _UNIT * torch.eye(_SIZE)
        if head in _SAYS:
            attention.o_proj.weight[_say(head)] = 0.0


def _write_copying(model: LlamaForCausalLM) -> None:
    """Layer 1: each token attends to where the same token was the one before, and says what stands there."""
    attention = model.model.layers[1].self_attn
    chosen, places = torch.zeros(_SIZE, _SIZE), [at for at in _slow().tolist() if at not in _SLOWEST]
    chosen[places, torch.arange(len(places))] = 2.8
    for head in range(_HEADS):
        content, before = _part(_CONTENT, head), _part(_BEFORE, head)
        _rows(attention.q_proj.weight, 2 * head).zero_()[:, content] = chosen
        _rows(attention.k_proj.weight, head).zero_()[:, before] = chosen
        _rows(attention.v_proj.weight, head).zero_()[:, content] = torch.eye(_SIZE)
        _columns(attention.o_proj.weight, 2 * head)[content] = 7 * _UNIT * torch.eye(_SIZE)


def _write_number(model: LlamaForCausalLM) -> None:
    """Layer 0: each token sees the number asked for."""
    attention = model.model.layers[0].self_attn
    _rows(attention.k_proj.weight, _HEADS).zero_()
    _rows(attention.v_proj.weight, _HEADS).zero_()[:, _part(_CONTENT, 0)] = torch.eye(_SIZE)
    _see(attention, 2 * _HEADS, _mark("number"), _FOUND[0] / 35, _slow().tolist())
    _note(attention, 2 * _HEADS, _NUMBER, _NOTES - _NUMBER, 6 * _UNIT)


def _write_who_and_what(model: LlamaForCausalLM) -> None:
    """Layer 1: each token sees who the main character is, who else there is, the place and the thing."""
    attention = model.model.layers[1].self_attn
    _rows(attention.v_proj.weight, _HEADS).zero_()[:, _part(_CONTENT, 1)] = torch.eye(_SIZE)
    _rows(attention.k_proj.weight, _HEADS).zero_()
    slow = _slow().tolist()
    # Two heads share keys and values: place and thing stand beside heads that copy the part which their notes have.
    heads = {"hero": (6, slow[::2]), "helper": (7, slow[1::2]), "place": (1, _SLOWEST), "thing": (3, _SLOWEST)}
    for name, (head, dimensions) in heads.items():
        _see(attention, head, _mark(name) + _BEFORE - _CONTENT, _FOUND[1] / 15, dimensions)
        _note(attention, head, _NOTED[name][0], _ROOM, 3 * _UNIT)


def _read_no_circuits(model: LlamaForCausalLM) -> None:
    """What is left to chance reads nothing of what circuits write, for it would be noise; notes it may learn to."""
    for layer in model.model.layers:
        for weight in _readers(layer):
            weight[:, _NOTES:_BEFORE] = 0.0
            weight[:, _hidden()] = 0.0


def _readers(layer: LlamaDecoderLayer) -> list[Parameter]:
    attention, mlp = layer.self_attn, layer.mlp
    return [each.weight for each in (attention.q_proj, attention.k_proj, attention.v_proj, mlp.gate_proj, mlp.up_proj)]


def _hidden() -> list[int]:
    """What only circuits read."""
    marks = [_mark(name) for name in MARKS]
    said = [at for part in _SAYS for at in range(_say(part).start, _say(part).stop)]
    return [*marks, *(mark + _BEFORE - _CONTENT for mark in marks), *said]


def _write_switches(model: LlamaForCausalLM) -> None:
    """The last layers: what says what is noted once training has found when to; until then it is off."""
    for layer in _switched(model):
        layer.mlp.gate_proj.weight[: len(_NOTED) * _ROOM] = 0.0
    _set_switches(model, [1.0] * len(_switched(model)), 1.0)


def tune_switches(model: LlamaForCausalLM, tokens: Tensor, labels: Labels) -> None:
    """Have switches hear what is noted as large as anything else, and be heard at the end, as training goes on.

    The stream grows with what the layers learn to write, from one to twenty in an hour, and a note does not: behind the
    norm before a layer it is soon a thirtieth of all else. ``tokens`` without any label say nothing of it, and leave
    switches as they are.

    Args:
        model: changed in place.
        tokens: ids, rows by positions, like those it is trained on.
        labels: what is noted.
    """
    noted = torch.isin(tokens, torch.tensor([at for name in _NOTED for at in labels.get(name, ())]))
    behind = (noted.cumsum(-1) > 0) & (tokens != END_OF_TEXT_ID)  # which fills rows
    if not behind.any():
        return
    heard: dict[int, Tensor] = {}

    def hear(number: int) -> Callable[[Module, tuple[Tensor]], None]:
        return lambda _, given: heard.__setitem__(number, given[0])

    listened = [*(layer.mlp for layer in _switched(model)), model.model.norm]
    hooks = [module.register_forward_pre_hook(hear(number)) for number, module in enumerate(listened)]
    with torch.no_grad():
        model.model(input_ids=tokens, use_cache=False)
        for hook in hooks:
            hook.remove()
        *streams, end = heard.values()
        _set_switches(model, [_size(stream[..., _NOTES:_BEFORE][behind]) for stream in streams], _size(end[behind]))


def _size(stream: Tensor) -> float:
    """The root mean square of most tokens."""
    return stream.pow(2).mean(-1).sqrt().quantile(0.5).item()


def _set_switches(model: LlamaForCausalLM, sizes: Sequence[float], end: float) -> None:
    """Units of each layer have notes of the size given for it as one, and say them at ``_LOUD`` of the ``end``."""
    for layer, size in zip(_switched(model), sizes, strict=True):
        up, down = layer.mlp.up_proj.weight, layer.mlp.down_proj.weight
        for part in _SAYS:
            down[_say(part)] = 0.0
        for number, (place, part) in enumerate(_NOTED.values()):
            units = slice(number * _ROOM, (number + 1) * _ROOM)
            up[units] = 0.0
            up[units, place : place + _ROOM] = torch.eye(_ROOM) / size
            down[_say(part), units] = _LOUD * end * torch.eye(_ROOM)


def _switched(model: LlamaForCausalLM) -> Sequence[LlamaDecoderLayer]:
    return list(model.model.layers)[3:]


def _note(attention: LlamaAttention, head: int, place: int, room: int, size: float) -> None:
    """What query head ``head`` sees is noted from dimension ``place`` on, ``size`` times as large."""
    _columns(attention.o_proj.weight, head)[place : place + room, :room] = size * torch.eye(room)


def _see(attention: LlamaAttention, head: int, told_by: int, score: float, dimensions: Sequence[int]) -> None:
    """Query head ``head`` sees tokens with the mark in dimension ``told_by``, wherever they are.

    It and its keys have ``dimensions``, which turn slowly, to themselves. ``score`` is for a constant and a mark of
    one, after the norm before the layer; their product is 35 before layer 0 and 15 before layer 1.
    """
    weight = (score * _SIZE**0.5 / len(dimensions)) ** 0.5
    _rows(attention.q_proj.weight, head).zero_()[dimensions, 0] = weight
    _rows(attention.k_proj.weight, head // 2)[dimensions, told_by] = weight


def _say(part: int) -> slice:
    """Where switches write ``part`` of the content of what they say."""
    begin = _part(_BEFORE, part).start + _SIZE // 2
    return slice(begin, begin + _ROOM)


def _mark(name: str) -> int:
    return _CONTENT + _HEADS * _SIZE - 1 - MARKS.index(name)


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
