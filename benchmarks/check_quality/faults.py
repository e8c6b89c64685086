"""Faults to plant, by check and language: what is wrong in a way that the check should see, and nothing else is.

Each planter makes one case from a random generator; ``FAULTS`` lists them by (check, kind, language).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import Any

from benchmarks.check_quality import fault_texts as texts
from benchmarks.check_quality.fault_flags import PERSONAL, copied, improper, personal
from benchmarks.check_quality.planting import Case, fault, planted
from benchmarks.check_quality.prose import Prose, in_paragraphs, is_like, new_prose, shingles
from orchestrator.checks.improper_words import ENGLISH
from orchestrator.checks.passage import Passage
from orchestrator.checks.registry import REGISTRY, run_checks
from orchestrator.checks.styles.profile import profile
from orchestrator.domain.outlines import Bible
from training.lexicon import LANGUAGES, Language

Planter = Callable[[random.Random, Language], Case]
GENRE = {"genre": "fiction"}
Rows = list[list[str]]

# A story that calls everyone by name does not tell the check who narrates.
_HE_OR_SHE = re.compile(r"\b(?:he|she|him|her|his)\b|[他她]", re.IGNORECASE)
_LEAST_OF_OTHERS = 6
_MOST_ALIKE = 3


def _case(check: str, prose: Prose, rows: Rows, targets: Mapping[str, Any], clean: Rows | None = None) -> Case:
    text, spans = planted(prose.text(rows))
    return Case(check, prose.language, prose.text(clean), text, spans, targets)


def _rows(prose: Prose) -> Rows:
    return [list(paragraph) for paragraph in prose.paragraphs]


def _is_spoken(sentence: str) -> bool:
    return any(mark in sentence for mark in '"“')


def _insert(rng: random.Random, rows: Rows, sentence: str, *, last: bool = False) -> None:
    """Put ``sentence`` between two others, or (``last``) near the end."""
    paragraph = rows[-1] if last else rng.choice(rows)
    paragraph.insert(rng.randint(1, len(paragraph)), fault(sentence))


# -- readability and length ---------------------------------------------------------------------------------


def long_sentences(rng: random.Random, language: Language) -> Case:
    """Two runs of short sentences are made one sentence each; the target is what the clean text reads at."""
    prose = new_prose(rng, language)
    while not any(_joined(row, prose) != list(row) for row in prose.paragraphs):
        prose = new_prose(rng, language)
    rows = _rows(prose)
    name = "characters_per_sentence" if language == "zh" else "grade"
    measured = "characters_per_sentence" if language == "zh" else "flesch_kincaid_grade"
    (report,) = run_checks(prose.text(), ["readability"], {}, language).reports
    value = float(str(report.measured[measured]))
    for at in rng.sample(range(len(rows)), len(rows)):
        if sum(str(s).startswith("\ue000") for row in rows for s in row) == 2:
            break
        rows[at] = _joined(rows[at], prose)
    return _case("readability", prose, rows, {name: {"max": round(value * 1.03 + 0.1, 1)}})


def _joined(row: Sequence[str], prose: Prose) -> list[str]:
    """``row`` with its longest run of joinable sentences made one, if that is four or more."""
    best: tuple[int, int] = (0, 0)
    start = 0
    for at in range(len(row) + 1):
        if at == len(row) or _is_spoken(row[at]):
            best = max(best, (start, at), key=lambda run: run[1] - run[0])
            start = at + 1
    if best[1] - best[0] < 4:
        return list(row)
    low, high = best[0], best[0] + 4  # no instruction asks for more than four parts
    return [*row[:low], fault(prose.joined(row[low:high])), *row[high:]]


def wrong_length(rng: random.Random, language: Language) -> Case:
    """A third is missing, or a half too much."""
    prose = new_prose(rng, language)
    (report,) = run_checks(prose.text(), ["length"], {}, language).reports
    rows = _rows(prose)
    if rng.random() < 0.5:
        del rows[len(rows) // 2 :]
    else:
        rows += _rows(new_prose(rng, language))[: len(rows) // 2 + 1]
    return _case("length", prose, rows, {"words": report.measured["words"]})


# -- feeling ------------------------------------------------------------------------------------------------


def wrong_mood(rng: random.Random, language: Language) -> Case:
    """Still sentences with some that feel as asked, or as many that feel the other way."""
    prose = new_prose(rng, language)
    bright, dark = texts.BRIGHT[language], texts.DARK[language]
    mood, right, wrong = rng.choice([("joyful", bright, dark), ("sad", dark, bright)])
    still = rng.sample(texts.STILL[language], 6)
    at = sorted(rng.sample(range(len(still)), 3))
    good, bad = rng.sample(right, 3), rng.sample(wrong, 3)
    clean, faulty = list(still), list(still)
    for place, one, other in zip(reversed(at), good, bad, strict=True):
        clean.insert(place, one)
        faulty.insert(place, fault(other))
    return _case("sentiment", prose, [list(p) for p in in_paragraphs(faulty)], {"mood": mood},
                 [list(p) for p in in_paragraphs(clean)])  # fmt: skip


def wrong_arc(rng: random.Random, language: Language) -> Case:
    """A story that follows the plan, or one that goes the other way at every beat."""
    prose = new_prose(rng, language)
    course = rng.choice(texts.COURSES)
    still = texts.STILL[language]
    rows: Rows = []
    for beat in course:
        felt = texts.BRIGHT[language] if beat > 0 else texts.DARK[language]
        row = rng.sample(felt, 3) if beat else rng.sample(still, 3)
        rows.append([*row, rng.choice(still)])
    turned = [[fault(" ".join(row) if language == "en" else "".join(row))] for row in _turned(rng, course, language)]
    plan = [5 * value for value in course]
    return Case("arc", language, prose.text(rows), planted(prose.text(turned))[0], (), {"plan": plan})


def _turned(rng: random.Random, course: Sequence[int], language: Language) -> Rows:
    rows: Rows = []
    for beat in course:
        felt = texts.DARK[language] if beat > 0 else texts.BRIGHT[language]
        rows.append(rng.sample(felt, 3) if beat else rng.sample(texts.STILL[language], 3))
    return rows


# -- repetition, diversity, habits --------------------------------------------------------------------------


def repeated_sentences(rng: random.Random, language: Language) -> Case:
    """Three sentences come again later on, one of them with a word changed."""
    prose = new_prose(rng, language)
    rows = _rows(prose)
    least = 10 if language == "zh" else 7
    size = len if language == "zh" else (lambda s: len(s.split()))
    early = [s for row in rows[: len(rows) // 2] for s in row if size(s) >= least]
    chosen = sorted(rng.sample(early, min(3, len(early))), key=size, reverse=True)
    for number, sentence in enumerate(chosen):
        late = rows[rng.randrange(len(rows) // 2, len(rows))]
        late.insert(rng.randint(1, len(late)), fault(_varied(sentence, language) if number == 0 else sentence))
    return _case("repetition", prose, rows, GENRE)


def _varied(sentence: str, language: Language) -> str:
    """``sentence`` with a word more."""
    if language == "zh":
        return sentence[:-1] + "呢。" if sentence.endswith("。") else sentence
    words = sentence.split(" ")
    return " ".join([*words[:-1], "very", words[-1]])


def loop(rng: random.Random, language: Language) -> Case:
    """A model that fell into a loop: a few sentences again and again to the end."""
    prose = new_prose(rng, language)
    rows = _rows(prose)
    at = rng.randrange(1, len(rows))
    run = rows[at][: rng.randint(1, 3)]
    rows[at:] = [rows[at], *[list(run) for _ in range(rng.randint(8, 20))]]
    return _case("repetition", prose, rows, GENRE)


def said_in_another_part(rng: random.Random, language: Language) -> Case:
    """Sentences of an earlier part come again in this one."""
    prose, earlier = new_prose(rng, language), new_prose(rng, language)
    own = [shingles(sentence) for sentence in prose.sentences]
    apart = [[s for s in row if not is_like(s, own)] for row in earlier.paragraphs]
    rows = _rows(prose)
    least = 40 if language == "en" else 12
    long = [s for row in apart for s in row if len(s) >= least and not _is_spoken(s)]
    for sentence in rng.sample(long, min(3, len(long))):
        _insert(rng, rows, sentence)
    return _case("repetition", prose, rows, {**GENRE, "others": [prose.text(apart)]})


def poor_words(rng: random.Random, language: Language) -> Case:
    """Everything is said with a handful of words."""
    prose = new_prose(rng, language)
    few = rng.sample(texts.POOR[language], 4)
    rows = [[rng.choice(few) for _ in range(5)] for _ in range(14)]
    return _case("diversity", prose, rows, GENRE)


def habit(kind: str, count: int) -> Planter:
    """``count`` sentences with a habit that tells a machine: one fault in many places."""

    def plant(rng: random.Random, language: Language) -> Case:
        prose = new_prose(rng, language)
        while kind == "same_opening" and _openings_alike(prose) > _MOST_ALIKE:
            prose = new_prose(rng, language)
        rows = _rows(prose)
        if kind == "same_opening":
            row = rows[rng.randrange(len(rows))]
            row[1:1] = [fault(s) for s in rng.sample(texts.HABITS[kind][language], count)]
        else:
            for sentence in rng.sample(texts.HABITS[kind][language], count):
                _insert(rng, rows, sentence)
        # Only this habit is asked for: what is made from a grammar has sentences of much the same length.
        band = REGISTRY["tells"].band(language, "fiction")
        case = _case("tells", prose, rows, {kind: band[kind]})
        return replace(case, one_fault=True)

    return plant


def _openings_alike(prose: Prose) -> int:
    """Sentences in a row that open alike: in a story some begin with the same name."""
    openings = [s[:2] if prose.language == "zh" else s.split()[0] for s in prose.sentences]
    return max(len(list(row)) for _, row in groupby(openings))


# -- language, narrator, tense, dialogue --------------------------------------------------------------------


def foreign_sentence(rng: random.Random, language: Language) -> Case:
    """A sentence in another language."""
    prose = new_prose(rng, language)
    rows = _rows(prose)
    other = rng.choice([name for name in texts.FOREIGN if name != language])
    _insert(rng, rows, rng.choice(texts.FOREIGN[other]))
    return _case("language", prose, rows, GENRE)


def first_person(rng: random.Random, language: Language) -> Case:
    """The narrator of a story about others says "I"."""
    prose = new_prose(rng, language)
    while sum(bool(_HE_OR_SHE.search(s)) for s in prose.sentences if not _is_spoken(s)) < _LEAST_OF_OTHERS:
        prose = new_prose(rng, language)
    rows = _rows(prose)
    _insert(rng, rows, rng.choice(texts.FIRST_PERSON[language]))
    return _case("person", prose, rows, GENRE)


def present_tense(rng: random.Random, language: Language) -> Case:
    """Two sentences of a story told in the past stand in the present."""
    prose = new_prose(rng, language)
    rows = _rows(prose)
    for sentence in rng.sample(texts.PRESENT, 2):
        who = rng.choice([prose.hero, prose.pronoun.capitalize()])
        _insert(rng, rows, sentence.format(who=who))
    return _case("tense", prose, rows, GENRE)


def long_speeches(rng: random.Random, language: Language) -> Case:
    """Speeches of a screen dialogue; two of them go on and on."""
    prose = new_prose(rng, language)
    lines = rng.sample(texts.LINES[language], 14)
    rows = [[line] for line in lines]
    clean = [[line] for line in lines]
    for at in rng.sample(range(len(rows)), 3):
        rows[at] = [fault(rng.choice(texts.SPEECHES[language]))]
    average = 7 if language == "en" else 10
    return _case("dialogue", prose, rows, {"words_per_line": {"max": average}}, clean)


def little_dialogue(rng: random.Random, language: Language) -> Case:
    """Narration where a dialogue is asked for."""
    prose = new_prose(rng, language)
    spoken = [[line] for line in rng.sample(texts.LINES[language], 14)]
    still = [list(p) for p in in_paragraphs(rng.sample(texts.STILL[language], 18))]
    return _case("dialogue", prose, still, {"share": {"min": 0.5}}, spoken)


# -- continuity ---------------------------------------------------------------------------------------------


def misspelt_name(rng: random.Random, language: Language) -> Case:
    """A name of the bible, once with a letter wrong; everywhere else as it should be."""
    prose = new_prose(rng, language)
    name = _name_to_misspell(rng, prose)
    while name is None:
        prose = new_prose(rng, language)
        name = _name_to_misspell(rng, prose)
    rows = _rows(prose)
    places = [(p, s) for p, row in enumerate(rows) for s, sentence in enumerate(row) if name in sentence]
    at, number = rng.choice(places)
    rows[at][number] = rows[at][number].replace(name, fault(_misspelling(rng, name, language)), 1)
    return _case("continuity", prose, rows, {"bible": prose.bible.model_dump()})


def _name_to_misspell(rng: random.Random, prose: Prose) -> str | None:
    least = 3 if prose.language == "zh" else 5
    text = prose.text()
    names = [c.name for c in prose.bible.characters if len(c.name) >= least and text.count(c.name) >= 3]
    return rng.choice(names) if names else None


def _misspelling(rng: random.Random, name: str, language: Language) -> str:
    """``name`` with one letter left out, doubled, changed or in its neighbour's place."""
    while True:
        at = rng.randrange(1, len(name))
        if language == "zh":
            wrong = name[:at] + rng.choice([c for c in texts.LIKE if c != name[at]]) + name[at + 1 :]
        else:
            kinds = (name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:],
                     name[:at] + rng.choice("aeiourstln") + name[at + 1 :],
                     name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :] if at > 1 else name)  # fmt: skip
            wrong = rng.choice(kinds)
        if wrong != name and wrong[0].isupper() == name[0].isupper():
            return wrong


