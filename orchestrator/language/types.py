"""The types of values in a workflow: ``text``, ``list of Scene``, ``optional Report``.

A type is either a scalar, a domain type, a list, a record (a mapping whose fields are known) or ``any``
(known only when the run has the value). ``optional`` marks a value that may be none.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from orchestrator.domain.critiques import Choice, Chronicle, Critique, Evidence, Issue, Portrait, Rating, Summary, Trait
from orchestrator.domain.drafts import Draft, Manuscript, Paragraph, Revision
from orchestrator.domain.outlines import Bible, Book, Chapter, Character, Fact, Outline, Scene
from orchestrator.domain.reports import CheckReport, Finding, Intended, Report
from orchestrator.domain.styles import Style

DOMAIN_TYPES: Mapping[str, type[BaseModel]] = types.MappingProxyType(
    {
        type_.__name__: type_
        for type_ in (
            Bible, Book, Chapter, Character, CheckReport, Choice, Chronicle, Critique, Draft, Evidence, Fact, Finding,
            Intended, Issue, Manuscript, Outline, Paragraph, Portrait, Rating, Report, Revision, Scene, Style, Summary,
            Trait,
        )
    }
)  # fmt: skip
_MAX_TYPE_WORDS = 20
SCALARS = ("text", "int", "float", "bool")

Kind = Literal["scalar", "domain", "list", "record", "any", "none"]


@dataclass(frozen=True, slots=True)
class Type:
    """One type. ``name`` is a scalar's or a domain type's; ``item`` a list's; ``fields`` a record's."""

    kind: Kind
    name: str = ""
    item: Type | None = None
    fields: tuple[tuple[str, Type], ...] = field(default=())
    optional: bool = False

    def __str__(self) -> str:
        """As it is written in a role card.

        >>> str(parse_type("optional list of Scene"))
        'optional list of Scene'
        """
        if self.kind == "list":
            body = f"list of {self.item}"
        elif self.kind == "record":
            body = "{" + ", ".join(f"{name}: {type_}" for name, type_ in self.fields) + "}"
        else:
            body = self.name or self.kind
        return f"optional {body}" if self.optional else body

    def as_optional(self) -> Type:
        """This type, but none is allowed."""
        return replace(self, optional=True)

    def as_required(self) -> Type:
        """This type, but none is not allowed."""
        return replace(self, optional=False)


ANY = Type("any")
NONE = Type("none", optional=True)
TEXT, INT, FLOAT, BOOL = (Type("scalar", name) for name in SCALARS)


def list_of(item: Type) -> Type:
    """The type of lists of ``item``."""
    return Type("list", item=item)


def record(fields: Mapping[str, Type]) -> Type:
    """The type of mappings with exactly these fields."""
    return Type("record", fields=tuple(fields.items()))


def domain(type_: type[BaseModel]) -> Type:
    """The type of one domain class."""
    return Type("domain", type_.__name__)


DRAFT, REVISION, BIBLE, CHOICE, REPORT, INTENDED, STYLE = (
    domain(type_) for type_ in (Draft, Revision, Bible, Choice, Report, Intended, Style)
)
TELLS_A_BIBLE = (domain(Summary), domain(Chronicle))
"""What can be added to a Bible."""


def parse_type(text: str) -> Type:
    """The type that ``text`` names.

    Raises:
        ValueError: no such type; the message lists those there are.
    """
    words = text.split()
    if len(words) > _MAX_TYPE_WORDS:
        raise ValueError("a type of too many words")
    if words[:1] == ["optional"]:
        return parse_type(" ".join(words[1:])).as_optional()
    if words[:2] == ["list", "of"]:
        return list_of(parse_type(" ".join(words[2:])))
    name = " ".join(words)
    if name in SCALARS:
        return Type("scalar", name)
    if name == "any":
        return ANY
    if name in DOMAIN_TYPES:
        return Type("domain", name)
    raise ValueError(f"unknown type '{name}'")


def type_names() -> tuple[str, ...]:
    """Every name ``parse_type`` knows, for hints."""
    return (*SCALARS, "any", *sorted(DOMAIN_TYPES))


def fields_of(type_: Type) -> Mapping[str, Type] | None:
    """The fields that ``value.field`` may name; None where they are not known (``any``)."""
    if type_.kind == "domain":
        return _domain_fields(type_.name)
    if type_.kind == "record":
        return dict(type_.fields)
    return None if type_.kind == "any" else {}


@cache
def _domain_fields(name: str) -> Mapping[str, Type]:
    model = DOMAIN_TYPES[name]
    fields = {n: _from_annotation(f.annotation) for n, f in model.model_fields.items() if not f.exclude}
    computed = {n: _from_annotation(f.return_type) for n, f in model.model_computed_fields.items()}
    return types.MappingProxyType({**fields, **computed})


_PYTHON_SCALARS = {str: TEXT, int: INT, float: FLOAT, bool: BOOL}


def _from_annotation(annotation: Any) -> Type:
    if isinstance(annotation, type) and annotation in _PYTHON_SCALARS:
        return _PYTHON_SCALARS[annotation]
    if isinstance(annotation, type) and annotation.__name__ in DOMAIN_TYPES:
        return domain(annotation)
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return TEXT
    if origin in (tuple, list):
        return list_of(_from_annotation(args[0]))
    if origin in (Union, types.UnionType):
        some = [arg for arg in args if arg is not type(None)]
        inner = _from_annotation(some[0]) if len(some) == 1 else ANY
        return inner.as_optional() if len(some) < len(args) else inner
    if hasattr(annotation, "__metadata__"):
        return _from_annotation(annotation.__origin__)
    return ANY


def fits(given: Type, wanted: Type) -> bool:
    """Whether a value of type ``given`` can be bound to a name of type ``wanted``.

    Text and Draft become each other (by blank lines); an int is a float; scalars become text.

    >>> fits(TEXT, domain(Draft)), fits(TEXT, INT)
    (True, False)
    """
    if given.kind == "none":
        return wanted.optional
    if given.optional and not wanted.optional:
        return False
    if "any" in (given.kind, wanted.kind):
        return True
    if wanted.kind == "scalar":
        return _fits_scalar(given, wanted)
    if wanted.kind == "domain":
        return _fits_domain(given, wanted)
    if wanted.kind == "list" and given.kind == "list":
        return given.item is not None and wanted.item is not None and fits(given.item, wanted.item)
    return given.as_required() == wanted.as_required()


def _fits_domain(given: Type, wanted: Type) -> bool:
    if given.kind != "record":
        return given.name == wanted.name or (wanted.name == "Draft" and given.as_required() == TEXT)
    # A record written in place stands for a domain object; whether its values will do is seen when it runs.
    fields = fields_of(wanted) or {}
    written = dict(given.fields)
    needed = {name for name, field_ in DOMAIN_TYPES[wanted.name].model_fields.items() if field_.is_required()}
    return (
        bool(written) and needed <= written.keys() and all(n in fields and fits(t, fields[n]) for n, t in given.fields)
    )


def _fits_scalar(given: Type, wanted: Type) -> bool:
    if given.kind == "domain":
        return given.name == "Draft" and wanted.name == "text"
    if given.kind != "scalar":
        return False
    return given.name == wanted.name or wanted.name == "text" or (given.name, wanted.name) == ("int", "float")


def coerce(value: Any, wanted: Type) -> Any:
    """``value``, which ``fits`` let through, in the shape that ``wanted`` names.

    Plain data becomes a domain object again (an expression yields plain data).

    Raises:
        ValueError: the value, known only now, is not of that type.
    """
    if value is None:
        if wanted.optional or wanted.kind in ("any", "none"):
            return None
        raise ValueError(f"nothing where {wanted} is needed")
    if wanted.kind == "domain":
        return _coerce_domain(value, wanted.name)
    if wanted.kind == "scalar":
        return _coerce_scalar(value, wanted.name)
    if wanted.kind == "list" and wanted.item is not None:
        if not isinstance(value, (list, tuple)):
            raise ValueError(f"a {_kind_of(value)} where {wanted} is needed")
        return tuple(coerce(part, wanted.item) for part in value)
    if wanted.kind == "record" and isinstance(value, Mapping):
        return {name: coerce(value.get(name), type_) for name, type_ in wanted.fields}
    return value


def _coerce_domain(value: Any, name: str) -> BaseModel:
    type_ = DOMAIN_TYPES[name]
    if isinstance(value, type_):
        return value
    if type_ is Draft and isinstance(value, str):
        return Draft.of(value)
    if isinstance(value, Mapping):
        try:
            return type_.model_validate(value)
        except ValidationError as error:
            problems = (f"{'.'.join(map(str, p['loc']))}: {p['msg'].lower()}" for p in error.errors())
            raise ValueError(f"no {name}: {'; '.join(problems)}") from error
    raise ValueError(f"a {_kind_of(value)} where {name} is needed")


def _coerce_scalar(value: Any, name: str) -> Any:
    if name == "text":
        if isinstance(value, Draft):
            return value.text
        if isinstance(value, Mapping) and "paragraphs" in value:
            return str(value["text"])
        if isinstance(value, (str, int, float)):
            return str(value)
    elif isinstance(value, bool):
        if name == "bool":
            return value
    elif name == "float" and isinstance(value, (int, float)):
        return float(value)
    elif name == "int" and (isinstance(value, int) or (isinstance(value, float) and value.is_integer())):
        return int(value)
    raise ValueError(f"a {_kind_of(value)} where {name} is needed")


def _kind_of(value: Any) -> str:
    names = {str: "text", bool: "bool", int: "int", float: "float", list: "list", tuple: "list", dict: "mapping"}
    return names.get(type(value), type(value).__name__)
