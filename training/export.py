"""The finished model as a folder that transformers and vLLM load: bfloat16 weights, tokenizer, chat template."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import torch
import yaml
from jinja2.meta import find_referenced_templates
from transformers import GenerationConfig, PreTrainedTokenizerFast

from orchestrator.language.sandbox import Sandbox
from training.architecture import END_OF_TEXT_ID, TURN_END_ID, new_model
from training.dialogues import SHARES
from training.lexicon import ROOT
from training.loop import load_weights

MODEL_FOLDER = ROOT / "models" / "built-in"
ROLES = tuple(sorted(SHARES))
"""The roles whose prompts the model was trained on."""
STORY = Path("templates", "story.md.j2")
"""How scenes become the story that a summarizer is given."""


def export(weights: Path, tokenizer: PreTrainedTokenizerFast, folder: Path = MODEL_FOLDER) -> None:
    """Write the model in ``folder``."""
    model = new_model()
    load_weights(model, weights)
    model = model.to(torch.bfloat16)
    model.generation_config = GenerationConfig(
        do_sample=True,
        temperature=0.5,
        top_p=0.95,
        max_new_tokens=1024,
        eos_token_id=TURN_END_ID,
        pad_token_id=END_OF_TEXT_ID,
    )
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    _settle(folder / "tokenizer_config.json")
    for path in folder.iterdir():
        path.chmod(0o644)


def _settle(path: Path) -> None:
    """Name the tokenizer's class as every version of transformers knows it, and drop how it was loaded here."""
    settings = json.loads(path.read_text("utf-8"))
    kept = {key: value for key, value in settings.items() if key not in {"backend", "is_local", "local_files_only"}}
    path.write_text(json.dumps({**kept, "tokenizer_class": "PreTrainedTokenizerFast"}, indent=2) + "\n", "utf-8")


def prompt_files(root: Path = ROOT) -> list[Path]:
    """The cards and templates that make the roles' prompts, of both languages, sorted by path; imports included."""
    folder = root / "templates"
    cards = [root / "agents" / f"{role}.yaml" for role in ROLES]
    names = {yaml.safe_load(card.read_text("utf-8"))["template"] for card in cards}
    templates = [folder / part / name for part in ("", "zh") for name in names]
    imported = {folder / name for path in templates for name in _imports(path)}
    return sorted({*cards, *templates, *imported})


def _imports(template: Path) -> set[str]:
    return {name for name in find_referenced_templates(Sandbox().parse(template.read_text("utf-8"))) if name}


def prompts_digest(root: Path = ROOT) -> str:
    """sha256 over ``prompt_files`` and the story that summarizers are given: the model knows these and no others."""
    digest = hashlib.sha256()
    for path in [*prompt_files(root), root / STORY]:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
