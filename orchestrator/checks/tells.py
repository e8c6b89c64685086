"""Habits that tell a machine-written text: what is no fault once and tires a reader when it comes all the time.

What is counted, with lists of our own making (``habits_en``, ``habits_zh``):

* worn words and phrases, "not X but Y" (不是…而是), and dashes, each for a thousand words (Chinese: characters)
* the transition that comes most often
* the longest run of sentences that open alike, and (Chinese) of sentences with 了
* how much the lengths of sentences and of paragraphs vary: standard deviation by mean

Rates are counted on at least ``LEAST_WORDS`` words, so that one dash makes no habit.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType, ModuleType

from orchestrator.checks import habits_en, habits_zh
from orchestrator.checks.check import Check
from orchestrator.checks.judging import GENRE, GENRES, Targets, TargetSpec, by_name, severity_of
from orchestrator.checks.passage import Passage
from orchestrator.checks.sentences import Sentence
from orchestrator.checks.telling import MAX_PLACES, finding_at, in_language_of, told
from orchestrator.checks.verdicts import Verdict, settled, verdicts_on
from orchestrator.domain.critiques import Severity
from orchestrator.domain.reports import CheckReport, Finding
from orchestrator.domain.text import words

MIN_WORDS = 100
"""Shorter texts are measured but not judged."""

LEAST_WORDS = 400
"""A rate is counted on no fewer words."""

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_LONGEST_VERB = 6
_MIN_SENTENCES = 12
_SHORT = 30  # characters; a longer sentence has room for 了 beside much else
_MIN_PARAGRAPHS = 6
_MIN_PARAGRAPH_WORDS = 20
_DASHES = re.compile("[—-]+")
_ONE_DASH = frozenset({"—", "——", "--"})

Places = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Habits:
    """What was counted, and where it stands."""

    values: Mapping[str, float]
    places: Mapping[str, Places]


def measure_tells(passage: Passage, targets: Targets) -> CheckReport:
    """Habits in ``passage``; judged by each measure that is asked for."""
    usual = USUAL["zh" if passage.script == "cjk" else "en"]
    habits = _habits(passage, targets, max(passage.word_count, LEAST_WORDS))
    known = passage.script == "cjk" or (passage.script == "latin" and passage.primary_language in ("en", "zh"))
    report = CheckReport(
        check="tells", reliable=passage.word_count >= MIN_WORDS and known, measured=dict(habits.values)
    )
    if not report.reliable:
        return report
    asked = verdicts_on(habits.values, targets)
    found = asked or verdicts_on(habits.values, usual)
    worst = sorted((verdict for verdict in found if verdict.gap), key=lambda verdict: verdict.score)
    findings = told(_in_turn([_findings(passage, v, habits, judged=bool(asked)) for v in worst]), passage, MAX_PLACES)
    return settled(report, asked, findings)


def _habits(passage: Passage, targets: Targets, total: int) -> _Habits:
    lists: ModuleType = habits_zh if passage.script == "cjk" else habits_en
    text = _without_names(passage.text, targets.get("bible"))
    places: dict[str, Places] = {
        "worn": _worn(passage, text, lists),
        "not_but": _not_but(text, lists),
        "dashes": [match.span() for match in _DASHES.finditer(text) if match.group() in _ONE_DASH],
    }
    values: dict[str, float] = {name: round(1000 * len(found) / total, 2) for name, found in places.items()}
    places["same_transition"] = _most_frequent_transition(passage, lists)
    places["same_opening"] = _run_of_openings(passage)
    for name in ("same_transition", "same_opening"):
        values[name] = len(places[name])
    if passage.script == "cjk":
        places["le_run"] = _longest_run(
            passage.sentences, ["了" in s.quote and len(s.words) <= _SHORT for s in passage.sentences]
        )
        values["le_run"] = len(places["le_run"])
    lengths = [len(sentence.words) for sentence in passage.sentences]
    if len(lengths) >= _MIN_SENTENCES:
        values["sentence_variation"] = _variation(lengths)
    paragraphs = _paragraph_lengths(passage)
    if len(paragraphs) >= _MIN_PARAGRAPHS:
        values["paragraph_variation"] = _variation(paragraphs)
    return _Habits(MappingProxyType(values), MappingProxyType(places))


def _paragraph_lengths(passage: Passage) -> list[int]:
    """Words of each paragraph that has some; what is between blank lines, or in Chinese on a line of its own."""
    if passage.script == "cjk":
        lengths = [len(line) for line in passage.text.split("\n")]
    else:
        lengths = [len(part.split()) for part in _BLANK_LINE.split(passage.text)]
    return [length for length in lengths if length >= _MIN_PARAGRAPH_WORDS]


def _variation(lengths: Sequence[int]) -> float:
    # Not `statistics.pstdev`, whose fractions are exact and twenty times slower.
    mean = sum(lengths) / len(lengths)
    return round(math.sqrt(sum([(length - mean) ** 2 for length in lengths]) / len(lengths)) / mean, 2)


@functools.lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _without_names(text: str, bible: object) -> str:
    """``text`` with the names of the bible blanked."""
    if not isinstance(bible, Mapping):
        return text
    names = [n for c in bible.get("characters", ()) for n in (c["name"], *c.get("aliases", ())) if n]
    names += [place for place in bible.get("places", ()) if place]
    if not names:
        return text
    joined = "|".join(re.escape(name) for name in sorted(names, key=lambda name: -len(name)))
    return _compiled(joined).sub(lambda match: " " * len(match.group()), text)


def _worn(passage: Passage, text: str, lists: ModuleType) -> Places:
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = text  # a letter whose small form is two would move every place behind it
    if lists is habits_zh:
        found = [phrase for phrase in habits_zh.PHRASES if phrase in lowered]
    else:
        there = set(passage.folded)
        phrases = [phrase for phrase in _english_phrases() if phrase[1] <= there and phrase[0] in lowered]
        found = [rf"\b{re.escape(phrase)}" for phrase, _ in phrases]
        found += [rf"\b{re.escape(word)}\b" for word in sorted(there & habits_en.WORDS)]
    if not found:
        return ()
    return [match.span() for match in _compiled("|".join(found)).finditer(lowered)]


@functools.cache
def _english_phrases() -> tuple[tuple[str, frozenset[str]], ...]:
    """Each phrase and its words: a text that lacks one of them need not be searched for it."""
    return tuple((phrase, frozenset(words(phrase))) for phrase in habits_en.PHRASES)


def _not_but(text: str, lists: ModuleType) -> Places:
    places = []
    end = 0
    for anchor in _compiled(lists.NOT).finditer(text):
        start = anchor.start()
        if lists is habits_en:
            start = text.rfind(" ", max(0, start - _LONGEST_VERB), start) + 1 or start  # "was" of "wasn't"
        if start >= end and (match := _compiled(lists.NOT_BUT).match(text, start)):
            places.append(match.span())
            end = match.end()
    return places


def _most_frequent_transition(passage: Passage, lists: ModuleType) -> Places:
    """The places of the transition that opens most sentences."""
    places: dict[str, list[tuple[int, int]]] = {}
    openings = _transitions(lists)
    for sentence in passage.sentences:
        for transition in openings.get(sentence.words[0].lower(), ()):
            at = sentence.quote.lower().find(transition, 0, len(transition) + 2)
            if at >= 0:
                start = sentence.start + at
                places.setdefault(transition, []).append((start, start + len(transition)))
                break
    return max(places.values(), key=len, default=[])


@functools.cache
def _transitions(lists: ModuleType) -> Mapping[str, Sequence[str]]:
    """The transitions by their first word (Chinese: character), the longest first."""
    found: dict[str, list[str]] = {}
    for transition in sorted(lists.TRANSITIONS, key=len, reverse=True):
        found.setdefault(words(transition)[0], []).append(transition)
    return MappingProxyType(found)


def _run_of_openings(passage: Passage) -> Places:
    """The longest run of sentences that open with the same word, or in Chinese with the same two characters."""
    size = 2 if passage.script == "cjk" else 1
    openings = [" ".join(sentence.words[:size]).lower() for sentence in passage.sentences]
    longest: Places = ()
    start = 0
    for at in range(1, len(openings) + 1):
        if at == len(openings) or openings[at] != openings[start]:
            if at - start > len(longest):
                longest = [(s.start, s.end) for s in passage.sentences[start:at]]
            start = at
    return longest


def _longest_run(sentences: Sequence[Sentence], holds: Sequence[bool]) -> Places:
    longest: Places = ()
    start = 0
    for at in range(len(holds) + 1):
        if at == len(holds) or not holds[at]:
            if at - start > len(longest):
                longest = [(s.start, s.end) for s in sentences[start:at]]
            start = at + 1
    return longest


# -- what is told -------------------------------------------------------------------------------------------

_INSTRUCTIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "worn": ("Say this in plain words of your own: {quote}", "换成平实的、自己的说法：{quote}"),
        "not_but": ("Say what it is, without what it is not: {quote}", "直接说是什么，不必先说不是什么：{quote}"),
        "dashes": ("Use a comma or a full stop for this dash.", "这个破折号改用逗号或句号。"),
        "same_transition": (
            "Drop or change this transition, used {n} times: {quote}",
            "去掉或换掉这个连接词，它用了{n}次：{quote}",
        ),
        "same_opening": (
            "Open this sentence another way; {n} in a row begin alike: {quote}",
            "换一种开头，连续{n}句开头相同：{quote}",
        ),
        "le_run": (
            "Take out a “了”; {n} sentences in a row have one: {quote}",
            "少用“了”，连续{n}句都有：{quote}",
        ),
        "sentence_variation": (
            "Vary the length of the sentences: some much shorter, some longer.",
            "让句子有长有短。",
        ),
        "paragraph_variation": ("Vary the length of the paragraphs.", "让段落有长有短。"),
    }
)  # fmt: skip


def _findings(passage: Passage, verdict: Verdict, habits: _Habits, *, judged: bool) -> Iterator[Finding]:
    if verdict.name not in _INSTRUCTIONS:
        return
    # Each place is good English or Chinese and only their number tires, so none of them ranks with a broken story.
    severity: Severity = "minor" if not judged or severity_of(verdict.score) == "minor" else "major"
    instruction = in_language_of(passage, *_INSTRUCTIONS[verdict.name]).replace("{n}", f"{verdict.value:g}")
    places = habits.places.get(verdict.name)
    if verdict.gap < 0 or not places:
        plain = Finding(severity=severity, instruction=instruction, measured=verdict.value, target=verdict.missed)
        if verdict.name.endswith("variation"):
            yield plain
        return
    for place in places:
        yield finding_at(passage, place, instruction, severity, measured=verdict.value, target=verdict.missed)


def _in_turn(groups: Sequence[Iterator[Finding]]) -> Iterator[Finding]:
    """The first of each, the second of each …: a writer hears of every habit before more of one."""
    waiting = list(groups)
    while waiting:
        for group in list(waiting):
            finding = next(group, None)
            if finding is None:
                waiting.remove(group)
            else:
                yield finding


USUAL: Mapping[str, Targets] = MappingProxyType(
    {
        "en": {
            "worn": 7,
            "not_but": 4,
            "dashes": 20,
            "same_transition": 3,
            "same_opening": 4,
            "sentence_variation": {"min": 0.25},
            "paragraph_variation": {"min": 0.15},
        },
        "zh": {
            "worn": 8,
            "not_but": 4,
            "dashes": 8,
            "same_transition": 3,
            "same_opening": 3,
            "le_run": 6,
            "sentence_variation": {"min": 0.2},
            "paragraph_variation": {"min": 0.15},
        },
    }
)
"""What people's prose keeps to, by language; see ``docs/checks.md``."""

