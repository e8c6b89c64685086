"""Who, what and where a story is about, drawn from ``lexicon/*.yaml``, which has thousands of combinations.

A good part is invented: what the roles do with a name is copy it, and a name that was never seen before has to be
copied as well as a common one.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent
BETWEEN: Mapping[Language, str] = {"en": " ", "zh": ""}
"""What stands between two sentences."""

_PRONOUNS_ZH = {"she": "她", "he": "他", "it": "它"}
_INVENTED_NAMES = 0.5
_INVENTED_NOUNS = 0.08


@dataclass(frozen=True)
class Being:
    """Someone: a name, a kind with its article or measure word ("a young fox"), a pronoun and a nature ("brave")."""

    name: str
    kind: str
    a_kind: str
    pronoun: str
    nature: str

    @property
    def traits(self) -> tuple[str, ...]:
        """What must stay the same, as the bible lists it."""
        return (self.a_kind, self.pronoun, self.nature)


@dataclass(frozen=True)
class Thing:
    """A thing without and with its article or measure word: "silver bell", "a silver bell"."""

    name: str
    a_name: str


@dataclass(frozen=True)
class Place:
    """A place, "the old mill", and being there, "at the old mill"."""

    name: str
    there: str


class Lexicon:
    """The words of one language."""

    def __init__(self, language: Language, words: Mapping[str, Any]) -> None:
        self.language = language
        self._words = words

    @property
    def names(self) -> tuple[str, ...]:
        """All first names that are not invented."""
        return tuple(name for names in self._words["names"].values() for name in names)

    def being(self, rng: random.Random, *, avoid: str = "", known: bool = False) -> Being:
        """Someone whose name does not look like ``avoid``; ``known`` words only, or invented ones too."""
        a_kind, kind, pronoun = self._kind_zh(rng) if self.language == "zh" else self._kind_en(rng, known=known)
        while True:
            name = self.name(rng, pronoun, known=known)
            if not avoid or not _alike(name, avoid):
                break
        shown = _PRONOUNS_ZH[pronoun] if self.language == "zh" else pronoun
        return Being(name, kind, a_kind, shown, rng.choice(self._words["natures"]))

    def name(self, rng: random.Random, pronoun: str, *, known: bool = False) -> str:
        """A first name, invented half of the time."""
        pronoun = next((en for en, zh in _PRONOUNS_ZH.items() if zh == pronoun), pronoun)
        if known or rng.random() > _INVENTED_NAMES:
            return str(rng.choice(self._words["names"][pronoun]))
        syllables = self._words["syllables"]
        if self.language == "en":
            return self._word(rng).capitalize()
        if rng.random() < 0.2:
            return f"{rng.choice(syllables['prefixes'])}{rng.choice(syllables['second'])}"
        name = f"{rng.choice(syllables['first'])}{rng.choice(syllables['second'])}"
        return f"{name}{rng.choice(syllables['second'])}" if rng.random() < 0.15 else name

    def thing(self, rng: random.Random, *, known: bool = False) -> Thing:
        """A thing, with or without a quality."""
        things = self._words["things"]
        quality = rng.choice(things["qualities"]) if rng.random() < 0.65 else ""
        if self.language == "zh":
            measure, noun = rng.choice(things["nouns"])
            if not known and rng.random() < _INVENTED_NOUNS:
                noun = rng.choice(self._words["syllables"]["first"]) + noun
            return Thing(f"{quality}{noun}", f"一{measure}{quality}{noun}")
        noun = self._noun(rng, things["nouns"], known=known)
        name = f"{quality} {noun}".strip()
        return Thing(name, with_article(name))

    def place(self, rng: random.Random, *, known: bool = False) -> Place:
        """A place: described, named after somewhere invented, or only what it is."""
        places = self._words["places"]
        if self.language == "zh":
            noun = rng.choice(places["nouns"])
            quality = rng.choice(places["qualities"]) if rng.random() < 0.6 else ""
            if not known and not quality and rng.random() < 0.3:
                syllables = self._words["syllables"]
                quality = rng.choice(syllables["first"]) + rng.choice(syllables["second"])
            return Place(f"{quality}{noun}", f"在{quality}{noun}")
        preposition = rng.choice(("in", "in", "at", "on"))
        noun = rng.choice(places[preposition])
        draw = rng.random()
        if not known and draw < 0.12:
            name = f"the {noun} of {self._word(rng).capitalize()}"
        elif draw < 0.7:
            name = f"the {rng.choice(places['qualities'])} {noun}"
        else:
            name = f"the {noun}"
        return Place(name, f"{preposition} {name}")

    def _kind_en(self, rng: random.Random, *, known: bool) -> tuple[str, str, str]:
        beings = self._words["beings"]
        group = rng.choices(("animals", "people", "she", "he", "machines"), (0.36, 0.36, 0.1, 0.1, 0.08))[0]
        noun = self._noun(rng, beings[group], known=known)
        quality = rng.choice(beings["qualities"]) if rng.random() < 0.5 else ""
        kind = f"{quality} {noun}".strip()
        return with_article(kind), kind, _pronoun(rng, group)

    def _kind_zh(self, rng: random.Random) -> tuple[str, str, str]:
        beings = self._words["beings"]
        group = rng.choices(("animals", "people", "she", "he", "machines"), (0.36, 0.36, 0.1, 0.1, 0.08))[0]
        quality = rng.choice(beings["qualities"]) if rng.random() < 0.5 else ""
        noun = rng.choice(beings[group])
        # 小小姑娘
        kind = noun if quality[:1] == noun[:1] or quality[-1:] == noun[:1] else f"{quality}{noun}"
        measure = self._words["classifiers"].get(group, "位")
        return f"一{measure}{kind}", kind, _pronoun(rng, group)

    def _noun(self, rng: random.Random, nouns: Sequence[str], *, known: bool) -> str:
        return self._word(rng) if not known and rng.random() < _INVENTED_NOUNS else rng.choice(nouns)

    def _word(self, rng: random.Random) -> str:
        """A word that no dictionary has, in small letters."""
        syllables = self._words["syllables"]
        while True:
            word = "".join(
                rng.choice(syllables["onsets"]) + rng.choice(syllables["vowels"]) + rng.choice(syllables["codas"])
                for _ in range(rng.randint(2, 3))
            )
            if 3 <= len(word) <= 10:
                return word


def _pronoun(rng: random.Random, group: str) -> str:
    if group in {"she", "he"}:
        return group
    return rng.choice(("it", "it", "he", "she")) if group == "machines" else rng.choice(("she", "he"))


def _alike(name: str, other: str) -> bool:
    if name.isascii():
        return name[:2] == other[:2] or name in other or other in name
    return bool(set(name) & set(other))


def with_article(noun: str) -> str:
    """``noun`` with "a" or "an".

    >>> with_article("old mill")
    'an old mill'
    """
    use_an = noun[0].lower() in "aeiou" and not noun.lower().startswith(("uni", "use", "eu", "one"))
    return f"{'an' if use_an else 'a'} {noun}"


@functools.cache
def lexicon(language: Language) -> Lexicon:
    """The words of ``language``."""
    return Lexicon(language, yaml.safe_load((FOLDER / "lexicon" / f"{language}.yaml").read_text("utf-8")))