def _with(bible: Bible, **more: Sequence[Any]) -> dict[str, Any]:
    told = bible.model_dump()
    return {**told, **{name: [*told[name], *entries] for name, entries in more.items()}}


def dead_who_acts(rng: random.Random, language: Language) -> Case:
    """Somebody whom the bible calls dead does something; in the clean text he is remembered."""
    who = rng.choice(texts.OUTSIDERS[language])
    died = {"text": texts.DIED[language].format(who=who), "chapter": 1}
    more: dict[str, list[dict[str, Any]]] = rng.choice(
        [
            {"characters": [{"name": who, "traits": [texts.DEAD[language]]}]},
            {"characters": [{"name": who}], "facts": [died]},
        ]
    )
    return _acts(rng, language, who, lambda prose: {"bible": _with(prose.bible, **more), "chapter": 2})


def absent_who_acts(rng: random.Random, language: Language) -> Case:
    """Somebody who is elsewhere does something."""
    who = rng.choice(texts.OUTSIDERS[language])
    return _acts(rng, language, who, lambda prose: {"bible": _with(prose.bible, characters=[{"name": who}]),
                                                    "absent": [who]})  # fmt: skip


def _acts(rng: random.Random, language: Language, who: str, targets: Callable[[Prose], Mapping[str, Any]]) -> Case:
    prose = new_prose(rng, language)
    remembered = rng.choice(texts.REMEMBERED[language]).format(who=who)
    rows, clean = _rows(prose), _rows(prose)
    for each in (rows, clean):
        each[0].append(remembered)
    _insert(rng, rows, rng.choice(texts.ACTS[language]).format(who=who))
    return _case("continuity", prose, rows, targets(prose), clean)


