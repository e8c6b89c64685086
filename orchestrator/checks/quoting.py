"""How instructions show a piece of the text to a writer."""

from __future__ import annotations

_MAX_SHOWN_CHARACTERS = 240
_MAX_LABEL_CHARACTERS = 60


def shown(quote: str) -> str:
    r"""``quote`` in quotation marks on one line; a very long one is cut at a word.

    >>> shown("He\n  ran.")
    '"He ran."'
    """
    return f'"{_clipped(quote, _MAX_SHOWN_CHARACTERS)}"'


def label(text: str) -> str:
    """``text`` as a short label on one line, for moods and names that a model wrote."""
    return _clipped(text, _MAX_LABEL_CHARACTERS)


def _clipped(text: str, limit: int) -> str:
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head = line[:limit]
    return f"{head[: head.rfind(' ')] if ' ' in head else head} …"
