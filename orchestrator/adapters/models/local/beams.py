"""Beam search: several openings of a reply are kept at each token, and the likeliest whole one wins.

transformers does it. A search fills a batch by itself, so each runs alone; stop strings are looked for when it
is done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import transformers

from orchestrator.adapters.models.local.grammars import Grammars
from orchestrator.adapters.models.local.loading import Loaded
from orchestrator.adapters.models.local.rows import Row
from orchestrator.engine.ports import Reply


def beam_search(row: Row, loaded: Loaded, grammars: Grammars, is_unwanted: Callable[[], bool]) -> Reply:
    """The reply of ``row`` by beam search; it is given up within a token when ``is_unwanted`` says so."""
    prompt = torch.tensor([row.prompt], device=loaded.device)
    ends = sorted(loaded.end_ids)
    settings = transformers.GenerationConfig(
        num_beams=row.request.sampling.beams,
        do_sample=False,
        max_new_tokens=row.max_tokens,
        eos_token_id=ends or None,
        pad_token_id=ends[0] if ends else 0,
    )
    found = loaded.model.generate(
        prompt,
        attention_mask=torch.ones_like(prompt),
        generation_config=settings,
        logits_processor=[_Constraint(row, grammars)] if row.matcher else [],
        stopping_criteria=[_GivenUp(is_unwanted)],
    )
    for token in found[0, len(row.prompt) :].tolist():
        row.take(token)
        if row.finish:
            break
    return row.reply()


class _Constraint(transformers.LogitsProcessor):  # type: ignore[misc]
    """Follows every beam through the schema; beams branch, so the state of each is forked from its parent's."""

    def __init__(self, row: Row, grammars: Grammars) -> None:
        self._skip = len(row.prompt)
        self._grammars = grammars
        self._states: dict[tuple[int, ...], Any] = {}
        self._start = row.matcher

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        beams = [tuple(tokens) for tokens in input_ids[:, self._skip :].tolist()]
        self._states = {beam: self._state(beam) for beam in beams}
        self._grammars.constrain(scores, [self._states[beam] for beam in beams])
        return scores

    def _state(self, beam: tuple[int, ...]) -> Any:
        """The matcher after ``beam``; None for one that has ended, or that does not fit (its score is -inf)."""
        parent = self._states.get(beam[:-1]) if beam else self._start
        if parent is None:
            return None
        state = parent.fork()
        fits = not beam or state.accept_token(beam[-1])
        return state if fits and not state.is_terminated() else None


class _GivenUp(transformers.StoppingCriteria):  # type: ignore[misc]
    def __init__(self, is_unwanted: Callable[[], bool]) -> None:
        self._is_unwanted = is_unwanted

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor, **kwargs: Any) -> torch.Tensor:
        return torch.full((input_ids.shape[0],), self._is_unwanted(), device=input_ids.device)
