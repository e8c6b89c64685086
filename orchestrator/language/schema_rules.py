"""What the models of ``syntax`` cannot say in JSON Schema by themselves: which keys go together.

A step is told by its kind: a chain of if, then, else, so that an editor offers and explains the keys of that kind
alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from orchestrator.domain.runs import Sampling
from orchestrator.language.reading import keys_of
from orchestrator.language.schema_inputs import input_schema, own_schema
from orchestrator.language.schema_parts import (
    EXPRESSION_TYPES,
    NAME,
    NEW_NAME,
    ONE_EXPRESSION,
    WORKFLOW_NAME,
    Schema,
    changed,
    chosen,
    filled,
    needed,
    where,
)  # fmt: skip
from orchestrator.language.syntax import KINDS, MAX_ROUNDS, MAX_VARIANTS, StepSyntax
from orchestrator.language.types import type_names

_DURATION: Schema = {
    "anyOf": [
        {"type": "number", "exclusiveMinimum": 0},
        {"type": "string", "pattern": r"^\s*(?=[\d.]*[1-9])\d+(\.\d+)?\s*[smh]\s*$"},
    ]
}
_SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "temperature": "How free the reply is: 0 always takes the likeliest word; at most 5.",
        "top_p": "Only the likeliest words that together have this probability; above 0, at most 1.",
        "top_k": "Only this many of the likeliest words.",
        "max_tokens": "The greatest length of the reply in tokens.",
        "stop": "Texts that end the reply; they are not part of it.",
        "seed": "Instead of the seed that the run gives to this call.",
        "beams": "Beam search with so many beams, 1 to 64; the other settings are then ignored.",
    }
)


def with_rules(name: str, schema: Schema) -> Schema:
    """The schema of the model ``name``, with all that JSON Schema can say of it."""
    schema = _with_names(_with_expressions(schema))
    if name in _KIND_OF:
        schema = _step(_KIND_OF[name], schema)
    schema = _RULES[name](schema) if name in _RULES else schema
    return {**schema, "title": _title(name)}


_KIND_OF: Mapping[str, str] = MappingProxyType({model.__name__: kind for kind, model in KINDS.items()})


def _title(name: str) -> str:
    """What editors call a ``name`` in their messages."""
    return f"{_KIND_OF[name]} step" if name in _KIND_OF else name.removesuffix("Syntax").removeprefix("Loop").lower()


def extra_definitions(model: str, definitions: Mapping[str, Schema]) -> Schema:
    """What the schema of ``model`` refers to and no model stands for."""
    if model == "WorkflowSyntax":
        return {"Step": _any_step(definitions), "OwnSchema": own_schema()}
    return {"OwnSchema": own_schema()} if model == "CardSyntax" else {}


# -- what stands everywhere ---------------------------------------------------------------------------------


def _with_expressions(node: Any) -> Any:
    if isinstance(node, list):
        return [_with_expressions(part) for part in node]
    if not isinstance(node, dict):
        return node
    found = {key: _with_expressions(part) for key, part in node.items()}
    return {**found, **ONE_EXPRESSION} if node.get("type") == EXPRESSION_TYPES else found


def _with_names(schema: Schema) -> Schema:
    """The schema with rules for the keys under ``steps``, ``inputs`` and the like, and with steps told by kind."""
    new = {"steps": NEW_NAME, "carry": NEW_NAME, "inputs": NAME, "outputs": NAME, "takes": NAME}
    properties = dict(schema.get("properties", {}))
    for key, names in new.items():
        if key in properties:
            properties[key] = {**properties[key], "propertyNames": names}
    if "steps" in properties:
        properties["steps"] = {**properties["steps"], "additionalProperties": {"$ref": "#/$defs/Step"}}
    if "result" in properties:
        mapping = {**properties["result"]["anyOf"][1], "propertyNames": NAME}
        properties["result"] = {**properties["result"], "anyOf": [properties["result"]["anyOf"][0], mapping]}
    return {**schema, "properties": properties} if properties else schema


# -- steps --------------------------------------------------------------------------------------------------


def _step(kind: str, schema: Schema) -> Schema:
    schema = {**schema, "dependentRequired": {"else": ["when"]}}
    if kind == "foreach":
        return changed(schema, timeout=_DURATION)
    message = "fail or skip; only a foreach can collect"
    return changed(schema, timeout=_DURATION, on_error={"enum": ["fail", "skip"], "errorMessage": message})


def _any_step(definitions: Mapping[str, Schema]) -> Schema:
    """A step of any kind: that of the first kind it names. The kinds are closed, so it names no other."""
    kinds = {kind: definitions[model.__name__] for kind, model in KINDS.items()}
    there = f"a step has one of {', '.join(kinds)}"
    shared = {key: kinds["agent"]["properties"][key] for key in keys_of(StepSyntax)}
    named = {kind: {**part["properties"][kind], "description": part["description"]} for kind, part in kinds.items()}
    one = [{**where(kind), "errorMessage": there} for kind in kinds]
    cases = [(where(kind), {"$ref": f"#/$defs/{model.__name__}"}) for kind, model in KINDS.items()]
    return {"title": "step", **chosen(cases, {"properties": {**named, **shared}, "anyOf": one})}


def _agent(schema: Schema) -> Schema:
    expression = {"type": "string", **ONE_EXPRESSION}
    settings = {name: {"anyOf": [part, expression]} for name, part in _settings().items()}
    return changed(schema, sampling=_sampling(settings))


def _sampling(settings: Mapping[str, Schema]) -> Schema:
    described = {name: {**part, "description": _SETTINGS[name]} for name, part in settings.items()}
    return {"type": "object", "properties": described, "additionalProperties": False}


def _settings() -> dict[str, Schema]:
    """What each setting of sampling may be."""
    settings = {}
    for name, part in Sampling.model_json_schema()["properties"].items():
        may_be = [choice for choice in part.get("anyOf", [part]) if choice != {"type": "null"}]
        settings[name] = {key: value for key, value in may_be[0].items() if key not in ("title", "default")}
    return settings


def _foreach(schema: Schema) -> Schema:
    message = "`carry` needs `order: serial`"
    schema = changed(schema, **{"as": NEW_NAME})
    return {**schema, "if": filled("carry"), "then": needed("order", "serial", message)}


def _loop_options(schema: Schema) -> Schema:
    message = "`on_max` says what happens where `until` never held"
    return {
        **changed(schema, max=_number_to(MAX_ROUNDS)),
        "dependentRequired": {"patience": ["best"], "keep_if": ["best"]},
        "if": where("on_max", "fail", "ask"),
        "then": {"required": ["until"], "errorMessage": message},
    }


def _variants(schema: Schema) -> Schema:
    return changed(schema, variants=_number_to(MAX_VARIANTS))


def _number_to(greatest: int) -> Schema:
    number = {"type": "integer", "minimum": 1, "maximum": greatest}
    return {"anyOf": [number, {"type": "string", **ONE_EXPRESSION}]}


def _choose(schema: Schema) -> Schema:
    by = {"anyOf": [{"enum": ["judge", "person"]}, {"type": EXPRESSION_TYPES, **ONE_EXPRESSION}]}
    return {
        **changed(schema, by=by),
        "if": filled("with"),
        "then": needed("by", "judge", "`with` goes with `by: judge`"),
    }


# -- files --------------------------------------------------------------------------------------------------


def _workflow(schema: Schema) -> Schema:
    return changed(schema, name=WORKFLOW_NAME)


def _card(schema: Schema) -> Schema:
    names = type_names()
    domain = [name for name in names if name[0].isupper()]
    own = {"allOf": [{"$ref": "#/$defs/OwnSchema"}, {"properties": {"type": {"const": "object"}}}]}
    output = {"anyOf": [{"enum": ["text", *domain]}, own]}
    whole = rf"^\s*((optional|list\s+of)\s+)*({'|'.join(names)})\s*$"
    message = "a type, such as text, Draft, optional Draft, list of Draft"
    taken = {"type": "string", "pattern": whole, "patternErrorMessage": message, "examples": _taken(names)}
    takes = {"type": "object", "propertyNames": NAME, "additionalProperties": taken}
    both = {"required": ["template", "output"]}
    return {
        **changed(schema, output=output, takes=takes, sampling=_sampling(_settings())),
        "allOf": [
            {"if": {"required": ["extends"], "properties": {"extends": {"minLength": 1}}}, "else": both},
            {
                "if": {"required": ["whole", "output"], "properties": {"whole": {"const": True}}},
                "then": needed("output", "Revision", "`whole` goes with `output: Revision`"),
            },
        ],
    }


def _taken(names: Iterable[str]) -> list[str]:
    """Types as cards mostly write them, for an editor to offer."""
    plain = list(names)
    return [*plain, *(f"optional {name}" for name in plain), *(f"list of {name}" for name in plain)]


_RULES: Mapping[str, Callable[[Schema], Schema]] = MappingProxyType(
    {
        "AgentSyntax": _agent,
        "ForeachSyntax": _foreach,
        "LoopOptions": _loop_options,
        "VariantsSyntax": _variants,
        "ChooseSyntax": _choose,
        "InputSyntax": input_schema,
        "WorkflowSyntax": _workflow,
        "CardSyntax": _card,
    }
)
