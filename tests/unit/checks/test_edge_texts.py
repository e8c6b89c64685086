"""No text makes readability, sentiment or arc fail; where they cannot be trusted they say so."""

from __future__ import annotations

import time

import pytest

from orchestrator.checks.registry import run_checks
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import Report

CHECKS = ("readability", "sentiment", "arc")
TARGETS = {
    "readability": {"grade": 2, "ease": 90, "words_per_sentence": 8, "characters_per_sentence": 8},
    "sentiment": {"mood": "joyful"},
    "arc": {"plan": "rise"},
}
UNTRUSTED = {
    "empty": "",
    "white space": " \n\t\n ",
    "one word": "Go",
    "one character": "走",
    "marks": "…!?—“”。，",
    "headings": "# One\n\n## Two\n\n### Three\n",
    "emoji": "😀🎉👍🏽 👩‍👩‍👧 " * 50,
    "numbers": "1 2 3.5 1,000 " * 50,
    "Arabic": "كان الولد سعيدا. ذهب إلى البيت. نام هناك. " * 20,
    "Hebrew": "הילד היה שמח. הוא הלך הביתה. " * 20,
    "NUL": "\x00" * 500,
    "letters without end": "a" * 10_000,
    "words without end": "word " * 5_000,
    "a megabyte of a letter": "é" * 1_000_000,
    "code": "```\nfor i in range(10):\n    print(i)\n```\n" * 20,
}
TRUSTED = {
    "a megabyte in a line": "The fox ran home. She was sad, but she went on. " * 20_800,
    "a megabyte of Chinese in a line": "小狐狸很难过，可是她还是往前走。" * 21_000,
    "Markdown": 20
    * "# One\n\nHe *ran* to the [mill](http://a.b/c). It was **dark**.\n\n- one\n- two\n\n> She wept. She slept.\n\n",
    "dialogue only": "“Where are you?”\n\n“Here.”\n\n“Come out! I am so glad to see you.”\n\n“No.”\n\n" * 20,
    "mixed": "He said 你好 to her. 她笑了。 They went to the 茶馆 and drank tea. 天黑了。 " * 20,
    "NUL within": "The fox\x00 ran home. She was\x00 sad. " * 30,
    "surrogates": "The fox \ud800ran home. She was sad. " * 30,
    "emoji within": "The fox 😀 ran home. She was sad 😢. " * 30,
    "CRLF": "The fox ran home.\r\nShe was sad.\r\n" * 30,
    "read as Latin-1": "Die FÃ¼chsin lief heim. Sie war mÃ¼de und alt. ".encode("latin-1").decode("latin-1") * 20,
}  # fmt: skip


def measured(text: str, language: str = "en") -> Report:
    report = run_checks(text, CHECKS, TARGETS, language)
    for finding in (finding for part in report.reports for finding in part.findings):
        if finding.start >= 0:
            clean = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            assert clean[finding.start : finding.start + len(finding.quote)] == finding.quote
    return report


@pytest.mark.parametrize("language", ["en", "zh", "de", "ru", "ar"])
@pytest.mark.parametrize("name", UNTRUSTED)
def test_what_cannot_be_measured_is_not_judged(name: str, language: str) -> None:
    report = measured(UNTRUSTED[name], language)
    assert {(part.reliable, part.passed) for part in report.reports} == {(False, None)}
    assert report.passed is None


@pytest.mark.parametrize("name", TRUSTED)
def test_what_can_be_measured_is_judged(name: str) -> None:
    began = time.perf_counter()
    report = measured(TRUSTED[name], "zh" if "Chinese" in name else "en")
    assert report.reports[0].reliable
    assert report.reports[0].passed is not None
    assert time.perf_counter() - began < 30


@pytest.mark.parametrize("name", [*UNTRUSTED, *TRUSTED])
def test_a_draft_is_measured_like_its_text(name: str) -> None:
    text = (UNTRUSTED | TRUSTED)[name]
    if len(text) < 100_000:
        run_checks(Draft.of(text), CHECKS, TARGETS)
