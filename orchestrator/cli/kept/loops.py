"""What a run's own workflow says of its loops, read off the text that the run was compiled from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orchestrator.cli.kept.paths import parts, without_keys
from orchestrator.language.diagnostics import Problems
from orchestrator.language.sources import SourceText
from orchestrator.language.yaml_source import plain, read_yaml


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop as it was written.

    Attributes:
        until: the expression that ends it; empty without any.
        best: the expressions that its rounds are compared by.
        carry: by name, the expression that the first round begins with.
        sets: by the name of what is carried, the steps that set it, in their order.
    """

    until: str
    best: tuple[str, ...]
    carry: Mapping[str, str]
    sets: Mapping[str, tuple[str, ...]]


def loop_at(sources: str, path: str) -> Loop:
    """The loop at ``path`` in a run with these ``sources`` (JSON, as a run keeps them).

    A loop that is not there, as in a store that another program wrote, has nothing in it.
    """
    texts = json.loads(sources)
    definition: Any = _read(texts["workflow"])
    for part in parts(without_keys(path)):
        nested = texts["workflows"].get(_get(definition, "workflow"))
        definition = _get(_get(_read(nested) if nested else definition, "steps"), part.removeprefix("."))
    return _loop(definition)


def _loop(definition: Any) -> Loop:
    rule = _get(definition, "loop")
    best = _get(rule, "best")
    carry = _get(definition, "carry")
    steps = _get(definition, "steps")
    named = carry if isinstance(carry, Mapping) else {}
    return Loop(
        until=str(_get(rule, "until") or ""),
        best=tuple(map(str, best if isinstance(best, list) else [] if best is None else [best])),
        carry={str(name): str(expression) for name, expression in named.items()},
        sets={str(name): _setting(steps, name) for name in named},
    )


def _setting(steps: Any, name: object) -> tuple[str, ...]:
    return tuple(step for step in steps if _get(steps[step], "sets") == name) if isinstance(steps, Mapping) else ()


def _read(source: Mapping[str, str]) -> Any:
    node = read_yaml(SourceText(**source), Problems())
    return None if node is None else plain(node)


def _get(mapping: Any, name: str) -> Any:
    return mapping.get(name) if isinstance(mapping, Mapping) else None
