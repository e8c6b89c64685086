"""The tokenizer: the fixed lines of prompts are one token each, and every text comes back as it was."""

from __future__ import annotations

import pytest
from transformers import PreTrainedTokenizerFast

from training.tokenizer import fixed_phrases, train_tokenizer

TEMPLATE = "You are the planner, and you plan well.\n{% if a %}So: {{ a }}{% endif %}\n{# no word of this is said #}"
TEXTS = [
    'Then Mira said, "I know the old mill." {"name": "Mira", "traits": ["a young fox", "she"]}',
    "小云走到老磨坊。",
] * 50


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    return train_tokenizer(TEXTS, fixed_phrases([TEMPLATE]))


def test_only_what_a_template_says_every_time_is_fixed() -> None:
    assert fixed_phrases([TEMPLATE, TEMPLATE]) == ["So:", "You are the planner, and you plan well."]


def test_a_fixed_line_is_one_token(tokenizer: PreTrainedTokenizerFast) -> None:
    assert len(tokenizer("You are the planner, and you plan well.").input_ids) == 1
    assert len(tokenizer("You are the planner, and you plan badly.").input_ids) > 1


def test_a_name_has_the_same_tokens_behind_a_space_and_a_quotation_mark_but_for_its_capital(
    tokenizer: PreTrainedTokenizerFast,
) -> None:
    spaced, quoted = (tokenizer.tokenize(text)[1:] for text in ("I Mira", '"Mira'))
    assert spaced[1:] == quoted[1:]


@pytest.mark.parametrize(
    "text", ["Mira said, “No!”\n\n[p2+] 12", "在这个充满奇迹的世界里，", "日本語 🦊 naïve", '{"a": []}']
)
def test_any_text_comes_back(tokenizer: PreTrainedTokenizerFast, text: str) -> None:
    assert tokenizer.decode(tokenizer(text).input_ids) == text
