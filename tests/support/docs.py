"""The generated parts of docs/language.md: tables of keys, types and filters, made from the code they tell of.

``python -m tests.support.docs`` writes them, and the catalogue of the checks (``catalogue``); a test fails where they
are not what the code says.
"""

import re

from orchestrator.language import syntax
from orchestrator.language.check_files import CheckFileSyntax
from orchestrator.language.sandbox import Sandbox
from orchestrator.language.types import DOMAIN_TYPES
from tests.support import catalogue
from tests.support.command import ROOT

PAGE = ROOT / "docs" / "language.md"
MODELS = {
    "workflow": syntax.WorkflowSyntax,
    "step": syntax.StepSyntax,
    "agent": syntax.AgentSyntax,
    "check": syntax.CheckSyntax,
    "render": syntax.RenderSyntax,
    "human": syntax.HumanSyntax,
    "workflowstep": syntax.WorkflowStepSyntax,
    "foreach": syntax.ForeachSyntax,
    "loop": syntax.LoopSyntax,
    "options": syntax.LoopOptions,
    "variants": syntax.VariantsSyntax,
    "choose": syntax.ChooseSyntax,
    "input": syntax.InputSyntax,
    "manuscript": syntax.ManuscriptSyntax,
    "card": syntax.CardSyntax,
    "checkfile": CheckFileSyntax,
}
_KEYS = re.compile(r"(<!-- keys: (\w+) -->\n).*?(<!-- /keys -->)", re.DOTALL)
_FILTERS = re.compile(r"(<!-- filters -->).*?(<!-- /filters -->)", re.DOTALL)
_TYPES = re.compile(r"(<!-- types -->\n).*?(<!-- /types -->)", re.DOTALL)


def keys_table(name):
    """The keys of one shape; those that every step has stand in a table of their own."""
    model = MODELS[name]
    is_kind = issubclass(model, syntax.StepSyntax) and model is not syntax.StepSyntax
    common = set(syntax.StepSyntax.model_fields) if is_kind else set()
    rows = []
    for field_name, field in model.model_fields.items():
        if field_name in common:
            continue
        key = field.alias or field_name
        prefix = "loop." if model is syntax.LoopOptions else "choose." if model is syntax.ChooseSyntax else ""
        needed = " (required)" if field.is_required() else ""
        rows.append(f"| `{prefix}{key}` | {field.description}{needed} |")
    return "\n".join(["| key | |", "|---|---|", *rows, ""])


def types_list():
    """The domain types with their fields."""
    lines = []
    for name, model in sorted(DOMAIN_TYPES.items()):
        fields = [f"`{f}`" for f, info in model.model_fields.items() if not info.exclude]
        fields += [f"`{f}`" for f in model.model_computed_fields]
        lines.append(f"* **{name}**: {', '.join(fields)}")
    return "\n".join([*lines, ""])


def generated(text):
    """``text`` with its generated parts made anew."""
    text = _KEYS.sub(lambda match: match[1] + keys_table(match[2]) + match[3], text)
    filters = ", ".join(f"`{name}`" for name in sorted(Sandbox().filters) if name.isidentifier())
    text = _FILTERS.sub(lambda match: match[1] + filters + match[2], text)
    return _TYPES.sub(lambda match: match[1] + types_list() + match[2], text)


if __name__ == "__main__":
    PAGE.write_text(generated(PAGE.read_text("utf-8")), "utf-8")
    catalogue.PAGE.write_text(catalogue.generated(catalogue.PAGE.read_text("utf-8")), "utf-8")
