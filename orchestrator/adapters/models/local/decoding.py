"""Rows that are decoded together: each gets its next token from one pass through the model.

A row joins by having its prompt read (and, if it was at work before, what it has written) and leaves as soon
as it is finished, so that short replies do not wait for long ones.

Why not ``model.generate``: it decodes a batch until its longest reply is done, closed to newcomers, and its hooks
see token ids only. With 3M parameters on one core it is as fast as this alone (the pass itself takes the
time); 32 replies of 20 to 400 tokens take it about twice as long.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from orchestrator.adapters.models.local.cache import can_join, join, keep_rows, new_cache
from orchestrator.adapters.models.local.grammars import Grammars
from orchestrator.adapters.models.local.loading import Loaded
from orchestrator.adapters.models.local.rows import Row
from orchestrator.adapters.models.local.sampling import choose, noise_of


class Batch:
    """The rows at work. ``rows`` is in order of joining.

    Between two steps every row's last token has been read, and ``_scores`` holds what may come next,
    (rows, vocabulary). ``_padding`` is how many tokens each row is padded with on the left.
    """

    def __init__(self, loaded: Loaded, grammars: Grammars) -> None:
        self.rows: list[Row] = []
        self._loaded = loaded
        self._grammars = grammars
        self.clear()

    def clear(self) -> None:
        """Let go of all rows; they can join again and go on where they were."""
        self.rows = []
        self._cache: Any = None
        self._length = 0
        self._padding: list[int] = []
        self._scores: Any = None

    @property
    def is_open(self) -> bool:
        """Whether rows can join now; a model with recurrent states takes none until its rows are done."""
        return not self.rows or can_join(self._cache)

    def join(self, rows: Sequence[Row]) -> None:
        """Read the prompts of ``rows`` and take them in."""
        texts = [row.prompt + row.tokens for row in rows]
        length = max(len(text) for text in texts)
        padding = [length - len(text) for text in texts]
        cache = new_cache(self._loaded.model.config)
        scores = self._forward([[0] * pad + text for pad, text in zip(padding, texts, strict=True)], padding, cache)
        if self.rows:
            join(self._cache, cache)
            longest = max(self._length, length)
            self._padding = [pad + longest - self._length for pad in self._padding]
            self._padding += [pad + longest - length for pad in padding]
            self._length, self._scores = longest, torch.cat([self._scores, scores])
        else:
            self._cache, self._length, self._padding, self._scores = cache, length, padding, scores
        self.rows = [*self.rows, *rows]

    def choose(self) -> list[tuple[Row, Exception | None]]:
        """Give each row its next token; the rows that this ended, with the error if one ended it."""
        errors: dict[int, Exception] = {}
        for number, (row, token) in enumerate(zip(self.rows, self._next_tokens(), strict=True)):
            try:
                row.take(token)
            except Exception as error:  # one row's trouble is not its neighbours'
                errors[number] = error
        ended = [(row, errors.get(i)) for i, row in enumerate(self.rows) if row.finish or i in errors]
        self._keep([i for i, row in enumerate(self.rows) if not row.finish and i not in errors])
        return ended

    def read(self) -> None:
        """Read the token that each row was given last."""
        if self.rows:
            self._length += 1
            self._scores = self._forward([row.tokens[-1:] for row in self.rows], self._padding, self._cache)

    def drop(self, unwanted: Callable[[Row], bool]) -> None:
        """Let go of some rows."""
        self._keep([number for number, row in enumerate(self.rows) if not unwanted(row)])

    def _next_tokens(self) -> list[int]:
        draws = [row.draw for row in self.rows]
        noise = noise_of(draws, self._scores.shape[1], self._scores.device)
        self._grammars.constrain(self._scores, [row.matcher for row in self.rows])
        tokens, doubtful = choose(self._scores, draws, noise)
        if not self._loaded.is_exact:  # coarse rounding makes too many doubtful to work each out alone
            return tokens
        for number, row in enumerate(self.rows):
            if doubtful[number]:
                tokens[number] = self._next_alone(row, None if noise is None else noise[number : number + 1])
        return tokens

    def _next_alone(self, row: Row, noise: Any) -> int:
        """The next token of a row by scores that depend on nothing but its own tokens."""
        scores = self._forward([row.prompt + row.tokens], [0], None)
        self._grammars.constrain(scores, [row.matcher])
        tokens, _ = choose(scores, [row.draw], noise)
        return tokens[0]

    def _keep(self, numbers: list[int]) -> None:
        if len(numbers) == len(self.rows):
            return
        if not numbers:
            self.clear()
            return
        cut = min(self._padding[number] for number in numbers) if can_join(self._cache) else 0
        keep_rows(self._cache, numbers, cut=cut, device=self._loaded.device)
        self.rows = [self.rows[number] for number in numbers]
        self._padding = [self._padding[number] - cut for number in numbers]
        self._length -= cut
        self._scores = self._scores[numbers]

    def _forward(self, tokens: list[list[int]], padding: Sequence[int], cache: Any) -> torch.Tensor:
        """Float32 scores, (rows, vocabulary), of what follows ``tokens``; they are read into ``cache``, if any."""
        device, takes = self._loaded.device, self._loaded.forward_takes
        length = self._length if cache is self._cache and cache is not None else len(tokens[0])
        options: dict[str, Any] = {"past_key_values": cache, "use_cache": cache is not None}
        pads = torch.tensor(padding, device=device).unsqueeze(1)
        places = torch.arange(length, device=device) - pads
        if any(padding):
            options["attention_mask"] = (places >= 0).long()
        if "position_ids" in takes:
            options["position_ids"] = places[:, -len(tokens[0]) :].clamp(min=0)
        if "logits_to_keep" in takes:
            options["logits_to_keep"] = 1
        scores = self._loaded.model(input_ids=torch.tensor(tokens, device=device), **options).logits[:, -1]
        # A copy: constraints are written into it, and inference tensors may be views of larger ones.
        return scores.to(torch.float32, copy=True)
