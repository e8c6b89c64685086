from __future__ import annotations

import pytest

from orchestrator.checks.speech import narration, speech_spans


def spoken(text: str) -> list[str]:
    return [text[start:end] for start, end in speech_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Go," he said. "Now!"', ['"Go,"', '"Now!"']),
        ("“Go,” he said.", ["“Go,”"]),
        ("‘I don’t know,’ said Alice; ‘it’s the boys’ cap.’", ["‘I don’t know,’", "‘it’s the boys’ cap.’"]),
        ("“She said ‘no’ to me,” he said.", ["“She said ‘no’ to me,”"]),
        ("他说：“走吧。”「好」『嗯』", ["“走吧。”", "「好」", "『嗯』"]),
        ("« Bonjour », dit-il.", ["« Bonjour »"]),
        ("—Hola.\nEl salió.\n— Adiós.", ["—Hola.", "— Adiós."]),
        ("“One.\n\nHe went.", ["“One."]),
        ('It was 6" long, and 12" wide.', []),
        ("He was gone — for good — and they knew it.", []),
        ("’Tis the fox’s den, the boys’ too.", []),
    ],
)
def test_speech_is_what_stands_in_quotation_marks_of_any_kind(text: str, expected: list[str]) -> None:
    assert spoken(text) == expected


def test_narration_keeps_every_offset() -> None:
    text = "He said: “Go!” and went."
    assert len(narration(text)) == len(text)
    assert narration(text) == "He said:       and went."


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["‘", '"a', "“a", "‘a’a", "—", "「", "“\n", "‘a s’ "])
def test_marks_that_never_close_take_no_quadratic_time(piece: str) -> None:
    speech_spans(piece * (400_000 // len(piece)))