def unknown_person(rng: random.Random, language: Language) -> Case:
    """Somebody acts who is not in the bible, where the cast is closed."""
    prose = new_prose(rng, language)
    rows = _rows(prose)
    _insert(rng, rows, rng.choice(texts.ACTS[language]).format(who=rng.choice(texts.OUTSIDERS[language])))
    return _case("continuity", prose, rows, {"bible": prose.bible.model_dump(), "closed": True})


def early_fact(rng: random.Random, language: Language) -> Case:
    """What becomes true in chapter five is told in chapter two."""
    prose = new_prose(rng, language)
    rows = _rows(prose)
    fact, told = rng.choice(texts.FACTS[language])
    _insert(rng, rows, told)
    bible = _with(prose.bible, facts=[{"text": fact, "chapter": 5}])
    return _case("continuity", prose, rows, {"bible": bible, "chapter": 2})


def overdue_promise(rng: random.Random, language: Language) -> Case:
    """A promise that was due two chapters ago is not taken up; in the clean text it is."""
    prose = new_prose(rng, language)
    promise, kept = rng.choice(texts.PROMISES[language])
    clean = _rows(prose)
    clean[-1].append(kept)
    targets = {"bible": _with(prose.bible, promises=[promise]), "chapter": 5}
    return _case("continuity", prose, _rows(prose), targets, clean)


