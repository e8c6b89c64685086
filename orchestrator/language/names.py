"""Names of steps, inputs and variables: what may be one, and which ones the language keeps for itself."""

from __future__ import annotations

import re
import unicodedata

from orchestrator.domain.errors import Place
from orchestrator.language.diagnostics import Problems, quoted

OWN_NAMES = frozenset({"inputs", "previous", "round", "kept", "note", "variant"})
"""Names with a meaning of their own inside blocks."""

_WORDS = frozenset(
    {"and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None", "range"}
)
MAX_NAME = 80


def check_name(name: str, place: Place, problems: Problems, *, own_allowed: bool = False) -> bool:
    """Whether ``name`` can be used in expressions; if not, a problem is noted.

    Args:
        name: letters of any script, digits and underscores, not beginning with a digit.
        place: where it stands.
        problems: gets the mistake.
        own_allowed: whether the names of the language (``previous``, ``round`` …) may be given too; an input
            called ``note`` is no trouble, because it is read as ``inputs.note``.
    """
    if name in _WORDS or (name in OWN_NAMES and not own_allowed):
        problems.add(
            place, f"{quoted(name)} is a word of the language and cannot be a name here", "choose another name"
        )
    elif not name.isidentifier() or unicodedata.normalize("NFKC", name) != name:
        hint = "use letters, digits and underscores, and begin with a letter"
        cleaned = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", name)).strip("_")
        if cleaned.isidentifier() and len(cleaned) <= MAX_NAME:
            hint += f": {cleaned}"
        problems.add(place, f"{quoted(name)} cannot be a name", hint)
    elif len(name) > MAX_NAME:
        problems.add(place, f"a name of {len(name)} characters", f"use at most {MAX_NAME}")
    else:
        return True
    return False
