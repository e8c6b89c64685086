"""One thing that was looked at, and how it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "absent", "warning", "wrong"]
"""``absent``: it is optional and not there. ``warning``: it may hurt later. ``wrong``: it does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one thing.

    Attributes:
        name: of the thing.
        state: how it is.
        found: what was found, in a sentence or less.
        mend: what to type or to do; empty where nothing is wrong.
    """

    name: str
    state: State
    found: str
    mend: str = ""
