"""The training loop: data-parallel over processes of one thread each, in bfloat16, with checkpoints.

Two processes of one thread beat one process of two: small matrices spend more time waiting at the end of
every operation than in it, and two processes meet three times a step: on the time, the gradients and the
matrices that each has updated.
Sequences are padded at the right end. Attention is causal, so no token ever sees the padding and no mask
is needed. Only positions that bear loss go through the output layer.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed as distributed
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import functional
from transformers import AttentionInterface, LlamaForCausalLM

from training import attention
from training.induction import first_weights
from training.optimizers import Optimizers, all_moments, exchange_updates, trained_with


@dataclass(frozen=True)
class Batch:
    """Token ids, one row a sequence, padded right; ``weights`` says how much loss the NEXT token bears.

    Replies weigh 1, padding 0; prompts may weigh a little, see ``batches``.

    ``groups`` names what each row is (a role), for the log.
    """

    tokens: Tensor
    weights: Tensor
    groups: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a training run does.

    Attributes:
        steps: updates to make.
        peak_rate: learning rate after warm-up; it stays there, and falls to nothing in a line while the last
            ``cooldown`` of the run lasts.
        batch: the batch of a step for one of the workers; must depend on its arguments alone.
        folder: where checkpoints and the log go.
        processes: workers, each with one thread.
        seconds: wall-clock limit, or 0; progress is then measured in time instead of steps.
        alike: ids of tokens that are looked for as if they were one, see ``induction``.
        numbers: ids of tokens that say how many scenes there are to be.
    """

    steps: int
    peak_rate: float
    batch: Callable[[int, int], Batch]
    folder: Path
    processes: int = 2
    seconds: float = 0.0
    alike: Sequence[Sequence[int]] = ()
    numbers: Sequence[int] = ()
    warmup_steps: int = 40
    checkpoint_every: int = 200
    seed: int = 0
    cooldown: float = 0.6


def train(plan: Plan) -> None:
    """Carry out ``plan``, resuming from the checkpoint in its folder if there is one."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    meeting = plan.folder.resolve() / f"meeting-{os.getpid()}"
    meeting.unlink(missing_ok=True)  # of a run that was killed under the same number
    context = torch.multiprocessing.get_context("fork")
    workers = [context.Process(target=_work, args=(plan, rank, meeting)) for rank in range(plan.processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    meeting.unlink(missing_ok=True)
    if any(worker.exitcode for worker in workers):
        raise RuntimeError(f"a training process ended with exit codes {[worker.exitcode for worker in workers]}")


def _work(plan: Plan, rank: int, meeting: Path) -> None:
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=plan.processes)
    model = first_weights(plan.seed, alike=plan.alike, numbers=plan.numbers)
    AttentionInterface.register(attention.NAME, attention.causal_attention)
    model.set_attn_implementation(attention.NAME)
    optimizers = trained_with(model, rank, plan.processes)
    first, spent = _resume(plan.folder, model, optimizers)
    started = time.monotonic() - spent
    tally = Tally()
    for step in range(first, plan.steps):
        elapsed = _agreed(time.monotonic() - started)
        if plan.seconds and elapsed >= plan.seconds:
            break
        progress = elapsed / plan.seconds if plan.seconds else step / plan.steps
        rate = _rate(plan, step, progress)
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate * group["rate_share"]
        tally.add(_step(model, optimizers, plan.batch(step, rank)))
        if rank == 0 and (step + 1) % 20 == 0:
            _log(plan.folder, {"step": step + 1, "seconds": round(elapsed), "rate": round(rate, 6), **tally.take()})
        if (step + 1) % plan.checkpoint_every == 0:
            moments = all_moments(model, optimizers)
            if rank == 0:
                _checkpoint(plan.folder, model, moments, step + 1, elapsed)
    if rank == 0:
        save_weights(model, plan.folder / "final.safetensors")
    distributed.destroy_process_group()


def _agreed(seconds: float) -> float:
    """The time of the first worker, so that all stop after the same step."""
    value = torch.tensor([seconds], dtype=torch.float64)
    distributed.broadcast(value, src=0)
    return float(value[0])


def _rate(plan: Plan, step: int, progress: float) -> float:
    warm = min(1.0, (step + 1) / plan.warmup_steps)
    return plan.peak_rate * warm * min(1.0, max(0.0, 1 - progress) / plan.cooldown)


def losses(model: LlamaForCausalLM, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Cross-entropy (nats) of each token that bears loss, its weight, and its row."""
    bears = batch.weights[:, :-1] > 0
    with torch.autocast("cpu", torch.bfloat16):
        hidden = model.model(input_ids=batch.tokens, use_cache=False).last_hidden_state
        logits = model.lm_head(hidden[:, :-1][bears])
    each = functional.cross_entropy(logits.float(), batch.tokens[:, 1:][bears], reduction="none")
    return each, batch.weights[:, :-1][bears], bears.nonzero()[:, 0]


