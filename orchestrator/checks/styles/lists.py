"""What is counted in a text to know its style: small words, marks, persons, openings of sentences.

Small words say nothing of what a text is about, and writers do not watch them: that is why they tell authors apart
(Mosteller and Wallace 1964; Burrows 2002, Literary and Linguistic Computing 17:3).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_ENGLISH_WORDS = """
the of and a to in that was it with as had for not but at on be by from have which this or were all an are there so
them been when no if who would what out up said do more into then its than some could now only any about did down
after other over how very such before must through where will can too much just again never like while upon though
without between still even yet
"""
_CHINESE_WORDS = """
的 了 着 呢 吧 吗 啊 呀 么 而 之 其 也 就 都 不 在 是 有 把 被 给 又 便 却 才 还 很 最 这 那 与 和 同 但 然而 因为
于是 所以 可是 只是 已经 一个 没有 什么 怎么 大约 似乎 仿佛 忽然 里 上 来 去 过 得 地 说 道 要 会 能
"""

SMALL_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"en": tuple(_ENGLISH_WORDS.split()), "zh": tuple(_CHINESE_WORDS.split())}
)
"""By language; Chinese ones are found as strings, whatever they are part of."""


def _sets(**words: str) -> Mapping[str, frozenset[str]]:
    return MappingProxyType({name: frozenset(forms.split()) for name, forms in words.items()})


PERSONS: Mapping[str, Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "en": _sets(
            first_person="i me my mine myself we us our ours i'm i've i'd i'll we're we'll",
            second_person="you your yours yourself you're you've you'll you'd",
            third_person="he him his himself she her hers herself they them their he's she's he'd she'd",
        ),
        "zh": _sets(first_person="我 咱", second_person="你 您", third_person="他 她 它"),
    }
)

OPENERS: Mapping[str, Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "en": _sets(
            opens_with_pronoun="i he she it we they you",
            opens_with_article="the a an this that these those his her my their",
            opens_with_conjunction="and but so or for yet nor",
            opens_with_clause="when as if while after before then now because though",
        ),
        "zh": _sets(
            opens_with_pronoun="我 你 他 她 它 咱 您",
            opens_with_conjunction="但 可 而 于 却 然 因 所 不",
            opens_with_pointer="这 那 其 此 有 一",
        ),
    }
)
"""What the first word of a sentence may be (of a Chinese one, its first character)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark that is counted: what finds it, and what it is called, many of it, in both languages."""

    pattern: re.Pattern[str]
    english: str
    chinese: str


MARKS: Mapping[str, Mark] = MappingProxyType(
    {
        "commas": Mark(re.compile(r"[,，]"), "commas", "逗号"),
        "list_commas": Mark(re.compile("、"), "list commas", "顿号"),
        "semicolons": Mark(re.compile("[;；]"), "semicolons", "分号"),
        "colons": Mark(re.compile("[:：]"), "colons", "冒号"),
        "dashes": Mark(re.compile(r"[—–]+|--+|\s-\s"), "dashes", "破折号"),
        "exclamations": Mark(re.compile("[!！]"), "exclamation marks", "感叹号"),
        "questions": Mark(re.compile("[?？]"), "question marks", "问号"),
        "ellipses": Mark(re.compile(r"…+|\.{3,}"), "ellipses", "省略号"),
        "brackets": Mark(re.compile("[(（]"), "brackets", "括号"),
    }
)

CONTRACTION = re.compile(
    r"\w(?:n['’]t|['’](?:ll|re|ve|m|d))\b|\b(?:it|that|there|what|he|she|let)['’]s\b", re.IGNORECASE
)
CLAUSE_ENDS = re.compile(r"[,;:!?.…，；：！？。]+|[—–]+|--+")
CLASSICAL = re.compile("[之其乃亦矣者焉且若即皆甚未尚]")
"""Characters that classical Chinese is full of, and plain modern prose uses seldom."""
