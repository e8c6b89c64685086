"""The tokenizer: the fixed lines of prompts are one token each, and every text comes back as it was."""

from __future__ import annotations

import pytest
from transformers import PreTrainedTokenizerFast

from training.dialogues import numbers_of_scenes
from training.tokenizer import count_fixed, fixed_phrases, train_tokenizer

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


def test_each_number_of_scenes_is_a_token_of_its_own_and_fixed_tokens_end_the_vocabulary() -> None:
    lines = numbers_of_scenes()
    tokenizer = train_tokenizer(TEXTS, [*fixed_phrases([TEMPLATE]), *lines])
    ids = [tokenizer(line).input_ids for line in lines]
    assert len(lines) == 24
    assert {"Scenes: 1", "Scenes: 12", "场数：1", "场数：12"} <= set(lines)
    assert sorted(one for (one,) in ids) == list(range(len(tokenizer) - 24, len(tokenizer)))
    assert count_fixed(tokenizer) == 24 + len(fixed_phrases([TEMPLATE]))
