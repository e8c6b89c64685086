"""What comes twice: phrases, sentences, whole loops, and what stands in another part already.

* The share of repeated phrases is rep-n = 1 - unique/total n-grams (Welleck et al. 2019, arXiv 1908.04319), with
  three words a phrase, or four characters in CJK texts.
* A sentence is a repeat if an earlier one has the same words, or nearly: most of its three-word runs.
* A loop is what ``domain.degeneration`` finds, as a model makes it that is caught in one.
* The compression ratio tells loops too: prose shrinks 1.5 to 3 times, a loop ten times.
* Between parts it is the Jaccard index of their five-word phrases (four characters in CJK texts): 0 to 1, and hardly
  above 0 for two chapters of one book.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain

from orchestrator.checks.check import Check
from orchestrator.checks.judging import GENRE, GENRES, Bound, Targets, TargetSpec, asks, by_name, closeness, severity_of
from orchestrator.checks.passage import Passage
from orchestrator.checks.phrases import Phrase, Phrases, loop_in, phrases_of
from orchestrator.checks.sentences import Sentence
from orchestrator.checks.telling import MAX_PLACES, finding_at, in_language_of, told
from orchestrator.domain.critiques import Severity
from orchestrator.domain.degeneration import Loop
from orchestrator.domain.reports import CheckReport, Finding, Measure
from orchestrator.domain.text import words

MIN_WORDS = 50
"""Shorter texts are measured but not judged: they hardly have the room to repeat anything."""

_MIN_SENTENCE_WORDS = {"latin": 4, "other": 4, "cjk": 6}  # "Yes," he said. may come as often as it likes
_NEARLY = 0.7
_MAX_CANDIDATES = 8  # earlier sentences remembered per phrase: keeps a text that is all one phrase linear
_PART_PHRASE_WORDS = {"latin": 5, "other": 5, "cjk": 4}
_MIN_SHARED_PHRASES = 3
_JUDGED = (
    ("share", "repeated_share", 0.5), ("sentences", "repeated_sentences", 4.0), ("overlap", "overlap", 0.2),
    ("loops", "loops", 1.0),
)  # fmt: skip
"""Each target, what it judges, and how far off scores nothing."""


def measure_repetition(passage: Passage, targets: Targets) -> CheckReport:
    """Repetition in ``passage``.

    Judged by ``share`` and ``overlap`` (0 to 1), and by how many ``sentences`` and ``loops`` there are; bare numbers
    are maxima.
    """
    phrases = Phrases.of(passage)
    repeated = _repeated_sentences(passage, phrases)
    share = phrases.repeated_share
    loop = loop_in(passage, phrases)
    report = CheckReport(
        check="repetition",
        reliable=passage.word_count >= MIN_WORDS,
        measured={
            "repeated_share": share,
            "repeated_sentences": len(repeated),
            "compression_ratio": _compression_ratio(passage.text),
            "loops": int(loop is not None),
        },
    )
    shared = _Shared.of(passage, targets.get("others"))
    if shared is not None:
        report = report.model_copy(update={"measured": {**report.measured, "overlap": shared.overlap}})
    if not report.reliable:
        return report
    verdicts = [(name, gap, score) for name, gap, score in _verdicts(report.measured, targets)]
    severities = {name: severity_of(score) for name, _, score in verdicts}
    missed = {name for name, gap, _ in verdicts if gap}
    found = chain(
        _loop_findings(passage, loop),
        _shared_findings(passage, shared, severities.get("overlap", "minor"), missed="overlap" in missed),
        _sentence_findings(passage, repeated, severities.get("sentences") or severities.get("share", "minor")),
        _phrase_findings(passage, phrases, severities["share"]) if "share" in missed and not repeated else (),
    )
    findings = told(found, passage, MAX_PLACES) if missed or not verdicts or "share" in severities else ()
    if not verdicts:
        return report.model_copy(update={"findings": findings})
    score = sum(score for _, _, score in verdicts) / len(verdicts)
    return report.model_copy(update={"passed": not missed, "score": score, "findings": findings})


def _verdicts(measured: Mapping[str, Measure], targets: Targets) -> Iterator[tuple[str, float, float]]:
    """For each measure that is asked for its name, how far off it is, and its score."""
    for name, measure, span in _JUDGED:
        value = measured.get(measure)
        if asks(targets.get(name)) and isinstance(value, (int, float)):
            gap = Bound.of(targets[name], bare="max").gap(value)
            yield name, gap, closeness(gap, span)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What a text has in common with the other part that is most like it.

    Attributes:
        overlap: Jaccard index of the phrases of both.
        sentences: those of the text that stand in some other part too.
    """

    overlap: float
    sentences: tuple[Sentence, ...]

    @classmethod
    def of(cls, passage: Passage, others: object) -> _Shared | None:
        """None where there is nothing to compare with."""
        if not isinstance(others, list) or not others:
            return None
        size = _PART_PHRASE_WORDS[passage.script]
        own = set(phrases_of(passage.folded, size))
        overlap = 0.0
        there: set[Phrase] = set()
        for other in others:
            phrases = set(phrases_of(tuple(words(other.lower())), size))
            common = own & phrases
            overlap = max(overlap, len(common) / (len(own) + len(phrases) - len(common)) if common else 0.0)
            there |= common
        stand = [sentence for sentence in passage.sentences if there and _stands_in(sentence, there, size)]
        return cls(round(overlap, 3), tuple(stand))


