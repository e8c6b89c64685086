"""Every error Inkloom raises on purpose, and the exit code it means.

::

    InkloomError                     1   an internal fault unless a subclass says otherwise
    ├── DefinitionError              2   a workflow, card, template or setting is wrong (carries diagnostics)
    ├── UsageError                   2   an option, an input or a file given on the command line is wrong
    ├── EmptyTextError               2   a measure was asked of a text without words
    ├── ItemFailed                   3   one item of a run could not be finished
    │   ├── ReplyError               3   a model's reply has the wrong shape (repaired before it is final)
    │   ├── ExpressionError          3   an expression failed on the values of this run
    │   ├── StepTimeout              3   a step took longer than its ``timeout``
    │   ├── LoopExhausted            3   a loop with ``on_max: fail`` ended unmet
    │   └── Rejected                 3   a person rejected a value, and no round is left to mend it
    ├── ModelError                   3   a model refused or failed one request
    │   └── ModelUnavailable         5   there is no model to ask: nothing can go on
    ├── MustWait                     6   an item can go on later, with what it has so far
    │   ├── BudgetExhausted          6   the calls or tokens allowed are used up
    │   └── PersonNeeded             6   a person must decide, and nobody is there to be asked
    └── StoreError                   4   what is kept of runs cannot be read or written
        ├── StoreDamaged             4   bytes in it are not what was written
        ├── StoreLocked              4   another living process owns the run, or holds the store
        └── StoreFull                4   there is no space left for it
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


class InkloomError(Exception):
    """Base of all errors; ``hint`` says what to do about it.

    Attributes:
        exit_code: what the command line exits with when this error ends it.
        hint: one sentence with the mend, or an empty string.
        step: path of the step it happened in, with item keys and rounds; empty outside of a run.
    """

    exit_code: ClassVar[int] = 1
    step: str = ""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a source file; ``line`` and ``column`` count from 1, ``length`` in characters."""

    file: str
    line: int
    column: int
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake in a definition: where, what, and the mend."""

    place: Place
    message: str
    hint: str = ""
    source_line: str = ""

    def __str__(self) -> str:
        """Render the mistake with its line and a caret under the place.

        >>> where = Place("a.yaml", 2, 10, 5)
        >>> print(Diagnostic(where, "unknown agent 'critc'", "did you mean 'critic'?", "  agent: critc"))
        a.yaml:2:10: unknown agent 'critc'
            2 |   agent: critc
              |          ^^^^^
          hint: did you mean 'critic'?
        """
        lines = [f"{self.place}: {self.message}"]
        if self.source_line:
            # Wide (CJK) characters take two cells; the caret must stand under the place all the same.
            before = "".join("\u3000" if ord(c) > 0x2E7F else " " for c in self.source_line[: self.place.column - 1])
            lines.append(f"{self.place.line:>5} | {self.source_line}")
            lines.append(f"      | {before}{'^' * max(1, self.place.length)}")
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


class DefinitionError(InkloomError):
    """A definition is wrong; ``diagnostics`` holds every mistake found, in file order."""

    exit_code = 2

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("\n".join(str(d) for d in diagnostics))
        self.diagnostics = diagnostics


class UsageError(InkloomError):
    """What was asked for on the command line cannot be done as it stands."""

    exit_code = 2


class EmptyTextError(InkloomError):
    """A measure was asked of a text without words."""

    exit_code = 2


class ItemFailed(InkloomError):
    """One item of a run could not be finished; the others go on."""

    exit_code = 3


class ReplyError(ItemFailed):
    """A reply that cannot be read as what its card promises.

    ``message`` is written for the model: it goes back in the repair request.
    """


class ExpressionError(ItemFailed):
    """An expression failed on the values of this run."""


class StepTimeout(ItemFailed):
    """A step took longer than its ``timeout``."""


class LoopExhausted(ItemFailed):
    """A loop with ``on_max: fail`` used its rounds and its ``until`` never held."""


class Rejected(ItemFailed):
    """A person rejected a value, and no round is left in which it could be mended."""


class ModelError(InkloomError):
    """A model refused or failed one request; asking again may help."""

    exit_code = 3


class ModelUnavailable(ModelError):
    """No model answers at all."""

    exit_code = 5


def may_be_left_out(error: InkloomError) -> bool:
    """Whether ``on_error`` may leave out what failed so: an item or a call, but not the whole model or a budget."""
    return isinstance(error, (ItemFailed, ModelError)) and not isinstance(error, ModelUnavailable)


class MustWait(InkloomError):
    """An item cannot go on now; what it has so far is kept, and what runs beside the step that waits goes on.

    Attributes:
        also: others of the same item that must wait, too.
    """

    exit_code = 6
    also: tuple[MustWait, ...] = ()


class BudgetExhausted(MustWait):
    """The calls or tokens a run was allowed are used up; the items in it wait."""


class PersonNeeded(MustWait):
    """A person must decide, and nobody is there to be asked; the item waits."""

    def __init__(self, message: str) -> None:
        hint = "answer with `inkloom approve`, or `inkloom resume` the run in a terminal"
        super().__init__(message, hint=hint)


class StoreError(InkloomError):
    """What is kept of runs cannot be read or written."""

    exit_code = 4


class StoreDamaged(StoreError):
    """Bytes in the store are not what was written; none of them is served."""


class StoreLocked(StoreError):
    """Another living process owns the run, or holds the store for too long."""


class StoreFull(StoreError):
    """There is no space left; all that was acknowledged is there."""
