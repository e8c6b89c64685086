"""Everything that is measured in one language."""

from __future__ import annotations

from pathlib import Path

import torch

from training.dialogues import Prompts
from training.evaluation.closing import close_loops
from training.evaluation.roles import (
    Asking,
    ask_critic,
    ask_drafter,
    ask_editor,
    ask_names,
    ask_planner,
    ask_summarizer,
)
from training.evaluation.tally import Tally
from training.evaluation.writer import Writer
from training.lexicon import Language

_ASKED = (ask_planner, ask_names, ask_drafter, ask_critic, ask_editor, ask_summarizer)


def evaluate(model: Path, language: Language, count: int) -> tuple[Tally, list[float]]:
    """All measures of the roles and the loop in one language."""
    torch.set_num_threads(1)
    asking = Asking(Writer(model), Prompts(), language, count)
    tally = Tally()
    for ask in _ASKED:
        ask(asking, tally)
    return tally, close_loops(asking, tally)
