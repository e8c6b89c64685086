"""What a box of the picture says, line by line, and how much room that takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from orchestrator.adapters.export.graph.model import Node
from orchestrator.adapters.export.graph.words import beside, remarks, taken
from orchestrator.adapters.export.graph.wrapping import is_mark, is_wide, one_line, wrap

LEAST_TEXT_WIDTH = 190.0
MOST_TEXT_WIDTH = 280.0


@dataclass(frozen=True, slots=True)
class Face:
    """A kind of text: ``name`` is its class in the picture; ``size`` and line ``height`` in pixels."""

    name: str
    size: float
    height: float
    bold: bool = False


TITLE = Face("title", 20, 28, bold=True)
LEAD = Face("lead", 13, 19)
NAME = Face("name", 14, 20, bold=True)
PHRASE = Face("phrase", 12, 17)
DETAIL = Face("detail", 11, 16)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text."""

    text: str
    face: Face

    @property
    def width(self) -> float:
        """In pixels, see ``text_width``."""
        return text_width(self.text, self.face)


# Advance widths in thousandths of the font size: Helvetica's (Adobe Core 14 AFM), by characters that share one.
_ADVANCES = {
    222: "ijl'", 278: " \u00a0.,:;!/\\ftI[]|", 333: "r-()`{}\"*", 500: "ckszvxyJ", 556: "abdeghnopquL0123456789_?$#",
    584: "+<>=~^", 611: "FTZ", 667: "ABEKPSVXY&", 722: "CDHNRUw", 778: "GOQ", 833: "mM", 889: "%", 944: "W", 1015: "@",
}  # fmt: skip
_ADVANCE: Mapping[str, int] = MappingProxyType({c: width for width, group in _ADVANCES.items() for c in group})
_OTHER_ADVANCE = 640
# The fonts that stand first in the picture's style are a little wider than Helvetica, bold ones again.
_LOOSE, _LOOSE_BOLD = 1.09, 1.14


def text_width(text: str, face: Face) -> float:
    """About how many pixels ``text`` takes; a wide character (CJK) takes its font size.

    >>> text_width("故事", PHRASE)
    24.0
    """
    looseness = _LOOSE_BOLD if face.bold else _LOOSE
    return face.size * sum(_advance(character, looseness) for character in text) / 1000


@lru_cache(maxsize=4096)
def _advance(character: str, looseness: float) -> float:
    if is_wide(character):
        return 1000.0
    if is_mark(character):
        return 0.0
    return _ADVANCE.get(character, _OTHER_ADVANCE) * looseness


def wrapped(text: str, face: Face, room: float) -> tuple[Line, ...]:
    """``text`` as lines of at most ``room`` pixels."""
    return tuple(Line(line, face) for line in wrap(text, room, lambda part: text_width(part, face)))


def step_room(node: Node) -> float:
    """The width in pixels that the text of a step without a block would like to have."""
    texts = ((node.name, NAME), (node.phrase, PHRASE), (taken(node), DETAIL))
    widest = max(text_width(one_line(text), face) for text, face in texts)
    return min(max(widest, LEAST_TEXT_WIDTH), MOST_TEXT_WIDTH)


def step_lines(node: Node, room: float) -> tuple[Line, ...]:
    """What the card of a step without a block says, no wider than ``room``."""
    return (
        *wrapped(node.name, NAME, room),
        *wrapped(node.phrase, PHRASE, room),
        *wrapped(taken(node), DETAIL, room),
        *_remarks(node, room),
    )


def header_lines(node: Node, room: float) -> tuple[Line, ...]:
    """What stands above the steps of a block; what it carries stands among these."""
    room = max(room, MOST_TEXT_WIDTH)
    return (
        *wrapped(node.name, NAME, room),
        *wrapped(node.phrase, PHRASE, room),
        *wrapped(taken(node) if node.kind == "variants" else "", DETAIL, room),
        *_remarks(node, room),
    )


def pill_lines(node: Node) -> tuple[Line, ...]:
    """What an input, an output or a carried value says."""
    return (*wrapped(node.name, NAME, MOST_TEXT_WIDTH), *wrapped(beside(node), DETAIL, MOST_TEXT_WIDTH))


def _remarks(node: Node, room: float) -> tuple[Line, ...]:
    return tuple(line for remark in remarks(node) for line in wrapped(remark, DETAIL, room))
