"""A writer that does exactly what readability instructions say, and nothing else."""

from __future__ import annotations

import re

from orchestrator.checks.registry import run_checks
from orchestrator.checks.sentences import Sentence, split_sentences
from orchestrator.checks.splitting import split_places
from orchestrator.checks.syllables import count_syllables
from orchestrator.domain.reports import CheckReport, Finding
from orchestrator.domain.text import words

_SPLIT = re.compile(r'Split this sentence of \d+ words into (\d)(?:, after (?P<cues>".+?"(?: and ".+?")*))?: "')
_SPLIT_ZH = re.compile(r'这句有 \d+ 个字，断成 (\d) 句(?:，在(?P<cues>".+?"(?:、".+?")*)之后断开)?："')
_MORE = re.compile(r"Then win (\d+) more|还要多断出 (\d+) 句")
_SHORTER = re.compile(r"Use shorter words, (\d+) syllables fewer in all; begin with (.+)\.$")
_CUE = re.compile(r'"(.+?)"')
_END = {"en": ".", "zh": "。"}


def readability(text: str, language: str, **targets: object) -> CheckReport:
    (report,) = run_checks(text, ["readability"], {"readability": targets}, language).reports  # type: ignore[dict-item]
    return report


def obey(text: str, findings: tuple[Finding, ...], language: str) -> str:
    """``text`` after the findings of one pass, as told; the splits from the end, so that offsets stay true."""
    more = 0
    splits: list[tuple[int, str, str]] = []
    for finding in findings:
        if found := (_SPLIT_ZH if language == "zh" else _SPLIT).match(finding.instruction):
            cues = _CUE.findall(found.group("cues") or "")
            splits.append((finding.start, finding.quote, _split(finding.quote, int(found[1]), cues, language)))
        if found := _MORE.search(finding.instruction):
            more += int(found[1] or found[2])
    for start, quote, instead in sorted(splits, reverse=True):
        assert text[start : start + len(quote)] == quote
        text = text[:start] + instead + text[start + len(quote) :]
    for _ in range(more):
        text = _halve_longest(text, language)
    for finding in findings:
        if found := _SHORTER.match(finding.instruction):
            text = _swap(text, int(found[1]), _CUE.findall(found[2]))
    return text


def _split(quote: str, parts: int, cues: list[str], language: str) -> str:
    if not cues:
        return _cut(quote, _even_places(quote, parts), language)
    places = []
    for cue in cues:
        at = quote.index(cue) + len(cue)
        places.append(at + len(re.match(r"[\W_]*", quote[at:])[0]))  # type: ignore[index]
    return _cut(quote, places, language)


def _even_places(quote: str, parts: int) -> list[int]:
    starts = [m.start() for m in re.finditer(r"\w" if re.search("[一-鿿]", quote) else r"\b\w+", quote)]
    return [starts[len(starts) * part // parts] for part in range(1, parts)]


def _cut(quote: str, places: list[int], language: str) -> str:
    pieces = [quote[a:b] for a, b in zip([0, *places], [*places, len(quote)], strict=True)]
    ended = [re.sub(r"[\W_]+$", "", piece) + _END[language] for piece in pieces[:-1]]
    gap = "" if language == "zh" else " "
    return gap.join(piece[0].upper() + piece[1:] for piece in (*ended, pieces[-1]))


def _halve_longest(text: str, language: str) -> str:
    longest: Sentence = max(split_sentences(text, language), key=lambda s: len(s.words))
    quote = longest.quote
    places = list(split_places(quote, 2, chinese=language == "zh")) or _even_places(quote, 2)
    return text[: longest.start] + _cut(quote, places, language) + text[longest.start + len(quote) :]


def _swap(text: str, fewer: int, named: list[str]) -> str:
    """``text`` with long words, the named ones first, made words of one syllable until ``fewer`` are gone."""
    others = sorted({w for w in words(text) if w.islower()}, key=lambda w: (-count_syllables(w), w))
    for word in (*named, *(w for w in others if w not in named)):
        gain = count_syllables(word) - 1
        for match in reversed(list(re.finditer(rf"\b{re.escape(word)}\b", text))):
            if fewer <= 0 or not gain:
                break
            text = text[: match.start()] + ("Thing" if word[0].isupper() else "thing") + text[match.end() :]
            fewer -= gain
    return text
