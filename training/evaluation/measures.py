"""Everything that is measured in one language."""

from __future__ import annotations

from pathlib import Path

import torch

from training.dialogues import Prompts
from training.evaluation.closing import close_loops
from training.evaluation.roles import ROLES, Asking
from training.evaluation.tally import Tally
from training.evaluation.writer import Writer
from training.lexicon import Language


def evaluate(model: Path, language: Language, count: int) -> tuple[Tally, list[float]]:
    """All measures of the roles and the loop in one language."""
    torch.set_num_threads(1)
    asking = Asking(Writer(model), Prompts(), language, count)
    tally = Tally()
    for ask in ROLES:
        ask(asking, tally)
    return tally, close_loops(asking, tally)
