"""The text that checks measure, read once for all of them."""

from __future__ import annotations

import bisect
import functools
import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from orchestrator.checks.chinese import chinese_segmenter
from orchestrator.checks.sentences import Sentence, split_sentences
from orchestrator.domain.drafts import Draft

Script = Literal["latin", "cjk", "other"]

MAX_WORDS_PER_SENTENCE = 100
"""A text that averages more (Chinese: twice as many characters) has lost its end marks."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_PARAGRAPH_GAP = len("\n\n")
_LONGEST_WORD = 64  # letters
_LATIN_END = "\u024f"
_CJK_START = "\u2e80"


@dataclass(frozen=True)
class Passage:
    """A text, its sentences, and where its paragraphs begin.

    Attributes:
        text: exactly what is measured; offsets of findings count from its start.
        language: ISO 639 code of the text as the caller gave it.
        sentences: in order; headings and markup are no part of them.
        script: what most of its words are written in; ``other`` also where there are none.
        paragraphs: start of each paragraph and its id; empty for a plain text.
        intended: quotes of findings that the author means; see ``telling.told``.
    """

    text: str
    language: str
    sentences: tuple[Sentence, ...]
    script: Script
    paragraphs: tuple[tuple[int, str], ...] = ()
    intended: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: Draft | str, language: str = "en") -> Passage:
        r"""Read ``text``; lone surrogates, which no encoder takes, are read as U+FFFD.

        >>> passage = Passage.of(Draft.of("One day.\n\nTwo days."))
        >>> passage.paragraph_at(passage.sentences[1].start)
        'p2'
        """
        paragraphs: list[tuple[int, str]] = []
        if isinstance(text, Draft):
            start = 0
            for paragraph in text.paragraphs:
                paragraphs.append((start, paragraph.id))
                start += len(paragraph.text) + _PARAGRAPH_GAP
            text = text.text
        text = _SURROGATE.sub("\ufffd", text)
        sentences = split_sentences(text, language)
        return cls(text, language, sentences, _script(sentences), tuple(paragraphs))

    @property
    def word_count(self) -> int:
        """Words in sentences (CJK characters one each); headings do not count."""
        return sum(len(sentence.words) for sentence in self.sentences)

    @property
    def has_end_marks(self) -> bool:
        """Whether its sentences are short enough to be sentences; where not, nothing is said of them."""
        longest = MAX_WORDS_PER_SENTENCE * (2 if self.script == "cjk" else 1)
        return 0 < self.word_count <= longest * len(self.sentences)

    @property
    def primary_language(self) -> str:
        """The language without its region: en of en-GB."""
        return self.language.replace("_", "-").split("-")[0].lower()

    @functools.cached_property
    def folded(self) -> tuple[str, ...]:
        """The words of all sentences in small letters, in order."""
        return tuple(" ".join([word for sentence in self.sentences for word in sentence.words]).lower().split())

    @functools.cached_property
    def tokens(self) -> tuple[str, ...]:
        """The words of all sentences in small letters; Chinese ones as `rjieba` finds them, not single characters."""
        if self.script != "cjk":
            return self.folded
        cut = chinese_segmenter()("\n".join([sentence.plain for sentence in self.sentences]))
        return tuple(piece for piece in cut if piece[0].isalnum())

    def paragraph_at(self, start: int) -> str:
        """The id of the paragraph that has offset ``start``; empty for a plain text."""
        at = bisect.bisect_right(self.paragraphs, start, key=lambda entry: entry[0])
        return self.paragraphs[at - 1][1] if at else ""


def _script(sentences: tuple[Sentence, ...]) -> Script:
    # Counted by distinct first letters; a word longer than any word is noise, in no script.
    firsts = Counter(word[0] if len(word) <= _LONGEST_WORD else "" for s in sentences for word in s.words)
    latin = sum(n for first, n in firsts.items() if first.isalpha() and first <= _LATIN_END)
    cjk = sum(n for first, n in firsts.items() if first >= _CJK_START)
    total = firsts.total()
    if cjk * 2 > total:
        return "cjk"
    return "latin" if latin * 2 > total else "other"
