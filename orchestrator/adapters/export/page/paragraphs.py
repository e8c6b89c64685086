"""Where the page begins a new paragraph.

A draft has one between blank lines. Within it a line end may be a paragraph's end too (most Chinese texts, verse,
speeches), or nothing but the place where an editor wrapped a long line; the first is kept, the second reflows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestrator.domain.drafts import Draft

_LEAST_WRAPPED = 45  # characters; lines that are wrapped are wrapped near a margin, and verse is shorter
_END_MARK = re.compile(r"[.!?…。！？:：—][\"'”’」』)）*_]*\s*$")
_LINES_THAT_END = 0.8
_PARAGRAPH_GAP = len("\n\n")


def paragraphs_of(draft: Draft) -> Iterator[tuple[int, int]]:
    r"""Start and end of each paragraph in the text of ``draft``.

    >>> list(paragraphs_of(Draft.of("“Who?”\n“I.”\n\nHe came.")))
    [(0, 6), (7, 11), (13, 21)]
    """
    start = 0
    for paragraph in draft.paragraphs:
        lines = paragraph.text.split("\n")
        at = start
        for line in [paragraph.text] if _is_wrapped(lines) else lines:
            if line.strip():
                yield at, at + len(line)
            at += len(line) + 1
        start += len(paragraph.text) + _PARAGRAPH_GAP


def _is_wrapped(lines: list[str]) -> bool:
    full = lines[:-1]
    if not full:
        return True
    ended = sum(1 for line in full if _END_MARK.search(line[-_LEAST_WRAPPED:]))
    return ended < _LINES_THAT_END * len(full) and sum(map(len, full)) >= _LEAST_WRAPPED * len(full)
