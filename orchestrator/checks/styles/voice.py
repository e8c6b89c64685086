"""A profile in words: what a writer is told of a voice, by rule, in English and Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orchestrator.checks.styles.lists import MARKS
from orchestrator.domain.styles import Feature

Known = Mapping[str, Feature]

_EVEN, _UNEVEN = 0.45, 0.75  # spread of the lengths of sentences, as a share of their mean
_NEVER, _SELDOM, _OFTEN = 0.3, 0.5, 2.0  # marks in 1,000 words
_CLEAR_TENSE = 0.65
_PERSON_RATIO = 1.0  # "I" beside "he", "she", "they"
_SMALL = 0.02


def voice_of(features: Known, language: str) -> dict[str, str]:
    """What prompts in English (``en``) and Chinese (``zh``) say of a voice that has ``features``."""
    return {
        "en": "\n".join(f"- {line}" for line in _english(features, language)),
        "zh": "\n".join(f"- {line}" for line in _chinese(features, language)),
    }


def _english(known: Known, language: str) -> Iterator[str]:
    unit = "characters" if language == "zh" else "words"
    length, spread = known["sentence_length"].mean, known["sentence_spread"].mean
    yield (
        f"Sentences of about {length:.0f} {unit}, {_rhythm(length, spread, 'en')}: "
        f"most have {max(1, length - spread):.0f} to {length + spread:.0f}; clauses of about "
        f"{known['clause_length'].mean:.0f}. Paragraphs of about {_tens(known['paragraph_length'].mean)} {unit}."
    )
    spoken = known["dialogue"].mean
    yield f"About {100 * spoken:.0f} % is said aloud." if spoken >= _SMALL else "Hardly anything is said aloud."
    tense = _tense(known)
    yield f"Told in the {_person(known)} person{f', in the {tense} tense' if tense else ''}."
    often = [f"{known[n].mean:.0f} {mark.english}" for n, mark in MARKS.items() if n in known and _is_often(known[n])]
    never = [mark.english for n, mark in MARKS.items() if n in known and known[n].mean < _NEVER]
    avoided = f" Never: {', '.join(never)}." if never else ""
    yield f"In 1,000 {unit}: {', '.join(often) or 'few marks but full stops'}.{avoided}"
    if language == "en":
        rate = known["contractions"].mean
        contracted = f"{rate:.0f} contractions in 1,000 words" if rate >= 1 else "no contractions"
        yield (
            f"Words of {known['word_length'].mean:.1f} letters on average, {100 * known['long_words'].mean:.0f} % of "
            f"them long; {contracted}."
        )
    pronoun, conjunction = (100 * known[f"opens_with_{kind}"].mean for kind in ("pronoun", "conjunction"))
    yield (f"Of 100 sentences {pronoun:.0f} open with a pronoun and {conjunction:.0f} with a conjunction.")


def _chinese(known: Known, language: str) -> Iterator[str]:
    unit = "字" if language == "zh" else "词"
    length, spread = known["sentence_length"].mean, known["sentence_spread"].mean
    yield (
        f"每句约{length:.0f}{unit}，{_rhythm(length, spread, 'zh')}，多在{max(1, length - spread):.0f}到"
        f"{length + spread:.0f}{unit}之间；每个分句约{known['clause_length'].mean:.0f}{unit}；"
        f"每段约{_tens(known['paragraph_length'].mean)}{unit}。"
    )
    spoken = known["dialogue"].mean
    yield f"对话约占{100 * spoken:.0f}%。" if spoken >= _SMALL else "几乎没有对话。"
    tense = {"past": "，用过去时", "present": "，用现在时", "": ""}[_tense(known)]
    yield f"用第{'一' if _person(known) == 'first' else '三'}人称讲述{tense}。"
    often = [f"{mark.chinese}{known[n].mean:.0f}个" for n, mark in MARKS.items() if n in known and _is_often(known[n])]
    never = [mark.chinese for n, mark in MARKS.items() if n in known and known[n].mean < _NEVER]
    avoided = f"；不用{'、'.join(never)}" if never else ""
    yield f"每千{unit}有{'、'.join(often) or '少量标点'}{avoided}。"
    if language == "zh":
        rates = {word: known[f"word:{word}"].mean for word in "的了着呢吧"}
        particles = "、".join(f"“{word}”{rate:.0f}个" for word, rate in rates.items() if rate >= _SELDOM)
        yield f"每千字有{particles or '少量虚词'}，文言字眼{known['classical'].mean:.0f}个。"
    pronoun, conjunction = (100 * known[f"opens_with_{kind}"].mean for kind in ("pronoun", "conjunction"))
    yield f"每百句约有{pronoun:.0f}句以人称代词开头，{conjunction:.0f}句以连词开头。"


def _rhythm(length: float, spread: float, language: str) -> str:
    share = spread / length if length else 0.0
    at = 0 if share < _EVEN else 1 if share < _UNEVEN else 2
    english = ("all of them alike in length", "long and short ones mixed", "very long and very short ones mixed")
    return english[at] if language == "en" else ("长短均匀", "长短相间", "长短悬殊")[at]


def _person(known: Known) -> str:
    """``first`` or ``third``; speech is not left out, so "I" must be said more than the others."""
    return "first" if known["first_person"].mean > _PERSON_RATIO * known["third_person"].mean else "third"


def _tense(known: Known) -> str:
    past = known["past_tense"].mean if "past_tense" in known else 0.5
    return "past" if past >= _CLEAR_TENSE else "present" if past <= 1 - _CLEAR_TENSE else ""


def _is_often(mark: Feature) -> bool:
    return mark.mean >= _OFTEN


def _tens(number: float) -> int:
    return max(10, 10 * round(number / 10))
