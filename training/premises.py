"""Premises as people type them: with and without names, long and short, proper and careless."""

from __future__ import annotations

import random
from collections.abc import Mapping

# {who} is "Mira, a young fox," or "a young fox"; {what} is "the silver bell" or "a clock that runs backwards".
_NAMED = ("{H}, {akind},", "{H}, {akind},", "{H} the {kind}", "{Akind} called {H}", "{Akind} named {H}", "{H}")
_UNNAMED = ("{Akind}", "{Akind}", "The {kind}")

_BY_PLOT: dict[str, tuple[str, ...]] = {
    "lost": (
        "{who} has lost {the} and looks for it {inP}.",
        "{who} wants to win back {the} of {P}.",
        "{who} loses {the} {inP}.",
        "{who} cannot find {the}.",
        "{who} searches for {the} {inP}.",
        "{who} looks everywhere for {the}.",
        "{the_} is missing. {who} goes to look for it.",
        "Someone has taken {the} from {P}, and {who} must find it.",
        "{who} wants {the} back.",
    ),
    "found": (
        "{who} finds {a} {inP}.",
        "{who} finds {a}.",
        "{who} discovers {a} {inP} and wants to know whose it is.",
        "One morning {who} finds {a} {inP}.",
        "{who} digs up {a}.",
        "{who} gets {a} and does not know from whom.",
        "{a_} turns up {inP}. {who} wants to give it back.",
        "{who} buys {a} at the market.",
        "{who} inherits {a}.",
    ),
    "carry": (
        "{who} must carry {the} to {P}.",
        "{who} has to bring {the} to {P} before night.",
        "{who} must deliver {a} to {P}.",
        "{who} takes {the} to {P}.",
        "{who} travels to {P} with {a}.",
        "{who} promises to bring {the} to {P}.",
        "{who} sets out for {P} with {a}.",
        "{who} returns {the} to {P}.",
    ),
    "mend": (
        "{who} wants to mend {the} {inP}.",
        "{who} tries to repair {the}.",
        "{who} fixes {the} of {P}.",
        "{the_} is broken, and {who} wants to mend it.",
        "{who} must make {the} work again before the feast {inP}.",
        "{the_} {inP} has stopped. {who} wants to know how to mend it.",
    ),
    "make": (
        "{who} wants to make {a}.",
        "{who} builds {a} {inP}.",
        "{who} dreams of building {a}, but everybody laughs.",
        "{who} makes {a} for the feast {inP}.",
        "{who} wants to invent {a}.",
        "{who} bakes {a}.",
        "{who} paints {a} {inP}.",
        "{who} plants {a} {inP}.",
    ),
    "afraid": (
        "{who} is afraid of {fear} and must fetch {the} from {P}.",
        "{who} is afraid of {fear}.",
        "{Akind} who is afraid of {fear}",
        "{who} has to go to {P} but fears {fear}.",
        "{who} must be brave and fetch {the}.",
        "{who} learns to be brave {inP}.",
    ),
    "friend": (
        "{who} is lonely {inP}.",
        "{who} lives alone {inP} and wants a friend.",
        "{who} wants a friend and has only {a}.",
        "{who} has no friends, only {a}.",
        "{who} makes a friend {inP}.",
        "{Akind} who lives alone with {a}",
        "{who} meets a stranger {inP}.",
    ),
    "learn": (
        "{who} wants to learn the secret of {the}.",
        "{who} learns to use {a} {inP}.",
        "{who} wants to play {the}.",
        "{who} dreams of being a master of {the}.",
        "{who} practises every night {inP}.",
        "{who} wants to learn how {a} works.",
    ),
    "strange": (
        "{who} hears {a} call {inP} at night.",
        "{who} sees a strange light {inP}.",
        "Every night {the} {inP} glows, and {who} wants to know why.",
        "{who} wakes up at midnight because of {a}.",
        "{who} hears a sound from {the}.",
        "{a_} begins to speak to {who} {inP}.",
    ),
}
_ANY = (
    "{kind} {inP}",
    "{akind} and {a}",
    "{H} and {the}",
    "{the_}",
    "{akind}, {a}, {P}",
    "A story about {akind} and {a}.",
    "A story about {H}, {akind}, and {the}.",
    "Tell me about {akind} {inP}.",
    "Something about {a}",
    "{H}",
    "{Akind}.",
    "{P_}",
    "{akind} with {a} {inP}",
    "Write a story for my daughter about {akind} called {H}.",
    "a tale of {akind}, please",
)
_WRAPPED = (
    "A story about {H}, {akind} who {rest}",
    "A story about {akind} called {H} who {rest}",
    "Write a story about {akind} who {rest}",
    "{Akind} who {rest}",
    "It is about {akind} named {H} who {rest}",
    "Once there was {akind} who {rest}",
)
_TAILS = (
    "{His} friend {F}, {afkind}, helps {him}.",
    "{F}, {afkind}, is there too.",
    "It happens {inP}.",
    "The story takes place {inP}.",
    "{He} is {nature}.",
    "{H} meets {F}, {afkind}.",
)


def new_premise(rng: random.Random, plot: str, filled: Mapping[str, str], oddity: str) -> str:
    """What somebody might type to get this story; it may leave out names, the place, even the thing."""
    values = dict(filled)
    rest = f" {oddity}" if oddity else ""
    values["the"] = f"the {values['T']}{rest}" if rng.random() < 0.7 else f"{values['his']} {values['T']}{rest}"
    values["a"] = f"{values['aT']}{rest}"
    draw = rng.random()
    if draw < 0.14 and not oddity:
        text = rng.choice(_ANY)
    else:
        text = rng.choice(_BY_PLOT[plot])
        text = _wrapped(rng, text) if draw > 0.82 else text
        text = text.replace("{who}", rng.choice(_NAMED if rng.random() < 0.55 else _UNNAMED))
    if rng.random() < 0.16:
        text += ("" if text.endswith(".") else ".") + " " + rng.choice(_TAILS)
    values |= {"the_": _capital(values["the"]), "a_": _capital(values["a"])}
    return _typed(rng, _sentence_case(text.format_map(values)))


def _wrapped(rng: random.Random, text: str) -> str:
    if not text.startswith("{who} ") or text.count(".") != 1:
        return text
    return rng.choice(_WRAPPED).replace("{rest}", text.removeprefix("{who} "))


def _sentence_case(text: str) -> str:
    """A hero in the middle of a sentence ("and A young fox must") loses the capital of the article."""
    for article in ("A", "An", "The"):
        text = text.replace(f", and {article} ", f", and {article.lower()} ").replace(
            f"to {article} ", f"to {article.lower()} "
        )
        text = text.replace(f"morning {article} ", f"morning {article.lower()} ")
    return text.replace(", has", " has") if text.startswith("Once ") else text


def _typed(rng: random.Random, text: str) -> str:
    """Careless typing: no full stop, a small letter at the start."""
    if rng.random() < 0.3:
        text = text.removesuffix(".")
    return text[0].lower() + text[1:] if rng.random() < 0.12 and text.split()[0] in {"A", "An", "The"} else text


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
