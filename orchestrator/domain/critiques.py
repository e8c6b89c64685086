"""What a critic, a rater, a stylist, a summarizer and a judge make."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal, TypeVar

from pydantic import Field

from orchestrator.domain.drafts import Draft, Dropped, Paragraph
from orchestrator.domain.model import DomainModel
from orchestrator.domain.outlines import Bible, Character, Fact, Valence, folded

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
        issues, dropped = _standing(draft, self.issues, "issue")
        return self.model_copy(update={"issues": issues}), dropped


class Evidence(DomainModel):
    """A place that shows how a text feels: where (an exact quote), and how that place feels."""

    paragraph: str
    quote: str
    valence: Valence


class Rating(DomainModel):
    """How a text feels: what shows it first, then the valence of the whole that follows from it.

    Without evidence left, nothing in the text holds the valence.
    """

    evidence: tuple[Evidence, ...]
    valence: Valence

    def grounded(self, draft: Draft) -> tuple[Rating, tuple[Dropped, ...]]:
        """This rating with only the evidence that quotes ``draft``, and what does not, as ``Critique.grounded``."""
        evidence, dropped = _standing(draft, self.evidence, "evidence")
        return self.model_copy(update={"evidence": evidence}), dropped


class Trait(DomainModel):
    """One thing that a voice does, and where it shows (an exact quote)."""

    paragraph: str
    quote: str
    trait: str = Field(min_length=1)


class Portrait(DomainModel):
    """A voice as a reader of samples describes it, trait by trait."""

    traits: tuple[Trait, ...]

    def grounded(self, draft: Draft) -> tuple[Portrait, tuple[Dropped, ...]]:
        """This portrait with only the traits that quote ``draft``, and those that do not, as ``Critique.grounded``."""
        traits, dropped = _standing(draft, self.traits, "trait")
        return self.model_copy(update={"traits": traits}), dropped


_Quoting = TypeVar("_Quoting", Issue, Evidence, Trait)


def _standing(
    draft: Draft, entries: tuple[_Quoting, ...], kind: str
) -> tuple[tuple[_Quoting, ...], tuple[Dropped, ...]]:
    """The entries whose quote stands in ``draft``, as it stands there, and those whose quote does not."""
    kept: list[_Quoting] = []
    dropped: list[Dropped] = []
    for entry in entries:
        found = _find_quote(draft, entry)
        if found is None:
            dropped.append(Dropped(entry=f"{kind} in {entry.paragraph}: {entry.quote}", reason="not in the text"))
        else:
            paragraph, quote = found
            kept.append(entry.model_copy(update={"paragraph": paragraph.id, "quote": quote}))
    return tuple(kept), tuple(dropped)


_QUOTE_MARKS = {"'": "['‘’]", '"': '["“”„]', "‘": "['‘’]", "’": "['‘’]", "“": '["“”„]', "”": '["“”„]'}


def _find_quote(draft: Draft, entry: Issue | Evidence | Trait) -> tuple[Paragraph, str] | None:
    """The paragraph with the quote, and the quote as it stands there; the named paragraph is tried first."""
    pieces = entry.quote.split()
    if not pieces:
        return None
    pattern = re.compile(r"\s+".join("".join(_QUOTE_MARKS.get(c, re.escape(c)) for c in piece) for piece in pieces))
    for paragraph in sorted(draft.paragraphs, key=lambda p: p.id != entry.paragraph):
        match = pattern.search(paragraph.text)
        if match:
            return paragraph, match.group()
    return None


class Summary(DomainModel):
    """A shorter telling of a text, and the facts that later parts must keep to."""

    text: str = Field(min_length=1)
    facts: tuple[Fact, ...] = ()

    def added_to(self, bible: Bible, *, chapter: int) -> Bible:
        """``bible`` with what this says, true from ``chapter`` on."""
        return bible.with_facts(self.facts, chapter=chapter)


class Chronicle(Summary):
    """A summary of a chapter with all that changes the bible: who and what is new, which promises it opens and keeps.

    A promise is what a reader now waits for; ``kept`` repeats open ones of the bible that this chapter keeps.
    """

    characters: tuple[Character, ...] = ()
    places: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def grounded(self, bible: Bible) -> tuple[Chronicle, tuple[Dropped, ...]]:
        """This chronicle with only those kept promises that are open in ``bible``, in its words, and the others.

        >>> bible = Bible(promises=("The bell rings again by chapter 9.",))
        >>> chronicle = Chronicle(text="It rang.", kept=("the bell rings again", "Tom comes home."))
        >>> [part if isinstance(part, tuple) else part.kept for part in chronicle.grounded(bible)]
        [('The bell rings again by chapter 9.',), (Dropped(entry='kept: Tom comes home.', reason='no open promise'),)]
        """
        kept: list[str] = []
        dropped: list[Dropped] = []
        for promise in self.kept:
            likeness = {open_: _likeness(promise, open_) for open_ in bible.promises}
            nearest = max(likeness, key=likeness.__getitem__, default="")
            if nearest and likeness[nearest] >= _SAME_PROMISE:
                kept.append(nearest)
            else:
                dropped.append(Dropped(entry=f"kept: {promise}", reason="no open promise"))
        return self.model_copy(update={"kept": tuple(dict.fromkeys(kept))}), tuple(dropped)

    def added_to(self, bible: Bible, *, chapter: int) -> Bible:
        """``bible`` with what this says: new facts from ``chapter`` on, people, places and open promises."""
        grown = super().added_to(bible, chapter=chapter)
        return grown.with_people(self.characters, self.places).with_promises(self.promises, self.kept)


_SAME_PROMISE = 0.7
"""Likeness from which a model that was to repeat a promise has repeated it, if only in part of its words."""


def _likeness(a: str, b: str) -> float:
    a, b = folded(a), folded(b)
    if (a in b and len(a) > len(b) / 3) or (b in a and len(b) > len(a) / 3):
        return 1.0
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


class Choice(DomainModel):
    """Which of two texts is better, and why; the reason first, so that it leads to the choice."""

    # A bound for models that are held to their schema: a small one would go on explaining until it is cut off.
    why: str = Field(default="", json_schema_extra={"maxLength": 300})
    winner: Literal["a", "b"]
