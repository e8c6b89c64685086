"""Progress of a run, told while it runs: ``Progress`` step by step, ``BatchProgress`` in numbers."""

from orchestrator.adapters.telemetry.batch import BatchProgress, Form
from orchestrator.adapters.telemetry.pace import Pace
from orchestrator.adapters.telemetry.steps import Progress, told_of

__all__ = ["BatchProgress", "Form", "Pace", "Progress", "told_of"]