# -- what is not in the source ------------------------------------------------------------------------------


def untraced_figure(rng: random.Random, language: Language) -> Case:
    """A figure that the source, which is the clean text, does not have."""
    prose = new_prose(rng, language)
    figure = fault(str(rng.randint(101, 9_999)))
    told = f"他们那天数了{figure}枚硬币。" if language == "zh" else f"They counted {figure} coins that day."
    return _sourced(rng, prose, told)


def untraced_name(rng: random.Random, language: Language) -> Case:
    """A name that the source does not have."""
    prose = new_prose(rng, language)
    parts = rng.sample(("zor", "bel", "quin", "dax", "vem", "lunt", "harg", "pell"), 2)
    name = "".join(parts).title()
    told = f"他们想起了{fault(f'《{name}》')}。" if language == "zh" else f"They had asked {fault(name)} about it."
    return _sourced(rng, prose, told)


def _sourced(rng: random.Random, prose: Prose, told: str) -> Case:
    rows = _rows(prose)
    paragraph = rng.choice(rows)
    paragraph.insert(rng.randint(1, len(paragraph)), told)
    return _case("sourced", prose, rows, {"source": prose.text()})


# -- style --------------------------------------------------------------------------------------------------


def another_hand(rng: random.Random, language: Language) -> Case:
    """The same words in one breath: a single paragraph, sentences strung together, nobody seen to speak."""
    prose = new_prose(rng, language)
    stop, shout = ("；", "！") if language == "zh" else (";", "!")
    strung = [
        re.sub(r"[“”\"]", "", re.sub(r"[.。]$", stop if at % 6 else shout, told))
        for at, told in enumerate(prose.sentences, start=1)
    ]
    return _case("style", prose, [strung], {"profile": _style_of_the_prose(language)})


