"""What a critic, a summarizer and a judge make."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field

from orchestrator.domain.drafts import Draft, Dropped, Paragraph
from orchestrator.domain.model import DomainModel
from orchestrator.domain.outlines import Fact

Severity = Literal["minor", "major", "critical"]


class Issue(DomainModel):
    """One thing that stops a reader: where (an exact quote), what, and how to mend it."""

    paragraph: str
    quote: str
    problem: str = Field(min_length=1)
    fix: str = ""
    severity: Severity = "major"


class Critique(DomainModel):
    """A judgement: the issues first, then the score they lead to, 1 (unreadable) to 10 (finished)."""

    issues: tuple[Issue, ...]
    score: int = Field(ge=1, le=10)

    def grounded(self, draft: Draft) -> tuple[Critique, tuple[Dropped, ...]]:
        """This critique with only the issues that quote ``draft``, and those that do not.

        A quote that differs in white space or in the shape of quotation marks counts as exact and is set
        right; one found in another paragraph than the issue names has its paragraph set right.
        """
        kept: list[Issue] = []
        dropped: list[Dropped] = []
        for issue in self.issues:
            found = _find_quote(draft, issue)
            if found is None:
                dropped.append(Dropped(entry=f"issue in {issue.paragraph}: {issue.quote}", reason="not in the text"))
            else:
                paragraph, quote = found
                kept.append(issue.model_copy(update={"paragraph": paragraph.id, "quote": quote}))
        return self.model_copy(update={"issues": tuple(kept)}), tuple(dropped)


_QUOTE_MARKS = {"'": "['‘’]", '"': '["“”„]', "‘": "['‘’]", "’": "['‘’]", "“": '["“”„]', "”": '["“”„]'}


def _find_quote(draft: Draft, issue: Issue) -> tuple[Paragraph, str] | None:
    """The paragraph with the quote, and the quote as it stands there; the named paragraph is tried first."""
    pieces = issue.quote.split()
    if not pieces:
        return None
    pattern = re.compile(r"\s+".join("".join(_QUOTE_MARKS.get(c, re.escape(c)) for c in piece) for piece in pieces))
    for paragraph in sorted(draft.paragraphs, key=lambda p: p.id != issue.paragraph):
        match = pattern.search(paragraph.text)
        if match:
            return paragraph, match.group()
    return None


class Summary(DomainModel):
    """A shorter telling of a text, and the facts that later parts must keep to."""

    text: str = Field(min_length=1)
    facts: tuple[Fact, ...] = ()


class Choice(DomainModel):
    """Which of two texts is better, and why; the reason first, so that it leads to the choice."""

    # A bound for models that are held to their schema: a small one would go on explaining until it is cut off.
    why: str = Field(default="", json_schema_extra={"maxLength": 300})
    winner: Literal["a", "b"]
