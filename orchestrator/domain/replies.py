"""How models write domain types, and how what they wrote is read back.

Three forms of reply, named on a role card:

* ``json``        one JSON object of the type; ``json_schema`` constrains it, ``read_json`` validates it
* ``text``        prose as it is
* ``paragraphs``  prose under ``[p3]`` marks: long prose inside JSON costs escapes and quality

A reply that cannot be read raises ``ReplyError`` with a message written for the model that gets it back.
"""

from __future__ import annotations

import json
import re
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from orchestrator.domain.drafts import Draft, Edit, Revision
from orchestrator.domain.errors import ReplyError
from orchestrator.domain.model import FROM_REPLY, is_engine_owned
from orchestrator.domain.text import clean, split_paragraphs

NOTHING_TO_CHANGE = "[none]"
"""What an editor answers when the draft should stay as it is."""

_MARK = re.compile(r"^[ \t]*\[(?P<minus>-?)(?P<id>p\d+(?:\.\d+)?)(?P<plus>\+?)\][ \t]*", re.MULTILINE)
_FENCE = re.compile(r"\A\s*```[a-z]*\n(?P<body>.*?)\n?```\s*\Z", re.DOTALL)
_MAX_SHOWN_PROBLEMS = 5

T = TypeVar("T", bound=BaseModel)


def json_schema(type_: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of replies of ``type_``: self-contained, closed, without what the engine owns.

    Property order is the order of the fields, so a constrained model writes reasons before verdicts.
    """
    schema = type_.model_json_schema(mode="validation")
    definitions = schema.pop("$defs", {})
    return _inlined(schema, definitions)  # type: ignore[no-any-return]


def _inlined(node: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_inlined(part, definitions) for part in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(definitions[node["$ref"].rpartition("/")[2]], definitions)
    out: dict[str, Any] = {}
    for key, value in node.items():
        if key == "properties":
            kept = {name: part for name, part in value.items() if not part.get("engine_owned")}
            out[key] = {name: _inlined(part, definitions) for name, part in kept.items()}
        elif key not in {"title", "default", "description", "engine_owned"}:
            out[key] = _inlined(value, definitions)
    if out.get("type") == "object" and "properties" in out:
        out["additionalProperties"] = False
    return out


def read_json(text: str, type_: type[T]) -> T:
    """The ``type_`` that a model wrote as JSON; a Markdown fence around it is forgiven.

    Raises:
        ReplyError: no JSON, cut JSON, or JSON of another shape.
    """
    return validate(parse_json(text), type_)


def parse_json(text: str) -> Any:
    """The JSON value in ``text``, which may stand in a Markdown fence or inside prose.

    Raises:
        ReplyError: nothing that parses.
    """
    body = clean(text).strip()
    if fenced := _FENCE.match(body):
        body = fenced["body"].strip()
    if not body:
        raise ReplyError("the reply is empty; answer with one JSON object")
    start = min((at for at in (body.find("{"), body.find("[")) if at >= 0), default=-1)
    if start < 0:
        raise ReplyError("the reply has no JSON; answer with one JSON object and nothing else")
    try:
        value, _ = json.JSONDecoder(parse_constant=_no_constant).raw_decode(body, start)
    except (ValueError, RecursionError) as error:
        raise ReplyError(f"the JSON does not parse: {error}") from error
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def validate(value: Any, type_: type[T]) -> T:
    """``value`` as a ``type_``; ids that a model invented are ignored.

    Raises:
        ReplyError: every mismatch, by path.
    """
    try:
        return type_.model_validate(value, context=FROM_REPLY)
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, problem['loc'])) or 'the reply'}: {problem['msg'].replace('Tuple', 'List')}"
            for problem in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        more = f" (and {len(problems) - _MAX_SHOWN_PROBLEMS} more)" if len(problems) > _MAX_SHOWN_PROBLEMS else ""
        raise ReplyError(f"the JSON has the wrong shape: {'; '.join(problems[:_MAX_SHOWN_PROBLEMS])}{more}") from error


def write_json(value: BaseModel) -> str:
    """``value`` as a model would write it: the fields that were set, without what the engine owns."""
    return json.dumps(_written(value), ensure_ascii=False)


def _written(value: Any) -> Any:
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return {
            n: _written(getattr(value, n))
            for n in fields
            if n in value.model_fields_set and not is_engine_owned(fields[n])
        }
    if isinstance(value, (list, tuple)):
        return [_written(part) for part in value]
    return value


def read_draft(text: str) -> Draft:
    """A draft from prose; ``[p1]`` marks, if there are any, only separate paragraphs.

    Raises:
        ReplyError: no text.
    """
    draft = Draft.of(_MARK.sub("\n\n", text))
    if not draft.paragraphs:
        raise ReplyError("the reply is empty; answer with the text itself")
    return draft


def read_revision(text: str) -> Revision:
    r"""The edits in ``text``: ``[p3] new text`` replaces, ``[p3+] text`` inserts after, ``[-p3]`` deletes.

    Raises:
        ReplyError: no marks, or text before the first one is all there is.

    >>> read_revision("[p2] Shorter.\n\n[-p3]").edits[1].action
    'delete'
    """
    text = clean(text)
    marks = list(_MARK.finditer(text))
    if not marks:
        if text.strip().lower() == NOTHING_TO_CHANGE:
            return Revision()
        raise ReplyError(
            "the reply names no paragraph; write each changed paragraph under its mark, such as [p2], "
            f"or {NOTHING_TO_CHANGE} to change nothing"
        )
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return Revision(edits=tuple(_edit(mark, text[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)))


def _edit(mark: re.Match[str], text: str) -> Edit:
    if mark["minus"]:
        return Edit(action="delete", paragraph=mark["id"])
    return Edit(
        action="insert" if mark["plus"] else "replace", paragraph=mark["id"], text="\n\n".join(split_paragraphs(text))
    )


def write_revision(revision: Revision) -> str:
    """``revision`` as an editor writes it."""
    if revision.rewrite:
        return revision.rewrite
    if not revision.edits:
        return NOTHING_TO_CHANGE
    forms = {"replace": "[{0}] {1}", "insert": "[{0}+] {1}", "delete": "[-{0}]"}
    return "\n\n".join(forms[edit.action].format(edit.paragraph, edit.text) for edit in revision.edits)
