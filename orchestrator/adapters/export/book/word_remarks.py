"""What was said of a book, and where in it: remarks of the last judgement, by the paragraphs that are shown.

Neither headings that say once more what stands above them are shown, nor the title page and notes of a script; what was
said of those stands at the next paragraph that is there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from orchestrator.adapters.export.book.model import Part
from orchestrator.adapters.export.book.script import Setting
from orchestrator.adapters.export.book.setting import one_line
from orchestrator.domain.critiques import Issue
from orchestrator.domain.text import clean

_NO_END = 1 << 62


def shown_numbers(setting: Setting, parts: Sequence[Part]) -> list[Sequence[int]]:
    """The numbers of the paragraphs of each part that are shown, in order."""
    shown: list[set[int]] = [set() for _ in parts]
    for chapter in setting.chapters:
        for block in chapter.blocks:
            shown[block.part].add(block.paragraph)
    return [sorted(numbers - {-1}) for numbers in shown]


def hidden_before(at: int, shown: Sequence[int]) -> range:
    """The numbers of the paragraphs between ``at``, which is shown, and the shown one before it."""
    place = bisect_left(shown, at)
    return range(shown[place - 1] + 1 if place else 0, max(at, 0))


def hidden_after(at: int, shown: Sequence[int]) -> range:
    """The numbers after ``at``, where nothing that is shown follows."""
    return range(at + 1, _NO_END) if shown and at == shown[-1] else range(0)


def remarks_on(part: Part, shown: Sequence[int]) -> dict[int, list[tuple[Issue, str]]]:
    """By the number of a paragraph that is shown, what was said there in the last judgement, and by whom."""
    remarks: dict[int, list[tuple[Issue, str]]] = {}
    for passage in part.passages:
        for judged in passage.last.judged:
            for issue in judged.critique.issues if judged.critique is not None else ():
                at = _paragraph_of(issue, part, passage.start, passage.end)
                place = min(bisect_left(shown, at), len(shown) - 1)
                remarks.setdefault(shown[place] if shown else at, []).append((issue, one_line(judged.role)))
    return remarks


def _paragraph_of(issue: Issue, part: Part, start: int, end: int) -> int:
    """Which paragraph an issue is about: the one with its words, the named one before others; else the first."""
    assert part.draft is not None
    found = [at for at in range(start, end) if clean(issue.quote) in clean(part.draft.paragraphs[at].text)]
    named = [at for at in found if part.draft.paragraphs[at].id == issue.paragraph]
    return next(iter(named or found), start)


def place_of(quote: str, texts: Sequence[str]) -> tuple[int, int, int]:
    r"""Which of the texts that a paragraph became has the words of a quote, and from where to where.

    A quote that goes over several, as over a name and what it says, is found by the first of its lines that one has;
    one that is not there is about all of the first.

    >>> place_of("MIRA\nNo.", ["MIRA", "No."]), place_of("No", ["MIRA", "No."]), place_of("Yes", ["MIRA", "No."])
    ((0, 0, 4), (1, 0, 2), (0, 0, 4))
    """
    whole = clean(quote)
    lines = [line for line in whole.split("\n") if line] if len(texts) > 1 else []
    for words in (whole, *lines) if quote else ():
        for number, text in enumerate(texts):
            if (start := text.find(words)) >= 0:
                return number, start, start + len(words)
    return 0, 0, len(texts[0])
