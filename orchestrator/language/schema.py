"""JSON Schemas of workflow files and role cards (2020-12), for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from orchestrator.language.syntax import CardSyntax, Syntax, WorkflowSyntax

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def workflow_schema() -> dict[str, Any]:
    """The schema of workflow files."""
    return _schema(WorkflowSyntax, "An Inkloom workflow")


def card_schema() -> dict[str, Any]:
    """The schema of role cards."""
    return _schema(CardSyntax, "An Inkloom role card")


def _schema(model: type[Syntax], title: str) -> dict[str, Any]:
    schema = {**_without_noise(model.model_json_schema(by_alias=True)), "title": title}
    return {"$schema": DIALECT, **schema}


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
        if key != "title" and not (key == "default" and value is None)
    }
