"""Values as people read them: prose as it is, critiques and reports in sentences, all else as an indented list."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from orchestrator.domain.critiques import Critique
from orchestrator.domain.reports import Report

_VERDICTS: Mapping[bool | None, str] = MappingProxyType({True: "met", False: "missed", None: "measured"})


def readable(value: str) -> str:
    r"""A kept value for a reader.

    >>> readable('{"title": "The Well", "scenes": [{"heading": "At the well"}]}')
    'title: The Well\nscenes:\n- heading: At the well'
    >>> readable("The hen slept.")
    'The hen slept.'
    """
    match parsed(value):
        case str(text):
            return text
        case Report() as report:
            return "\n".join(_report(report))
        case Critique() as critique:
            return "\n".join(_critique(critique))
        case data:
            return "\n".join(_listed(data))


def parsed(value: str) -> Any:
    """A kept value as what it is: a critique, a report, other plain data; prose as it is.

    >>> parsed('{"issues": [], "score": 7}')
    Critique(issues=(), score=7)
    """
    data = _data(value)
    if data is None:
        return value
    keys = data.keys() if isinstance(data, dict) else set()
    with suppress(ValidationError):  # a shape of somebody's own that only looks like it
        if {"passed", "reports"} <= keys:
            return Report.model_validate(data)
        if {"issues", "score"} <= keys:
            return Critique.model_validate(data)
    return data


def _data(value: str) -> Any:
    """The data in a text that is JSON; None where it is prose."""
    if not value.startswith(("{", "[")):
        return None
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _critique(critique: Critique) -> Iterator[str]:
    yield f"score {critique.score}"
    for issue in critique.issues:
        quote = f' "{issue.quote}"' if issue.quote else ""
        fix = f" → {issue.fix}" if issue.fix else ""
        yield f"- [{issue.paragraph}]{quote} ({issue.severity}): {issue.problem}{fix}"
    if not critique.issues:
        yield "no issues"


def _report(report: Report) -> Iterator[str]:
    for check in report.reports:
        measured = ", ".join(f"{name.replace('_', ' ')} {_short(value)}" for name, value in check.measured.items())
        yield f"{check.check}: {_VERDICTS[check.passed]}" + (f" ({measured})" if measured else "")
        for finding in check.findings:
            where = f"[{finding.paragraph}] " if finding.paragraph else ""
            quote = f'"{finding.quote}": ' if finding.quote else ""
            yield f"- {where}{quote}{finding.instruction}"


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else "-" if value is None else str(value)


def _listed(data: Any) -> Iterator[str]:
    """Data as lines, indented by two; what is empty is left out."""
    if isinstance(data, dict):
        for key, value in data.items():
            if value in (None, "", [], {}):
                continue
            inner = list(_listed(value))
            if isinstance(value, (dict, list)) or len(inner) > 1:
                indent = "  " if not isinstance(value, list) else ""
                yield f"{key}:"
                yield from (f"{indent}{line}" for line in inner)
            else:
                yield f"{key}: {inner[0]}"
    elif isinstance(data, list):
        for value in data:
            first, *more = list(_listed(value)) or [""]
            yield f"- {first}"
            yield from (f"  {line}" for line in more)
    else:
        yield from (json.dumps(data) if not isinstance(data, str) else data).splitlines() or [""]
