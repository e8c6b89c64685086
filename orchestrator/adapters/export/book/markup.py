"""Blocks as HTML that is also XML, with every text escaped; the HTML page and the EPUB are made of it."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from orchestrator.adapters.export.book.inline import Span, typeset
from orchestrator.adapters.export.book.setting import Chapter, opens_paragraph, opens_scene

_FOLDER = Path(__file__).resolve().parent


def inline(text: str, language: str) -> Markup:
    """A paragraph with its emphasis.

    >>> print(inline("*No* <script>", "en"))
    <em>No</em> &lt;script&gt;
    """
    return Markup("").join(_span(span) for span in typeset(text, language))


def _span(span: Span) -> Markup:
    told = Markup("<br/>").join(escape(line) for line in span.text.split("\n"))
    told = Markup("<em>%s</em>") % told if span.emphasis else told
    return Markup("<strong>%s</strong>") % told if span.strong else told


def body(chapter: Chapter, language: str) -> Markup:
    """The blocks of a chapter."""
    told = []
    for at, block in enumerate(chapter.blocks):
        text = inline(block.text, language)
        match block.kind:
            case "break":
                told.append(Markup('<hr class="break"/>'))
            case "subheading":
                told.append(Markup("<h3>%s</h3>") % text)
            case "scene":
                told.append(Markup('<h3 class="scene">%s</h3>') % text)
            case "paragraph":
                first = Markup(' class="first"') if opens_scene(chapter.blocks, at) else ""
                told.append(Markup("<p%s>%s</p>") % (first, text))
            case "lyric" if opens_paragraph(chapter.blocks, at):
                told.append(Markup('<p class="lyric first">%s</p>') % text)
            case kind:
                told.append(Markup('<p class="%s">%s</p>') % (kind, text))
    return Markup("\n").join(told)


def rendered(template: str, *css: str, **values: Any) -> str:
    """A template beside this file, with the style sheets ``css`` beside it."""
    style = "\n".join((_FOLDER / name).read_text("utf-8") for name in css)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    # Our own file, under a hash in the policy: the only thing that is not escaped.
    values |= {"css": Markup(style), "digest": digest, "inline": inline}  # noqa: S704
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
