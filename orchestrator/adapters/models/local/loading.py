"""From a model folder, or an id on the Hugging Face hub, to a model that is ready to run.

Weights are read as safetensors only and code that comes with a model is never run. A folder never touches
the network; an id is looked for in the local cache and then on the hub (not with HF_HUB_OFFLINE=1).
"""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers

from orchestrator.adapters.models.local.fingerprint import fingerprint
from orchestrator.domain.errors import ModelUnavailable
from orchestrator.domain.runs import Sampling

_HUB_ID = re.compile(r"[\w.-]+(/[\w.-]+)?")

# A tiny model spends its time starting operations, not calculating; a second thread makes it slower, by
# an order of magnitude when the other cores are busy (OpenMP's threads spin while they wait for each other).
_PARAMETERS_FOR_THREADS = 20_000_000

# Ends a turn of a ChatML dialogue; base models with a ChatML template do not list it among their end tokens.
_CHATML_END = "<|im_end|>"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model in memory, and what the rest of the package needs to know of it.

    Attributes:
        name: of the folder, or the hub id.
        revision: fingerprint of the folder, or the commit on the hub.
        model: a transformers causal language model in evaluation mode.
        tokenizer: its tokenizer.
        device: where it runs.
        context_tokens: prompt and reply together, None where the configuration does not say.
        end_ids: the tokens that end a reply.
        defaults: sampling that the model asks for where a request does not say.
        forward_takes: names of the arguments its ``forward`` takes.
    """

    name: str
    revision: str
    model: Any
    tokenizer: Any
    device: torch.device
    context_tokens: int | None
    end_ids: frozenset[int]
    defaults: Sampling
    forward_takes: frozenset[str]

    @property
    def vocabulary_size(self) -> int:
        """How many scores the model gives a token; may exceed what the tokenizer knows."""
        return int(self.model.get_output_embeddings().weight.shape[0])

    @property
    def is_exact(self) -> bool:
        """Whether rounding is fine enough that scores differ only in the last digits from batch to batch."""
        return self.model.dtype == torch.float32  # type: ignore[no-any-return]

    @property
    def is_chat(self) -> bool:
        """Whether it was trained on dialogues; else it only continues text."""
        return bool(self.tokenizer.chat_template)


def load(source: str) -> Loaded:
    """Load the model of a folder or hub id: on the GPU in bfloat16 if there is one, else in float32.

    Raises:
        ModelUnavailable: no such folder, not a model, weights missing or in an unsafe format, code needed.
    """
    place, local_only = _place(source)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    dtype = torch.bfloat16 if device.type == "cuda" else torch.float32
    options = {"local_files_only": local_only, "trust_remote_code": False}
    try:
        # A download may take minutes: its progress is worth seeing.
        with _quiet() if local_only else nullcontext():
            tokenizer = transformers.AutoTokenizer.from_pretrained(place, **options)
            model, report = transformers.AutoModelForCausalLM.from_pretrained(
                place, dtype=dtype, use_safetensors=True, output_loading_info=True, **options
            )
    except Exception as error:  # whatever the many parsers behind from_pretrained raise
        raise ModelUnavailable(
            f"{source} cannot be loaded: {_first_line(error)}",
            hint=(
                "a model folder has config.json, tokenizer.json and its weights as .safetensors"
                if local_only
                else "check the name and the connection; if a folder was meant, there is none of that name here"
            ),
        ) from error
    # transformers fills what is missing with random numbers and goes on.
    if missing := sorted(report["missing_keys"]):
        raise ModelUnavailable(f"{source} lacks weights: {', '.join(missing[:3])}", hint="copy the folder again")
    if "past_key_values" not in inspect.signature(model.forward).parameters:
        raise ModelUnavailable(
            f"{source}: a {model.config.model_type} model keeps its state in a way that this adapter does not know",
            hint="use a transformer, which attends to its context",
        )
    if sum(weights.numel() for weights in model.parameters()) < _PARAMETERS_FOR_THREADS:
        torch.set_num_threads(1)
    name = Path(place).resolve().name if local_only else source
    revision = fingerprint(Path(place)) if local_only else str(getattr(model.config, "_commit_hash", None) or "")
    return _described(model.to(device).eval(), tokenizer, name, revision)


def _place(source: str) -> tuple[str, bool]:
    """Where to load from, and whether that is a folder."""
    folder = Path(source).expanduser()
    if folder.is_dir():
        return str(folder), True
    if _HUB_ID.fullmatch(source) and not source.startswith("."):
        return source, False
    raise ModelUnavailable(
        f"there is no folder {source}", hint="name a model folder, or a model of the hub such as Qwen/Qwen3-0.6B"
    )


def _described(model: Any, tokenizer: Any, name: str, revision: str) -> Loaded:
    generation = model.generation_config
    context_tokens = getattr(model.config.get_text_config(), "max_position_embeddings", None)
    return Loaded(
        name=name,
        revision=revision,
        model=model,
        tokenizer=tokenizer,
        device=model.device,
        context_tokens=int(context_tokens) if context_tokens else None,
        end_ids=_end_ids(tokenizer, generation.eos_token_id),
        defaults=_defaults(generation),
        forward_takes=frozenset(inspect.signature(model.forward).parameters),
    )


def _end_ids(tokenizer: Any, configured: int | list[int] | None) -> frozenset[int]:
    ids = {configured} if isinstance(configured, int) else set(configured or ())
    if tokenizer.eos_token_id is not None:
        ids.add(tokenizer.eos_token_id)
    if tokenizer.chat_template and _CHATML_END in tokenizer.get_vocab():
        ids.add(tokenizer.convert_tokens_to_ids(_CHATML_END))
    return frozenset(ids)


def _defaults(generation: Any) -> Sampling:
    """The sampling in generation_config.json; greedy where it does not ask for sampling."""
    if not generation.do_sample:
        return Sampling(temperature=0)
    return Sampling(
        temperature=1.0 if generation.temperature is None else generation.temperature,
        top_k=generation.top_k or None,
        top_p=generation.top_p,
    )


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


@contextmanager
def _quiet() -> Iterator[None]:
    """No progress bars and log lines from transformers: what goes wrong is raised, stderr is the user's."""
    logger = logging.getLogger("transformers")
    level, bars = logger.level, transformers.utils.logging.is_progress_bar_enabled()
    logger.setLevel(logging.CRITICAL)
    transformers.utils.logging.disable_progress_bar()
    try:
        yield
    finally:
        logger.setLevel(level)
        if bars:
            transformers.utils.logging.enable_progress_bar()