def _stands_in(sentence: Sentence, there: Set[Phrase], size: int) -> bool:
    runs = set(phrases_of(tuple(word.lower() for word in sentence.words), size))
    return len(runs) >= _MIN_SHARED_PHRASES and len(runs & there) >= _NEARLY * len(runs)


def _loop_findings(passage: Passage, loop: Loop | None) -> Iterator[Finding]:
    if loop is not None:
        wording = in_language_of(
            passage, "This goes round in circles; say it once: {quote}", "这里一直在兜圈子，说一遍就够：{quote}"
        )
        yield finding_at(passage, (loop.start, loop.end), wording, "critical")


def _shared_findings(
    passage: Passage, shared: _Shared | None, severity: Severity, *, missed: bool
) -> Iterator[Finding]:
    if shared is None:
        return
    if missed and not shared.sentences:  # what both share is in pieces, none of them a sentence
        wording = in_language_of(
            passage, "Much of this is put as another part puts it; say it anew.", "这里的措辞与前文相近，换个说法。"
        )
        yield Finding(severity=severity, instruction=wording, measured=shared.overlap)
    for sentence in shared.sentences:
        wording = in_language_of(
            passage, "Another part says this already; say something new: {quote}", "前文已经写过这句，换个写法：{quote}"
        )
        yield finding_at(passage, (sentence.start, sentence.end), wording, severity)


def _compression_ratio(text: str) -> float:
    data = text.encode("utf-8", "replace")
    return round(len(data) / len(zlib.compress(data, 1)), 2) if data else 1.0


def _repeated_sentences(passage: Passage, phrases: Phrases) -> list[Sentence]:
    """The later of each two sentences that say the same in (nearly) the same words, in order."""
    least = _MIN_SENTENCE_WORDS[passage.script]
    earlier: dict[Phrase, list[tuple[int, int]]] = defaultdict(list)
    repeated = []
    for number in phrases.repeated_sentences(_NEARLY):
        sentence = passage.sentences[number]
        if len(sentence.words) < least:
            continue
        runs = phrases.of_sentence(number)
        # A phrase that comes once in the whole text cannot be shared.
        shared = [run for run in runs if phrases.counts[run] > 1]
        if len(shared) < _NEARLY * len(runs):
            continue
        if _is_nearly_one_of(shared, len(runs), earlier):
            repeated.append(sentence)
            continue
        for run in shared:
            if len(earlier[run]) < _MAX_CANDIDATES:
                earlier[run].append((number, len(runs)))
    return repeated


def _is_nearly_one_of(shared: Sequence[Phrase], size: int, earlier: Mapping[Phrase, Sequence[tuple[int, int]]]) -> bool:
    matches = Counter(candidate for run in shared for candidate in earlier.get(run, ()))
    return any(count >= _NEARLY * max(size, other) for (_, other), count in matches.items())


def _sentence_findings(passage: Passage, repeated: Sequence[Sentence], severity: Severity) -> Iterator[Finding]:
    wording = in_language_of(
        passage, "Cut or change this repeated sentence: {quote}", "删去或改写这个重复的句子：{quote}"
    )
    for sentence in repeated:
        yield finding_at(passage, (sentence.start, sentence.end), wording, severity)


def _phrase_findings(passage: Passage, phrases: Phrases, severity: Severity) -> tuple[Finding, ...]:
    """The most repeated phrase, quoted where it comes the second time."""
    phrase, times = max(phrases.counts.items(), key=lambda entry: entry[1])
    if times < 2:
        return ()
    start, end = _second_place(passage, phrases, phrase)
    wording = in_language_of(
        passage,
        f"Cut or change this phrase, used {times} times: {{quote}}",
        f"这个说法用了{times}次，删去或换掉：{{quote}}",
    )
    return (finding_at(passage, (start, end), wording, severity, measured=times, target=1),)


def _second_place(passage: Passage, phrases: Phrases, phrase: Phrase) -> tuple[int, int]:
    """Start and end of the second occurrence of ``phrase`` in the text."""
    owners = [(sentence, n) for sentence in passage.sentences for n in range(len(sentence.words))]
    runs = phrases_of(phrases.whole, phrases.size)
    second = [at for at, run in enumerate(runs) if run == phrase][1]
    (first, position), (last, last_position) = owners[second], owners[second + phrases.size - 1]
    return _offsets(passage.text, first, position)[0], _offsets(passage.text, last, last_position)[1]


def _offsets(text: str, sentence: Sentence, position: int) -> tuple[int, int]:
    """Start and end of a word of ``sentence`` in ``text``: its words are looked up one after the other."""
    start = end = sentence.start
    for word in sentence.words[: position + 1]:
        start = text.index(word, end)
        end = start + len(word)
    return start, end


_BAND = {"loops": 0, "overlap": 0.02, "share": 0.2}
_BANDS = {genre: _BAND for genre in GENRES if genre != "ad"}

CHECK = Check(
    "repetition",
    "Phrases and sentences that come twice, loops, and what another part says already.",
    by_name(
        TargetSpec("share", "bound", "Share of repeated phrases, 0 to 1; a bare number is a maximum."),
        TargetSpec("sentences", "bound", "Sentences that an earlier one has said: 0 asks that there is none."),
        TargetSpec("loops", "bound", "Loops, as models make them: 0 asks that there is none."),
        TargetSpec("others", "texts", "Other parts, such as `previous`: what they say already is told."),
        TargetSpec("overlap", "bound", "Likeness to the likest of the others, 0 to 1; a bare number is a maximum."),
        GENRE,
    ),
    ("en", "zh"),
    measure_repetition,
    {"en": _BANDS, "zh": _BANDS},
)
