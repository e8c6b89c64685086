"""Scopes: which names a step can refer to, and which a card's names are found among by themselves.

Explicit references may name any step of the same or an enclosing block, even one written further down. Names are
found by themselves only above: steps written earlier and the variables of the blocks around (``as``, carried
values, ``previous``, ``round``). Steps inside a block are not seen outside of it.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, Sequence

from orchestrator.language.compiler.context import Types
from orchestrator.language.compiler.tree import WrittenStep
from orchestrator.language.types import ANY, Type


class Scope:
    """The names of one block, inside those of the blocks around it.

    Attributes:
        types: of everything that can be referred to; a step's type is ``any`` until it is compiled.
        carried: the types of the values that ``sets`` can name; None where nothing is carried.
        carried_by: what carries them: ``loop`` or ``foreach``.
    """

    def __init__(
        self,
        steps: Sequence[WrittenStep],
        variables: Mapping[str, Type],
        parent: Scope | None = None,
        position: int = 0,
        carried: Mapping[str, Type] | None = None,
        carried_by: str = "",
    ) -> None:
        """The scope of ``steps``.

        Args:
            steps: of the block.
            variables: its other names.
            parent: the scope of the block around it.
            position: of the step that is this block among the steps of ``parent``.
            carried: see the class.
            carried_by: see the class.
        """
        self._positions = {step.name: step.position for step in steps}
        self._variables = variables
        self._parent = parent
        self._position = position
        self.carried = carried
        self.carried_by = carried_by
        own = {**dict.fromkeys(self._positions, ANY), **variables}
        self.types: Types = parent.types.new_child(own) if parent is not None else ChainMap(own)

    @property
    def is_in_loop(self) -> bool:
        """Whether a loop of this workflow stands around."""
        return self.carried_by == "loop" or (self._parent is not None and self._parent.is_in_loop)

    def compiled(self, name: str, type_: Type) -> None:
        """Make the type of a step known."""
        self.types[name] = type_

    def is_visible_from(self, position: int, name: str) -> bool:
        """Whether the step at ``position`` finds ``name`` by itself: a variable, or a step written above."""
        if name in self._variables or self._positions.get(name, position) < position:
            return True
        return self._parent is not None and self._parent.is_visible_from(self._position, name)

    def is_variable(self, name: str) -> bool:
        """Whether the nearest meaning of ``name`` is a variable."""
        if name in self._variables or name in self._positions or self._parent is None:
            return name in self._variables
        return self._parent.is_variable(name)

    def visible_from(self, position: int) -> list[str]:
        """Every name that the step at ``position`` finds by itself, the nearest first."""
        here = [name for name, other in self._positions.items() if other < position]
        outer = self._parent.visible_from(self._position) if self._parent is not None else []
        return list(dict.fromkeys([*self._variables, *reversed(here), *outer]))
