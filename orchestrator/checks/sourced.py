"""Whether a text keeps to its source: each figure and each name in it is looked for there.

A figure is a number in digits or in words (from two on: "one" is more often no number), whatever its separators. A name
is what English writes large in the middle of a sentence, whatever is all capitals, what Chinese puts in 《》, and a
place or body that ends with 市, 公司, 大学 and the like. Names at the beginning of a sentence count where they have two
words or more. What the check cannot see is a wrong thing said in words of the source.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from orchestrator.checks.check import Check
from orchestrator.checks.judging import Targets, TargetSpec, by_name
from orchestrator.checks.passage import Passage
from orchestrator.domain.reports import CheckReport, Finding

MIN_WORDS = 2
"""Of text in sentences: less says nothing that could be traced."""

_DIGITS = re.compile(r"\d+(?:[,，.]\d+)*")
_ENGLISH: Mapping[str, int] = MappingProxyType(
    {
        "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
        "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
        "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12, "hundred": 100, "thousand": 1000,
        "million": 1_000_000, "billion": 1_000_000_000,
    }
)  # fmt: skip
_ENGLISH_NUMBER = re.compile(
    rf"\b(?:{'|'.join(_ENGLISH)})(?:[\s-]+(?:and\s+)?(?:one|{'|'.join(_ENGLISH)}))*\b", re.IGNORECASE
)
_CHINESE_DIGITS = "零〇一二三四五六七八九"
_CHINESE_UNITS: Mapping[str, int] = MappingProxyType({"十": 10, "百": 100, "千": 1000})
_CHINESE_LARGE: Mapping[str, int] = MappingProxyType({"万": 10_000, "亿": 100_000_000})
_CHINESE_NO_NUMBERS = "万一|万万|一一|千万(?=[别不要莫勿记小当得可])"  # as in 千万别去, "be sure not to go"
_CHINESE_NUMBER = re.compile(
    rf"(?!{_CHINESE_NO_NUMBERS})[{_CHINESE_DIGITS}十百千万亿两]{{2,}}|[二三四五六七八九十两](?=[个名位人年月日天次元万亿所家条件台辆])"
)
_LARGE_AFTER_DIGITS: Mapping[str, int] = MappingProxyType(
    {"万": 10_000, "亿": 100_000_000, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
)
_SCALED = re.compile(r"\s*(万|亿|thousand|million|billion)")

_CAPITAL = "".join(sign for sign in map(chr, range(ord("A"), 0x2000)) if sign.isupper())
_WORD = rf"[{_CAPITAL}][^\W\d_]*(?:['’\-][^\W\d_]+)*"
_NAME = re.compile(rf"(?<![^\W_]){_WORD}(?:[ \u00a0](?:(?:of|de|van|von|the)[ \u00a0])*{_WORD})*")
_NO_NAMES = frozenset({"I", "I'm", "I'd", "I'll", "I've", "I’m", "I’d", "I’ll", "I’ve", "OK"})
_LOOKED_BACK = 16
_ENDS = frozenset(".!?:;。！？：；…\n—–-")
_WORD_START = r"(?<![^\W\u2e80-\uffff])"  # Art is not in "party"; nothing parts words in Chinese
_TITLE = re.compile(r"《([^》\n]{1,60})》")
_CHINESE_PLACE = re.compile(
    r"([\u4e00-\u9fff]{2})(?:大学|公司|集团|银行|医院|学校|中学|小学|[省市县区镇村])(?![\u4e00-\u9fff]?民)"
)
_NO_PLACES = frozenset("这那该本全各每某此两一个座家所在的了是和与及从到对向被将把为")


@dataclass(frozen=True, slots=True)
class _Claim:
    """A figure or a name, as it stands in the text."""

    quote: str
    start: int
    is_figure: bool


def measure_sourced(passage: Passage, targets: Targets) -> CheckReport:
    """Figures and names in ``passage``, and those of them that ``source`` does not have."""
    source = targets.get("source")
    reliable = passage.word_count >= MIN_WORDS and passage.script != "other"
    if not reliable or not isinstance(source, str) or not source.strip():
        return CheckReport(check="sourced", reliable=reliable)  # without a source there is nothing to look up
    claims = [*_figures(passage.text), *_names(passage)]
    measured = {"figures": sum(c.is_figure for c in claims), "names": sum(not c.is_figure for c in claims)}
    figures = {_value(claim.quote) for claim in _figures(source)}
    words = _plain(source)
    untraced = [c for c in claims if not (_value(c.quote) in figures if c.is_figure else _is_named(c.quote, words))]
    untraced.sort(key=lambda claim: claim.start)
    return CheckReport(
        check="sourced",
        passed=not untraced,
        score=1.0 - len(untraced) / len(claims) if claims else 1.0,
        measured={**measured, "untraced": len(untraced)},
        findings=tuple(_finding(claim, passage) for claim in untraced),
    )


def _finding(claim: _Claim, passage: Passage) -> Finding:
    if passage.script == "cjk":
        what = "数字" if claim.is_figure else "名称"
        instruction = f"{what}“{claim.quote}”在材料里没有：删去，或改成材料里的说法。"
    else:
        what = "figure" if claim.is_figure else "name"
        instruction = f'The {what} "{claim.quote}" is not in the source: take it out, or write what the source says.'
    return Finding(
        quote=claim.quote,
        start=claim.start,
        paragraph=passage.paragraph_at(claim.start),
        severity="critical",
        instruction=instruction,
    )


def _figures(text: str) -> Iterator[_Claim]:
    for match in _DIGITS.finditer(text):
        scaled = _SCALED.match(text, match.end())
        end = scaled.end() if scaled else match.end()
        yield _Claim(text[match.start() : end], match.start(), is_figure=True)
    for pattern in (_ENGLISH_NUMBER, _CHINESE_NUMBER):
        for match in pattern.finditer(text):
            if pattern is _CHINESE_NUMBER and text[match.start() - 1 : match.start()].isdecimal():
                continue  # the 万 of 3万
            if pattern is _ENGLISH_NUMBER and _before(text, match.start()).rstrip()[-1:].isdecimal():
                continue  # the million of 3 million
            yield _Claim(match.group(), match.start(), is_figure=True)


def _value(quote: str) -> float | str:
    """The number that is written; the words themselves where they are none.

    >>> _value("1,200"), _value("twenty-one"), _value("3 million"), _value("三百二十"), _value("１２．５")
    (1200.0, 21.0, 3000000.0, 320.0, 12.5)
    """
    plain = unicodedata.normalize("NFKC", quote).lower()
    digits = _DIGITS.match(plain)
    if digits is not None:
        scaled = _SCALED.match(plain, digits.end())
        return _digits(digits.group()) * (_LARGE_AFTER_DIGITS[scaled.group(1)] if scaled else 1)
    if plain[0] in f"{_CHINESE_DIGITS}两十百千万亿":
        return float(_chinese(plain))
    return float(_english(plain))


def _digits(text: str) -> float:
    whole, point, fraction = text.replace(",", "").partition(".")
    return float(f"{whole}.{fraction}") if point and "." not in fraction else float(whole + fraction.replace(".", ""))


def _english(text: str) -> int:
    total = part = 0
    for word in re.split(r"[\s-]+", text):
        value = _ENGLISH.get(word, 1 if word == "one" else 0)
        if value >= 1000:
            total += max(1, part) * value
            part = 0
        elif value == 100:
            part = max(1, part) * 100
        else:
            part += value
    return total + part


def _chinese(text: str) -> int:
    if not any(sign in _CHINESE_UNITS or sign in _CHINESE_LARGE for sign in text):  # a year: 二〇二六
        return int("".join(str(max(0, _CHINESE_DIGITS.index(sign) - 1)) if sign != "两" else "2" for sign in text))
    total = part = digit = 0
    for sign in text:
        if sign in _CHINESE_LARGE:
            total += (part + digit or 1) * _CHINESE_LARGE[sign]
            part = digit = 0
        elif sign in _CHINESE_UNITS:
            part += (digit or 1) * _CHINESE_UNITS[sign]
            digit = 0
        else:
            digit = 2 if sign == "两" else max(0, _CHINESE_DIGITS.index(sign) - 1)
    return total + part + digit


def _names(passage: Passage) -> Iterator[_Claim]:
    text = passage.text
    starts = {sentence.start for sentence in passage.sentences}
    for match in _NAME.finditer(text):
        quote, start = match.group(), match.start()
        if _begins(text, start, starts) and " " in quote and not quote.split()[0].isupper():
            rest = quote.split(maxsplit=1)[1]
            # "The Mill" may be an article and a name; "Mira Brown" is a name: both words are looked for.
            yield from _name(rest, start + len(quote) - len(rest))
        elif not _begins(text, start, starts) or (quote.isupper() and len(quote) > 1):
            yield from _name(quote, start)
    for match in _TITLE.finditer(text):
        yield _Claim(match.group(1), match.start(1), is_figure=False)
    for match in _CHINESE_PLACE.finditer(text):
        if not _NO_PLACES & set(match.group(1)):
            yield _Claim(match.group(), match.start(), is_figure=False)


def _name(quote: str, start: int) -> Iterator[_Claim]:
    if quote not in _NO_NAMES and not _ENGLISH_NUMBER.fullmatch(quote):
        yield _Claim(quote, start, is_figure=False)


def _begins(text: str, start: int, starts: set[int]) -> bool:
    """Whether a sentence or a speech begins there, where everything is written large."""
    before = _before(text, start).rstrip("\"'“”‘’「『(（*_# ")
    return start in starts or (not before and start <= _LOOKED_BACK) or before[-1:] in _ENDS


def _before(text: str, start: int) -> str:
    """What stands just before: not all of it, or a long text would take for ever."""
    return text[max(0, start - _LOOKED_BACK) : start]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).lower().replace("’", "'").split())


def _is_named(quote: str, source: str) -> bool:
    """Whether all words of a name stand in the source, however they are put together there."""
    parts = [re.sub(r"'s?$", "", part) for part in _plain(quote).split()]
    return all(re.search(_WORD_START + re.escape(part), source) for part in parts if len(part) > 1)


CHECK = Check(
    "sourced",
    "Figures and names that are not in a source.",
    by_name(TargetSpec("source", "text", "What the text was written from; each figure and name must be in it.")),
    ("en", "zh"),
    measure_sourced,
)
