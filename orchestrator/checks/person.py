"""Slips of the narrator: an "I" in a story told of others, or the narrator's own name in a story told by them.

Only narration counts: speech (``speech``) is left out, and so is what is thought or set apart: emphasis, brackets,
and sentences that say that somebody thinks or says what follows. Who narrates is what a target says, else what most
of the narration does; where that is not clear nothing is judged.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from orchestrator.checks.check import Check
from orchestrator.checks.judging import GENRE, GENRES, Targets, TargetSpec, asks, by_name, severity_of
from orchestrator.checks.passage import Passage
from orchestrator.checks.sentences import Sentence
from orchestrator.checks.speech import narration
from orchestrator.checks.telling import MAX_PLACES, finding_at, in_language_of, told
from orchestrator.checks.verdicts import settled, verdicts_on
from orchestrator.domain.reports import CheckReport, Finding

MIN_SENTENCES = 6
"""Sentences of narration with somebody in them; from fewer it is not known who narrates."""

MIN_WORDS = 20
"""Shorter texts are not judged, even where a target says who narrates."""

CLEAR = 0.85
"""Share of those sentences that tells who narrates: one who watches others says "I" now and then."""

# "Henry I." is a king.
_FIRST = re.compile(r"\b(?:I(?:[’'](?:m|ve|d|ll))?(?![.\w’'-])|(?:[Mm]e|[Mm]y|[Mm]yself)(?![\w’'-]))")
_THIRD = re.compile(r"\b(?:he|she|him|her|his|hers|himself|herself)\b", re.IGNORECASE)
_FIRST_CJK = re.compile(r"(?<![自忘大小敌无唯本非])我(?![国军方军校厂])")
_THIRD_CJK = re.compile(r"[他她](?!们|人|方|乡|日|国)")
# What a sentence has that reports somebody's thought or words without quotation marks.
_REPORTED = re.compile(
    r"\b(?:thought|thinks|think|wondered|wonders|mused|said|says|asked|cried|told|wrote|writes|read|reads|sang|sings|"
    r"prayed|whispered|muttered|reader|sir|madam|you|your)\b|[:*_=()\[\]]",
    re.IGNORECASE,
)
_REPORTED_CJK = re.compile(r"[想说道问答喊叫骂念写唱告讲觉梦信：（）《》你您咱]|以为|知道|仿佛|自语")


def measure_person(passage: Passage, targets: Targets) -> CheckReport:
    """Slips of the narrator in ``passage``; judged by ``slips`` (a bare number is a maximum)."""
    is_cjk = passage.script == "cjk"
    first, third, reported = (_FIRST_CJK, _THIRD_CJK, _REPORTED_CJK) if is_cjk else (_FIRST, _THIRD, _REPORTED)
    told_here = narration(passage.text)
    own: list[tuple[Sentence, int]] = []
    others = 0
    for sentence in passage.sentences:
        match = first.search(told_here, sentence.start, sentence.end)
        if match is not None:
            own.append((sentence, match.start()))
        elif third.search(told_here, sentence.start, sentence.end):
            others += 1
    narrator = _narrator(targets, len(own), others)
    reliable = passage.script != "other" and narrator != "" and _can_be_read(passage)
    report = CheckReport(
        check="person",
        reliable=reliable,
        measured={"first_person_sentences": len(own), "third_person_sentences": others, "narrator": narrator},
    )
    if not reliable:
        return report
    if narrator == "first":
        slips = [
            (s, at) for s, at in _names(passage, told_here, targets) if not reported.search(told_here, s.start, s.end)
        ]
    else:
        slips = [(s, at) for s, at in own if not reported.search(told_here, s.start, s.end)]
    report = report.model_copy(update={"measured": {**report.measured, "slips": len(slips)}})
    verdicts = verdicts_on({"slips": len(slips)}, targets)
    failed = any(verdict.gap for verdict in verdicts)
    found = _findings(passage, slips, narrator, min((v.score for v in verdicts), default=1.0))
    return settled(report, verdicts, told(found, passage, MAX_PLACES) if failed or not verdicts else ())


def _can_be_read(passage: Passage) -> bool:
    known = passage.script == "cjk" or passage.primary_language in ("en", "zh")
    return known and passage.word_count >= MIN_WORDS


def _narrator(targets: Targets, own: int, others: int) -> str:
    """``first``, ``third``, or empty where neither is clear."""
    wanted = targets.get("narrator")
    if isinstance(wanted, str) and wanted:
        return wanted
    if own + others < MIN_SENTENCES:
        return ""
    if others >= CLEAR * (own + others):
        return "third"
    return "first" if own >= CLEAR * (own + others) else ""


def _names(passage: Passage, told_here: str, targets: Targets) -> Iterator[tuple[Sentence, int]]:
    """Sentences of narration in which the narrator is told of by name."""
    name = targets.get("name")
    if not isinstance(name, str) or not asks(name):
        return
    pattern = _acting(name.strip(), is_cjk=passage.script == "cjk")
    for sentence in passage.sentences:
        match = pattern.search(told_here, sentence.start, sentence.end)
        if match is not None:
            yield sentence, match.start()


@functools.lru_cache(maxsize=64)
def _acting(name: str, *, is_cjk: bool) -> re.Pattern[str]:
    if is_cjk:
        return re.compile(rf"{re.escape(name)}(?=[走跑站坐看笑哭拿抬转点摇伸低起推打开回])")
    return re.compile(
        rf"\b{re.escape(name)}\b(?= (?:[a-z]+ly )?(?:was|had|[a-z]+ed|went|came|ran|took|stood|sat|felt)\b)"
    )


def _findings(
    passage: Passage, slips: Sequence[tuple[Sentence, int]], narrator: str, score: float
) -> Iterator[Finding]:
    english, chinese = (
        ("The story is told by “I”: tell this of yourself: {quote}", "故事由“我”来讲，这里却用名字称呼自己：{quote}")
        if narrator == "first"
        else ("The story is told of others: take “I” out of this: {quote}", "故事用第三人称，这里却冒出了“我”：{quote}")
    )
    instruction = in_language_of(passage, english, chinese)
    severity = severity_of(score) if score < 1 else "minor"
    for sentence, _ in slips:
        yield finding_at(passage, (sentence.start, sentence.end), instruction, severity)


_NO_SLIPS = {genre: {"slips": 0} for genre in GENRES if genre not in ("ad", "dialogue")}

CHECK = Check(
    "person",
    "Slips of the narrator: an “I” in a story told of others, or the other way round.",
    by_name(
        TargetSpec("slips", "bound", "Sentences in the wrong person; a bare number is a maximum."),
        TargetSpec("narrator", "choice", "Who narrates; what most sentences do unless given.", ("first", "third")),
        TargetSpec("name", "text", "What others call a narrator who says “I”; narration must not use it of them."),
        GENRE,
    ),
    ("en", "zh"),
    measure_person,
    {"en": _NO_SLIPS, "zh": _NO_SLIPS},
)
