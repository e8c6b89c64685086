"""From the text of a workflow to a plan; ``workflow`` tells the way."""

from orchestrator.language.compiler.context import ANY_MODEL, ModelNames
from orchestrator.language.compiler.workflow import compile_workflow

__all__ = ["ANY_MODEL", "ModelNames", "compile_workflow"]
