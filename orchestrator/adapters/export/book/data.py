"""A book as JSON: every part with its paragraphs and the whole history of each of its passages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from orchestrator.adapters.export.book.model import Book, Judgement, Part, Passage, Round
from orchestrator.domain.text import clean


def to_json(book: Book | None, outputs: Mapping[str, str]) -> str:
    """``outputs`` of the run and the book (None where the workflow makes no manuscript), as one document.

    >>> print(to_json(Book(title="A", language="en", parts=()), {}), end="")
    {
      "outputs": {},
      "manuscript": {
        "title": "A",
        "language": "en",
        "whole": true,
        "parts": []
      }
    }
    """
    document = {"outputs": dict(outputs), "manuscript": _manuscript(book) if book is not None else None}
    return clean(json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def _manuscript(book: Book) -> dict[str, Any]:
    return {
        "title": book.title,
        "language": book.language,
        "whole": book.is_whole,
        "parts": [_part(part) for part in book.parts],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "heading": part.heading,
        "draft": part.draft.model_dump() if part.draft is not None else None,
        "gap": part.gap,
        "history": [_passage(passage) for passage in part.passages],
    }


def _passage(passage: Passage) -> dict[str, Any]:
    return {
        "paragraphs": [passage.start, passage.end],
        "final": passage.final,
        "rounds": [_round(told) for told in passage.rounds],
    }


def _round(told: Round) -> dict[str, Any]:
    return {
        "path": told.path,
        "round": told.number,
        "revised": told.revised or None,
        "by": told.by or None,
        "score": list(told.score),
        "best": told.best,
        "met": told.met,
        "text": told.text,
        "judged": [_judgement(judged) for judged in told.judged],
    }


def _judgement(judged: Judgement) -> dict[str, Any]:
    value = judged.value.model_dump() if isinstance(judged.value, BaseModel) else judged.value
    return {"path": judged.path, "kind": judged.kind, "role": judged.role, "value": value}
