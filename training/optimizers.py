"""What weights are trained with: Muon for the matrices of the layers, Adam for all else.

Muon costs a fifth of an update, and all workers have the same gradients. So each computes it for a part of the
matrices, and they tell each other what came out; Adam costs next to nothing, and all compute it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
import torch.distributed as distributed
from torch import Tensor
from torch.nn import Parameter
from transformers import LlamaForCausalLM

Optimizers = tuple[torch.optim.Optimizer, ...]
_WRITING = ("down_proj.weight", "o_proj.weight")


def trained_with(model: LlamaForCausalLM, rank: int, workers: int) -> Optimizers:
    """The optimizers of worker ``rank``: Muon for its matrices, Adam for embeddings, output layer and norms.

    ``rate_share`` of a group is its part of the learning rate. What writes to the residual stream has twice the rate of
    what reads it, for embeddings are large (``induction``); embeddings and the attention of the circuits, which are
    written, a small one. The output layer has a large one, and weights of its own: what is said often is then soon said
    right (after 100 updates the drafter's loss was 3.8 instead of 4.8).

    Muon (Jordan et al. 2024) makes each update of a matrix orthogonal; with its root mean square matched to Adam's (Liu
    et al. 2025, arXiv 2502.16982) it takes Adam's learning rate.
    """
    layers = model.model.layers
    circuits = [p for layer in layers[:2] for p in layer.self_attn.parameters()]
    known = {id(p) for p in circuits}
    others = {name: p for name, p in layers.named_parameters() if p.ndim == 2 and id(p) not in known}
    writing = [p for name, p in others.items() if name.endswith(_WRITING)]
    reading = [p for name, p in others.items() if not name.endswith(_WRITING)]
    norms = [p for p in model.parameters() if p.ndim == 1]
    matrices = ((2.0, writing), (1.0, reading), (0.3, circuits))
    rest = ((2.0, [model.lm_head.weight]), (0.1, [model.model.embed_tokens.weight]), (0.3, norms))
    return (
        torch.optim.Muon(
            [{"params": _mine(params, rank, workers), "rate_share": part} for part, params in matrices],
            weight_decay=0.01,
            adjust_lr_fn="match_rms_adamw",
            momentum=0.95,
        ),
        torch.optim.AdamW(
            [{"params": params, "rate_share": part} for part, params in rest],
            betas=(0.9, 0.98),
            weight_decay=0.0,
            fused=True,
        ),
    )


def exchange_updates(model: LlamaForCausalLM, optimizers: Optimizers) -> None:
    """Have every worker hold the matrices that each has updated."""
    mine = {p for group in optimizers[0].param_groups for p in group["params"]}
    matrices = _matrices(model)
    updated = _gathered([matrix if matrix in mine else None for matrix in matrices], matrices)
    with torch.no_grad():
        for matrix, new in zip(matrices, updated, strict=True):
            matrix.copy_(new)


def all_moments(model: LlamaForCausalLM, optimizers: Optimizers) -> dict[str, Mapping[str, Tensor]]:
    """What the optimizers of all workers know of each parameter, by its name; all workers must ask at once."""
    muon, adam = (optimizer.state for optimizer in optimizers)
    matrices = _matrices(model)
    mine = [muon[matrix]["momentum_buffer"] if matrix in muon else None for matrix in matrices]
    momentum = dict(zip(matrices, _gathered(mine, matrices), strict=True))
    return {
        name: {"momentum_buffer": momentum[parameter]} if parameter in momentum else dict(adam[parameter])
        for name, parameter in model.named_parameters()
    }


def _mine(matrices: Sequence[Parameter], rank: int, workers: int) -> list[Parameter]:
    """Those that worker ``rank`` updates, as many and as large as any other's."""
    return sorted(matrices, key=Tensor.numel)[rank::workers]


def _matrices(model: LlamaForCausalLM) -> list[Parameter]:
    return [p for p in model.model.layers.parameters() if p.ndim == 2]


def _gathered(mine: Sequence[Tensor | None], shapes: Sequence[Tensor]) -> list[Tensor]:
    """Tensors of ``shapes``, each from the one worker that has it; to the others it is None."""
    pairs = list(zip(mine, shapes, strict=True))
    flat = torch.cat([like.new_zeros(like.numel()) if one is None else one.detach().flatten() for one, like in pairs])
    distributed.all_reduce(flat)
    parts = flat.split([like.numel() for like in shapes])
    return [part.view_as(like) for part, like in zip(parts, shapes, strict=True)]
