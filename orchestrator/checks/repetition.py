"""What comes twice: phrases, sentences, whole loops.

* The share of repeated phrases is rep-n = 1 - unique/total n-grams (Welleck et al. 2019, arXiv 1908.04319), with
  three words a phrase, or four characters in CJK texts.
* A sentence is a repeat if an earlier one has the same words, or nearly: most of its three-word runs.
* The compression ratio tells loops: prose shrinks 1.5 to 3 times, a loop ten times.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from orchestrator.checks.check import Check
from orchestrator.checks.judging import Bound, Targets, TargetSpec, asks, by_name, closeness, severity_of
from orchestrator.checks.passage import Passage
from orchestrator.checks.quoting import shown
from orchestrator.checks.sentences import Sentence
from orchestrator.checks.telling import told
from orchestrator.domain.critiques import Severity
from orchestrator.domain.reports import CheckReport, Finding

MIN_WORDS = 50
"""Shorter texts are measured but not judged: they hardly have the room to repeat anything."""

_PHRASE_WORDS = {"latin": 3, "other": 3, "cjk": 4}
_MIN_SENTENCE_WORDS = {"latin": 4, "other": 4, "cjk": 6}  # "Yes," he said. may come as often as it likes
_NEARLY = 0.7
_MAX_CANDIDATES = 8  # earlier sentences remembered per phrase: keeps a text that is all one phrase linear
_SHARE_SPAN = 0.5

Phrase = tuple[str, ...]


def measure_repetition(passage: Passage, targets: Targets) -> CheckReport:
    """Repetition in ``passage``; judged by ``share``, the share of repeated phrases (a bare number is a maximum)."""
    counts = _Counts.of(passage)
    repeated = _repeated_sentences(passage, counts)
    share = counts.repeated_share
    report = CheckReport(
        check="repetition",
        reliable=passage.word_count >= MIN_WORDS,
        measured={
            "repeated_share": share,
            "repeated_sentences": len(repeated),
            "compression_ratio": _compression_ratio(passage.text),
        },
    )
    if not report.reliable:
        return report
    if not asks(targets.get("share")):
        return report.model_copy(update={"findings": _sentence_findings(passage, repeated, "minor")})
    gap = Bound.of(targets["share"], bare="max").gap(share)
    score = closeness(gap, _SHARE_SPAN)
    findings = _sentence_findings(passage, repeated, severity_of(score))
    if gap > 0 and not findings:
        findings = _phrase_findings(passage, counts, severity_of(score))
    return report.model_copy(update={"passed": gap == 0, "score": score, "findings": findings})


@dataclass(frozen=True, slots=True)
class _Counts:
    """The words of each sentence in lower case, and how often each phrase of ``size`` words comes."""

    size: int
    folded: tuple[tuple[str, ...], ...]
    phrases: Counter[Phrase]

    @classmethod
    def of(cls, passage: Passage) -> _Counts:
        size = _PHRASE_WORDS[passage.script]
        folded = tuple(tuple(word.lower() for word in sentence.words) for sentence in passage.sentences)
        return cls(size, folded, Counter(_phrases([word for words in folded for word in words], size)))

    @property
    def repeated_share(self) -> float:
        total = self.phrases.total()
        return round(1 - len(self.phrases) / total, 3) if total else 0.0


def _phrases(folded: Sequence[str], size: int) -> Iterator[Phrase]:
    """Each run of ``size`` words, in order, also across the ends of sentences."""
    return zip(*(folded[offset:] for offset in range(size)), strict=False)


def _compression_ratio(text: str) -> float:
    data = text.encode("utf-8", "replace")
    return round(len(data) / len(zlib.compress(data)), 2) if data else 1.0


def _repeated_sentences(passage: Passage, counts: _Counts) -> list[Sentence]:
    """The later of each two sentences that say the same in (nearly) the same words, in order."""
    least = _MIN_SENTENCE_WORDS[passage.script]
    earlier: dict[Phrase, list[tuple[int, int]]] = defaultdict(list)
    repeated = []
    for number, (sentence, folded) in enumerate(zip(passage.sentences, counts.folded, strict=True)):
        if len(folded) < least:
            continue
        runs = set(_phrases(folded, counts.size))
        # A phrase that comes once in the whole text cannot be shared: most sentences end here.
        shared = [run for run in runs if counts.phrases[run] > 1]
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


def _sentence_findings(passage: Passage, repeated: Sequence[Sentence], severity: Severity) -> tuple[Finding, ...]:
    findings = (
        Finding(
            quote=sentence.quote,
            start=sentence.start,
            paragraph=passage.paragraph_at(sentence.start),
            severity=severity,
            instruction=f"Cut or change this repeated sentence: {shown(sentence.quote)}",
        )
        for sentence in repeated
    )
    return told(findings, passage)


def _phrase_findings(passage: Passage, counts: _Counts, severity: Severity) -> tuple[Finding, ...]:
    """The most repeated phrase, quoted where it comes the second time."""
    phrase, times = max(counts.phrases.items(), key=lambda entry: entry[1])
    if times < 2:
        return ()
    start, end = _second_place(passage, counts, phrase)
    quote = passage.text[start:end]
    return (
        Finding(
            quote=quote,
            start=start,
            paragraph=passage.paragraph_at(start),
            severity=severity,
            instruction=f"Cut or change this phrase, used {times} times: {shown(quote)}",
            measured=times,
            target=1,
        ),
    )


def _second_place(passage: Passage, counts: _Counts, phrase: Phrase) -> tuple[int, int]:
    """Start and end of the second occurrence of ``phrase`` in the text."""
    owners = [(sentence, n) for sentence in passage.sentences for n in range(len(sentence.words))]
    runs = _phrases([word for words in counts.folded for word in words], counts.size)
    second = [at for at, run in enumerate(runs) if run == phrase][1]
    (first, position), (last, last_position) = owners[second], owners[second + counts.size - 1]
    return _offsets(passage.text, first, position)[0], _offsets(passage.text, last, last_position)[1]


def _offsets(text: str, sentence: Sentence, position: int) -> tuple[int, int]:
    """Start and end of a word of ``sentence`` in ``text``: its words are looked up one after the other."""
    start = end = sentence.start
    for word in sentence.words[: position + 1]:
        start = text.index(word, end)
        end = start + len(word)
    return start, end


CHECK = Check(
    "repetition",
    "Phrases and sentences that come twice.",
    by_name(TargetSpec("share", "bound", "Share of repeated phrases, 0 to 1; a bare number is a maximum.")),
    ("en", "zh"),
    measure_repetition,
)