def _step(model: LlamaForCausalLM, optimizers: Optimizers, batch: Batch) -> Mapping[str, tuple[float, int]]:
    each, weights, rows = losses(model, batch)
    # Every token counts alike, whichever worker has it: sums are averaged by the total number of tokens.
    (each * weights).sum().backward()
    parameters = [p for p in model.parameters() if p.grad is not None]
    flat = torch.cat([p.grad.reshape(-1) for p in parameters if p.grad is not None] + [weights.sum().reshape(1)])
    distributed.all_reduce(flat)
    flat = flat[:-1] / flat[-1]
    flat *= min(1.0, 1.0 / (float(flat.norm()) + 1e-6))
    start = 0
    for parameter in parameters:
        parameter.grad = flat[start : start + parameter.numel()].view_as(parameter)
        start += parameter.numel()
    for optimizer in optimizers:
        optimizer.step()
    exchange_updates(model, optimizers)
    model.zero_grad()
    full = weights == 1
    return by_group(each.detach()[full], rows[full], batch.groups)


def by_group(each: Tensor, rows: Tensor, groups: tuple[str, ...]) -> dict[str, tuple[float, int]]:
    """Sum of losses and number of tokens of each group."""
    out: dict[str, tuple[float, int]] = {}
    for row, group in enumerate(groups):
        mine = each[rows == row]
        total, count = out.get(group, (0.0, 0))
        out[group] = (total + float(mine.sum()), count + len(mine))
    return out


class Tally:
    """Mean loss of each group since it was last asked."""

    def __init__(self) -> None:
        self._sums: dict[str, tuple[float, int]] = {}

    def add(self, more: Mapping[str, tuple[float, int]]) -> None:
        """Count one step."""
        for group, (total, count) in more.items():
            old_total, old_count = self._sums.get(group, (0.0, 0))
            self._sums[group] = (old_total + total, old_count + count)

    def take(self) -> dict[str, float]:
        """The means, and start over."""
        means = {group: round(total / max(1, count), 4) for group, (total, count) in sorted(self._sums.items())}
        self._sums = {}
        return means


def _log(folder: Path, entry: Mapping[str, float]) -> None:
    with (folder / "log.jsonl").open("a") as file:
        file.write(json.dumps(dict(entry)) + "\n")


def save_weights(model: LlamaForCausalLM, path: Path) -> None:
    """Write the weights, whole or not at all."""
    weights = {name: value.detach().contiguous() for name, value in model.named_parameters()}
    new = path.with_suffix(".new")
    save_file(weights, new)
    new.replace(path)


def load_weights(model: LlamaForCausalLM, path: Path) -> None:
    """Read weights that ``save_weights`` wrote."""
    with torch.no_grad():
        stored = load_file(path)
        for name, value in model.named_parameters():
            value.copy_(stored[name])


def _checkpoint(
    folder: Path, model: LlamaForCausalLM, moments: Mapping[str, Mapping[str, Tensor]], step: int, seconds: float
) -> None:
    state: dict[str, Tensor] = {"progress": torch.tensor([float(step), seconds], dtype=torch.float64)}
    for name, parameter in model.named_parameters():
        state[f"{name}/weight"] = parameter.detach()
        state |= {f"{name}/state/{key}": value for key, value in moments[name].items()}
    new = folder / "checkpoint.new"
    save_file({name: value.contiguous() for name, value in state.items()}, new)
    new.replace(folder / "checkpoint.safetensors")


def _resume(folder: Path, model: LlamaForCausalLM, optimizers: Optimizers) -> tuple[int, float]:
    path = folder / "checkpoint.safetensors"
    if not path.exists():
        return 0, 0.0
    state = load_file(path)
    owners = {p: o for o in optimizers for group in o.param_groups for p in group["params"]}
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(state[f"{name}/weight"])
            begins = f"{name}/state/"
            if parameter in owners:
                owners[parameter].state[parameter] = {
                    key.removeprefix(begins): value for key, value in state.items() if key.startswith(begins)
                }
    step, seconds = state["progress"].tolist()
    return int(step), seconds
