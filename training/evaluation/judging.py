"""What counts as right in a draft, a critique and a revision. Text in, verdict out."""

from __future__ import annotations

import functools
import re
from collections import Counter

from rapidfuzz import fuzz

from orchestrator.checks.passage import Passage
from orchestrator.domain.critiques import Critique, Issue
from orchestrator.domain.drafts import Draft
from training.faults import Case, Fault, feels_right, measured, said_of
from training.grammar import grammar
from training.lexicon import Language, lexicon
from training.world import Story

_SAME_SENTENCE = 88
"""Likeness (0 to 100) at which two sentences tell the same in the same words; joined ones lose a capital and a stop."""


_NO_WORD = re.compile(r"\{\w+\}|[\W\d_]+")


def words_of(text: str, language: Language) -> list[str]:
    """The words of English, the pairs of neighbouring characters of Chinese; marks, digits and slots are none."""
    pieces = [piece.lower() for piece in _NO_WORD.sub(" ", text).split()]
    if language == "en":
        return pieces
    return [piece[at : at + 2] for piece in pieces for at in range(max(1, len(piece) - 1))]


@functools.cache
def _known_words(language: Language) -> frozenset[str]:
    """Every word that the grammar has."""
    texts = [*_sentences(language), "and she he it her him his its" if language == "en" else ""]
    words = {word for text in texts for word in words_of(_with_pronouns(text), language)}
    # A character of Chinese may be left alone between a name and a thing.
    return frozenset(words | ({character for word in words for character in word} if language == "zh" else set()))


def _sentences(language: Language) -> list[str]:
    """Every sentence that a draft may have, with its slots."""
    rules = grammar(language)
    tellings = [t for q in rules.quests.values() for t in (q.want, q.end)]
    tellings += [*rules.stages.values(), *(t for k in rules.troubles.values() for t in (k.trouble, k.help))]
    texts = [text for telling in tellings for line in telling.script for text in line.alternatives]
    return [*texts, *rules.openings, *(text for mood in rules.moods.values() for text in mood.sentences)]


def _with_pronouns(text: str) -> str:
    """``text`` with every Chinese pronoun, since no space stands beside it."""
    return "，".join(text.replace("{he}", pronoun) for pronoun in "他她它") if "{he}" in text else text


def strangers(text: str, story: Story, *, also: str = "") -> set[str]:
    """What a draft says that neither grammar nor prompt (nor ``also``) knows: wrong and mangled names above all."""
    rest = text
    edge = r"\b" if story.language == "en" else ""
    for given in sorted((story.hero.name, story.helper.name, *_phrases(story)), key=len, reverse=True):
        rest = re.sub(f"{edge}{re.escape(given)}{edge}", " ", rest)
    known = _known_words(story.language) | set(words_of(also, story.language))
    return {word for word in words_of(rest, story.language) if word not in known}


def _phrases(story: Story) -> list[str]:
    """What the prompt gives to be said: thing, place and kinds."""
    slots = story.slots
    return [slots[name] for name in ("inP", "P", "aT", "T", "akind", "kind", "afkind")]


def tells_event(text: str, story: Story, index: int) -> bool:
    """Whether a draft of scene ``index`` tells what its goal promises."""
    event = next(line for line in story.steps[index].script if line.event)
    return any(_stands(alternative.format_map(story.slots), text) for alternative in event.alternatives)


def _stands(sentence: str, text: str) -> bool:
    short, long = sentence.rstrip(".。").lower(), text.lower()
    # Of two texts the shorter is looked for in the longer: a reply of one word is not a sentence told.
    return len(short) <= len(long) and fuzz.partial_ratio(short, long) >= _SAME_SENTENCE


def right_names(text: str, story: Story, index: int) -> bool:
    """Whether the hero, and helper and thing where the goal names them, are in the draft, and nobody else is."""
    goal = story.outline.scenes[index].goal
    phrases = [phrase for phrase in (story.helper.name, story.slots["T"]) if phrase in goal]
    others = [name for name in lexicon(story.language).names if len(name) > 1 and name not in _known_text(story)]
    return (
        all(phrase.lower() in text.lower() for phrase in (story.hero.name, *phrases))
        and not strangers(text, story)
        and not any(re.search(rf"\b{name}\b" if story.language == "en" else name, text) for name in others)
    )


