"""From a step's templates and plain values to the messages of a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestrator.domain.styles import Style
from orchestrator.domain.text import guess_language
from orchestrator.engine.ports import Message
from orchestrator.language.templates import Template


def template_for(templates: Mapping[str, Template], language: str) -> Template:
    """The template for ``language`` (``zh-CN`` counts as ``zh``), else the one everybody gets."""
    return templates.get(language.partition("-")[0], templates[""])


def build_prompt(
    templates: Mapping[str, Template], values: Mapping[str, Any], language: str = "", style: Style | None = None
) -> tuple[tuple[Message, ...], str]:
    """The messages of a request, and what its reply begins with.

    Args:
        templates: by language, "" for the default (``TemplateLibrary.variants``).
        values: plain data for every name the template uses.
        language: of the text to be written, empty when unknown.
        style: that it is to be written in; its voice ends the system message, where it is the same for all calls of
            a role, so that they still share their prefix.

    Returns:
        The chat (a system message where the template has one, then the user's), and the prefill.

    Raises:
        ExpressionError: the template fails on these values.
    """
    template = template_for(templates, language)
    system = template.render_block("system", values)
    if style is not None:
        system = _styled(system, style)
    user = Message("user", template.render_block("user", values))
    messages = (Message("system", system), user) if system else (user,)
    return messages, template.render_block("assistant", values)


def _styled(system: str, style: Style) -> str:
    """A system message with the voice of ``style``, told in the language that the message is in."""
    told = style.told(guess_language(system) if system else style.language)
    return "\n\n".join(part for part in (system.rstrip(), told) if part)
