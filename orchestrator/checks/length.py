"""How long a text is. Words are counted as an editor counts them: CJK characters and other words.

A bare number of words is met within a tenth of it, or within the tolerance that is given. The score is that of
LongBench-Write (Bai et al. 2024, arXiv 2408.07055), as a share: with x words required and y written,
``max(0, 1 - (y/x - 1)/3)`` for too many and ``max(0, 1 - (x/y - 1)/2)`` for too few.
"""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.checks.check import Check
from orchestrator.checks.judging import Bound, Targets, TargetSpec, as_number, asks, by_name, severity_of
from orchestrator.checks.passage import Passage
from orchestrator.domain.reports import CheckReport, Finding
from orchestrator.domain.text import cjk_share, count_words

DEFAULT_TOLERANCE = 0.1
"""Share of a bare number of words by which a text may miss it."""

_ROUND_TO = 5


def length_score(required: float, written: int) -> float:
    """How well a length meets what was required, 0 to 1.

    LongBench-Write's S_l (Bai et al. 2024, arXiv 2408.07055) as a share: too long by three times the required
    length is 0, too short falls faster, and a third of the required length is 0.

    >>> length_score(100, 100), length_score(100, 250), length_score(100, 50)
    (1.0, 0.5, 0.5)
    """
    if required <= 0:
        return 1.0 if written <= required else 0.0
    if written > required:
        return max(0.0, 1.0 - (written / required - 1.0) / 3.0)
    return max(0.0, 1.0 - (required / written - 1.0) / 2.0) if written else 0.0


def measure_length(passage: Passage, targets: Targets) -> CheckReport:
    """Words in ``passage``, headings too; judged by ``words``, within ``tolerance`` when that is a bare number.

    An empty text is judged as well: it is certain that it has no words.
    """
    written = count_words(passage.text)
    wanted = targets.get("words")
    report = CheckReport(check="length", measured={"words": written})
    if not asks(wanted):
        return report
    tolerance = max(0.0, as_number(targets["tolerance"])) if asks(targets.get("tolerance")) else DEFAULT_TOLERANCE
    slack = 0.0 if isinstance(wanted, Mapping) else abs(as_number(wanted)) * tolerance
    bound = Bound.of(wanted, bare="around", slack=slack)
    gap = bound.gap(written)
    required = _required(bound, written, gap, slack)
    score = length_score(required, written)
    findings = () if gap == 0 else (_finding(passage, written, required, score),)
    return report.model_copy(update={"passed": gap == 0, "score": score, "findings": findings})


def _required(bound: Bound, written: int, gap: float, slack: float) -> float:
    """The length to score and aim at: the bare number, else the bound that is missed."""
    if slack and bound.low is not None:
        return bound.low + slack
    return written - gap


def _finding(passage: Passage, written: int, required: float, score: float) -> Finding:
    difference = round(required) - written
    amount = max(_ROUND_TO, _ROUND_TO * round(abs(difference) / _ROUND_TO))
    # By the letters, not by the sentences: a text of nothing but headings has a length too.
    if cjk_share(passage.text) > 0.5:
        instruction = f"{'再写' if difference > 0 else '删去'}约 {amount} 字。"
    else:
        instruction = f"{'Add' if difference > 0 else 'Cut'} about {amount} words."
    return Finding(
        severity=severity_of(score),
        instruction=instruction,
        measured=written,
        target=round(required),
    )


CHECK = Check(
    "length",
    "How many words (Chinese: characters).",
    by_name(
        TargetSpec("words", "bound", "Words; a bare number is met within the tolerance."),
        TargetSpec("tolerance", "number", "Share of a bare number of words to allow, 0.1 unless given."),
    ),
    ("en", "zh"),
    measure_length,
)
