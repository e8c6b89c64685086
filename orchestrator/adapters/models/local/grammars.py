"""Which tokens a JSON Schema allows next: xgrammar compiles the schema and follows each row through it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import torch
import xgrammar

from orchestrator.adapters.models.local.loading import Loaded
from orchestrator.domain.errors import ModelError

_CACHE_BYTES = 64 * 2**20


class Grammars:
    """The compiled schemas of one model, the latest of them kept."""

    def __init__(self, loaded: Loaded) -> None:
        self._end_ids = sorted(loaded.end_ids)
        self._vocabulary_size = loaded.vocabulary_size
        tokens = xgrammar.TokenizerInfo.from_huggingface(
            loaded.tokenizer, vocab_size=loaded.vocabulary_size, stop_token_ids=self._end_ids or None
        )
        self._compiler = xgrammar.GrammarCompiler(
            tokens, max_threads=torch.get_num_threads(), cache_limit_bytes=_CACHE_BYTES
        )

    def matcher(self, schema: Mapping[str, Any], path: str) -> xgrammar.GrammarMatcher:
        """What follows one reply through ``schema``.

        Raises:
            ModelError: the schema cannot be followed token by token.
        """
        try:
            # Weak models pad JSON with white space until max_tokens, where white space is allowed.
            compiled = self._compiler.compile_json_schema(json.dumps(schema), any_whitespace=False)
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"{path}: the output schema cannot be enforced: {error}") from error
        return xgrammar.GrammarMatcher(compiled, terminate_without_stop_token=not self._end_ids)

    def constrain(self, scores: torch.Tensor, matchers: Sequence[xgrammar.GrammarMatcher | None]) -> None:
        """Set the scores, (rows, vocabulary), of tokens that a row's matcher does not allow to -inf, in place."""
        rows = [row for row, matcher in enumerate(matchers) if matcher is not None]
        if not rows:
            return
        allowed = xgrammar.allocate_token_bitmask(len(matchers), self._vocabulary_size)
        for row, matcher in enumerate(matchers):
            if matcher is not None:
                matcher.fill_next_token_bitmask(allowed, row)
        xgrammar.apply_token_bitmask_inplace(
            scores, allowed.to(scores.device), vocab_size=self._vocabulary_size, indices=rows
        )
