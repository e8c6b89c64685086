"""The phrases of a text, each with how often it comes: runs of three words, or of four characters in CJK texts."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from orchestrator.checks.passage import Passage
from orchestrator.domain.degeneration import Loop, find_loop

Phrase = tuple[str, ...] | str
Words = tuple[str, ...] | str

_PHRASE_WORDS = {"latin": 3, "other": 3, "cjk": 4}
_PRIVATE, _PRIVATES = 0xF0000, 0xFFFE  # letters that no text has
_LOOP_TIMES = 3
_LOOP_PHRASES = 32  # of the 40 words that a loop has at least
_MOST_OF_IT = 0.8
_NUMERAL = re.compile("[〇零一二三四五六七八九十百千第]|\\d+")


def phrases_of(words: Words, size: int) -> Iterable[Phrase]:
    """Each run of ``size`` words, in order, also across the ends of sentences.

    >>> list(phrases_of(("the", "fox", "ran", "home"), 3))
    [('the', 'fox', 'ran'), ('fox', 'ran', 'home')]
    """
    if isinstance(words, str):
        return [words[at : at + size] for at in range(len(words) - size + 1)]
    return zip(*(words[offset:] for offset in range(size)), strict=False)


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of a passage.

    Attributes:
        size: words of a phrase.
        whole: the words of all sentences in small letters; a text with one letter for each where those are CJK.
        ends: where in ``whole`` each sentence begins, and where the last one ends.
        counts: how often each phrase comes.
        uses: for each place in ``whole`` at which a phrase begins, how often that one comes.
    """

    size: int
    whole: Words
    ends: Sequence[int]
    counts: Counter[Phrase]
    uses: Sequence[int]

    @classmethod
    def of(cls, passage: Passage) -> Phrases:
        """Count the phrases of ``passage``."""
        size = _PHRASE_WORDS[passage.script]
        whole = _one_letter_each(passage.folded) if passage.script == "cjk" else passage.folded
        found = list(phrases_of(whole, size))
        counts = Counter(found)
        ends = tuple(accumulate((len(sentence.words) for sentence in passage.sentences), initial=0))
        return cls(size, whole, ends, counts, tuple(map(counts.__getitem__, found)))

    @property
    def repeated_share(self) -> float:
        """rep-n: 1 - different phrases by all of them."""
        return round(1 - len(self.counts) / len(self.uses), 3) if self.uses else 0.0

    def repeated_sentences(self, share: float) -> Iterator[int]:
        """The sentences in which so large a share of the phrases comes more than once, by number.

        What is found here is a first choice, made without looking at single phrases: most sentences end here.
        """
        repeated = tuple(accumulate(map((1).__lt__, self.uses), initial=0))
        for number, (start, end) in enumerate(pairwise(self.ends)):
            last = end - self.size + 1
            if last > start and repeated[last] - repeated[start] >= share * (last - start):
                yield number

    def of_sentence(self, number: int) -> set[Phrase]:
        """The different phrases of one sentence."""
        return set(phrases_of(self.whole[self.ends[number] : self.ends[number + 1]], self.size))


def _one_letter_each(words: Sequence[str]) -> str:
    """``words`` as one text with a letter for each, which is quicker to take phrases of than a list of them."""
    letters: dict[str, str] = {}
    return "".join(
        [
            word if len(word) == 1 else letters.setdefault(word, chr(_PRIVATE + len(letters) % _PRIVATES))
            for word in words
        ]
    )


def loop_in(passage: Passage, phrases: Phrases) -> Loop | None:
    """The first loop in ``passage``; looked for only where one can be, for looking takes longer than counting.

    In a loop each phrase comes three times at least, one behind the other, but for those with a number in them. What
    is no sentence (lists, headings, noise) has not been counted, so a text with much of it is searched as a whole.
    """
    if sum([len(sentence.quote) for sentence in passage.sentences]) < _MOST_OF_IT * len(passage.text):
        return find_loop(passage.text)
    for start, end in _where_a_loop_can_be(phrases):
        first, last = _sentence_at(phrases.ends, start), _sentence_at(phrases.ends, end + phrases.size - 1)
        offset = passage.sentences[first].start
        found = find_loop(passage.text[offset : passage.sentences[last].end])
        if found is not None:
            return Loop(found.unit, offset + found.start, found.words)
    return None


def _where_a_loop_can_be(phrases: Phrases) -> Iterator[tuple[int, int]]:
    """Start and end of each run of phrases that come again, if it is long enough for a loop.

    Where one round ends and the next begins there are phrases that come once less, twice at least.
    """
    often = _used(phrases, _LOOP_TIMES)
    at = often.find(b"\1" * _LOOP_PHRASES)
    again = _used(phrases, _LOOP_TIMES - 1) if at >= 0 else often
    while at >= 0:
        start, end = again.rfind(b"\0", 0, at) + 1, again.find(b"\0", at)
        end = len(again) if end < 0 else end
        yield start, end
        at = often.find(b"\1" * _LOOP_PHRASES, end)


def _used(phrases: Phrases, times: int) -> bytearray:
    """For each place whether the phrase there comes so often, or has a number in it."""
    often = bytearray(map((times - 1).__lt__, phrases.uses))
    for place in _numerals(phrases.whole):
        first, last = max(0, place - phrases.size + 1), min(place + 1, len(often))
        often[first:last] = b"\1" * max(0, last - first)
    return often


def _numerals(whole: Words) -> Iterator[int]:
    """The places of words that may number an item."""
    if isinstance(whole, str):
        yield from (match.start() for match in _NUMERAL.finditer(whole))
    else:
        yield from (place for place, word in enumerate(whole) if word.isdecimal())


def _sentence_at(ends: Sequence[int], word: int) -> int:
    """The sentence that has a word, by number; the last one for a word behind it."""
    return min(bisect.bisect_right(ends, word) - 1, len(ends) - 2)
