"""Where a long sentence can be split, and how a writer is told the place.

A place is the start of a new sentence: behind a semicolon, a colon or a dash, before a conjunction, behind a
comma. Of all the ways to cut, those are taken whose parts come out most alike.
"""

from __future__ import annotations

import re

from orchestrator.checks.verbs import tenses
from orchestrator.domain.text import count_words

MAX_PARTS = 4

_LEAST_PART = 3  # words; Chinese: characters
_SUBJECTS = "he|she|it|they|we|I|you|there|nobody|nothing|everybody|everyone|everything|somebody|something|then"
_VERBS = "|".join(sorted(tenses()))
_PLACES = (
    (re.compile(r"[;:—–]\s*(?=\w)|\s--\s*(?=\w)"), 0.0),
    (re.compile(r",\s+(?=(?:and|but|so|or|yet|while|because|then|for|when|as|which|who|where|though|until|he|she|it|"
                r"they|we|I|you|the|there|this|that)\b)"), 0.5),
    # "and" joins words more often than clauses: it is a place where a subject or another verb is behind it.
    (re.compile(rf"(?<=[^\W\d_])\s+(?=and\s(?:{_SUBJECTS}|(?:[a-z]+ly\s)?(?:{_VERBS}))\b)"), 1.0),
    (re.compile(r"(?<=[^\W\d_])(?<!\band)(?<!\bbut)(?<!\bor)\s+(?=(?:but|because|so|then|when|while|until|although|though|before|after|which|who|"
                r"where|if)\b)"), 1.0),
    (re.compile(r",\s+(?=\w)"), 1.5),
)  # fmt: skip
_CHINESE_PLACES = ((re.compile(r"[；：—]+(?=\w)"), 0.0), (re.compile(r"，(?=\w)"), 0.5))
_LONGEST_CUE = 12


def split_places(quote: str, parts: int, *, chinese: bool = False) -> tuple[int, ...]:
    """Offsets in ``quote`` where new sentences should begin, at most ``parts - 1``, in order.

    >>> split_places("He ran down the hill, and she called the dog back.", 2)
    (22,)
    """
    total = count_words(quote)
    weights: dict[int, float] = {}
    for pattern, weight in _CHINESE_PLACES if chinese else _PLACES:
        for match in pattern.finditer(quote):
            weights.setdefault(match.end(), weight)
    sizes = {place: count_words(quote[:place]) for place in weights}
    chosen: list[int] = []
    for number in range(1, parts):
        wanted = total * number / parts
        free = [
            place
            for place, size in sizes.items()
            if all(abs(size - other) >= _LEAST_PART for other in (0, total, *(sizes[c] for c in chosen)))
        ]
        if free:
            spread = total / parts
            chosen.append(min(free, key=lambda p: (abs(sizes[p] - wanted) / spread + 0.2 * weights[p], p)))
    return tuple(sorted(chosen))


def cue(quote: str, place: int, *, chinese: bool = False) -> str:
    """The words that stand before ``place``, as many as name it: what to look for in the sentence.

    >>> cue("He ran down the hill, and she called.", 22)
    'down the hill'
    """
    before = re.sub(r"[\W_]+$", "", quote[:place])
    starts = [m.start() for m in re.finditer(r"\w" if chinese else r"\S+", before)]
    least = 6 if chinese else 3
    for number in range(least, min(_LONGEST_CUE, len(starts)) + 1):
        phrase = before[starts[-number] :]
        if quote.find(phrase) + len(phrase) == len(before):
            return phrase
    return before[starts[-min(least, len(starts))] :]
