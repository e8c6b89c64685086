"""What a YAML parser's complaint means to somebody who writes stories.

The parser says what it expected next; the mistake is often elsewhere. Each rule looks at the complaint and at
the text around it and names the likely mistake and its mend.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import yaml

from orchestrator.domain.errors import Place
from orchestrator.language.diagnostics import FULL_WIDTH

QUOTE_IN_BRACES = (
    "put an expression that has brackets, braces, quotes, a comma or a colon in quotes inside {…}: "
    '{until: "scores[0] > 8"}'
)


_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class _Complaint:
    """What the parser said, and the text around: the rest of the line, what stands before it in its line."""

    file: str
    text: str
    problem: str
    context: str
    at: yaml.Mark
    begun: yaml.Mark | None

    @property
    def character(self) -> str:
        return self.text[self.at.index : self.at.index + 1]

    @property
    def before(self) -> str:
        return self.text[self.at.index - self.at.column : self.at.index]

    def here(self) -> Place:
        return _place(self.file, self.at)

    def there(self) -> Place:
        """Where what is not finished began."""
        return _place(self.file, self.begun or self.at)


Explanation = tuple[Place, str, str]


def explain(error: yaml.MarkedYAMLError, text: str, file: str) -> Explanation:
    """Place, message and hint of a syntax error."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Place(file, 1, 1), f"this is not YAML: {error.problem}", ""
    complaint = _Complaint(file, text, error.problem or "", error.context or "", mark, error.context_mark)
    for rule in _RULES:
        found = rule(complaint)
        if found is not None:
            return found
    return complaint.here(), f"this is not YAML: {complaint.problem}", ""


def _place(file: str, mark: yaml.Mark) -> Place:
    return Place(file, mark.line + 1, mark.column + 1)


def _tab(c: _Complaint) -> Explanation | None:
    if c.character != "\t" or c.before.strip():
        return None
    return c.here(), "a tab cannot indent a line", "indent with spaces"


_BLANK_START = re.compile(r" *([\u3000\u00a0])")
_VALUE_START = re.compile(r"(?:[:,\-\[{] +|^ *)([｛［【])")
_KEY_START = re.compile(r" *[\w-]+(?P<colon>[:：])(?! |$)")


def _full_width(c: _Complaint) -> Explanation | None:
    """A sign or a space of a Chinese keyboard, where it takes the place of one that YAML knows."""
    above = c.text[: c.at.index - c.at.column].rstrip("\n").rpartition("\n")[2]
    for line, number in ((c.before, c.at.line + 1), (above, c.at.line)):
        if found := _BLANK_START.match(line):
            place = Place(c.file, number, found.end())
            return place, "a full-width space cannot indent a line", "indent with ordinary spaces"
    found = _VALUE_START.search(c.before)
    if found is None and _unclosed(c.before) is not None:
        found = re.search("([，：])[^，：]*$", _QUOTED.sub(lambda match: "x" * len(match.group()), c.before))
    if found is None:
        return None
    sign = found.group(1)
    place = Place(c.file, c.at.line + 1, found.start(1) + 1)
    return place, f"YAML does not know the full-width '{sign}'", f"write '{FULL_WIDTH[sign]}'"


def _glued_colon(c: _Complaint) -> Explanation | None:
    """The line above has a key whose colon is glued to what follows, or is a full-width one."""
    if c.character == ":" and re.search(r"[{,] *\w+$", c.before) and c.text[c.at.index + 1 :][:1].strip():
        return c.here(), "a space is missing after this ':'", "write `key: value`"
    if "mapping values are not allowed" not in c.problem or ": " in c.before.strip():
        return None
    above = c.text[: c.at.index - c.at.column].rstrip("\n").rpartition("\n")[2]
    found = _KEY_START.match(above)
    full = re.match(r" *[\w-]+(?P<colon>：)", above)
    if found is None and full is None:
        return None
    start = (full or found).start("colon")  # type: ignore[union-attr]
    place = Place(c.file, c.at.line, start + 1)
    if full is not None:
        return place, "YAML does not know the full-width '：'", "write ':' and a space after it"
    return place, "a space is missing after this ':'", "write `key: value`"


def _open_quote(c: _Complaint) -> Explanation | None:
    if "quoted scalar" not in c.context or "end of stream" not in c.problem:
        return None
    comma = _comma_in_quotes(c)
    if comma is not None:
        return comma, "a comma inside {…} begins a new entry", QUOTE_IN_BRACES
    return c.there(), "this quote is never closed", "close it, or put the whole text in the other kind of quotes"


def _comma_in_quotes(c: _Complaint) -> Place | None:
    """The comma of ``{text: words | join(',')}``, behind which the second quote seems to begin a text."""
    begun = c.begun or c.at
    before = c.text[begun.index - begun.column : begun.index]
    quote = c.text[begun.index : begun.index + 1]
    found = re.search(rf"[\w(~+=|<>] *{quote}(?P<comma>,) *$", before)
    if found is None or _unclosed(before.replace(quote, "")) is None:
        return None
    return Place(c.file, begun.line + 1, found.start("comma") + 1)


