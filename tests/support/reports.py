"""A run to report on, in English and in Chinese, with something in every place that a report has."""

from orchestrator.adapters.export.book.model import Judgement, Round
from orchestrator.adapters.export.report.model import Beat, DraftReport, RunReport
from orchestrator.domain.critiques import Critique, Issue
from orchestrator.domain.reports import CheckReport, Finding, Report
from orchestrator.domain.runs import Failure, RoleUsage
from tests.support.running import compiled

PLAN = compiled(
    "name: story\nsteps:\n  a: {agent: planner, with: {premise: \"'x'\", scenes: 1}}\noutputs: {o: a.title}\n"
)
OWN = ("story", "run-1", "row-2", "stub-3", "ReplyError", "UTC", "token")
"""What stands on a page as it is, in any language: ids, names that somebody gave, and two words that Chinese shares."""

_TEXTS = {
    "en": {
        "title": "The Dry Well", "gap": "[chapter 2 is missing]", "scene": "The Road", "message": "It brought nothing.",
        "old": "The well was dry. Nobody knew.", "new": "The frogs had gone from the well. Nobody knew.",
        "problem": "Told, not shown.", "fix": "Show it.", "instruction": "Split this.", "quote": "Nobody knew.",
    },
    "zh": {
        "title": "枯井", "gap": "[第2章缺失]", "scene": "归途", "message": "什么也没有写出来。",
        "old": "井里没有水。谁也不知道。", "new": "青蛙都离开了那口井。谁也不知道。",
        "problem": "只是说，没有写。", "fix": "写出来。", "instruction": "断成两句。", "quote": "谁也不知道。",
    },
}  # fmt: skip


def report(**changes):
    """A run that brought nothing but what ``changes`` says."""
    nothing = {
        "run": "r1", "item": "main", "title": "T", "language": "en", "status": "done", "model": "m", "seed": 0,
        "started": "2026-01-01T00:00:00Z", "ended": None, "plan": PLAN, "statuses": {}, "roles": {}, "drafts": (),
        "beats": (), "failures": (), "gaps": (), "words": 0,
    }  # fmt: skip
    return RunReport(**{**nothing, **changes})


def full_report(language, *, texts=None, status="failed"):
    """A run in ``language`` with texts in it, or in another one."""
    told = _TEXTS[texts or language]
    finding = {"quote": told["quote"], "start": 2, "instruction": told["instruction"]}
    findings = [Finding(**finding, severity=severity) for severity in ("minor", "major", "critical")]
    sizes = {"words": 9, "characters_per_sentence": 6.5}
    checks = Report.of(
        [
            CheckReport(check="readability", passed=False, measured=sizes, findings=findings),
            CheckReport(check="person", passed=True, measured={"narrator": "third", "slips": 0}),
            CheckReport(check="length", measured={"words": 1234, "found": True, "longest": None}),
        ]
    )
    issue = Issue(paragraph="p1", quote=told["quote"], problem=told["problem"], fix=told["fix"])
    judged = (
        Judgement(path="polish#2.critique", kind="agent", role="critic", value=Critique(issues=(issue,), score=7)),
        Judgement(path="polish#2.second", kind="agent", role="rater", value=Critique(issues=(), score=9)),
        Judgement(path="polish#2.report", kind="check", role="report", value=checks),
    )
    rounds = (
        Round(path="polish#1", number=1, text=told["old"], score=(5.0, 2.0), best=True),
        Round(path="polish#2", number=2, text=told["new"], revised="polish#1", by="editor", score=(7.0, 3.5), best=True,
              met=True, judged=judged),
    )  # fmt: skip
    loop = {"path": "polish", "name": told["scene"], "rounds": rounds}
    return report(
        run="run-1",
        item="row-2",
        title=told["title"],
        language=language,
        status=status,
        model="stub-3",
        statuses={"a": {"failed": 2, "done": 1}},
        roles={"planner": RoleUsage(calls=1, cached=2), "editor": RoleUsage(calls=1234, seconds=12.5)},
        drafts=(
            DraftReport(**loop, best_by=("critique.score",), until="critique.score >= 8", final="polish#2"),
            DraftReport(**loop, best_by=(), until="", final="polish#1"),
        ),
        beats=(
            Beat(path="s1", name=told["scene"], planned=-3, measured=1.5),
            Beat(path="s2", name=told["title"], planned=2, measured=None),
        ),
        failures=(
            Failure(item="row-2", step="a", error="ReplyError", message=told["message"], hint=told["fix"]),
            Failure(item="row-2", step="", error="ReplyError", message=told["message"]),
        ),
        gaps=(told["gap"],),
        words=1234,
    )
