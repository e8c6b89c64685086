"""Compiling a text with the shipped cards and templates, for tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from orchestrator.checks.registry import REGISTRY, Check
from orchestrator.domain.errors import DefinitionError, Diagnostic
from orchestrator.language.compiler import compile_workflow
from orchestrator.language.plan import AgentStep, Block, ForeachStep, LoopStep, Plan, RenderStep, Step, VariantsStep
from orchestrator.language.sources import SourceText
from orchestrator.language.templates import TemplateLibrary

ROOT = Path(__file__).parents[3]


def read_cards(folder: Path) -> dict[str, SourceText]:
    """The role cards in ``folder``, by role."""
    return {path.stem: SourceText(f"agents/{path.name}", path.read_text("utf-8")) for path in folder.glob("*.yaml")}


def read_templates(folder: Path) -> dict[str, SourceText]:
    """The templates in ``folder`` and the folders in it, by name."""
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.j2")}
    return {name: SourceText(f"templates/{name}", path.read_text("utf-8")) for name, path in names.items()}


# A fixed part of what ships, so that a new card, template or check does not change every list in a message.
ROLES = ("continuer", "critic", "drafter", "editor", "judge", "planner", "summarizer")
CHECKS = {name: REGISTRY[name] for name in ("length", "readability", "repetition", "sentiment", "style")}
CARDS = {name: card for name, card in read_cards(ROOT / "agents").items() if name in ROLES}
TEMPLATES = {
    name: template
    for name, template in read_templates(ROOT / "templates").items()
    if name in {f"{other}.md.j2" for other in (*ROLES, "continued", "parts", "story")}
}


def compile_text(
    text: str,
    file: str = "story.yaml",
    cards: Mapping[str, str] | None = None,
    templates: Mapping[str, str] | None = None,
    workflows: Mapping[str, str] | None = None,
    checks: Mapping[str, Check] = CHECKS,
) -> Plan:
    """The plan of ``text`` with the shipped cards and templates, and those given over them.

    ``workflows`` are those that steps can name; one whose file is ``file`` is the workflow itself.
    """
    own_cards = {name: SourceText(f"agents/{name}.yaml", card) for name, card in (cards or {}).items()}
    own_templates = {name: SourceText(f"templates/{name}", body) for name, body in (templates or {}).items()}
    files = {**TEMPLATES, **own_templates}
    return compile_workflow(
        text,
        file=file,
        cards={**CARDS, **own_cards},
        templates=TemplateLibrary({name: source.text for name, source in files.items()}),
        checks=checks,
        template_files=files,
        workflows={name: SourceText(f"{name}.yaml", other) for name, other in (workflows or {}).items()},
    )


def mistakes_in(
    text: str, cards: Mapping[str, str] | None = None, templates: Mapping[str, str] | None = None
) -> tuple[Diagnostic, ...]:
    """What is wrong with ``text``, in order; nothing if it compiles."""
    try:
        compile_text(text, cards=cards, templates=templates)
    except DefinitionError as error:
        return error.diagnostics
    return ()


HEAD = """
name: story
inputs:
  premise: {type: text}
  language: {type: choice, of: [en, zh], default: en}
  scenes: {type: int, default: 3}
steps:
  outline: {agent: planner}
"""
SCENES = """  drafts:
    foreach: outline.scenes
    as: scene
    order: {order}
    steps:
      draft: {{agent: drafter}}
    result: {result}
"""
TAIL = "outputs: {plan: outline.title}\n"


def block(steps: str, tail: str = TAIL) -> Block:
    """The compiled steps of a workflow that begins with an outline."""
    return compile_text(HEAD + steps + tail).block


def messages(steps: str, tail: str = TAIL) -> list[str]:
    """What is wrong with a workflow that begins with an outline."""
    return [d.message for d in mistakes_in(HEAD + steps + tail)]


def bindings(step: Step) -> dict[str, tuple[str | None, str]]:
    """For each name a step takes, the expression it is bound to and where that was found."""
    assert isinstance(step, (AgentStep, RenderStep))
    return {b.name: (b.value.source if b.value else None, b.origin) for b in step.bindings}


def blocks(block: Block) -> Iterator[Block]:
    """``block`` and every block inside it."""
    yield block
    for step in block.steps.values():
        if isinstance(step, (ForeachStep, LoopStep, VariantsStep)):
            yield from blocks(step.block)
