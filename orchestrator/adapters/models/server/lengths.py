"""How many tokens a prompt will have, before it is sent: learned from what the server counted in earlier ones."""

from __future__ import annotations

from orchestrator.domain.errors import ModelError
from orchestrator.engine.ports import Request

_FEWEST_TOKENS_A_CHARACTER = 1 / 16
"""No tokenizer in use makes fewer of prose; until something is learned, only what cannot fit is refused."""
_CAUTION = 0.7
"""Share of the learned ratio that a prompt is taken to have at least: texts differ."""


class PromptLengths:
    """An estimate for one model."""

    def __init__(self) -> None:
        self._characters = 0
        self._tokens = 0

    def learn(self, request: Request, tokens: int) -> None:
        """The server counted ``tokens`` in the prompt of ``request``."""
        if tokens > 0:
            self._characters += _characters(request)
            self._tokens += tokens

    def check(self, request: Request, context_tokens: int | None) -> None:
        """See that ``request`` can fit.

        Raises:
            ModelError: it cannot; says which step, how many tokens it has at least, and how many fit.
        """
        if context_tokens is None:
            return
        ratio = self._tokens / self._characters * _CAUTION if self._characters > 2000 else _FEWEST_TOKENS_A_CHARACTER
        least = int(_characters(request) * ratio)
        if least > context_tokens:
            tokens = f"{least:,} tokens or more, and the model takes {context_tokens:,}"
            raise ModelError(
                f"{request.path}: the prompt has about {tokens}",
                hint="shorten what the step takes, or summarize it first",
            )


def _characters(request: Request) -> int:
    return sum(len(message.content) for message in request.messages) + len(request.prefill)
