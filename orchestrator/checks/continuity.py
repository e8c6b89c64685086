"""Whether a text agrees with the bible of its story, told by names, facts and promises.

* A name that is nearly one of the bible is a slip; one that nobody has is only told where the cast is ``closed``.
* Whom a fact or a trait of the bible calls dead, and whom ``absent`` names, does not act. One who dies in a chapter
  may act in it; remembering, dreaming and supposing are no acts.
* A fact is true from its chapter on and must not be told before.
* A promise is due by the chapter it names ("by chapter 5", 第五章之前), and in the ``last`` part every one is.

Giving a bible asks for agreement: with one, a text with a fault has failed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from orchestrator.checks.check import Check
from orchestrator.checks.facts import dead_since, due_chapter, states
from orchestrator.checks.judging import Bound, Targets, TargetSpec, asks, by_name
from orchestrator.checks.names import acting, misspelt, people_of, unknown_people
from orchestrator.checks.passage import Passage
from orchestrator.checks.sentences import Sentence
from orchestrator.checks.speech import narration
from orchestrator.checks.telling import MAX_PLACES, finding_at, in_language_of, told
from orchestrator.checks.verdicts import Verdict, settled
from orchestrator.domain.reports import CheckReport, Finding

_NOT_ACTING = re.compile(
    r"\b(?:had|would|could|might|if|remember\w*|recall\w*|dream\w*|dreamt|once|ago|used to|ghost|portrait|photograph|"
    r"picture|grave|memory|memories|imagin\w+|as though|never again|late)\b|"
    r"[曾若像]|生前|当年|记得|想起|回忆|梦见|梦里|那时|照片|如果|仿佛|好像|似乎|从前|过去|当初|坟",
    re.IGNORECASE,
)
_EMPTY: Mapping[str, Any] = {"characters": [], "places": [], "facts": [], "promises": []}


def measure_continuity(passage: Passage, targets: Targets) -> CheckReport:
    """Faults of ``passage`` against a bible; judged by ``faults`` (a bare number is a maximum; 0 unless given)."""
    bible = targets.get("bible")
    absent = targets.get("absent")
    known: Mapping[str, Any] = bible if isinstance(bible, Mapping) else _EMPTY
    named = [name.strip() for name in absent if name.strip()] if isinstance(absent, list) else []
    if not passage.sentences or not (named or any(known.values())):
        return CheckReport(check="continuity", reliable=False)
    groups = {
        "acts_of_the_dead": list(_acts(passage, _dead(known, targets), _DEAD)),
        "acts_of_the_absent": list(_acts(passage, _absent(known, named), _ABSENT)),
        "misspelt_names": list(_misspelt(passage, known)),
        "early_facts": list(_early(passage, known, targets)),
        "overdue_promises": list(_overdue(passage, known, targets)),
        "unknown_people": list(_unknown(passage, known, targets)),
    }
    faults = sum(len(group) for group in groups.values())
    report = CheckReport(
        check="continuity", measured={"faults": faults, **{name: len(group) for name, group in groups.items()}}
    )
    wanted = targets.get("faults")
    verdict = Verdict("faults", faults, Bound.of(wanted if asks(wanted) else 0, bare="max"))
    found = (finding for group in groups.values() for finding in group)
    return settled(report, (verdict,), told(found, passage, MAX_PLACES) if verdict.gap else ())


# -- who acts -----------------------------------------------------------------------------------------------

_DEAD = ("{name} is dead and cannot do this: {quote}", "{name}已经死了，不能再做这件事：{quote}")
_ABSENT = ("{name} is not here and cannot do this: {quote}", "{name}不在场，不能做这件事：{quote}")


def _dead(bible: Mapping[str, Any], targets: Targets) -> dict[str, tuple[str, ...]]:
    """The dead of the bible in the chapter at hand, by name, with all they are called."""
    chapter = targets.get("chapter")
    people = people_of(bible)
    traits = {person["name"]: person["traits"] for person in bible["characters"]}
    dead = {}
    for name, forms in people.items():
        since = dead_since(forms, traits[name], bible["facts"])
        # Of a text whose chapter is not said it is only known who was dead from the beginning.
        now = float(chapter) if isinstance(chapter, (int, float)) else 1.0
        if since is not None and (since <= 1 or since < now):
            dead[name] = forms
    return dead


def _absent(bible: Mapping[str, Any], named: Sequence[str]) -> dict[str, tuple[str, ...]]:
    people = people_of(bible)
    return {name: next((forms for forms in people.values() if name in forms), (name,)) for name in named}


def _acts(passage: Passage, people: Mapping[str, tuple[str, ...]], wording: tuple[str, str]) -> Iterator[Finding]:
    if not people:
        return
    told_here = narration(passage.text)
    lowered = told_here.lower()
    instructions = in_language_of(passage, *wording)
    for name, forms in people.items():
        # Most texts do not name them at all, and looking for a name is quicker than for an act.
        if not any(form.lower() in lowered for form in forms):
            continue
        pattern = acting(forms)
        for sentence in passage.sentences:
            if pattern.search(told_here, sentence.start, sentence.end) and not _NOT_ACTING.search(sentence.quote):
                place = (sentence.start, sentence.end)
                yield finding_at(passage, place, instructions.replace("{name}", name), "critical", target=name)


# -- names --------------------------------------------------------------------------------------------------


def _known_names(bible: Mapping[str, Any]) -> list[str]:
    """What else is written in the bible: no word of it is misspelt."""
    facts = [fact["text"] for fact in bible["facts"]]
    traits = [trait for person in bible["characters"] for trait in person["traits"]]
    return [*bible["places"], *facts, *traits, *bible["promises"]]


def _misspelt(passage: Passage, bible: Mapping[str, Any]) -> Iterator[Finding]:
    wording = in_language_of(passage, "Is {quote} a slip for “{name}”?", "{quote}是不是“{name}”之误？")
    for place, name in misspelt(passage.text, people_of(bible), _known_names(bible)):
        quote = passage.text[place[0] : place[1]]
        yield finding_at(passage, place, wording.replace("{name}", name), "major", measured=quote, target=name)


def _unknown(passage: Passage, bible: Mapping[str, Any], targets: Targets) -> Iterator[Finding]:
    if targets.get("closed") is not True:
        return
    forms = [form for names in people_of(bible).values() for form in names]
    seen: set[str] = set()
    wording = in_language_of(passage, "Nobody in the bible is called {quote}.", "设定里没有{quote}这个人。")
    for start, end in unknown_people(passage.text, narration(passage.text), [*forms, *bible["places"]]):
        name = passage.text[start:end]
        if name not in seen:
            seen.add(name)
            yield finding_at(passage, (start, end), wording, "minor", measured=name)


# -- facts and promises -------------------------------------------------------------------------------------


def _early(passage: Passage, bible: Mapping[str, Any], targets: Targets) -> Iterator[Finding]:
    chapter = targets.get("chapter")
    if not isinstance(chapter, (int, float)):
        return
    for fact in bible["facts"]:
        if fact["chapter"] <= chapter:
            continue
        sentence = _where_stated(passage, fact["text"])
        if sentence is not None:
            instruction = in_language_of(
                passage,
                f"This is true only from chapter {fact['chapter']} on: {{quote}}",
                f"这件事到第{fact['chapter']}章才成立：{{quote}}",
            )
            place = (sentence.start, sentence.end)
            yield finding_at(passage, place, instruction, "major", measured=chapter, target=fact["chapter"])


def _where_stated(passage: Passage, fact: str, *, loosely: bool = False) -> Sentence | None:
    stating = states(fact, loosely=loosely)
    return next((s for s in passage.sentences if stating(s.plain)), None) if stating else None


def _overdue(passage: Passage, bible: Mapping[str, Any], targets: Targets) -> Iterator[Finding]:
    chapter = targets.get("chapter")
    for promise in bible["promises"]:
        due = due_chapter(promise)
        late = due is not None and isinstance(chapter, (int, float)) and chapter > due
        if not late and targets.get("last") is not True:
            continue
        if _where_stated(passage, promise, loosely=True) is not None:
            continue  # taken up here; whether it is kept is for a reader to say
        english = f"This promise is overdue; keep it or take it back: {promise}"
        instruction = in_language_of(passage, english, f"这个伏笔该收了：{promise}")
        yield Finding(severity="major", instruction=instruction, measured=None, target=due)


CHECK = Check(
    "continuity",
    "Against the bible: names, the dead and the absent, facts before their chapter, overdue promises.",
    by_name(
        TargetSpec("bible", "bible", "What the text must agree with."),
        TargetSpec("chapter", "number", "The chapter that the text is, counted from 1."),
        TargetSpec("absent", "texts", "Names of those who are not there and must not act."),
        TargetSpec("closed", "flag", "Whether everybody who acts must be in the bible."),
        TargetSpec("last", "flag", "Whether this is the last part, in which every promise is due."),
        TargetSpec("faults", "bound", "Faults; a bare number is a maximum, and with a bible none unless given."),
    ),
    ("en", "zh"),
    measure_continuity,
)
