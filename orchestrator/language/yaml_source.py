"""Safe YAML in which every key and value knows its place.

A small part of YAML is enough for workflows and cards, and the rest has cost others dearly: aliases (a bomb of
300 bytes), tags (objects out of a file), duplicate keys (the last one wins in silence), ``no`` read as false,
merge keys. All of these are mistakes here. Scalars follow the core schema of YAML 1.2: ``true`` and ``false``,
numbers, ``null`` and ``~``; everything else is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from orchestrator.domain.errors import Place
from orchestrator.language.diagnostics import FULL_WIDTH, Problems, quoted
from orchestrator.language.sources import SourceText
from orchestrator.language.yaml_errors import QUOTE_IN_BRACES, explain
from orchestrator.language.yaml_scalars import Scalar, resolve

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 64
MAX_NODES = 50_000


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """One value.

    Attributes:
        value: what it means.
        text: as it was written, without quotes.
        raw: the source, with quotes.
        broken: something stands here that cannot be a value; it has been reported.
    """

    place: Place
    value: Scalar
    text: str
    raw: str
    broken: bool = False

    def at(self, offset: int, length: int) -> Place:
        """The place of a piece of ``text``; that of the whole value where it cannot be told."""
        piece = self.text[offset : offset + length]
        # The same piece, counted from the start: escapes and folded lines shift offsets but not the count.
        start = -1
        for _ in range(self.text.count(piece, 0, offset + length) if piece.strip() else 0):
            start = self.raw.find(piece, start + 1)
        before = self.raw[:start]
        if start < 0:
            return self.place
        lines = before.split("\n")
        column = self.place.column + start if len(lines) == 1 else len(lines[-1]) + 1
        return Place(self.place.file, self.place.line + len(lines) - 1, column, length)


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list."""

    place: Place
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value in a mapping."""

    key: Place
    value: Node


@dataclass(frozen=True, slots=True)
class MappingNode:
    """A mapping; ``place`` is where it begins."""

    place: Place
    entries: Mapping[str, Entry]

    def get(self, *path: str) -> Node | None:
        """The value under nested keys, or None."""
        node: Node | None = self
        for key in path:
            node = node.entries[key].value if isinstance(node, MappingNode) and key in node.entries else None
        return node


Node = ScalarNode | SequenceNode | MappingNode


def is_broken(node: Node) -> bool:
    """Whether what stands here has been reported already, so that nothing more need be said."""
    return isinstance(node, ScalarNode) and node.broken


def plain(node: Node) -> Any:
    """``node`` as strings, numbers, lists and dictionaries."""
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, SequenceNode):
        return [plain(item) for item in node.items]
    return {key: plain(entry.value) for key, entry in node.entries.items()}


def scalars(node: Node | None) -> Iterator[ScalarNode]:
    """Every scalar value in ``node``, in the order of the file."""
    if isinstance(node, ScalarNode):
        yield node
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from scalars(item)
    elif isinstance(node, MappingNode):
        for entry in node.entries.values():
            yield from scalars(entry.value)


# What breaks SQLite, JSON, XML or a terminal further down; YAML itself refuses most of it.
_INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_MAX_INVALID_SHOWN = 5
_COLON_IN_KEY = re.compile(r"(?P<name>\w+)(?P<colon>[:：])(?P<rest>.*)")
_SPACES = ("\u3000", "\u00a0")


def read_yaml(source: SourceText, problems: Problems, *, max_nodes: int = MAX_NODES) -> Node | None:
    """The document in ``source``; None where nothing can be made of it. What is wrong goes into ``problems``.

    A document of more than ``max_nodes`` keys and values is refused.
    """
    text = source.text.removeprefix("\ufeff")
    problems.read(SourceText(source.file, text))
    top = Place(source.file, 1, 1)
    if len(text) > MAX_CHARACTERS:
        problems.add(top, f"the file is longer than {MAX_CHARACTERS:,} characters")
        return None
    if _report_invalid_characters(source.file, text, problems):
        return None
    try:
        return _Builder(source.file, text, problems, max_nodes).document()
    except yaml.MarkedYAMLError as error:
        place, message, hint = explain(error, text, source.file)
        problems.add(place, message, hint)
    except yaml.YAMLError as error:
        problems.add(top, f"this is not YAML: {error}")
    except _Refused:
        pass
    return None


def _report_invalid_characters(file: str, text: str, problems: Problems) -> bool:
    found = False
    for shown, match in enumerate(_INVALID.finditer(text)):
        found = True
        if shown >= _MAX_INVALID_SHOWN:
            break
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        code = f"U+{ord(match.group()):04X}"
        problems.add(Place(file, line, column), f"the character {code} cannot be used in a text file", "delete it")
    return found


class _Refused(Exception):
    """The document is beyond a limit; the problem is noted."""


class _Builder:
    """Builds nodes from parser events, which is the one level at which anchors can still be seen."""

    def __init__(self, file: str, text: str, problems: Problems, max_nodes: int) -> None:
        self._file = file
        self._max_nodes = max_nodes
        self._text = text
        self._problems = problems
        self._events: Iterator[Any] = yaml.parse(text, Loader=getattr(yaml, "CLoader", yaml.Loader))
        self._nodes = 0
        self._anchors: set[str] = set()

    def document(self) -> Node | None:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                place = self._place(event)
                self._problems.add(
                    place, "a second document begins here", "one file holds one document: delete the '---'"
                )
                break
            if isinstance(event, (yaml.NodeEvent, yaml.AliasEvent)):
                root = self._node(event, 1)
        if root is None:
            self._problems.add(Place(self._file, 1, 1), "the file is empty")
        return root

    def _node(self, event: Any, depth: int) -> Node:
        self._nodes += 1
        if depth > MAX_DEPTH:
            self._refuse(event, f"nested more than {MAX_DEPTH} levels deep")
        if self._nodes > self._max_nodes:
            self._refuse(event, f"more than {self._max_nodes:,} keys and values in one file")
        self._check_properties(event)
        if isinstance(event, yaml.AliasEvent):
            return ScalarNode(self._place(event), None, "", "", broken=True)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, depth)
        return self._mapping(event, depth)

    def _check_properties(self, event: Any) -> None:
        hint = "write the value out, or quote a text that begins with"
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                place = self._place(event)
                self._problems.add(
                    place, f"'*{event.anchor}' is an alias, and aliases are not used here", f"{hint} '*'"
                )
            return
        if event.anchor is not None:
            self._anchors.add(event.anchor)
            place = self._place(event, length=len(event.anchor) + 1)
            self._problems.add(
                place, f"'&{event.anchor}' is an anchor, and anchors and aliases are not used here", f"{hint} '&'"
            )
        if event.tag is not None:
            place = self._place(event)
            self._problems.add(
                place, "a tag ('!…') is not used here", "remove it, or quote a text that begins with '!'"
            )

    def _scalar(self, event: Any) -> ScalarNode:
        raw = self._text[event.start_mark.index : event.end_mark.index]
        place = self._place(event)
        if _INVALID.search(event.value):
            self._problems.add(place, "this text holds a control character", "remove the escape that stands for it")
        value: Scalar = event.value
        # A quoted text has a style, or is not "plain implicit" in the events of the C parser.
        if event.implicit[0]:
            value = self._resolved(event.value, place)
        return ScalarNode(place, value, event.value, raw)

    def _resolved(self, text: str, place: Place) -> Scalar:
        try:
            return resolve(text)
        except ValueError:
            self._problems.add(place, "the number is too large", "put it in quotes if it is meant as text")
            return text

    def _sequence(self, event: Any, depth: int) -> SequenceNode:
        place = self._place(event)
        items = []
        while not isinstance(inner := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(inner, depth + 1))
        return SequenceNode(self._whole(place, event, inner), tuple(items))

    def _mapping(self, event: Any, depth: int) -> Node:
        place = self._place(event)
        entries: dict[str, Entry] = {}
        broken = False
        while not isinstance(inner := next(self._events), yaml.MappingEndEvent):
            key = self._node(inner, depth + 1)
            value = self._node(next(self._events), depth + 1)
            broken = broken or not isinstance(key, ScalarNode)
            key, value = self._parted(key, value)
            if entries and event.flow_style and _is_rest_of_expression(key, value):
                self._problems.add(key.place, "a comma inside {…} begins a new entry", QUOTE_IN_BRACES)
            elif (name := self._key(key, entries)) is not None:
                entries[name] = Entry(key.place, value)
        whole = self._whole(place, event, inner)
        return ScalarNode(whole, None, "", "", broken=True) if broken else MappingNode(whole, entries)

    def _parted(self, key: Node, value: Node) -> tuple[Node, Node]:
        """Key and value of a key that swallowed its colon: a full-width one, or one that no space follows."""
        if not isinstance(key, ScalarNode) or key.broken or key.raw != key.text:
            return key, value
        found = _COLON_IN_KEY.fullmatch(key.text)
        nothing_follows = isinstance(value, ScalarNode) and not value.raw
        is_glued = nothing_follows or (found is not None and found["rest"][:1] in ("{", "["))
        if found is None or (found["colon"] == ":" and not is_glued):
            return key, value
        colon = key.at(found.start("colon"), 1)
        place = Place(key.place.file, key.place.line, key.place.column, found.end("name"))
        name = ScalarNode(place, found["name"], found["name"], found["name"])
        if found["colon"] in FULL_WIDTH:
            hint = f"write `{found['name']}: …`, with a space after the ':'"
            self._problems.add(colon, "YAML does not know the full-width '：'", hint)
        else:
            shown = found["rest"] if nothing_follows else f"{found['rest']}: …"
            self._problems.add(colon, "a space is missing after this ':'", f"write `{found['name']}: {shown}`")
        rest = ScalarNode(key.place, self._resolved(found["rest"], key.place), found["rest"], found["rest"])
        return name, rest if nothing_follows and found["rest"] else ScalarNode(key.place, None, "", "", broken=True)

    def _key(self, key: Node, entries: Mapping[str, Entry]) -> str | None:
        if isinstance(key, MappingNode) or (isinstance(key, ScalarNode) and key.broken):
            hint = "expressions are written bare; '{{ }}' belongs into template files"
            self._problems.add(key.place, "a key must be a name", hint)
        elif isinstance(key, SequenceNode):
            self._problems.add(key.place, "a key must be a name, not a list")
        elif key.text == "<<" and key.raw == "<<":
            self._problems.add(key.place, "merge keys ('<<') are not used here", "write the keys out")
        elif key.raw[:1] in _SPACES:
            start = Place(key.place.file, key.place.line, key.place.column)
            self._problems.add(start, "a full-width space cannot indent a line", "indent with ordinary spaces")
        elif key.text in entries:
            first = entries[key.text].key.line
            self._problems.add(key.place, f"{quoted(key.text)} stands here twice", f"the first is in line {first}")
        else:
            return key.text
        return None

    def _place(self, event: Any, length: int | None = None) -> Place:
        start, end = event.start_mark, event.end_mark
        if length is None:
            line_end = re.search(r"[\n\r\x85\u2028\u2029]|\Z", self._text[start.index : end.index])
            length = line_end.start() if line_end else 1
        return Place(self._file, start.line + 1, start.column + 1, max(1, length))

    @staticmethod
    def _whole(place: Place, start: Any, end: Any) -> Place:
        """The place with the length of the whole collection where it is written in one line."""
        if start.flow_style and start.start_mark.line == end.end_mark.line:
            return Place(place.file, place.line, place.column, end.end_mark.index - start.start_mark.index)
        return place

    def _refuse(self, event: Any, message: str) -> None:
        self._problems.add(self._place(event), message)
        raise _Refused


def _is_rest_of_expression(key: Node, value: Node) -> bool:
    """Whether an entry of {…} is what a comma cut off an expression, such as the ``0)`` of ``f(x, 0)``."""
    if not isinstance(key, ScalarNode) or not isinstance(value, ScalarNode) or key.broken or value.broken:
        return False
    return value.raw == "" and not key.text.replace("-", "_").isidentifier()
