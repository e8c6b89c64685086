"""Makes the built-in model: ``python -m training.train``. Interrupted, it goes on from its last checkpoint.

Corpus and tokenizer (minutes), copying (minutes), role dialogues (``--minutes``), export to models/built-in.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from transformers import PreTrainedTokenizerFast

from training.batches import Batches, encode
from training.copying import FIRST_LONG_STEP, copying_batch, train_copying
from training.dialogues import ROOT, Example, read_corpus, write_corpus
from training.export import MODEL_FOLDER, export
from training.loop import Batch, Plan, train
from training.tokenizer import load_tokenizer, train_tokenizer

RUNS = ROOT / "training" / "runs"
LONGEST_TOKENS = 1280
TOKENS_A_WORKER = 1536
PROMPT_WEIGHT = 0.3
_PROCESSES = 2
_TOKENIZER_EXAMPLES = 6000
_CHINESE_WEIGHT = 3  # each Chinese character needs enough examples to become a token


def make_tokenizer(paths: list[Path], folder: Path) -> PreTrainedTokenizerFast:
    """The tokenizer of the corpus, from its folder if it is there."""
    if not (folder / "tokenizer.json").exists():
        train_tokenizer(_tokenizer_texts(paths)).save_pretrained(folder)
    return load_tokenizer(folder)


def _tokenizer_texts(paths: list[Path]) -> list[str]:
    texts: list[str] = []
    for number, example in enumerate(read_corpus(paths)):
        if number == _TOKENIZER_EXAMPLES:
            break
        texts += _texts_of(example)
    return texts


def _texts_of(example: Example) -> list[str]:
    prompt = example.prompt.replace("<|im_start|>", "").replace("<|im_end|>", "")
    if example.role != "continuer-zh":
        return [prompt, example.reply]
    return [prompt.rpartition("assistant\n")[2] + example.reply] * _CHINESE_WEIGHT


@dataclass(frozen=True)
class Mixed:
    """Role dialogues, with a step of pure copying now and then while the first ``until`` steps last.

    The dialogues teach where to copy from; the random sequences keep the way to do it from fading.
    """

    dialogues: Batches
    until: int = 400
    every: int = 4

    def __call__(self, step: int, worker: int) -> Batch:
        """The batch of ``worker`` at ``step``."""
        if step < self.until and step % self.every == 0:
            return copying_batch(FIRST_LONG_STEP + step, worker)
        return self.dialogues(step, worker)


def make_model(*, runs: Path, examples: int, minutes: float, seed: int) -> Path:
    """All stages; the path of the final weights."""
    paths = write_corpus(runs / "corpus", examples=examples, seed=seed, processes=_PROCESSES)
    tokenizer = make_tokenizer(paths, runs / "tokenizer")
    copying = runs / "copying" / "final.safetensors"
    if not copying.exists():
        copying = train_copying(runs / "copying")
    tokens = encode(read_corpus(paths), tokenizer, longest=LONGEST_TOKENS)
    batches = Batches(
        tokens, tokens_a_worker=TOKENS_A_WORKER, workers=_PROCESSES, seed=seed, prompt_weight=PROMPT_WEIGHT
    )
    folder = runs / "dialogues"
    train(
        Plan(
            steps=10**9,
            seconds=minutes * 60,
            peak_rate=1.5e-3,
            final_rate=2e-5,
            batch=Mixed(batches),
            folder=folder,
            start=copying,
            processes=_PROCESSES,
            checkpoint_every=100,
        )
    )
    return folder / "final.safetensors"


def main() -> None:
    """Command line of this stage."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=40_000)
    parser.add_argument("--minutes", type=float, default=90, help="of training on dialogues")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=Path, default=RUNS, help="corpus, tokenizer, checkpoints and logs")
    parser.add_argument("--out", type=Path, default=MODEL_FOLDER)
    given = parser.parse_args()
    weights = make_model(runs=given.runs, examples=given.examples, minutes=given.minutes, seed=given.seed)
    export(weights, load_tokenizer(given.runs / "tokenizer"), given.out)


if __name__ == "__main__":
    main()
