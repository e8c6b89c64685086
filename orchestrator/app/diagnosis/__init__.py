"""What this installation can do, what is wrong with it, and what to type: what `inkloom doctor` tells.

Each room looks at one thing and gives findings: ``machine`` at packages, the device and the disk; ``serving`` at vLLM
and at an `inkloom serve`; ``answering`` asks whether the model that is set would answer. None imports torch, starts a
server or leaves a file behind, and no secret gets into a finding.
"""

from orchestrator.app.diagnosis.diagnose import diagnose
from orchestrator.app.diagnosis.finding import Finding

__all__ = ["Finding", "diagnose"]
