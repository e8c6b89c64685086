"""A manuscript as Markdown."""

from __future__ import annotations

from orchestrator.domain.drafts import Manuscript

SCENE_BREAK = "* * *"


def to_markdown(manuscript: Manuscript) -> str:
    """The manuscript as a reader wants it: title, then each part under its heading or a scene break.

    >>> from orchestrator.domain.drafts import Draft, Part
    >>> parts = (Part(draft=Draft.of("One.")), Part(draft=Draft.of("Two.")))
    >>> print(to_markdown(Manuscript(title="A Story", parts=parts)))
    # A Story
    <BLANKLINE>
    One.
    <BLANKLINE>
    * * *
    <BLANKLINE>
    Two.
    <BLANKLINE>
    """
    blocks = [f"# {manuscript.title}"]
    for number, part in enumerate(manuscript.parts):
        if part.heading:
            blocks.append(f"## {part.heading}")
        elif number:
            blocks.append(SCENE_BREAK)
        blocks.append(part.draft.text)
    return "\n\n".join(blocks) + "\n"
