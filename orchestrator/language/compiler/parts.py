"""The part of a value that would fit where the whole does not: what a hint can offer."""

from __future__ import annotations

from orchestrator.language.types import TEXT, Type, fields_of, fits


def part_that_fits(source: str, given: Type, wanted: Type) -> str:
    """The part of the value ``source`` that is a ``wanted``, as an expression; empty where there is none or no telling.

    Of a list it is that part of each of its items.
    """
    if given.kind == "list" and wanted.kind == "list" and given.item is not None and wanted.item is not None:
        name = _fitting_field(given.item, wanted.item)
        return f"{source} | map(attribute='{name}') | list" if name else ""
    name = _fitting_field(given, wanted)
    if not name:
        return ""
    return f"{source}.{name}" if source.replace(".", "_").isidentifier() else f"({source}).{name}"


def _fitting_field(given: Type, wanted: Type) -> str:
    fitting = [name for name, type_ in (fields_of(given) or {}).items() if fits(type_, wanted)]
    if given.kind == "domain" and fits(TEXT, wanted):
        # Most fields of a scene or an outline are texts, and none of them is its text.
        fitting = [name for name in fitting if name == "text"]
    return fitting[0] if fitting else ""