def _escape(c: _Complaint) -> Explanation | None:
    if "quoted scalar" not in c.context:
        return None
    return c.here(), "a double-quoted text cannot hold this", r"write \\ for a backslash, or use single quotes"


def _alias(c: _Complaint) -> Explanation | None:
    for word, sign in (("alias", "*"), ("anchor", "&"), ("tag", "!")):
        if f"scanning an {word}" in c.context or f"scanning a {word}" in c.context:
            return c.there(), f"a text cannot begin with '{sign}' unless it is quoted", "put it in quotes"
    return None


def _braces(c: _Complaint) -> Explanation | None:
    """Inside {…} or […]: something unquoted that has a meaning there, or a bracket that is never closed."""
    if "flow" not in c.context and _unclosed(c.before) is None:
        return None
    if c.character in (",", "}", "]") and "content" in c.problem:
        return c.here(), f"something is missing before '{c.character}'", QUOTE_IN_BRACES
    opening = _opening(c)
    if opening >= 0 and _looks_unclosed(c, opening):
        return _never_closed(c, opening)
    return c.here(), "this cannot stand unquoted inside {…} or […]", QUOTE_IN_BRACES


def _opening(c: _Complaint) -> int:
    """Where the bracket around the complaint opens; -1 where the parser does not say."""
    if c.begun is not None and c.text[c.begun.index : c.begun.index + 1] in ("{", "["):
        return c.begun.index
    return max(c.text.rfind("{", 0, c.at.index), c.text.rfind("[", 0, c.at.index))


def _looks_unclosed(c: _Complaint, opening: int) -> bool:
    """At the end of the file, at the key of a later line, or at a bracket of the other kind."""
    at_the_end = not c.text[c.at.index :].strip()
    on_a_later_line = "\n" in c.text[opening : c.at.index]
    at_a_key = c.character == ":" or not c.before.strip()
    return at_the_end or (on_a_later_line and at_a_key) or c.character in ("}", "]")


def _never_closed(c: _Complaint, opening: int) -> Explanation:
    sign = c.text[opening]
    closing = "}" if sign == "{" else "]"
    line = c.text.count("\n", 0, opening) + 1
    place = Place(c.file, line, opening - c.text.rfind("\n", 0, opening))
    return place, f"this '{sign}' is never closed", f"add '{closing}', or the comma that is missing between two entries"


def _unclosed(line: str) -> str | None:
    """The last bracket that is opened and not closed in ``line``; quoted parts are passed over."""
    stack: list[str] = []
    quote = ""
    for character in line:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "{[":
            stack.append(character)
        elif character in "}]" and stack:
            stack.pop()
    return stack[-1] if stack else None


def _second_colon(c: _Complaint) -> Explanation | None:
    if "mapping values are not allowed" not in c.problem:
        return None
    if ": " in c.before:
        return c.here(), "a second ':' in one value", "put the value in quotes"
    return (
        Place(c.file, c.at.line + 1, len(c.before) - len(c.before.lstrip()) + 1, max(1, len(c.before.strip()))),
        "this key does not fit the line above it",
        "indent it like its neighbours, and put a space after every ':'",
    )


def _no_colon(c: _Complaint) -> Explanation | None:
    if "could not find expected ':'" not in c.problem:
        return None
    return c.there(), "a key without a value", "write it as `key: value`, with a space after the colon"


def _not_a_key(c: _Complaint) -> Explanation | None:
    if "expected key" not in c.problem and "<block end>" not in c.problem:
        return None
    if c.character in ("]", "}"):
        return c.here(), f"this '{c.character}' closes nothing", "remove it"
    if c.before.rstrip().endswith(("'", '"')):
        hint = "put the whole expression in the other kind of quotes: when: '\"x\" in text'"
        return c.here(), "text after a closing quote", hint
    return c.here(), "this line is not indented like its neighbours", "the keys of one mapping begin in the same column"


def _list_items(c: _Complaint) -> Explanation | None:
    if "block sequence entries" in c.problem:
        hint = "begin the list on the line below its key, or put the text in quotes"
        return c.here(), "a list cannot begin with '-' here", hint
    if "'-' indicator" in c.problem or "block collection" in c.context:
        return c.here(), "this line is not an item of the list above it", "begin every item with '- '"
    return None


def _block_text(c: _Complaint) -> Explanation | None:
    if "block scalar" not in c.context:
        return None
    return c.here(), "text behind '|' or '>'", "begin the text on the next line, indented"


def _bad_start(c: _Complaint) -> Explanation | None:
    if "cannot start any token" not in c.problem and "node content" not in c.problem:
        return None
    return c.here(), f"a text cannot begin with '{c.character}' unless it is quoted", "put it in quotes"


def _after_the_end(c: _Complaint) -> Explanation | None:
    if "document start" not in c.problem:
        return None
    return c.here(), "text after the end of the document", "delete it, or the '...' above it"


_RULES: tuple[Callable[[_Complaint], Explanation | None], ...] = (
    _tab, _open_quote, _escape, _alias, _full_width, _glued_colon, _braces, _second_colon, _no_colon, _not_a_key,
    _list_items, _block_text, _bad_start, _after_the_end,
)  # fmt: skip
