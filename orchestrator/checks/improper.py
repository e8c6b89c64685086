"""Improper content, by category: profanity, hate, sexual content, violence, drugs and self-harm.

Words of a list of our own (``improper_words``), whole words in English, anywhere in Chinese. A list knows no context:
a crime story has its murder, and a chapter against drugs names them. What is found is a flag for a person, who may
mean it (``intended``); nothing is taken out by itself. What is said without such a word is not seen.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from orchestrator.checks.check import Check
from orchestrator.checks.improper_words import CHINESE, ENGLISH
from orchestrator.checks.judging import Targets, TargetSpec, by_name
from orchestrator.checks.passage import Passage
from orchestrator.checks.searching import search_for_words
from orchestrator.checks.telling import MAX_PLACES, finding_at, in_language_of, told
from orchestrator.checks.verdicts import settled, verdicts_on
from orchestrator.domain.critiques import Severity
from orchestrator.domain.reports import CheckReport, Finding

MIN_WORDS = 2
"""Of text in sentences: less is no text to judge."""

_CATEGORIES: Mapping[str, str] = MappingProxyType(
    {entry: category for words in (ENGLISH, CHINESE) for category, entries in words.items() for entry in entries}
)
_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "profanity": ("profanity", "粗话"),
        "hate": ("hate", "仇恨"),
        "sexual": ("sexual content", "性内容"),
        "violence": ("violence", "暴力"),
        "drugs": ("drugs", "毒品"),
        "self_harm": ("self-harm", "自残自杀"),
    }
)
_BREAK = "\n\n"
_GRAVE = frozenset({"hate", "sexual", "self_harm"})


def measure_improper(passage: Passage, targets: Targets) -> CheckReport:
    """Improper words in ``passage``; judged by ``found`` (a bare number is a maximum).

    Text that is too short, or in another script, still has its places told: they are flags.
    """
    places = list(_places(passage.text))
    counts = Counter(category for _, category in places)
    report = CheckReport(
        check="improper",
        reliable=passage.word_count >= MIN_WORDS and passage.script != "other",
        measured={"found": len(places), **{name: counts[name] for name in _NAMES if counts[name]}},
    )
    findings = told((_finding(passage, place, category) for place, category in places), passage, MAX_PLACES)
    return settled(report, verdicts_on({"found": len(places)}, targets), findings)


def _places(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Start and end of each word of the list, and its category, in order."""
    # Most paragraphs have none, and RE2 says so fifty times faster than one can learn where they stand.
    if _glance().search(text) is None:
        return
    start = 0
    for paragraph in text.split(_BREAK):
        end = start + len(paragraph)
        if _glance().search(paragraph) is not None:
            for match in _searcher().finditer(text, start, end):
                yield match.span(), _CATEGORIES[" ".join(match.group().split()).lower()]
        start = end + len(_BREAK)


@functools.cache
def _glance() -> Any:
    import re2

    options = re2.Options()
    options.case_sensitive = False
    english = "|".join(entry.replace(" ", r"\s+") for entries in ENGLISH.values() for entry in entries)
    chinese = "|".join(entry for entries in CHINESE.values() for entry in entries)
    return re2.compile(rf"\b(?:{english})\b|{chinese}", options)


@functools.cache
def _searcher() -> re.Pattern[str]:
    return search_for_words(_CATEGORIES)


def _finding(passage: Passage, place: tuple[int, int], category: str) -> Finding:
    english, chinese = _NAMES[category]
    instruction = in_language_of(
        passage,
        f"This may be improper ({english}): keep it only where it is meant, else put it otherwise: {{quote}}",
        f"此处可能不妥（{chinese}）：确有必要才保留，否则换个说法：{{quote}}",
    )
    severity: Severity = "major" if category in _GRAVE else "minor"
    return finding_at(passage, place, instruction, severity, measured=category)


CHECK = Check(
    "improper",
    "Profanity, hate, sexual content, violence, drugs, self-harm: flags by a list of words, nothing is taken out.",
    by_name(TargetSpec("found", "bound", "Places with a word of the list; a bare number is a maximum.")),
    ("en", "zh"),
    measure_improper,
)
