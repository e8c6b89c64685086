"""How easily a text reads, and what would make it easier.

Texts in words are measured by formulas of two terms (``formulas``), so there are two ways down from a grade g to a
target g*: with W words, S sentences and Y syllables, ``ceil(W * 0.39 / (g* + 15.59 - 11.8 * Y/W) - S)`` more
sentences, or, at the sentence length there is, ``ceil(W * (g - g*) / 11.8)`` syllables fewer. Splitting comes first,
for it keeps the writer's words (``easier``).

English has grades; German, Spanish, French, Italian, Dutch, Polish, Russian and Hungarian have scores of their own.
Chinese (and other CJK) texts are measured in characters a sentence and a clause, words a sentence, and words
beyond HSK 3. Sun Hanyin's formula is left out: no maintained package has the stroke counts it needs.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from orchestrator.checks.check import Bands, Check
from orchestrator.checks.chinese import hard_chinese_words
from orchestrator.checks.counting import Tally, tally
from orchestrator.checks.easier import SHORTEST_USEFUL_SENTENCE, Aim, Material, findings_for
from orchestrator.checks.formulas import EASE, GRADE, LENGTH, OTHERS, Counts, Linear, dale_chall, lix
from orchestrator.checks.judging import GENRE, Bound, Targets, TargetSpec, asks, by_name
from orchestrator.checks.passage import Passage
from orchestrator.domain.reports import CheckReport, Measure

MIN_WORDS = 100
"""Shorter texts are measured but not judged: one long sentence moves their grade by years."""

LANGUAGES = (*EASE, "pl")
"""Languages with formulas, besides Chinese."""

_SPANS = {"grade": 6.0, "ease": 40.0, "words_per_sentence": 12.0, "characters_per_sentence": 20.0}
_CYRILLIC = "\u0400", "\u04ff"
_CLAUSE = re.compile(r"[^\W_][^，,；;：:。.！？!?…—]*")


def measure_readability(passage: Passage, targets: Targets) -> CheckReport:
    """Readability of ``passage``; judged by the targets that its language knows.

    A bare number is a maximum (of ``ease`` a minimum). A text of fewer than ``MIN_WORDS`` words is not judged.
    """
    if passage.script == "cjk":
        return _characters_report(passage, targets)
    language = _formula_language(passage)
    if language is None or not passage.sentences:
        return CheckReport(check="readability", reliable=False, measured=_size(passage), targets=dict(targets))
    counted = tally(passage, language)
    counts = counted.counts
    measured = {**_size(passage), **_measures(counted)}
    if counts.words < MIN_WORDS or not passage.has_end_marks:
        return CheckReport(check="readability", reliable=False, measured=measured, targets=dict(targets))
    length = round(counts.words_per_sentence, 1)
    aims = [_aim("words_per_sentence", length, LENGTH, targets)]
    if language == "en":
        aims.append(_aim("grade", measured["flesch_kincaid_grade"], GRADE, targets))
    if language in EASE:
        aims.append(_aim("ease", measured[_ease_name(language)], EASE[language], targets))
    return _judged(passage, Material(counts, language), measured, targets, [aim for aim in aims if aim])


def _formula_language(passage: Passage) -> str | None:
    """The language whose formulas fit; English prose in a Chinese project is still English."""
    language = passage.primary_language
    if passage.script == "latin":
        return "en" if language == "zh" else language if language in LANGUAGES and language != "ru" else None
    return "ru" if language == "ru" and _is_cyrillic(passage) else None


def _is_cyrillic(passage: Passage) -> bool:
    found = sum(1 for s in passage.sentences for word in s.words if _CYRILLIC[0] <= word[0] <= _CYRILLIC[1])
    return found * 2 > passage.word_count


def _ease_name(language: str) -> str:
    return "flesch_reading_ease" if language == "en" else "reading_ease"


def _size(passage: Passage) -> dict[str, Measure]:
    return {"words": passage.word_count, "sentences": len(passage.sentences)}


def _measures(counted: Tally) -> dict[str, Measure]:
    # Rounded as it is reported and then judged, so that a report never contradicts itself.
    counts, language = counted.counts, counted.language
    length, size = counts.words_per_sentence, counts.syllables_per_word
    measured: dict[str, Measure] = {}
    if language == "en":
        measured["flesch_kincaid_grade"] = round(GRADE.of(length, size), 1)
    if language in EASE:
        measured[_ease_name(language)] = round(EASE[language].of(length, size), 1)
    for name, formula in OTHERS.get(language, {}).items():
        value = formula(counts)
        measured[name] = None if value is None else round(value, 1)
    if language == "en" and (difficult := counted.difficult_words) is not None:
        measured |= {"dale_chall": round(dale_chall(counts, difficult), 1), "difficult_words": difficult}
    if language != "en":
        measured["lix"] = round(lix(counts), 1)
    return measured | {
        "words_per_sentence": round(length, 1),
        "syllables_per_word": round(size, 2),
        "hard_words": counts.polysyllables,
    }


def _aim(name: str, value: Measure, formula: Linear, targets: Targets) -> Aim | None:
    wanted = targets.get(name)
    if not asks(wanted) or not isinstance(value, float):
        return None
    if name == "ease" and not isinstance(wanted, Mapping):
        wanted = {"min": wanted}
    return Aim(name, value, formula, Bound.of(wanted, bare="max"), _SPANS[name])


def _judged(
    passage: Passage, material: Material, measured: dict[str, Measure], targets: Targets, aims: list[Aim]
) -> CheckReport:
    """The report by ``aims``; the one that is missed furthest decides what is to be done."""
    report = CheckReport(check="readability", measured=measured, targets=dict(targets))
    if not aims:
        return report
    worst = min(aims, key=lambda aim: aim.score)
    if worst.gap == 0:
        return report.model_copy(update={"passed": True, "score": 1.0})
    if worst.too_hard:
        measured = measured | _distance(material.counts, worst)
    findings = findings_for(passage, material, worst)
    return report.model_copy(update={"passed": False, "score": worst.score, "measured": measured, "findings": findings})


def _distance(counts: Counts, aim: Aim) -> dict[str, Measure]:
    """How many sentences more, or how many syllables fewer, would meet the target."""
    distance: dict[str, Measure] = {}
    if aim.formula.word:
        distance["syllables_to_drop"] = math.ceil(counts.words * (aim.value - aim.target) / aim.formula.word)
    length = aim.formula.sentence_length_for(aim.target, counts.syllables_per_word)
    if length >= (SHORTEST_USEFUL_SENTENCE if aim.formula.word else 1):
        distance["sentences_to_add"] = max(1, math.ceil(counts.words / length - counts.sentences))
    return distance


def _characters_report(passage: Passage, targets: Targets) -> CheckReport:
    """Characters a sentence and a clause; other words, such as Latin names, count one character each."""
    characters, sentences = passage.word_count, len(passage.sentences)
    clauses = sum(max(1, len(_CLAUSE.findall(sentence.plain))) for sentence in passage.sentences)
    per_sentence = round(characters / sentences, 1)
    forms = Counter(passage.tokens)
    total = forms.total()
    hard = sum(forms[word] for word in hard_chinese_words(forms))
    measured: dict[str, Measure] = {
        "characters": characters,
        "sentences": sentences,
        "words": total,
        "characters_per_sentence": per_sentence,
        "characters_per_clause": round(characters / clauses, 1),
        "words_per_sentence": round(total / sentences, 1),
        "hard_words": hard,
    }
    if characters < MIN_WORDS or not passage.has_end_marks:
        return CheckReport(check="readability", reliable=False, measured=measured, targets=dict(targets))
    aim = _aim("characters_per_sentence", per_sentence, LENGTH, targets)
    return _judged(passage, Material(Counts(characters, sentences), "zh"), measured, targets, [aim] if aim else [])


_BANDS: Bands = MappingProxyType(
    {
        "en": {
            "children": {"grade": {"max": 3}},
            "ya": {"grade": {"min": 4, "max": 7}},
            "ad": {"grade": {"max": 7.5}},
            "news": {"grade": {"min": 8, "max": 12}},
            "dialogue": {"grade": {"max": 4}, "words_per_sentence": {"max": 12}},
        },
        "zh": {
            "children": {"characters_per_sentence": {"max": 12}},
            "ya": {"characters_per_sentence": {"min": 15, "max": 25}},
            "ad": {"characters_per_sentence": {"max": 18}},
            "news": {"characters_per_sentence": {"min": 25, "max": 50}},
            "dialogue": {"characters_per_sentence": {"max": 14}},
        },
    }
)

CHECK = Check(
    "readability",
    "How easily it reads: school grade (English), score of ease (European languages), characters a sentence (Chinese).",
    by_name(
        TargetSpec("grade", "bound", "US school grade (Flesch-Kincaid); a bare number is a maximum."),
        TargetSpec("ease", "bound", "Flesch's score in the formula of the language; a bare number is a minimum."),
        TargetSpec("words_per_sentence", "bound", "Words a sentence; a bare number is a maximum."),
        TargetSpec("characters_per_sentence", "bound", "Chinese characters a sentence; a bare number is a maximum."),
        GENRE,
    ),
    (*LANGUAGES, "zh"),
    measure_readability,
    _BANDS,
)
