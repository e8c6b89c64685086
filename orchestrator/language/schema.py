"""JSON Schemas of workflow files, role cards and check files (2020-12), which editors complete from.

They are made of the models that the compiler reads with; ``schema_rules`` adds what depends on several keys. What
a schema cannot say is left to the compiler: what names and expressions mean.
"""

from __future__ import annotations

from typing import Any

from orchestrator.language.check_files import CheckFileSyntax
from orchestrator.language.schema_rules import extra_definitions, with_rules
from orchestrator.language.syntax import CardSyntax, Syntax, WorkflowSyntax

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def workflow_schema() -> dict[str, Any]:
    """The schema of workflow files."""
    return _schema(WorkflowSyntax, "An Inkloom workflow")


def card_schema() -> dict[str, Any]:
    """The schema of role cards."""
    return _schema(CardSyntax, "An Inkloom role card")


def check_schema() -> dict[str, Any]:
    """The schema of the files in which a project defines checks of its own."""
    return _schema(CheckFileSyntax, "An Inkloom check")


def _schema(model: type[Syntax], title: str) -> dict[str, Any]:
    root = _without_noise(model.model_json_schema(by_alias=True))
    made = {name: with_rules(name, part) for name, part in root.pop("$defs", {}).items()}
    schema = with_rules(model.__name__, root)
    definitions = extra_definitions(model.__name__, made) | made
    return {"$schema": DIALECT, **schema, "title": title, "$defs": definitions}


def _without_noise(node: Any) -> Any:
    """``node`` without generated titles, and without null, which no author would write."""
    if isinstance(node, list):
        return [_without_noise(part) for part in node]
    if not isinstance(node, dict):
        return node
    some = [part for part in node.get("anyOf", ()) if part != {"type": "null"}]
    if len(some) == 1:
        node = {**{key: part for key, part in node.items() if key != "anyOf"}, **some[0]}
    return {
        key: {name: _without_noise(part) for name, part in value.items()}
        if key == "properties"
        else _without_noise(value)
        for key, value in node.items()
        if key != "title" and not (key == "default" and value in (None, "", [], {}))
    }
