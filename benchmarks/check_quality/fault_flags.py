"""Faults that are flags: personal data, improper words, and what is copied from a source."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from benchmarks.check_quality.planting import Case, fault, planted
from benchmarks.check_quality.prose import Prose, new_prose
from orchestrator.checks.copying import LEAST_RUN
from orchestrator.checks.improper_words import CHINESE, ENGLISH
from orchestrator.domain.text import count_words
from training.lexicon import Language

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _inserted(rng: random.Random, prose: Prose, check: str, sentence: str, targets: Mapping[str, Any]) -> Case:
    rows = [list(paragraph) for paragraph in prose.paragraphs]
    row = rng.choice(rows)
    row.insert(rng.randint(0, len(row)), sentence)
    text, spans = planted(prose.text(rows))
    return Case(check, prose.language, prose.text(), text, spans, targets)


# -- personal data ------------------------------------------------------------------------------------------


def personal(kind: str) -> Callable[[random.Random, Language], Case]:
    """Plants one datum of that kind, made anew each time."""
    return partial(_personal, kind)


def _personal(kind: str, rng: random.Random, language: Language) -> Case:
    datum = fault(_DATA[kind](rng, language))
    told = (f"他把{datum}写在纸上。", f"信上写着：{datum}。") if language == "zh" else (
        f"She wrote down {datum} for him.", f"It said {datum}.",
    )  # fmt: skip
    return _inserted(rng, new_prose(rng, language), "personal", rng.choice(told), {"found": 0})


def _email(rng: random.Random, language: Language) -> str:
    name = rng.choice(("anna", "li.wei", "j_smith", "o-brien", "mira+list", "zhang88"))
    host = rng.choice(("example", "mail.example", "post-amt"))
    return f"{name}{rng.randint(1, 99)}@{host}.{rng.choice(('com', 'org', 'co.uk', 'cn'))}"


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _phone(rng: random.Random, language: Language) -> str:
    last = _digits(rng, 4)
    if language == "zh":
        first, middle = f"1{rng.choice('3456789')}{_digits(rng, 1)}", _digits(rng, 4)
        line = f"0{rng.choice(('10', '21', '571'))}-{rng.randint(2, 8)}{_digits(rng, 3)}{last}"
        return rng.choice((f"{first}{middle}{last}", f"{first} {middle} {last}", f"+86 {first}{middle}{last}", line))
    area, middle = str(rng.randint(201, 989)), str(rng.randint(200, 999))
    american = (
        f"({area}) {middle}-{last}",
        f"{area}-{middle}-{last}",
        f"+1 {area} {middle} {last}",
        f"{middle}-{last}",
    )
    european = (f"+44 20 {_digits(rng, 4)} {last}", f"+49 30 {area}{last}", f"020 {_digits(rng, 4)} {last}")
    return rng.choice((*american, *european))


def _identity(rng: random.Random, language: Language) -> str:
    day = f"{rng.randint(1930, 2019)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    body = f"{rng.choice(('110105', '310101', '440305', '510107'))}{day}{_digits(rng, 3)}"
    return body + "10X98765432"[sum(int(sign) * weight for sign, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def _card(rng: random.Random, language: Language) -> str:
    body = rng.choice(("4", "51", "6222", "37")) + _digits(rng, 11)
    body = body[: 14 if body.startswith("37") else 15]
    body += _digits(rng, 15 - len(body)) if not body.startswith("37") else ""
    doubled = [int(sign) if at % 2 else sum(divmod(int(sign) * 2, 10)) for at, sign in enumerate(reversed(body))]
    number = body + str(-sum(doubled) % 10)
    grouped = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    return rng.choice((number, grouped, grouped.replace(" ", "-")))


def _machine(rng: random.Random, language: Language) -> str:
    if rng.random() < 0.5:
        return ".".join(str(rng.randint(1, 254)) for _ in range(4))
    return f"2001:db8::{rng.randrange(1, 65_535):x}:{rng.randrange(1, 65_535):x}"


def _street(rng: random.Random, language: Language) -> str:
    number = rng.randint(1, 399)
    if language == "zh":
        place = rng.choice(("北京市海淀区", "杭州市西湖区", "上海市", ""))
        street = rng.choice(("中山路", "人民大道", "长安街", "梧桐巷", "柳叶胡同"))
        return f"{place}{street}{number}号{rng.choice(('', '3单元502室', '5号楼'))}"
    street = rng.choice(("Baker Street", "Cherry Tree Lane", "W. Elm Ave", "Old Mill Road", "St. Mary's Square"))
    return f"{number}{rng.choice(('', 'B'))} {street}"


_DATA: Mapping[str, Callable[[random.Random, Language], str]] = {
    "e-mail": _email,
    "telephone": _phone,
    "identity number": _identity,
    "card": _card,
    "IP address": _machine,
    "street": _street,
}
PERSONAL = tuple(_DATA)
"""The kinds that ``personal`` plants."""


# -- improper words -----------------------------------------------------------------------------------------


def improper(category: str) -> Callable[[random.Random, Language], Case]:
    """Plants one word of that category."""
    return partial(_improper, category)


def _improper(category: str, rng: random.Random, language: Language) -> Case:
    word = rng.choice((CHINESE if language == "zh" else ENGLISH)[category])
    if language == "en" and rng.random() < 0.3:
        word = rng.choice((word.upper(), word.capitalize()))
    told = (
        f"有人在墙上写了“{fault(word)}”。" if language == "zh" else f"Somebody had written {fault(word)} on the wall."
    )
    return _inserted(rng, new_prose(rng, language), "improper", told, {"found": 0})


# -- copying ------------------------------------------------------------------------------------------------


def copied(rng: random.Random, language: Language) -> Case:
    """Sentences of a source stand in the text, with other spaces, marks and widths; the source stands among others."""
    prose, source, other = new_prose(rng, language), _source(rng, language), _source(rng, language)
    least = LEAST_RUN["cjk" if language == "zh" else "latin"] + 4
    starts = [at for at in range(len(source)) if count_words("".join(source[at : at + 4])) >= least]
    at = rng.choice(starts)
    space = "" if language == "zh" else " "
    told = fault(_disguised(rng, space.join(source[at : at + 4]), language).strip())
    return _inserted(rng, prose, "copying", told, {"sources": [space.join(other), space.join(source)]})


def _source(rng: random.Random, language: Language) -> list[str]:
    """Sentences of prose, each with its words in another order: our grammars say many things twice, these do not."""
    sentences = new_prose(rng, language).sentences
    space = "" if language == "zh" else " "
    pieces = [list(sentence) if language == "zh" else sentence.split() for sentence in sentences]
    return [space.join(rng.sample(piece, len(piece))) for piece in pieces]


def _disguised(rng: random.Random, text: str, language: Language) -> str:
    if language == "zh":
        return rng.choice((text, text.replace("，", ", "), text.replace("“", "「").replace("”", "」")))
    curly = text.replace("'", "’").replace('"', "”")
    return rng.choice((text, curly, text.upper(), text.replace(" ", "  "), text.replace(",", "，")))
