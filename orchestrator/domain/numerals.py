"""The numbers of chapters as people write them: 12, XII, twelve, 十二."""

from __future__ import annotations

import re

_ONES = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_ONES = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_HAN_DIGITS = "零一二三四五六七八九"
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
_SAME = str.maketrans("〇两", "零二")

ENGLISH_NUMBER = (
    rf"\d{{1,4}}|[ivxlcdm]{{1,8}}|(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[:9])}))?|{'|'.join(reversed(_ONES))}"
)
"""Matches a number of an English heading, without regard to case."""

CHINESE_NUMBER = r"[零〇一二三四五六七八九十百千两0-9０-９]{1,7}"
"""Matches a number of a Chinese heading."""


def number_of(text: str) -> int | None:
    """The number that ``text`` says; None where it says none.

    >>> [number_of(text) for text in ("12", "XII", "Ninety One", "一百零二", "十二", "二〇", "soon")]
    [12, 12, 91, 102, 12, 20, None]
    """
    said = text.strip().lower()
    if said.isdecimal():
        return int(said)
    if re.fullmatch("[ivxlcdm]+", said):
        return _roman(said)
    if re.fullmatch(f"[{_HAN_DIGITS}〇两十百千]+", said):
        return _chinese(said.translate(_SAME))
    tens, _, one = said.replace(" ", "-").partition("-")
    if tens in _TENS:
        return 20 + 10 * _TENS.index(tens) + (_ONES.index(one) + 1 if one in _ONES[:9] else 0)
    return _ONES.index(said) + 1 if said in _ONES else None


def written_like(number: int, sample: str) -> str:
    """``number`` (1 to 9999) in the kind of numeral that ``sample`` is; in digits where that has no word for it.

    >>> [written_like(21, sample) for sample in ("3", "IV", "ix", "Seven", "SEVEN", "三")]
    ['21', 'XXI', 'xxi', 'Twenty-One', 'TWENTY-ONE', '二十一']
    """
    said = sample.strip().lower()
    if said.isdecimal() or number_of(said) is None:
        return str(number)
    if said[0] in f"{_HAN_DIGITS}〇两十百千":
        return _in_chinese(number)
    written = _in_roman(number) if re.fullmatch("[ivxlcdm]+", said) else _in_words(number)
    return written.upper() if sample.isupper() else written.title() if sample[0].isupper() else written


def _roman(said: str) -> int | None:
    total, rest = 0, said
    for value, sign in (*_ROMAN, *_ROMAN_ONES):
        while rest.startswith(sign):
            total, rest = total + value, rest.removeprefix(sign)
    return total if not rest and _in_roman(total) == said else None


def _in_roman(number: int) -> str:
    written = ""
    for value, sign in (*_ROMAN, *_ROMAN_ONES):
        written += sign * (number // value)
        number %= value
    return written


def _in_words(number: int) -> str:
    if number < 20:
        return _ONES[number - 1]
    if number >= 100:
        return str(number)
    return _TENS[number // 10 - 2] + (f"-{_ONES[number % 10 - 1]}" if number % 10 else "")


def _chinese(said: str) -> int:
    if not any(unit in said for unit in _HAN_UNITS):
        return int("".join(str(_HAN_DIGITS.index(sign)) for sign in said))
    total = digit = 0
    for sign in said:
        if sign in _HAN_UNITS:
            total += (digit or 1) * _HAN_UNITS[sign]
            digit = 0
        else:
            digit = _HAN_DIGITS.index(sign)
    return total + digit


def _in_chinese(number: int) -> str:
    written, rest = "", number
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, rest = divmod(rest, value)
        if digit:
            written += f"{_HAN_DIGITS[digit]}{unit}"
        elif written and rest and not written.endswith("零"):
            written += "零"
    return written.removeprefix("一") if 10 <= number < 20 else written
