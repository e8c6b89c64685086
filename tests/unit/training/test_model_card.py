"""The built-in model and the prompts it was trained with belong together."""

from __future__ import annotations

import hashlib
from pathlib import Path

from transformers import AutoTokenizer

from training.architecture import SPECIAL_TOKENS
from training.dialogues import chat_text
from training.export import MODEL_FOLDER, STORY, prompt_files, prompts_digest
from training.lexicon import ROOT

MAX_BYTES = 13_000_000


def test_the_model_was_trained_with_the_prompts_that_ship() -> None:
    assert prompts_digest() in (MODEL_FOLDER / "README.md").read_text("utf-8"), (
        "a role's card or template changed: train a new model (make model) and record the new digest"
    )


def test_the_card_speaks_of_these_weights() -> None:
    card = (MODEL_FOLDER / "README.md").read_text("utf-8")
    assert hashlib.sha256((MODEL_FOLDER / "model.safetensors").read_bytes()).hexdigest() in card


def test_the_digest_covers_the_cards_the_templates_and_what_they_import() -> None:
    names = {path.name for path in prompt_files()}
    assert {"critic.yaml", "critic.md.j2", "continuer.md.j2", "parts.md.j2", "cast.md.j2"} <= names
    both = [path for path in prompt_files() if path.suffix == ".j2"]
    assert len({path for path in both if path.parent.name == "zh"}) * 2 == len(both)


def test_the_digest_changes_with_any_byte(tmp_path: Path) -> None:
    for source in [*prompt_files(), ROOT / STORY]:
        target = tmp_path / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    assert prompts_digest(tmp_path) == prompts_digest()
    for changed in (Path("templates", "parts.md.j2"), STORY):
        original = (tmp_path / changed).read_text("utf-8")
        (tmp_path / changed).write_text(f"{original} ", "utf-8")
        assert prompts_digest(tmp_path) != prompts_digest()
        (tmp_path / changed).write_text(original, "utf-8")


def test_the_model_is_small_enough_to_commit() -> None:
    assert sum(path.stat().st_size for path in MODEL_FOLDER.iterdir()) <= MAX_BYTES


def test_its_chat_template_is_the_chatml_it_was_trained_with() -> None:
    tokenizer = AutoTokenizer.from_pretrained(MODEL_FOLDER)
    messages = [{"role": "system", "content": "You are."}, {"role": "user", "content": "Write."}]
    text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    assert text == chat_text([("system", "You are."), ("user", "Write.")])
    assert tokenizer.eos_token == SPECIAL_TOKENS[2]


def test_any_text_survives_its_tokenizer() -> None:
    tokenizer = AutoTokenizer.from_pretrained(MODEL_FOLDER)
    for text in ("Mira said, “No!”\n\n[p2+] 12", "在这个充满奇迹的世界里，", "日本語 🦊 naïve"):
        assert tokenizer.decode(tokenizer(text).input_ids) == text
