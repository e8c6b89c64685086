"""One reply being written: a row of a batch."""

from __future__ import annotations

from typing import Any

import torch

from orchestrator.adapters.models.local.grammars import Grammars
from orchestrator.adapters.models.local.loading import Loaded
from orchestrator.adapters.models.local.prompts import encode_prompt
from orchestrator.adapters.models.local.sampling import Draw
from orchestrator.domain.errors import ModelError
from orchestrator.domain.runs import Usage
from orchestrator.engine.ports import FinishReason, Reply, Request

DEFAULT_MAX_TOKENS = 512

# The last tokens of a prompt, decoded with the reply: some tokenizers drop the space before a first word.
_ANCHOR_TOKENS = 4


class Row:
    """The tokens of one reply so far, and when it is finished.

    Attributes:
        request: what is being answered.
        prompt: token ids of the prompt.
        tokens: token ids of the reply, without the one that ended it.
        max_tokens: how many there may be: what was asked for, at most what is left of the context.
        draw: how its tokens are drawn.
        matcher: follows the reply through its schema; None for free text.
        finish: why the reply ended; None while it is being written.
    """

    def __init__(self, request: Request, loaded: Loaded, grammars: Grammars) -> None:
        """Read a request.

        Raises:
            ModelError: it cannot be answered, see ``encode_prompt`` and ``Grammars.matcher``.
        """
        self.request = request
        self.prompt = encode_prompt(request, loaded)
        self.tokens: list[int] = []
        asked = request.sampling.max_tokens or DEFAULT_MAX_TOKENS
        self.max_tokens = min(asked, (loaded.context_tokens or asked + len(self.prompt)) - len(self.prompt))
        self.draw = _draw(request, loaded)
        self.matcher = None if request.schema is None else grammars.matcher(request.schema, request.path)
        self.finish: FinishReason | None = None
        self._loaded = loaded
        self._drawn_tokens = 0
        # A character takes at most four bytes and a token at least one, so a stop string just written ends here.
        self._stop_window = 4 * max((len(stop) for stop in request.sampling.stop), default=0) + 4

    @property
    def reserved_tokens(self) -> int:
        """How many tokens the row may come to, prompt and reply."""
        return len(self.prompt) + self.max_tokens

    def take(self, token: int) -> None:
        """Add the next token, which may finish the reply.

        Raises:
            ModelError: no token was allowed, so the one given is none of the schema's.
        """
        self._drawn_tokens += 1
        if self.matcher is not None and not self.matcher.accept_token(token):
            raise ModelError(f"{self.request.path}: no token of the model fits the output schema here")
        if token in self._loaded.end_ids:
            self.finish = "stop"
            return
        self.tokens.append(token)
        if self._is_stopped() or (self.matcher is not None and self.matcher.is_terminated()):
            self.finish = "stop"
        elif len(self.tokens) >= self.max_tokens:
            self.finish = "stop" if self.matcher is not None and self.matcher.is_completed() else "length"

    def reply(self) -> Reply:
        """The reply as it stands; text before the first stop string, white space as the model wrote it."""
        text = self.text()
        stops = [at for stop in self.request.sampling.stop if (at := text.find(stop)) >= 0]
        usage = Usage(calls=1, prompt_tokens=len(self.prompt), completion_tokens=self._drawn_tokens)
        return Reply(text=text[: min(stops)] if stops else text, finish_reason=self.finish or "length", usage=usage)

    def text(self) -> str:
        """The text of all tokens so far."""
        anchor = self.prompt[-_ANCHOR_TOKENS:]
        text = self._decoded(anchor + self.tokens)[len(self._decoded(anchor)) :]
        # A limit may cut a character in two; the half is no text.
        return text.removesuffix("\ufffd") if self.finish == "length" else text

    def _is_stopped(self) -> bool:
        stops = self.request.sampling.stop
        if not stops:
            return False
        end = self._decoded(self.tokens[-self._stop_window :])
        return any(stop in end for stop in stops) and any(stop in self.text() for stop in stops)

    def _decoded(self, tokens: list[int]) -> str:
        text: Any = self._loaded.tokenizer.decode(tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return str(text)


def _draw(request: Request, loaded: Loaded) -> Draw:
    asked, default = request.sampling, loaded.defaults
    temperature = default.temperature if asked.temperature is None else asked.temperature
    return Draw(
        temperature=temperature or 0.0,
        top_k=asked.top_k or default.top_k,
        top_p=asked.top_p or default.top_p,
        generator=torch.Generator(loaded.device).manual_seed(request.seed),
    )
