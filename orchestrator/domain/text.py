"""Text as it enters and as it is counted, for languages with and without spaces."""

from __future__ import annotations

import math
import re
from itertools import pairwise

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f\u3040-\u30ff\uac00-\ud7af"
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+(?:['’\-][^\W_{_CJK}]+)*")
# The same, with CJK characters by the run: a Chinese text has six times fewer runs than characters.
_RUN = re.compile(rf"([{_CJK}]+)|[^\W_{_CJK}]+(?:['’\-][^\W_{_CJK}]+)*")
_CJK_CHARACTER = re.compile(rf"[{_CJK}]")
# C0 controls but tab and newline, DEL, C1 controls, the byte order mark, no characters, lone surrogates: each breaks
# SQLite, JSON, XML or a terminal further down, so they are dropped once, where text enters.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_MOSTLY_CJK = 0.3
_BREAKS = re.compile(r"(?:[*#~⁂◇◆—\-_]\s*){1,9}|\\?\*\s*\\?\*\s*\\?\*")
_TOKENS_A_WORD = 4 / 3
_BLANK_LINES = re.compile(r"\n[ \t\u3000]*(?:\n[ \t\u3000]*)+")
_SENTENCE_END = re.compile(r"[.!?:;…。！？：；—][\"'”’」』）)\]]*$")
_FEWEST_LINES = 3
_MOST_LINES = 0.7


def clean(text: str) -> str:
    r"""``text`` with line ends as ``\n`` and without characters that no text needs.

    >>> clean("a\r\nb\x00c\ud800")
    'a\nbc'
    """
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def words(text: str) -> list[str]:
    """The words of ``text``: each CJK character one, each run of other letters or digits one.

    >>> words("Don't stop, 你好!")
    ["Don't", 'stop', '你', '好']
    """
    return _WORD.findall(text)


def word_places(text: str) -> list[tuple[int, int]]:
    """Start and end of each of the ``words`` of ``text``.

    >>> word_places("Hi, 你好")
    [(0, 2), (4, 5), (5, 6)]
    """
    return [match.span() for match in _WORD.finditer(text)]


def count_words(text: str) -> int:
    """How many words ``text`` has, as an editor counts them (CJK characters + other words)."""
    runs = _RUN.findall(text)  # empty for a word of another script
    return len("".join(runs)) + runs.count("")


def estimate_tokens(text: str) -> int:
    """About how many tokens a model makes of ``text``: one for each CJK character, four for three other words.

    An estimate for budgets, without a tokenizer; a small vocabulary, such as the built-in model's, makes twice as many.

    >>> estimate_tokens("The well is dry."), estimate_tokens("井干了。")
    (6, 3)
    """
    total, cjk = count_words(text), len(_CJK_CHARACTER.findall(text))
    return cjk + math.ceil((total - cjk) * _TOKENS_A_WORD)


def cjk_share(text: str) -> float:
    """Share of CJK characters among the words of ``text``, 0 to 1; 0 for a text without words."""
    total = count_words(text)
    return len(_CJK_CHARACTER.findall(text)) / total if total else 0.0


def guess_language(text: str) -> str:
    """``zh`` where CJK characters are more than a few of the words of ``text``, else ``en``.

    >>> guess_language("狐狸 lost 风筝"), guess_language("The fox")
    ('zh', 'en')
    """
    return "zh" if cjk_share(text) > _MOSTLY_CJK else "en"


def split_paragraphs(text: str) -> list[str]:
    r"""The paragraphs of ``text``: what stands between blank lines, stripped, empty ones left out.

    >>> split_paragraphs("One.\n\n  Two,\nstill two.\n\n\n")
    ['One.', 'Two,\nstill two.']
    """
    return [part for raw in _BLANK_LINES.split(clean(text)) if (part := raw.strip())]


def with_paragraphs(text: str) -> str:
    r"""``text`` with blank lines between its paragraphs, where it has them one a line, as Chinese books do.

    Left as it is where blank lines part most of it, or where most lines end no sentence, as those of verse or of
    wrapped prose.

    >>> with_paragraphs("天黑了。\n“谁？”\n没有人回答。")
    '天黑了。\n\n“谁？”\n\n没有人回答。'
    >>> with_paragraphs("The bell was\ngone, and no\nbody knew.")
    'The bell was\ngone, and no\nbody knew.'
    """
    lines = [line.strip() for line in clean(text).split("\n")]
    told = [line for line in lines if line]
    joined = sum(bool(line and after) for line, after in pairwise(lines))
    ended = sum(_SENTENCE_END.search(line) is not None for line in told)
    if len(told) < _FEWEST_LINES or joined < (len(told) - 1) * _MOST_LINES or ended < len(told) * _MOST_LINES:
        return text
    return "\n\n".join(told)


def is_break(text: str) -> bool:
    """Whether a paragraph stands for a break between scenes.

    >>> is_break("* * *"), is_break("***"), is_break("#"), is_break("No.")
    (True, True, True, False)
    """
    return bool(_BREAKS.fullmatch(text.strip()))
