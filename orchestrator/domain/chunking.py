"""A long draft in parts that a model can read at once: whole chapters where they fit, else whole paragraphs."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from orchestrator.domain.drafts import Draft, Paragraph
from orchestrator.domain.headings import opens_chapter
from orchestrator.domain.text import count_words, word_places

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+|(?<=[。！？…])[”’」』）]*(?![”’」』）])")
_LEAST_SHARE = 0.25
"""Of a chunk: a chapter goes on in it where less stands before it, so that many headings are not many chunks."""


@dataclass(frozen=True, slots=True)
class _Piece:
    paragraph: Paragraph
    words: int

    @property
    def opens_chapter(self) -> bool:
        return opens_chapter(self.paragraph.text.partition("\n")[0])


def chunks_of(draft: Draft, words: int) -> tuple[Draft, ...]:
    r"""``draft`` in drafts of at most so many words (CJK characters count one each), in order.

    A chunk ends where a chapter does, else between two paragraphs so that those of a chapter are of about the same
    length. A paragraph that is longer than a chunk is cut between lines, else sentences, else words; its pieces become
    paragraphs (``p3``, ``p3.1`` …), all others stay as they are, with their ids.

    Raises:
        ValueError: fewer than one word.

    >>> [part.text for part in chunks_of(Draft.of("One two.\n\nThree four.\n\nFive six."), 4)]
    ['One two.\n\nThree four.', 'Five six.']
    """
    if words < 1:
        raise ValueError(f"chunks have at least 1 word, not {words}")
    made: list[Draft] = []
    for chapter in _chapters(_pieces(draft, words), words):
        made += (Draft(paragraphs=tuple(piece.paragraph for piece in part)) for part in _evenly(chapter, words))
    return tuple(made)


def _chapters(pieces: Sequence[_Piece], words: int) -> Iterator[list[_Piece]]:
    """The pieces from one heading to the next; a chapter goes on where too little stands before the next heading."""
    chapter: list[_Piece] = []
    length = 0
    for piece in pieces:
        if chapter and length >= words * _LEAST_SHARE and piece.opens_chapter:
            yield chapter
            chapter, length = [], 0
        chapter.append(piece)
        length += piece.words
    if chapter:
        yield chapter


def _evenly(chapter: Sequence[_Piece], words: int) -> Iterator[list[_Piece]]:
    total = sum(piece.words for piece in chapter)
    enough = total / math.ceil(total / words) if total else 0
    part: list[_Piece] = []
    length = 0
    for piece in chapter:
        if part and (length + piece.words > words or length >= enough):
            yield part
            part, length = [], 0
        part.append(piece)
        length += piece.words
    yield part


def _pieces(draft: Draft, words: int) -> list[_Piece]:
    taken = {paragraph.id for paragraph in draft.paragraphs}
    pieces: list[_Piece] = []
    for paragraph in draft.paragraphs:
        count = count_words(paragraph.text)
        if count <= words:
            pieces.append(_Piece(paragraph, count))
            continue
        base, number = paragraph.id.partition(".")[0], 0
        for at, (text, size) in enumerate(_cut(paragraph.text, words)):
            identity = paragraph.id
            while at and identity in taken:
                number += 1
                identity = f"{base}.{number}"
            taken.add(identity)
            pieces.append(_Piece(Paragraph(id=identity, text=text), size))
    return pieces


def _cut(text: str, words: int) -> Iterator[tuple[str, int]]:
    """``text`` in pieces of at most so many words, with how many: lines, too long ones in sentences, those anywhere."""
    for line in filter(None, map(str.strip, text.split("\n"))):
        count = count_words(line)
        if count <= words:
            yield line, count
            continue
        gathered, length = "", 0
        for sentence, count in _sentences(line, words):
            if gathered and length + count > words:
                yield gathered.strip(), length
                gathered, length = "", 0
            gathered, length = gathered + sentence, length + count
        if gathered.strip():
            yield gathered.strip(), length


def _sentences(line: str, words: int) -> Iterator[tuple[str, int]]:
    since = 0
    for end in (*(match.end() for match in _SENTENCE_END.finditer(line)), len(line)):
        sentence, since = line[since:end], end
        count = count_words(sentence)
        if count <= words:
            yield sentence, count
            continue
        places = word_places(sentence)
        starts = [0, *(places[at][0] for at in range(words, count, words)), len(sentence)]
        for number, (low, high) in enumerate(pairwise(starts)):
            yield sentence[low:high], min(words, count - number * words)
