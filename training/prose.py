"""From beats to paragraphs: slots filled, sentences set side by side, joined into long ones or left short."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from orchestrator.domain.drafts import Draft
from orchestrator.domain.text import count_words
from training.names import OBJECTS, POSSESSIVES, REFLEXIVES, Being, Place, with_article
from training.plots import Beat


@dataclass(frozen=True)
class Piece:
    """One sentence of a draft, or several that were joined by ", and": ``parts`` are the short ones."""

    parts: tuple[str, ...]
    names: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def text(self) -> str:
        """As it stands in the draft."""
        out = self.parts[0]
        for part in self.parts[1:]:
            out = f"{out[:-1]}, and {_inner(part, self.names)}"
        return out


def _inner(sentence: str, names: frozenset[str]) -> str:
    """``sentence`` as it goes on within another: no capital, unless it begins with a name."""
    first = sentence.split()[0].strip(",.!?'\"")
    return sentence if first in names or first == "I" else sentence[0].lower() + sentence[1:]


Paragraphs = tuple[tuple[Piece, ...], ...]


def as_draft(paragraphs: Paragraphs) -> Draft:
    """The draft that the pieces make."""
    return Draft.of("\n\n".join(" ".join(piece.text for piece in paragraph) for paragraph in paragraphs))


def slots(hero: Being, helper: Being, place: Place, thing: str, extra: Mapping[str, str]) -> dict[str, str]:
    """What fills the slots of beats."""
    a_thing = with_article(thing)
    return {
        "H": hero.name,
        "he": hero.pronoun,
        "He": hero.pronoun.capitalize(),
        "him": OBJECTS[hero.pronoun],
        "his": POSSESSIVES[hero.pronoun],
        "His": POSSESSIVES[hero.pronoun].capitalize(),
        "self": REFLEXIVES[hero.pronoun],
        "kind": hero.kind,
        "akind": with_article(hero.kind),
        "Akind": _capital(with_article(hero.kind)),
        "nature": hero.nature,
        "T": thing,
        "aT": a_thing,
        "aT_": _capital(a_thing),
        "P": place.name,
        "P_": _capital(place.name),
        "inP": place.there,
        "inP_": _capital(place.there),
        "F": helper.name,
        "fhe": helper.pronoun,
        "Fhe": helper.pronoun.capitalize(),
        "fhim": OBJECTS[helper.pronoun],
        "fhis": POSSESSIVES[helper.pronoun],
        "Fhis": POSSESSIVES[helper.pronoun].capitalize(),
        "fkind": helper.kind,
        "afkind": with_article(helper.kind),
        **extra,
    }


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def choose(rng: random.Random, beat: Beat, filled: Mapping[str, str], *, knows_helper: bool = True) -> str:
    """One alternative of ``beat`` with its slots filled; empty if all speak of a helper not met yet."""
    fit = [one for one in beat if knows_helper or not _names_helper(one)]
    return rng.choice(fit).format_map(filled) if fit else ""


def _names_helper(alternative: str) -> bool:
    return any(slot in alternative for slot in ("{F}", "{fhe}", "{fhis}", "{fhim}", "{Fhe}", "{fkind}", "{afkind}"))


def lay_out(rng: random.Random, sentences: Sequence[str], names: frozenset[str]) -> Paragraphs:
    """``sentences`` in three or four paragraphs of about the same size."""
    count = 4 if len(sentences) >= 12 or rng.random() < 0.5 else 3
    borders = [round(len(sentences) * n / count) for n in range(count + 1)]
    for n in range(1, count):
        borders[n] += rng.choice([-1, 0, 0, 1])
    return tuple(
        tuple(Piece((s,), names) for s in sentences[low:high]) for low, high in pairwise(borders) if high > low
    )


def can_join(sentence: str) -> bool:
    """Whether a sentence may become part of a longer one: one sentence, with nothing said at its end."""
    return sentence.endswith(".") and ". " not in sentence and not sentence.endswith('."')


def join_sentences(rng: random.Random, paragraphs: Paragraphs, *, share: float, longest: int = 3) -> Paragraphs:
    """The same paragraphs with about ``share`` of the neighbours joined, at most ``longest`` in one sentence."""
    out = []
    for paragraph in paragraphs:
        row: list[Piece] = []
        for piece in paragraph:
            last = row[-1] if row else None
            if (
                last is not None
                and len(last.parts) < longest
                and can_join(last.text)
                and can_join(piece.text)
                and piece.text[0] != '"'
                and rng.random() < share
            ):
                row[-1] = replace(last, parts=last.parts + piece.parts)
            else:
                row.append(piece)
        out.append(tuple(row))
    return tuple(out)


def words_in(sentences: Sequence[str]) -> int:
    """Words of all ``sentences``."""
    return sum(count_words(s) for s in sentences)


def split_long(sentence: str) -> str:
    """``sentence`` made short ones: a new one begins at every ", and", else at every ", but", outside quotations.

    >>> split_long("It rained, and she ran home.")
    'It rained. She ran home.'
    """
    for joint, opening in ((", and ", ""), (", but ", "But ")):
        parts = _outside_quotations(sentence, joint)
        if len(parts) > 1:
            rest = [opening + part if opening else part[0].upper() + part[1:] for part in parts[1:]]
            return ". ".join([parts[0], *rest])
    return sentence


def _outside_quotations(sentence: str, joint: str) -> list[str]:
    parts, start, at = [], 0, sentence.find(joint)
    while at >= 0:
        if sentence.count('"', 0, at) % 2 == 0:
            parts.append(sentence[start:at])
            start = at + len(joint)
        at = sentence.find(joint, at + 1)
    return [*parts, sentence[start:]]
