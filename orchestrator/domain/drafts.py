"""Drafts: prose as paragraphs with stable identities, and what changes them."""

from __future__ import annotations

from collections.abc import Set
from difflib import SequenceMatcher
from typing import Literal, Self

from pydantic import Field, computed_field, model_validator

from orchestrator.domain.model import DomainModel
from orchestrator.domain.text import split_paragraphs


class Paragraph(DomainModel):
    """One paragraph; ``id`` stays the same however often its text is revised."""

    id: str = Field(pattern=r"^p\d+(\.\d+)?$")
    text: str = Field(min_length=1)


class Version(DomainModel):
    """A draft as it stood in one round of a loop, and how it was judged there."""

    round: int = Field(ge=1)
    text: str
    score: tuple[float, ...] = ()
    kept: bool


class Draft(DomainModel):
    """Prose in paragraphs. ``versions`` are the rounds that led here, oldest first."""

    paragraphs: tuple[Paragraph, ...]
    versions: tuple[Version, ...] = Field(default=(), exclude=True, repr=False)

    @classmethod
    def of(cls, text: str) -> Self:
        r"""A draft of the paragraphs between blank lines, called ``p1``, ``p2`` … in order.

        >>> [p.id for p in Draft.of("One.\n\nTwo.").paragraphs]
        ['p1', 'p2']
        """
        parts = split_paragraphs(text)
        return cls(paragraphs=tuple(Paragraph(id=f"p{n}", text=t) for n, t in enumerate(parts, start=1)))

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        if len({p.id for p in self.paragraphs}) != len(self.paragraphs):
            raise ValueError("two paragraphs share an id")
        return self

    @computed_field  # type: ignore[prop-decorator]
    @property
    def text(self) -> str:
        """The prose, paragraphs separated by a blank line."""
        return "\n\n".join(p.text for p in self.paragraphs)

    def paragraph(self, identity: str) -> Paragraph | None:
        """The paragraph called ``identity``, or None."""
        return next((p for p in self.paragraphs if p.id == identity), None)

    def edited(self, text: str) -> Self:
        r"""The draft that somebody made of this one by changing its ``text`` by hand; what was kept keeps its id.

        >>> Draft.of("One.\n\nTwo.").edited("Zero.\n\nOne.\n\n2.").paragraphs
        (Paragraph(id='p0.1', text='Zero.'), Paragraph(id='p1', text='One.'), Paragraph(id='p2', text='2.'))
        """
        new = split_paragraphs(text)
        old = [p.text for p in self.paragraphs]
        paragraphs: list[Paragraph] = []
        taken = {p.id for p in self.paragraphs}
        for _, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            ids = [p.id for p in self.paragraphs[old_from:old_to]]
            for number, changed in enumerate(new[new_from:new_to]):
                anchor = paragraphs[-1].id if paragraphs else "p0"
                identity = ids[number] if number < len(ids) else _free_id(taken, anchor)
                taken.add(identity)
                paragraphs.append(Paragraph(id=identity, text=changed))
        return type(self)(paragraphs=tuple(paragraphs), versions=self.versions)


class Edit(DomainModel):
    """One change: ``replace`` a paragraph, ``insert`` a new one after it, or ``delete`` it."""

    action: Literal["replace", "insert", "delete"]
    paragraph: str
    text: str = ""


class Dropped(DomainModel):
    """An entry of a reply that was left out, and why; it is recorded, never argued about."""

    entry: str
    reason: str


class Revision(DomainModel):
    """Changes to a draft, by paragraph; what no edit names stays byte for byte.

    ``rewrite`` replaces the whole text instead (cards with ``whole: true``).
    """

    edits: tuple[Edit, ...] = ()
    rewrite: str = ""

    def apply(self, draft: Draft) -> tuple[Draft, tuple[Dropped, ...]]:
        r"""The revised draft, and the edits that could not be applied.

        An edit of an unknown paragraph is dropped, and so is an edit that would leave no text at all.

        >>> d = Draft.of("One.\n\nTwo.")
        >>> new, dropped = Revision(edits=(Edit(action="replace", paragraph="p2", text="Three."),)).apply(d)
        >>> new.text
        'One.\n\nThree.'
        """
        if self.rewrite:
            return Draft.of(self.rewrite).model_copy(update={"versions": draft.versions}), ()
        paragraphs = list(draft.paragraphs)
        dropped: list[Dropped] = []
        for edit in self.edits:
            reason = _apply_edit(paragraphs, edit)
            if reason:
                dropped.append(Dropped(entry=f"{edit.action} {edit.paragraph}", reason=reason))
        return Draft(paragraphs=tuple(paragraphs), versions=draft.versions), tuple(dropped)


def _apply_edit(paragraphs: list[Paragraph], edit: Edit) -> str:
    """Change ``paragraphs`` in place; the reason why not, or an empty string."""
    at = next((i for i, p in enumerate(paragraphs) if p.id == edit.paragraph), None)
    if at is None:
        return "no such paragraph"
    if edit.action == "delete":
        if len(paragraphs) == 1:
            return "it is the only paragraph"
        del paragraphs[at]
        return ""
    parts = split_paragraphs(edit.text)
    if not parts:
        return "no text"
    added = parts if edit.action == "insert" else parts[1:]
    if edit.action == "replace":
        paragraphs[at] = Paragraph(id=edit.paragraph, text=parts[0])
    while at + 1 < len(paragraphs) and edit.action == "insert" and _inserted_after(paragraphs[at + 1], edit.paragraph):
        at += 1  # two insertions after one paragraph keep the order they were written in
    for offset, text in enumerate(added, start=1):
        identity = _free_id({p.id for p in paragraphs}, edit.paragraph)
        paragraphs.insert(at + offset, Paragraph(id=identity, text=text))
    return ""


def _inserted_after(paragraph: Paragraph, anchor: str) -> bool:
    return "." not in anchor and paragraph.id.startswith(f"{anchor}.")


def _free_id(taken: Set[str], anchor: str) -> str:
    base = anchor.split(".")[0]
    number = 1
    while f"{base}.{number}" in taken:
        number += 1
    return f"{base}.{number}"


class Part(DomainModel):
    """One part of a manuscript: a draft under its heading (which may be empty)."""

    heading: str = ""
    draft: Draft


class Manuscript(DomainModel):
    """What exporters take: a title and headed drafts, each with its history."""

    title: str
    language: str = "en"
    parts: tuple[Part, ...]