@functools.cache
def _grammar_text(language: Language) -> str:
    return "\n".join(_sentences(language))


def _known_text(story: Story) -> str:
    """All that a draft of ``story`` may say."""
    return "\n".join((_grammar_text(story.language), *story.slots.values()))


def right_mood(draft: Draft, story: Story, index: int) -> bool:
    """Whether ``draft`` feels as its scene should."""
    return feels_right(draft, story.outline.scenes[index].valence, story.language)


def found_fault(critique: Critique, case: Case, fault: Fault, language: Language) -> bool:
    """Whether an issue names ``fault`` and quotes where it is, exactly."""
    planted = [issue for issue in case.critique.issues if said_of(language, issue) == fault]
    given = [issue for issue in critique.grounded(case.draft)[0].issues if said_of(language, issue) == fault]
    return any(_same_place(one, other) for one in planted for other in given)


def blames_more(critique: Critique, case: Case, language: Language) -> bool:
    """Whether an issue speaks of what is not wrong."""
    planted = case.critique.issues
    return any(
        not any(said_of(language, one) == said_of(language, given) and _same_place(one, given) for one in planted)
        for given in critique.grounded(case.draft)[0].issues
    )


def _same_place(one: Issue, other: Issue) -> bool:
    """Whether two issues say the same (of the same names, where a name is wrong) of the same quote."""
    if (one.problem, one.fix) != (other.problem, other.fix):
        return False
    shorter, longer = sorted((one.quote, other.quote), key=len)
    return shorter in longer and 2 * len(shorter) >= len(longer)


def sentences_of(draft: Draft, language: Language) -> list[str]:
    """The sentences of ``draft``, in order."""
    return [sentence.quote for sentence in Passage.of(draft, language).sentences]


def fault_gone(revised: Draft, case: Case, story: Story, index: int, fault: Fault) -> bool:
    """Whether what was wrong in ``case`` is right in ``revised``."""
    if fault == "goal":
        return tells_event(revised.text, story, index)
    issues = [issue for issue in case.critique.issues if said_of(story.language, issue) == fault]
    wrong = [s for s in sentences_of(case.draft, story.language) if any(issue.quote in s for issue in issues)]
    if fault == "repeat":
        return all(revised.text.count(sentence) == 1 for sentence in wrong)
    if any(sentence[:-1] in revised.text for sentence in wrong):  # another mark at its end mends nothing
        return False
    if fault == "mood":
        return right_mood(revised, story, index)
    # A wrong name and a long sentence leave what the sentence said, and of the name nothing.
    right = case.revision.apply(case.draft)[0]
    gone = set(words_of(case.draft.text, story.language)) - set(words_of(right.text, story.language))
    told = all(_stands(sentence, revised.text) for sentence in sentences_of(right, story.language))
    return told and not gone & set(words_of(revised.text, story.language))


def new_faults(revised: Draft, case: Case, story: Story, index: int) -> list[str]:
    """What an editor broke: something said twice, a stranger, a sentence lost that was fine, a check that fails now."""
    language = story.language
    before = sentences_of(case.draft, language)
    out = []
    if repeated(revised, language) - repeated(case.draft, language):
        out.append("says something twice")
    if strangers(revised.text, story, also=case.draft.text):
        out.append("has a stranger")
    quotes = [issue.quote for issue in case.critique.issues]
    fine = [s for s in before if not any(quote in s for quote in quotes)]
    if any(not _stands(sentence, revised.text) for sentence in fine):
        out.append("has lost a sentence")
    mood = story.outline.scenes[index].mood
    old, new = (_failing(draft, mood, language) for draft in (case.draft, revised))
    if new - old:
        out.append("measures worse")
    return out


def _failing(draft: Draft, mood: str, language: Language) -> set[str]:
    return {report.check for report in measured(draft, mood, language).reports if report.passed is False}


def repeated(draft: Draft, language: Language) -> set[str]:
    """The sentences that ``draft`` says more than once."""
    return {sentence for sentence, times in Counter(sentences_of(draft, language)).items() if times > 1}
