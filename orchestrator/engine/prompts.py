"""From a step's templates and plain values to the messages of a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestrator.engine.ports import Message
from orchestrator.language.templates import Template


def template_for(templates: Mapping[str, Template], language: str) -> Template:
    """The template for ``language`` (``zh-CN`` counts as ``zh``), else the one everybody gets."""
    return templates.get(language.partition("-")[0], templates[""])


def build_prompt(
    templates: Mapping[str, Template], values: Mapping[str, Any], language: str = ""
) -> tuple[tuple[Message, ...], str]:
    """The messages of a request, and what its reply begins with.

    Args:
        templates: by language, "" for the default (``TemplateLibrary.variants``).
        values: plain data for every name the template uses.
        language: of the text to be written, empty when unknown.

    Returns:
        The chat (a system message where the template has one, then the user's), and the prefill.

    Raises:
        ExpressionError: the template fails on these values.
    """
    template = template_for(templates, language)
    system = template.render_block("system", values)
    user = Message("user", template.render_block("user", values))
    messages = (Message("system", system), user) if system else (user,)
    return messages, template.render_block("assistant", values)
