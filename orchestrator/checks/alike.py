"""Texts that are nearly the same, found among very many without comparing each with each.

Each text is the set of its phrases of ``_PHRASE_WORDS`` words; two are alike as far as their sets are (Jaccard). A set
is kept as a short signature: its phrases are hashed once and dealt into bins, and each bin keeps its least hash (one
permutation hashing: Li, Owen and Zhang 2012); a bin that got none takes over that of the bin to the right, so that two
signatures agree in as many places as their sets are alike (densified: Shrivastava and Li 2014). Signatures are cut into
bands; only texts that agree in all of a band are compared at all (locality-sensitive hashing: Indyk and Motwani 1998).

With 16 bands of 4, two texts that are 0.8 alike are compared with a chance of 99.98 %, two that are 0.3 alike with one
of 12 %, and the share of places that agree is then within about 0.1 of how alike they are.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from hashlib import blake2b

from orchestrator.domain.text import words

ALIKE = 0.8
"""From what share of common phrases on two texts are nearly the same."""

_PHRASE_WORDS = 3
_BANDS, _BAND_BINS = 16, 4
_BINS = _BANDS * _BAND_BINS
_HASH_BYTES = 8
_KEPT_BITS = 32


class Alikes:
    """Signatures of texts, one after the other; 256 bytes each.

    >>> alikes = Alikes()
    >>> tale = "The fox ran to the old mill, and the hen who lived there told her where the bell was hidden. " * 3
    >>> for text in (tale, "A lamp stood on the sill, and nobody had lit it for years.", tale + "It was late."):
    ...     alikes.add(text)
    >>> alikes.pairs()
    {2: 0}
    """

    def __init__(self) -> None:
        self._signatures = array("L" if array("L").itemsize == 4 else "I")

    def __len__(self) -> int:
        return len(self._signatures) // _BINS

    def add(self, text: str) -> None:
        """Take the next text; one without any word is like no other."""
        self._signatures.extend(_signature(text) or [len(self) % 2**_KEPT_BITS] * _BINS)

    def pairs(self) -> dict[int, int]:
        """For each text that is nearly the same as an earlier one, the earliest of those that it was compared with."""
        earliest: dict[int, int] = {}
        for band in range(_BANDS):
            for later, earlier in self._meetings(band):
                if earlier < earliest.get(later, later) and self._share(later, earlier) >= ALIKE:
                    earliest[later] = earlier
        return {later: _first(earliest, later) for later in sorted(earliest)}

    def _meetings(self, band: int) -> Iterator[tuple[int, int]]:
        """Texts that agree in a band: each with the first one there."""
        firsts: dict[bytes, int] = {}
        for number in range(len(self)):
            start = number * _BINS + band * _BAND_BINS
            first = firsts.setdefault(self._signatures[start : start + _BAND_BINS].tobytes(), number)
            if first != number:
                yield number, first

    def _share(self, one: int, other: int) -> float:
        """Share of the places in which two signatures agree."""
        mine = self._signatures[one * _BINS : (one + 1) * _BINS]
        theirs = self._signatures[other * _BINS : (other + 1) * _BINS]
        return sum(a == b for a, b in zip(mine, theirs, strict=True)) / _BINS


def _first(earliest: dict[int, int], number: int) -> int:
    """Where the chain of texts that are like an earlier one begins."""
    while number in earliest:
        number = earliest[number]
    return number


def _signature(text: str) -> list[int] | None:
    found = [word.lower() for word in words(text)]
    if not found:
        return None
    width = min(_PHRASE_WORDS, len(found))
    bins: list[int | None] = [None] * _BINS
    for phrase in {" ".join(found[start : start + width]) for start in range(len(found) - width + 1)}:
        hashed = int.from_bytes(blake2b(phrase.encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES).digest())
        place, kept = hashed % _BINS, hashed >> _KEPT_BITS
        least = bins[place]
        if least is None or kept < least:
            bins[place] = kept
    return _filled(bins)


def _filled(bins: list[int | None]) -> list[int]:
    """The bins, those without a hash with that of the next one that has one, and of how far it is."""
    filled = [0] * _BINS
    following, distance = 0, 0
    # Twice around: what follows the last bin is the first one.
    for place in range(2 * _BINS - 1, -1, -1):
        own = bins[place % _BINS]
        following, distance = (own, 0) if own is not None else (following, distance + 1)
        filled[place % _BINS] = (following + distance * 0x9E3779B1) % 2**_KEPT_BITS
    return filled
