"""Sentences of prose, each with its place in the original text.

`sentencex` knows abbreviations, decimals and the end marks of many scripts, but keeps everything between
quotation marks in one piece: a speech of five sentences would count as one of forty words. So the inside of
each quotation is split once more. What stands after a question or an exclamation in quotation marks and only
says who spoke ("Why?" Mary asked.) is put back where it belongs.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from orchestrator.checks.markup import find_prose
from orchestrator.domain.text import words

_QUOTATION = re.compile(r"“[^“”]{0,5000}”|\"[^\"]{0,5000}\"|「[^「」]{0,5000}」|『[^『』]{0,5000}』")
_MARK_PAIRS = (("“", "”"), ('"', '"'), ("「", "」"), ("『", "』"))
_MARKS = frozenset(mark for pair in _MARK_PAIRS for mark in pair)
_WINDOW_CHARACTERS = 4_000
_INNER_END = re.compile(r"[.!?…。！？]")
_BEFORE_NUMBER = re.compile(r"[。！？](?=\d)")
_ENDS_IN_CALL = re.compile(r"[?!…—-][”\"’'」』]\s*$")
_SPEECH_TAG = re.compile(
    r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,2} (?:said|asked|cried|called|replied|answered|shouted|whispered|"
    r"murmured|exclaimed|yelled|begged|demanded|wondered|muttered|snapped|sighed|laughed|thought)\b"
)
_ENDS_IN_CHINESE_SPEECH = re.compile(r"([?!？！…—。])[”」』]\s*$")
_TRAILS_OFF = re.compile(r".…[”」』](?=[\u4e00-\u9fff“「『])")
# Who spoke, and no more: up to the next comma where the speech goes on, else to the end of the sentence.
_CHINESE_TAG = re.compile(
    r"(?![^，。]{0,9}[没沒无無不])[^，。！？：；“”「」『』\s]{0,10}?(?:说|說|道|问|問|喊|叫|嚷|答|骂|罵|叹息|嘟囔|吩咐|想)(?:着|了|道)?(?P<stop>。|，(?=[“「『]))"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with at least one word.

    Attributes:
        start: offset in the measured text, in characters.
        quote: the sentence exactly as it stands there.
        plain: the sentence without its markup, white space as one space.
        words: its words; a CJK character counts as one.
    """

    start: int
    quote: str
    plain: str
    words: tuple[str, ...]

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.start + len(self.quote)

    @property
    def place(self) -> tuple[int, int]:
        """Start and end in the measured text."""
        return self.start, self.end


def split_sentences(text: str, language: str = "en") -> tuple[Sentence, ...]:
    r"""The sentences of the prose in ``text``; headings, markup and speakers' names are no part of them.

    Args:
        text: prose, plain or in Markdown or Fountain.
        language: ISO 639 code, for the abbreviations; an unknown one is treated as English.

    >>> [s.quote for s in split_sentences('# One\n\n"Stop! Go home," said Dr. Lee. He ran.')]
    ['Stop!', 'Go home," said Dr. Lee.', 'He ran.']
    """
    prose = find_prose(text)
    found = []
    for start, end in prose.blocks:
        for first, last in _spans(prose.text[start:end], language):
            sentence = _sentence(text, prose.text, start + first, start + last)
            if sentence is not None:
                found.append(sentence)
    return tuple(found)


def _sentence(text: str, masked: str, start: int, end: int) -> Sentence | None:
    start, end = _trimmed(masked, start, end)
    stripped = masked[start:end]
    found = words(stripped)
    if not found:
        return None
    return Sentence(start, text[start : start + len(stripped)], " ".join(stripped.split()), tuple(found))


def _trimmed(masked: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends, nor a quotation mark there whose other half is outside."""
    piece = masked[start:end].strip()
    if not piece or (piece[0] not in _MARKS and piece[-1] not in _MARKS):
        start += masked[start:end].index(piece)
        return start, start + len(piece)
    for opening, closing in _MARK_PAIRS:
        if opening == closing:
            opens = closes = piece.count(opening) % 2 == 1
        else:
            opens, closes = (piece.count(m) > piece.count(n) for m, n in ((opening, closing), (closing, opening)))
        if opens and piece.startswith(opening):
            piece = piece[1:].lstrip()
        elif closes and piece.endswith(closing):
            piece = piece[:-1].rstrip()
    start = masked.index(piece, start)
    return start, start + len(piece)


def _spans(block: str, language: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of a block."""
    pending: tuple[int, int] | None = None
    for start, end in _segments(block, language):
        if pending and _says_who_spoke(block, pending, start, end):
            pending = (pending[0], end)
            continue
        if pending:
            yield from _inside_quotations(block, *pending, language)
        pending = (start, end)
    if pending:
        yield from _inside_quotations(block, *pending, language)


def _says_who_spoke(block: str, speech: tuple[int, int], start: int, end: int) -> bool:
    """Whether the span only says who spoke what stands before it."""
    near = max(speech[0], speech[1] - 8)
    if _ENDS_IN_CALL.search(block, near, speech[1]) and _SPEECH_TAG.match(block, start, end):
        return True
    mark = _ENDS_IN_CHINESE_SPEECH.search(block, near, speech[1])
    tag = _CHINESE_TAG.match(block, start, end) if mark else None
    # Behind a full stop, a comma leads to the speech of somebody else.
    return tag is not None and mark is not None and (mark.group(1) != "。" or tag.group("stop") == "。")


def _inside_quotations(block: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """The span, split where a sentence ends within a quotation and another begins there."""
    for quotation in _QUOTATION.finditer(block, start, end):
        inside = quotation.group()[1:-1]
        if not _INNER_END.search(inside):
            continue
        for _, inner_end in list(_segments(inside, language))[:-1]:
            border = quotation.start() + 1 + inner_end
            yield start, border
            start = border
        # Three dots within a sentence end nothing; at the end of a speech they end it, unless it says who spoke.
        border = quotation.end()
        if _TRAILS_OFF.match(block, border - 3, end) and not _CHINESE_TAG.match(block, border, end):
            yield start, border
            start = border
    yield start, end


def _segments(block: str, language: str) -> Iterator[tuple[int, int]]:
    """What sentencex takes for sentences.

    It takes quadratic time in quotation marks that never close, so a long block is read through a window that
    moves on to the last sentence begun; a sentence that fills the window is cut there.
    """
    start = 0
    while start < len(block):
        end = min(start + _WINDOW_CHARACTERS, len(block))
        found = [(start + s["start_index"], start + s["end_index"]) for s in _segmenter()(language, block[start:end])]
        if end < len(block) and len(found) > 1:
            found.pop()
        for first, last in found:
            yield from _split_before_numbers(block, first, last)
        start = found[-1][1]


def _split_before_numbers(block: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span, split where sentencex takes the full stop before 3个人来了 for the point of a decimal."""
    for match in _BEFORE_NUMBER.finditer(block, start, end):
        yield start, match.end()
        start = match.end()
    yield start, end


@functools.cache
def _segmenter() -> Any:
    # Loaded at the first use: the commands that measure nothing should not wait for it.
    import sentencex

    return sentencex.get_sentence_boundaries
