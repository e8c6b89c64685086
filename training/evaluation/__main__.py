"""Command line of the evaluation: a table in Markdown, and the mean grade of each round of the loops."""

from __future__ import annotations

import argparse
import json
import multiprocessing
from pathlib import Path

from training.evaluation.measures import evaluate
from training.evaluation.plot import plot_rounds
from training.evaluation.premises import run_premises
from training.evaluation.tally import Tally
from training.export import MODEL_FOLDER
from training.lexicon import LANGUAGES


def main() -> None:
    """Evaluate a model folder."""
    parser = argparse.ArgumentParser(prog="python -m training.evaluation", description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--count", type=int, default=40, help="cases of a kind")
    parser.add_argument("--premises", type=int, default=50, help="how many of the written premises, 0 for none")
    parser.add_argument("--plot", type=Path, help="where to draw how hard drafts are, round by round (SVG)")
    given = parser.parse_args()
    # One process a language: two of one thread do more than one of two.
    with multiprocessing.get_context("spawn").Pool(len(LANGUAGES)) as pool:
        found = pool.starmap(evaluate, [(given.model, language, given.count) for language in LANGUAGES])
    tally = Tally()
    for one, _ in found:
        tally.merge(one)
    if given.premises:
        run_premises(given.model, tally, count=given.premises)
    print(tally.table())
    rounds = {language: rows for language, (_, rows) in zip(LANGUAGES, found, strict=True)}
    print("\nMean hardness by round:", json.dumps(rounds))
    if given.plot:
        given.plot.write_text(plot_rounds(rounds), "utf-8")


if __name__ == "__main__":
    main()