CHECK = Check(
    "tells",
    "Habits of machine-written prose: worn phrases, not X but Y, dashes, sameness.",
    by_name(
        TargetSpec("worn", "bound", "Worn words and phrases in 1,000 words; a bare number is a maximum."),
        TargetSpec("not_but", "bound", "“not X but Y” (不是…而是) in 1,000 words; a bare number is a maximum."),
        TargetSpec("dashes", "bound", "Dashes in 1,000 words; a bare number is a maximum."),
        TargetSpec("same_transition", "bound", "Uses of the commonest transition; a bare number is a maximum."),
        TargetSpec("same_opening", "bound", "Sentences in a row that open alike; a bare number is a maximum."),
        TargetSpec("le_run", "bound", "Chinese sentences in a row with 了; a bare number is a maximum."),
        TargetSpec("sentence_variation", "bound", "Variation of sentence lengths (deviation by mean): {min: 0.3}."),
        TargetSpec("paragraph_variation", "bound", "Variation of paragraph lengths (deviation by mean): {min: 0.15}."),
        TargetSpec("bible", "bible", "Its names are no habits."),
        GENRE,
    ),
    ("en", "zh"),
    measure_tells,
    {language: {genre: dict(usual) for genre in GENRES if genre != "dialogue"} for language, usual in USUAL.items()},
)
