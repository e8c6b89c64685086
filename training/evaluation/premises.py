"""Premises that no grammar made, from their first word to a finished story: short-story by the command line."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from orchestrator.checks.registry import run_checks
from orchestrator.domain.drafts import Draft
from training.evaluation.tally import Tally
from training.lexicon import FOLDER, LANGUAGES, Language

SCENES = 3
SOME_FAILED = 3
"""Exit status of a batch in which items failed; what came of the others still counts."""


def run_premises(model: Path, tally: Tally, *, count: int = 50) -> None:
    """Run short-story on the first ``count`` premises of ``held_out.yaml``, half of them Chinese, in one batch.

    Raises:
        RuntimeError: the batch could not be run.
    """
    entries = yaml.safe_load((FOLDER / "held_out.yaml").read_text("utf-8"))
    by_language = [[e for e in entries if e["language"] == language] for language in LANGUAGES]
    chosen = [entry for one in by_language for entry in one[: count // len(LANGUAGES)]]
    with tempfile.TemporaryDirectory() as folder:
        results = _run(model, chosen, Path(folder))
    for entry, result in zip(chosen, results, strict=True):
        count_premise(entry, result, tally)


def _run(model: Path, entries: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    items = folder / "items.jsonl"
    rows = [{"premise": e["premise"], "language": e["language"], "scenes": SCENES} for e in entries]
    items.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    results = folder / "results.jsonl"
    command = [sys.executable, "-m", "orchestrator.cli", "batch", "short-story", "--items", str(items),
               "--model", f"local:{model.resolve()}", "--home", str(folder / "home"),
               "--out", str(folder / "out"), "--results", str(results), "--progress", "none"]  # fmt: skip
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603  (our own command)
    if done.returncode not in {0, SOME_FAILED}:
        raise RuntimeError(f"the batch ended with {done.returncode}: {done.stderr[-2000:]}")
    return [json.loads(line) for line in results.read_text("utf-8").splitlines()]


def count_premise(entry: dict[str, Any], result: dict[str, Any], tally: Tally) -> None:
    """Count what became of one premise: its ``entry`` in ``held_out.yaml``, and its line of the batch's results."""
    language: Language = entry["language"]
    title, _, story = ((result["outputs"] or {}).get("story") or "").partition("\n")
    tally.add("premises: run to the end", language, result["status"] == "done")
    tally.add("premises: no token loop", language, not _goes_round(story, result["reason"], language))
    tally.add("premises: the hero's name kept", language, entry["names"][0] in story)
    tally.add("premises: every name kept", language, all(name in story for name in entry["names"]))
    tally.add("premises: the thing kept", language, entry["thing"].lower() in (title + story).lower())


def _goes_round(story: str, reason: str, language: Language) -> bool:
    """Whether the story has a loop, or the run ended (or left something out) because a reply had one."""
    loops = run_checks(Draft.of(story or "…"), ["repetition"], {}, language).reports[0].measured.get("loops")
    return bool(loops) or "repeats itself" in reason
