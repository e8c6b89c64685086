"""The tokenizer: the fixed lines of prompts are one token each, and every text comes back as it was."""

from __future__ import annotations

import random

import pytest
from transformers import PreTrainedTokenizerFast

from training.dialogues import Prompts, new_example, numbers_of_scenes
from training.lexicon import LANGUAGES
from training.tokenizer import alike, fixed_phrases, ids_of, train_tokenizer
from training.train import phrases

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


def test_each_number_of_scenes_is_a_token(templates: PreTrainedTokenizerFast) -> None:
    lines = numbers_of_scenes()
    assert [[at] for at in ids_of(templates, lines)] == [templates(line).input_ids for line in lines]


def test_an_article_belongs_to_the_label_before_it(templates: PreTrainedTokenizerFast) -> None:
    label, *_ = templates("Places: the old mill").input_ids
    assert templates.decode([label]) == "Places: the"


def test_only_whole_words_that_are_no_names_keep_their_capital(templates: PreTrainedTokenizerFast) -> None:
    the, theo = (templates.tokenize(word) for word in ("The", "Theo"))
    assert the == ["The"]
    assert theo[0] == "T"


def test_tokens_that_are_one_in_two_shapes_are_alike(templates: PreTrainedTokenizerFast) -> None:
    groups = [{templates.decode([at]) for at in ids} for ids in alike(templates, numbers_of_scenes())]
    assert {"M", " M"} in groups
    assert {"Scenes: 3", "场数：3"} in groups
    assert {'", "quote": "', ': "', '："'} <= groups[-1], "what opens a quotation"
    assert {"[p2]", " [p2]"} <= {templates.decode([at]) for at in templates.get_vocab().values()}
    assert not any("[p2]" in group for group in groups), "what is to be mended is not what a paragraph says"
    assert all(len(group) == 2 for group in groups[:-1])


@pytest.fixture(scope="module")
def templates() -> PreTrainedTokenizerFast:
    """The tokenizer of a few plans and drafts, by the shipped templates."""
    rng, prompts = random.Random(1), Prompts()  # noqa: S311  (not a secret)
    examples = [new_example(rng, prompts, role, language) for role in ("planner", "drafter", "critic", "editor")
                for language in LANGUAGES for _ in range(60)]  # fmt: skip
    texts = [text for e in examples for text in (e.reply, e.prompt[e.prompt.find("\n\n[p") :])]
    return train_tokenizer(texts * 3, phrases())
