"""From the text of a workflow to a plan; ``workflow`` tells the way."""

from orchestrator.language.compiler.workflow import compile_workflow

__all__ = ["compile_workflow"]
