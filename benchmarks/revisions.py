"""Revisions by paragraph beside whole rewrites: tokens and rounds on the same drafts, in the same loop, paired.

    python -m benchmarks.revisions [--drafts 12] [--model M] [--languages en]

Each draft is clean prose of our own making with sentences that come twice; the loop judges it by the check
``repetition`` (and by ``length``, lest leaving out count as mending) and has it mended, four judgements at most. Once
the editor changes paragraphs, once a card that extends it with ``whole: true`` writes all of it anew. A reply that
cannot be read (a loop, cut off) is asked for again, at most twice, in both arms; what that cost is counted.

The built-in model was taught to mend paragraphs and not to copy a page: its rewrites are short ones. So it is told
besides what the revisions of the first arm would have cost had each of them written the whole draft.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.check_quality.faults import cases
from orchestrator.adapters.files import builtin_root
from orchestrator.app import App, build_app
from orchestrator.domain.runs import ItemResult
from orchestrator.domain.text import count_words
from orchestrator.engine.people import Nobody
from orchestrator.engine.ports import Event
from orchestrator.engine.runner import Item, Limits, Surroundings, run_items
from orchestrator.language.inputs import read_inputs

ROUNDS = 4
KEPT = 0.8
"""Of the words of a draft: a rewrite that leaves the rest out mends nothing by it."""
ARMS = {"paragraphs": "editor", "whole": "rewriter"}
WORKFLOW = """
name: revisions
inputs: {{text: {{type: text}}, language: {{type: text, default: en}}}}
steps:
  mended:
    loop: {{max: {rounds}, until: report.passed, best: report.score or 0}}
    carry: {{text: inputs.text}}
    steps:
      report:
        check: [repetition, length]
        of: text
        targets: {{repetition: {{share: 0.05}}, length: {{words: {{min: "(inputs.text | words) * {kept}"}}}}}}
      revise: {{agent: {role}, sets: text, on_error: skip}}
    result: {{text: text, score: report.score, passed: report.passed}}
outputs: {{text: mended.text, score: mended.score, passed: mended.passed}}
"""
CARD = """
role: rewriter
extends: editor
template: rewriter.md.j2
whole: true
reply: text
"""
PROMPTS = {
    "": (
        "You are the editor. You write the whole text again: what is to be mended is mended, everything else stays "
        "word for word. Paragraphs are separated by blank lines. No comments.",
        "Mend this:",
    ),
    "zh/": (
        "你是编辑。你把全文重写一遍：要改的改好，其余一字不动。段与段之间空一行。不加说明。",
        "修改：",
    ),
}
TEMPLATE = """{{% block system %}}
{system}
{{% endblock %}}
{{% block user %}}
{{{{ text.text }}}}

{mend}
{{% for finding in report.instructions %}}
- {{{{ finding.instruction }}}}
{{% endfor %}}
{{% endblock %}}
"""


@dataclass
class Cost:
    """Of one arm, over all drafts: tokens, calls, judgements, revisions, drafts that met, revisions that failed."""

    prompt: int = 0
    completion: int = 0
    calls: int = 0
    judged: int = 0
    revised: int = 0
    met: int = 0
    failed: int = 0


def main() -> None:
    """Print a table for each language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drafts", type=int, default=12)
    parser.add_argument("--model", default="built-in")
    parser.add_argument("--languages", nargs="+", default=["en"], choices=["en", "zh"])
    options = parser.parse_args()
    for language in options.languages:
        drafts = [case.text for case in cases("repetition", "sentences again", language, options.drafts)]
        words = sum(map(count_words, drafts)) / len(drafts)
        print(f"\n{language}: {len(drafts)} drafts of {words:.0f} words, at most {ROUNDS} judgements")
        print(
            f"{'arm':12} {'written':>9} {'read':>9} {'calls':>6} {'revised':>8} {'judged':>7} {'met':>4} {'failed':>7}"
        )
        costs = {arm: asyncio.run(cost_of(role, drafts, options.model, language)) for arm, role in ARMS.items()}
        for arm, cost in costs.items():
            told = f"{cost.completion:9,} {cost.prompt:9,} {cost.calls:6} {cost.revised:8} {cost.judged:7}"
            print(f"{arm:12} {told} {cost.met:4} {cost.failed:7}", flush=True)
        few, many = costs["paragraphs"], costs["whole"]
        faithful = round(few.revised * tokens_in(drafts) / len(drafts))
        print(f"{'faithful':12} {faithful:9,}  the first arm's revisions, had each written the whole draft")
        print(f"paragraphs write {few.completion / max(1, many.completion):.0%} of the tokens of the whole arm,")
        print(f"and {few.completion / max(1, faithful):.0%} of those of faithful whole rewrites")


def tokens_in(drafts: Sequence[str]) -> int:
    """How many tokens the drafts are in the vocabulary of the built-in model."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(builtin_root() / "models" / "built-in")
    return sum(len(tokenizer.encode(draft, add_special_tokens=False)) for draft in drafts)


async def cost_of(role: str, drafts: list[str], model: str, language: str) -> Cost:
    """What ``role`` cost on all of ``drafts``."""
    cost = Cost()

    def watch(event: Event) -> None:
        if event.kind == "step_ended":
            cost.judged += event.path.endswith(".report")
            cost.revised += event.path.endswith(".revise")
        cost.failed += event.kind == "step_failed"

    with tempfile.TemporaryDirectory() as folder:
        app = project(Path(folder), role, model)
        plan = app.compile(app.find_workflow(str(Path(folder) / "revisions.yaml")))
        inputs = [read_inputs(plan.inputs, {"text": draft, "language": language}) for draft in drafts]
        async with app.model() as asked:
            around = Surroundings(model=asked, checks=app.checks, observer=watch, person=Nobody())
            limits = Limits(concurrency=8, open_items=len(drafts))
            items = [Item(f"d{number}", given) for number, given in enumerate(inputs)]
            async for result in run_items(plan, items, around, seed=0, limits=limits):
                add(cost, result)
    return cost


def add(cost: Cost, result: ItemResult) -> None:
    """Add what one draft cost."""
    cost.prompt += result.usage.prompt_tokens
    cost.completion += result.usage.completion_tokens
    cost.calls += result.usage.calls
    cost.met += result.outputs.get("passed") == "true"


def project(folder: Path, role: str, model: str) -> App:
    """A project with the loop, and with the card that rewrites."""
    files = {
        "inkloom.toml": "",
        "revisions.yaml": WORKFLOW.format(rounds=ROUNDS, role=role, kept=KEPT),
        "agents/rewriter.yaml": CARD,
        **{
            f"templates/{place}rewriter.md.j2": TEMPLATE.format(system=system, mend=mend)
            for place, (system, mend) in PROMPTS.items()
        },
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return build_app(str(folder / "revisions.yaml"), {"model": model})


if __name__ == "__main__":
    main()
