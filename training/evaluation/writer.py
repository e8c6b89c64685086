"""The model that is measured, asked with prompts as text, many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
import yaml
from transformers import AutoModelForCausalLM, AutoTokenizer

from training.lexicon import ROOT

_BATCH = 16
_LONGEST = {"drafter": 500, "editor": 500}
"""Tokens of a reply at most, where the card allows more: a right one has a third of it, the rest goes round."""


class Writer:
    """The model in ``folder``, sampling as the role cards say and as its own settings say where they are silent."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self._model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()

    def ask(self, role: str, prompts: Sequence[str]) -> list[str]:
        """The replies of ``role``, in order."""
        torch.manual_seed(0)
        sampling = yaml.safe_load((ROOT / "agents" / f"{role}.yaml").read_text("utf-8")).get("sampling", {})
        settings = {"temperature": sampling["temperature"]} if "temperature" in sampling else {}
        longest = _LONGEST.get(role, sampling.get("max_tokens", 600))
        out: list[str] = [""] * len(prompts)
        order = sorted(range(len(prompts)), key=lambda n: len(prompts[n]))
        for low in range(0, len(order), _BATCH):
            chosen = order[low : low + _BATCH]
            replies = self._ask([prompts[n] for n in chosen], settings, longest)
            for n, reply in zip(chosen, replies, strict=True):
                out[n] = reply
        return out

    def _ask(self, prompts: list[str], settings: dict[str, float], max_tokens: int) -> list[str]:
        given = self._tokenizer(prompts, return_tensors="pt", padding=True, add_special_tokens=False)
        with torch.inference_mode():
            made = self._model.generate(
                input_ids=given.input_ids, attention_mask=given.attention_mask, max_new_tokens=max_tokens, **settings
            )
        replies: list[str] = self._tokenizer.batch_decode(made[:, given.input_ids.shape[1] :], skip_special_tokens=True)
        return replies
