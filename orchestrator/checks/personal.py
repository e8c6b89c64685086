"""Personal data that stands in a text: addresses of people and machines, numbers that belong to somebody.

Each kind has a form, and where the numbers of a kind carry a check digit it must be right:

* e-mail addresses, IP addresses (4 and 6)
* telephone numbers: international, North American, British, Chinese land lines (010-…) and mobile numbers (1[3-9]…)
* Chinese identity numbers: 18 digits with a date of birth and the check digit of GB 11643 (ISO 7064, MOD 11-2)
* payment cards: 13 to 19 digits with a right check digit (Luhn 1960, US patent 2,950,048)
* street addresses: "221B Baker Street", 海淀区中关村大街27号

Whether a number is anybody's, no form can tell: what is found is a flag for a person or an editor, never taken out by
itself. A name alone is not told: a story is full of them.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from orchestrator.checks.check import Check
from orchestrator.checks.judging import Targets, TargetSpec, by_name
from orchestrator.checks.passage import Passage
from orchestrator.checks.telling import MAX_PLACES, finding_at, in_language_of, told
from orchestrator.checks.verdicts import settled, verdicts_on
from orchestrator.domain.critiques import Severity
from orchestrator.domain.reports import CheckReport, Finding

MIN_WORDS = 2
"""Of text in sentences: less is no text to judge."""

_FULL_WIDTH = re.compile("[０-９＠．＋－]")
# One character for one, so that places stay where they are.
_NARROW = str.maketrans("０１２３４５６７８９＠．＋－（）　", "0123456789@.+-() ")
_SIGN = re.compile(r"[0-9@]|::")
"""No personal datum of these kinds is without one of them: prose is read only around them."""
_AROUND = 200

_EMAIL = re.compile(
    r"(?<![\w.%+\-])[A-Za-z0-9](?:[A-Za-z0-9._%+\-]{0,62}[A-Za-z0-9_%+\-])?@(?:[A-Za-z0-9\-]{1,63}\.){1,8}[A-Za-z]{2,24}",
    re.ASCII,
)
_IDENTITY = re.compile(r"(?<![\dA-Za-z])[1-9]\d{5}[ -]?(?:18|19|20)\d{6}[ -]?\d{3}[\dXx](?![\dA-Za-z])", re.ASCII)
_CARD = re.compile(r"(?<![\d.,])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\d]|[.,]\d)", re.ASCII)
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)", re.ASCII)
_IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])", re.ASCII)
_MOBILE = re.compile(r"(?<![\d.,])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\d]|[.,]\d)", re.ASCII)
_PHONE = re.compile(
    r"""(?<![\w.,+-])(?:
        \+[1-9]\d{0,2}(?:[ .-]?\(?\d{1,4}\)?){2,5}      # international
      | (?:\(\d{3}\)[ ]?|\d{3}[-. ])\d{3}[-. ]\d{4}     # (212) 555-0187
      | \d{3}-\d{4}                                     # 555-0187
      | \(?0\d{2,4}\)?[ -]\d{3,4}[ ]?\d{3,4}            # 020 7946 0018, 010-62512345
    )(?![\w-]|[.,]\d|[ ]\d{4})""",
    re.VERBOSE | re.ASCII,
)
_STREET = re.compile(
    r"(?<![\w.,])\d{1,5}[A-Za-z]?,?[ ](?:[NSEW]\.?[ ])?(?:[A-Z][\w'’.\-]{0,30}[ ]){1,4}"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Square|Sq|Terrace|Crescent|Way)\b"
)
_CHINESE_STREET = re.compile(
    r"(?:[\u4e00-\u9fff]{2,3}省)?(?:[\u4e00-\u9fff]{2,3}市)?(?:[\u4e00-\u9fff]{1,3}[区县])?"
    r"[\u4e00-\u9fff]{1,6}(?:大街|大道|胡同|[路街巷弄里])[ ]?\d{1,5}[ ]?号"
    r"(?:院|大院)?(?:\d{1,4}(?:号楼|[栋幢座楼]))?(?:\d{1,2}单元)?(?:\d{1,5}[室户])?"
)
_CHINESE_STREET_SIGN = re.compile(r"[街道同路巷弄里] ?\d{1,5} ?号")
_BEFORE_A_STREET = "他她我你在住于到往去从是的了给寄把就家搬"

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LETTERS = "10X98765432"
_LEAST_PHONE_DIGITS, _MOST_PHONE_DIGITS = 7, 15
_MONTHS, _DAYS = range(1, 13), range(1, 32)


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of personal data.

    Attributes:
        measure: what the report counts it as.
        english: what it is called; ``chinese`` the same.
        severity: how bad it is where it stands in a text that is to be published.
        find: start and end of each place that has the form, in a stretch of a text.
    """

    measure: str
    english: str
    chinese: str
    severity: Severity
    find: Callable[[str, int, int], Iterator[tuple[int, int]]]


