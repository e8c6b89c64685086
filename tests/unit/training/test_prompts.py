"""The built-in model was trained on the prompts of five roles: another prompt is another task to it."""

from __future__ import annotations

import hashlib
from pathlib import Path

TEMPLATES = Path(__file__).parents[3] / "templates"
NAMES = ("parts", "planner", "drafter", "critic", "editor", "summarizer")
TRAINED_ON = "ce39011fa4f5aafd2f9399587224ddd27f8c08228c9925d788c5c9739a7b36ef"


def test_the_prompts_are_those_that_the_model_was_trained_on() -> None:
    digest = hashlib.sha256()
    for name in NAMES:
        for folder in ("", "zh/"):
            digest.update((TEMPLATES / f"{folder}{name}.md.j2").read_bytes())
    assert digest.hexdigest() == TRAINED_ON, "train the model again, then note the new sum here"
