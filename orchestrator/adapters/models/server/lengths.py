"""How many tokens a prompt has at least, before it is sent: learned from what the server counted in earlier ones.

Tokenizers differ most between scripts, so letters are weighed by how many bytes they take: one byte counts as Latin,
two as half Latin and half CJK, three as CJK. White space is not weighed: a token may hold a hundred blanks.

An estimate too small costs a request that the server refuses; one too large would refuse a prompt that fits. So it is
the least there can be: the fewest tokens ever counted for the script, less a share, because texts differ.
"""

from __future__ import annotations

import math

from orchestrator.domain.errors import ModelError
from orchestrator.engine.ports import Request

_LATIN_A_TOKEN = 6.0
_CJK_A_TOKEN = 2.5
"""Characters a token, before anything is learned: the most that prose had with the tokenizers of Qwen, DeepSeek,
Mistral (Tekken) and OpenAI (o200k) is 3.6 Latin and 1.5 CJK."""
_CAUTION = 0.7
"""Share of the learned number that a prompt is taken to have at least."""
_LEARNED_FROM_CHARACTERS = 1500
"""In shorter prompts what the chat template adds would count as theirs."""
_NEARLY_ALL = 0.9


class PromptLengths:
    """An estimate for one model."""

    def __init__(self) -> None:
        self._latin = 1 / _LATIN_A_TOKEN
        self._cjk = 1 / _CJK_A_TOKEN
        self._fewest_latin = self._fewest_cjk = math.inf

    def learn(self, request: Request, tokens: int) -> None:
        """The server counted ``tokens`` in the prompt of ``request``."""
        latin, cjk = _characters(request)
        characters = latin + cjk
        if tokens <= 0 or characters < _LEARNED_FROM_CHARACTERS:
            return
        if latin > _NEARLY_ALL * characters:
            self._fewest_latin = min(self._fewest_latin, tokens / characters)
            self._latin = self._fewest_latin * _CAUTION
        elif cjk > _NEARLY_ALL * characters:
            self._fewest_cjk = min(self._fewest_cjk, tokens / characters)
            self._cjk = self._fewest_cjk * _CAUTION

    def check(self, request: Request, context_tokens: int | None) -> None:
        """See that ``request`` can fit.

        Raises:
            ModelError: it cannot; says which step, how many tokens it has at least, and how many fit.
        """
        if context_tokens is None:
            return
        latin, cjk = _characters(request)
        least = int(latin * self._latin + cjk * self._cjk)
        if least > context_tokens:
            tokens = f"{least:,} tokens or more, and the model takes {context_tokens:,}"
            raise ModelError(
                f"{request.path}: the prompt has about {tokens}",
                hint="shorten what the step takes, or summarize it first",
            )


def _characters(request: Request) -> tuple[float, float]:
    """How many Latin and how many CJK characters the prompt has."""
    text = "".join("".join([*(message.content for message in request.messages), request.prefill]).split())
    cjk = (len(text.encode("utf-8", "replace")) - len(text)) / 2
    return len(text) - cjk, cjk