def measure_personal(passage: Passage, targets: Targets) -> CheckReport:
    """Personal data in ``passage``; judged by ``found`` (a bare number is a maximum).

    Text that is too short, or in another script, still has its places told: they are flags.
    """
    places = _places(passage.text)
    counts = {kind.measure: sum(found is kind for _, found in places) for kind in _KINDS}
    report = CheckReport(
        check="personal",
        reliable=passage.word_count >= MIN_WORDS and passage.script != "other",
        measured={"found": len(places), **{name: count for name, count in counts.items() if count}},
    )
    findings = told((_finding(passage, place, kind) for place, kind in places), passage, MAX_PLACES)
    return settled(report, verdicts_on({"found": len(places)}, targets), findings)


def _places(text: str) -> list[tuple[tuple[int, int], _Kind]]:
    """Where each kind stands, in order; a place that one kind has taken is no other's."""
    narrow = text.translate(_NARROW) if _FULL_WIDTH.search(text) else text
    places: list[tuple[tuple[int, int], _Kind]] = []
    for low, high in _stretches(narrow):
        taken = bytearray(high - low)
        for kind in _KINDS:
            for start, end in kind.find(narrow, low, high):
                if not any(taken[start - low : end - low]):
                    taken[start - low : end - low] = b"\x01" * (end - start)
                    places.append(((start, end), kind))
    return sorted(places, key=lambda place: place[0])


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of the parts of ``text`` in which personal data can be at all."""
    low = high = 0
    for sign in _SIGN.finditer(text):
        at = sign.start()
        if at - _AROUND > high:
            if high:
                yield low, high
            low = at - _AROUND
        high = min(len(text), at + _AROUND)
    if high:
        yield low, high


def _finding(passage: Passage, place: tuple[int, int], kind: _Kind) -> Finding:
    instruction = in_language_of(
        passage,
        f"Personal data ({kind.english}): take it out, or put one there that is nobody's: {{quote}}",
        f"个人信息（{kind.chinese}）：删去，或换成虚构的：{{quote}}",
    )
    return finding_at(passage, place, instruction, kind.severity, measured=kind.measure)


# -- one kind after the other -------------------------------------------------------------------------------


def _emails(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    if "@" in text:
        yield from (match.span() for match in _EMAIL.finditer(text, low, high))


def _identities(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    for match in _IDENTITY.finditer(text, low, high):
        if is_identity_number(match.group()):
            yield match.span()


def _cards(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    for match in _CARD.finditer(text, low, high):
        if is_card_number(match.group()):
            yield match.span()


def _machines(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    for pattern in (_IPV4, *([_IPV6] if ":" in text else [])):
        for match in pattern.finditer(text, low, high):
            if _is_ip(match.group()):
                yield match.span()


def _phones(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _MOBILE.finditer(text, low, high))
    for match in _PHONE.finditer(text, low, high):
        digits = [sign for sign in match.group() if sign.isdecimal()]
        if _LEAST_PHONE_DIGITS <= len(digits) <= _MOST_PHONE_DIGITS and len(set(digits)) > 1:
            yield match.span()


def _streets(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _STREET.finditer(text, low, high))
    if _CHINESE_STREET_SIGN.search(text, low, high):
        for match in _CHINESE_STREET.finditer(text, low, high):
            quote = match.group()
            yield match.end() - len(quote.lstrip(_BEFORE_A_STREET)), match.end()


def is_identity_number(text: str) -> bool:
    """Whether ``text`` is a Chinese identity number: a day of birth that can be, and the right check digit.

    >>> is_identity_number("11010519491231002X"), is_identity_number("110105194912310021")
    (True, False)
    """
    signs = re.sub(r"[ -]", "", text).upper()
    if int(signs[10:12]) not in _MONTHS or int(signs[12:14]) not in _DAYS:
        return False
    total = sum(int(sign) * weight for sign, weight in zip(signs, _WEIGHTS, strict=False))
    return _LETTERS[total % 11] == signs[17]


def is_card_number(text: str) -> bool:
    """Whether the digits of ``text`` have the check digit that payment cards have (Luhn), and are not all one digit.

    >>> is_card_number("4111 1111 1111 1111"), is_card_number("4111 1111 1111 1112")
    (True, False)
    """
    digits = [int(sign) for sign in text if sign.isdecimal()]
    doubled = [digit if at % 2 == 0 else sum(divmod(digit * 2, 10)) for at, digit in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(doubled) % 10 == 0


def _is_ip(text: str) -> bool:
    if text.count(":") == len(text):
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


_KINDS = (
    _Kind("emails", "an e-mail address", "电子邮件地址", "major", _emails),
    _Kind("identity_numbers", "an identity number", "身份证号", "critical", _identities),
    _Kind("cards", "the number of a payment card", "银行卡号", "critical", _cards),
    _Kind("ip_addresses", "an IP address", "IP 地址", "major", _machines),
    _Kind("phones", "a telephone number", "电话号码", "major", _phones),
    _Kind("street_addresses", "a street address", "住址", "major", _streets),
)

CHECK = Check(
    "personal",
    "E-mail and street addresses, telephone and identity numbers, cards: flags, nothing is taken out.",
    by_name(TargetSpec("found", "bound", "Places with personal data; a bare number is a maximum.")),
    (),
    measure_personal,
)
