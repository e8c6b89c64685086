"""Reading the sentences of a bible: who is dead, what a fact says, when a promise is due. By words, not by meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from orchestrator.checks.function_words import ENGLISH
from orchestrator.domain.numerals import CHINESE_NUMBER, number_of

_DIES = (
    r"dead|died|dies|killed|murdered|drowned|perished|deceased|executed|hanged|buried|slain|"
    r"passed away|no longer alive|lost (?:his|her|their) life"
)
_DIES_CHINESE = (
    "死了|已死|死去|去世|过世|身亡|牺牲|遇害|被杀|病逝|逝世|死于|死在|丧生|丧命|淹死|战死|吊死|病死|饿死|"
    "自杀|阵亡|亡故|已故|咽了?气"
)
_NOT_DEAD = re.compile(
    r"\b(?:not|never|nearly|almost|pretend\w*|fak\w+|thinks?|believ\w+|if|wants?|fears?|may|might|alive)\b|n['’]t\b|"
    r"没有?死|未死|差点|险些|假死|装死|以为|如果|怕|想[要让]?"
)
_DEAD_TRAIT = re.compile(rf"^(?:is |already |long )*(?:{_DIES})\b|{_DIES_CHINESE}|死者|亡灵", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|no|never|none|nobody|nothing|without)\b|n['’]t\b|[不没未无别]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_\u2e80-\U0010ffff]+(?:['’][^\W\d_]+)?|\d+")
_HAN = re.compile("[\u4e00-\u9fff]+")
_FUNCTION_CHARACTERS = re.compile("已经|早就|早已|后来|终于|现在|[的了在是和与就也都很把被给对从着过地得之其而]")
_DUE = re.compile(r"\b(by|before|until|in|due (?:in|by)?) (?:the end of )?chapter (\d{1,4})", re.IGNORECASE)
_DUE_CHINESE = re.compile(rf"第({CHINESE_NUMBER})[章回节](之前|以前|前)?")

_STEM_LETTERS = 5
_MIN_STEMS = 2
_MOST_STEMS = 0.8
_MIN_PAIRS = 4
_MOST_PAIRS = 0.75
_HALF = 0.5


def dead_since(forms: Sequence[str], traits: Sequence[str], facts: Sequence[Mapping[str, Any]]) -> int | None:
    """The first chapter in which somebody called ``forms`` is dead: 1 by a trait, else that of the fact; None: alive.

    >>> dead_since(("Tom",), (), [{"text": "Tom drowned in the well.", "chapter": 3}])
    3
    >>> dead_since(("Tom",), (), [{"text": "Tom nearly drowned.", "chapter": 3}]) is None
    True
    """
    if any(_DEAD_TRAIT.search(trait) and not _NOT_DEAD.search(trait) for trait in traits):
        return 1
    names = "|".join(re.escape(form) for form in forms)
    said = re.compile(
        rf"\b(?:{names})\b(?!['’]s)(?: (?!and\b)[a-z]+){{0,3}}? (?:{_DIES})\b"
        rf"|(?:{names})[^，。；的]{{0,6}}?(?:{_DIES_CHINESE})"
    )
    chapters = [fact["chapter"] for fact in facts if said.search(fact["text"]) and not _NOT_DEAD.search(fact["text"])]
    return min(chapters, default=None)


def states(fact: str, *, loosely: bool = False) -> Callable[[str], bool] | None:
    """A test whether a sentence says what ``fact`` says, nearly in its words; None where it has too few of them.

    ``loosely`` asks for half of the words only, and not for when it is due: whether a promise is taken up.

    >>> states("The old well is dry.")("By now the old well was quite dry.")
    True
    >>> states("The old well is dry.")("The old well was not dry.")
    False
    """
    fact = _DUE_CHINESE.sub("", _DUE.sub("", fact)) if loosely else fact
    negated = _NOT.search(fact) is not None
    stems, pairs = _stems(fact), _pairs(fact)
    if len(stems) >= _MIN_STEMS:
        least = (_HALF if loosely else _MOST_STEMS) * len(stems)
        return lambda sentence: len(stems & _stems(sentence)) >= least and _agrees(sentence, negated=negated)
    if len(pairs) >= _MIN_PAIRS:
        least = (_HALF if loosely else _MOST_PAIRS) * len(pairs)
        return lambda sentence: len(pairs & _pairs(sentence)) >= least and _agrees(sentence, negated=negated)
    return None


def _agrees(sentence: str, *, negated: bool) -> bool:
    return (_NOT.search(sentence) is not None) == negated


def _stems(text: str) -> frozenset[str]:
    """The beginnings of the words that carry meaning."""
    return frozenset(w[:_STEM_LETTERS] for w in _WORD.findall(text.lower()) if w not in ENGLISH and len(w) > 1)


def _pairs(text: str) -> frozenset[str]:
    """Each two Chinese characters side by side, particles left out."""
    runs = _HAN.findall(_FUNCTION_CHARACTERS.sub("", text))
    return frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1))


def due_chapter(promise: str) -> int | None:
    """The last chapter in which ``promise`` can be kept; None where it names none.

    >>> due_chapter("The letter is opened by chapter 5."), due_chapter("第十二章之前找到钥匙"), due_chapter("Some day.")
    (5, 11, None)
    """
    if match := _DUE.search(promise):
        return int(match[2]) - (match[1].lower() in ("before", "until"))
    if match := _DUE_CHINESE.search(promise):
        return (number_of(match[1]) or 0) - bool(match[2])
    return None