@cache
def _style_of_the_prose(language: Language) -> Mapping[str, Any]:
    rng = random.Random("samples")
    samples = [Passage.of(new_prose(rng, language).text(), language) for _ in range(40)]
    return profile(samples).model_dump(mode="json")


_PLANTERS: Sequence[tuple[str, str, Planter, Sequence[Language]]] = (
    ("readability", "long sentences", long_sentences, LANGUAGES),
    ("length", "too short or long", wrong_length, LANGUAGES),
    ("sentiment", "wrong mood", wrong_mood, LANGUAGES),
    ("arc", "upside down", wrong_arc, LANGUAGES),
    ("repetition", "sentences again", repeated_sentences, LANGUAGES),
    ("repetition", "a loop", loop, LANGUAGES),
    ("repetition", "another part", said_in_another_part, LANGUAGES),
    ("diversity", "a handful of words", poor_words, LANGUAGES),
    ("tells", "not X but Y", habit("not_but", 4), LANGUAGES),
    ("tells", "worn phrases", habit("worn", 6), LANGUAGES),
    ("tells", "dashes", habit("dashes", 9), LANGUAGES),
    ("tells", "one transition", habit("same_transition", 6), LANGUAGES),
    ("tells", "openings alike", habit("same_opening", 6), LANGUAGES),
    ("language", "foreign sentence", foreign_sentence, LANGUAGES),
    ("person", "first person", first_person, LANGUAGES),
    ("tense", "present", present_tense, ("en",)),
    ("dialogue", "long speeches", long_speeches, LANGUAGES),
    ("dialogue", "no speech", little_dialogue, LANGUAGES),
    ("continuity", "misspelt name", misspelt_name, LANGUAGES),
    ("continuity", "the dead act", dead_who_acts, LANGUAGES),
    ("continuity", "the absent act", absent_who_acts, LANGUAGES),
    ("continuity", "unknown person", unknown_person, LANGUAGES),
    ("continuity", "early fact", early_fact, LANGUAGES),
    ("continuity", "overdue promise", overdue_promise, LANGUAGES),
    ("sourced", "a figure of its own", untraced_figure, LANGUAGES),
    ("sourced", "a name of its own", untraced_name, LANGUAGES),
    ("style", "another hand", another_hand, LANGUAGES),
    ("copying", "copied passage", copied, LANGUAGES),
    *(("personal", kind, personal(kind), LANGUAGES) for kind in PERSONAL),
    *(("improper", category, improper(category), LANGUAGES) for category in ENGLISH),
)
FAULTS: Mapping[tuple[str, str, Language], Planter] = {
    (check, kind, language): planter for check, kind, planter, languages in _PLANTERS for language in languages
}


def cases(check: str, kind: str, language: Language, count: int, seed: int = 0) -> list[Case]:
    """``count`` cases of one kind; the same ones for the same seed."""
    rng = random.Random(f"{seed} {check} {kind} {language}")
    return [FAULTS[check, kind, language](rng, language) for _ in range(count)]
