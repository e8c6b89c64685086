"""Makes the built-in model: ``python -m training.train``. Interrupted, it goes on from its last checkpoint.

Corpus and tokenizer (two minutes), role dialogues (``--minutes``), export to models/built-in.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from transformers import PreTrainedTokenizerFast

from training.architecture import SPECIAL_TOKENS
from training.batches import Batches, encode
from training.copying import copying_batch
from training.dialogues import numbers_of_scenes, read_corpus, write_corpus
from training.export import MODEL_FOLDER, STORY, export, prompt_files
from training.faults import SHORT_STORY
from training.lexicon import FOLDER, ROOT
from training.loop import Batch, Plan, train
from training.tokenizer import WITH_ARTICLE, alike, fixed_phrases, ids_of, load_tokenizer, train_tokenizer

RUNS = FOLDER / "runs"
LONGEST_TOKENS = 1280
TOKENS_A_WORKER = 2048
PROMPT_WEIGHT = 0.3
_PROCESSES = 2
_TOKENIZER_EXAMPLES = 8000
_MAKERS = ("architecture", "dialogues", "faults", "grammar", "induction", "lexicon", "short_forms", "supporting",
           "telling", "tokenizer", "train", "world")  # fmt: skip


def run_folder(runs: Path, *, examples: int, seed: int) -> Path:
    """The folder of a run: another one where cards, templates or anything in ``training`` changed that makes its data.

    What lies in ``runs`` from before is then neither gone on with nor lost. What ``orchestrator`` has a part in (how
    reports and replies are written) is not looked at: after a change there, begin with an empty folder.
    """
    sources = [*prompt_files(), ROOT / STORY, SHORT_STORY, *(FOLDER / f"{name}.py" for name in _MAKERS)]
    sources += sorted([*FOLDER.glob("prose/*/*.yaml"), *FOLDER.glob("lexicon/*.yaml")])
    digest = hashlib.sha256(f"{examples} {seed}".encode())
    for path in sources:
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return runs / digest.hexdigest()[:12]


def make_tokenizer(paths: list[Path], folder: Path) -> PreTrainedTokenizerFast:
    """The tokenizer of the corpus, from its folder if it is there."""
    if not (folder / "tokenizer.json").exists():
        train_tokenizer(_texts(paths, phrases()), phrases()).save_pretrained(folder)
    return load_tokenizer(folder)


def phrases() -> list[str]:
    """What is one token because prompts always say it so."""
    templates = [path.read_text("utf-8") for path in prompt_files() if path.suffix == ".j2"]
    return [*fixed_phrases(templates), *WITH_ARTICLE, *numbers_of_scenes()]


def _texts(paths: list[Path], fixed: list[str]) -> Iterator[str]:
    for example in itertools.islice(read_corpus(paths), _TOKENIZER_EXAMPLES):
        prompt = example.prompt
        for mark in (*SPECIAL_TOKENS, *fixed):
            prompt = prompt.replace(mark, "")
        yield prompt
        yield example.reply


@dataclass(frozen=True)
class Mixed:
    """Role dialogues, with a step of pure copying now and then.

    The dialogues teach where to copy from; random sequences keep the way to do it from fading.
    """

    dialogues: Batches
    seed: int
    every: int = 6

    def __call__(self, step: int, worker: int) -> Batch:
        """The batch of ``worker`` at ``step``."""
        return copying_batch(step, worker, seed=self.seed) if step % self.every == 0 else self.dialogues(step, worker)


def make_model(*, runs: Path, examples: int, minutes: float, seed: int) -> Path:
    """All stages; the path of the final weights."""
    paths = write_corpus(runs / "corpus", examples=examples, seed=seed, processes=_PROCESSES)
    tokenizer = make_tokenizer(paths, runs / "tokenizer")
    tokens = encode(read_corpus(paths), tokenizer, longest=LONGEST_TOKENS)
    batches = Batches(
        tokens, tokens_a_worker=TOKENS_A_WORKER, workers=_PROCESSES, seed=seed, prompt_weight=PROMPT_WEIGHT
    )
    folder = runs / "dialogues"
    train(
        Plan(
            steps=10**9,
            seconds=minutes * 60,
            alike=alike(tokenizer, numbers_of_scenes()),
            numbers=ids_of(tokenizer, numbers_of_scenes()),
            peak_rate=2.5e-3,
            batch=Mixed(batches, seed),
            seed=seed,
            folder=folder,
            processes=_PROCESSES,
            checkpoint_every=100,
        )
    )
    return folder / "final.safetensors"


def main() -> None:
    """Command line of all stages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=72_000)
    parser.add_argument("--minutes", type=float, default=165, help="of training on dialogues")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=Path, default=RUNS, help="corpus, tokenizer, checkpoints and logs")
    parser.add_argument("--out", type=Path, default=MODEL_FOLDER)
    given = parser.parse_args()
    runs = run_folder(given.runs, examples=given.examples, seed=given.seed)
    weights = make_model(runs=runs, examples=given.examples, minutes=given.minutes, seed=given.seed)
    export(weights, load_tokenizer(runs / "tokenizer"), given.out)


if __name__ == "__main__":
    main()
