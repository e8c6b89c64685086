"""What a model is given to continue, and what is read from the tokens it adds."""

import dataclasses

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from orchestrator.adapters.models.local.loading import Loaded
from orchestrator.adapters.models.local.prompts import encode_prompt
from orchestrator.adapters.models.local.rows import Row
from orchestrator.domain.errors import ModelError
from orchestrator.domain.runs import Sampling
from tests.support.requests import ask


def loaded_with(tokenizer, template=None):
    tokenizer.chat_template = template
    return Loaded(
        revision="",
        name="none",
        model=None,
        tokenizer=tokenizer,
        device=torch.device("cpu"),
        context_tokens=None,
        end_ids=frozenset(),
        defaults=Sampling(temperature=0),
        forward_takes=frozenset(),
    )


def characters():
    """A tokenizer with a token for each byte."""
    alphabet = {character: n for n, character in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    tokenizer = Tokenizer(models.BPE(vocab=alphabet, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer)


def words():
    """A tokenizer in the manner of SentencePiece: words with their space before, lost at the very beginning."""
    tokenizer = Tokenizer(models.WordLevel({"▁The": 0, "▁hen": 1, "▁slept": 2}))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer)


def prompt_text(request, loaded):
    return loaded.tokenizer.decode(encode_prompt(request, loaded))


def test_a_chat_is_opened_for_the_reply_with_its_prefill():
    template = (
        "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}"
        "{% if add_generation_prompt %}<assistant>{% endif %}"
    )
    text = prompt_text(ask("Go on.", prefill="The hen"), loaded_with(characters(), template))
    assert text == "<system>You are the drafter.<user>Go on.<assistant>The hen"


def test_models_that_think_are_told_not_to():
    template = "{{ messages[-1].content }}{% if enable_thinking is false %}[no thinking]{% endif %}"
    assert prompt_text(ask("Go on."), loaded_with(characters(), template)) == "Go on.[no thinking]"


def test_a_template_without_a_system_message_gets_its_text_with_the_users():
    template = (
        "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system here') }}{% endif %}"
        "<{{ m.role }}>{{ m.content }}{% endfor %}"
    )
    text = prompt_text(ask("Go on."), loaded_with(characters(), template))
    assert text == "<user>You are the drafter.\n\nGo on."


def test_a_template_that_refuses_the_chat_is_an_error_of_the_request():
    template = "{{ raise_exception('I take nothing') }}"
    with pytest.raises(ModelError, match="draft: the model's chat template refuses the messages: I take nothing"):
        encode_prompt(ask("Go on."), loaded_with(characters(), template))


def test_without_a_template_the_prefill_is_the_prompt():
    assert prompt_text(ask("Go on.", prefill="在这个世界里，"), loaded_with(characters())) == "在这个世界里，"


def test_without_a_template_and_prefill_the_messages_are_the_prompt():
    assert prompt_text(ask("Go on."), loaded_with(characters())) == "You are the drafter.\n\nGo on."


def row_with(loaded, request, text):
    """A row that has been given the tokens of ``text``."""
    row = Row(request, loaded, None)
    for token in loaded.tokenizer.encode(text, add_special_tokens=False):
        if row.finish is None:
            row.take(token)
    return row


def test_the_space_before_the_first_word_of_a_continuation_is_kept():
    row = row_with(loaded_with(words()), ask(prefill="The hen", max_tokens=9), "slept The")
    assert row.reply().text == " slept The"


def test_white_space_stays_as_the_model_wrote_it():
    row = row_with(loaded_with(characters()), ask(prefill="x", max_tokens=99), "\n\n  The hen \n")
    assert row.reply().text == "\n\n  The hen \n"


def test_a_character_that_a_limit_cuts_in_two_is_left_out():
    # 母鸡 is six bytes, here six tokens; five of them are one character and two thirds of the next.
    reply = row_with(loaded_with(characters()), ask(prefill="x", max_tokens=5), "母鸡").reply()
    assert (reply.text, reply.finish_reason) == ("母", "length")


def test_a_stop_string_may_lie_across_tokens_and_is_not_in_the_reply():
    row = row_with(loaded_with(characters()), ask(prefill="x", max_tokens=99, stop=("鸡。", "zzz")), "一只母鸡。然后")
    assert row.reply().text == "一只母"
    assert row.finish == "stop"
    assert row.reply().usage.completion_tokens == 15  # up to the stop string's last byte: five characters of three


def test_the_first_of_several_stop_strings_ends_the_reply():
    row = row_with(loaded_with(characters()), ask(prefill="x", max_tokens=99, stop=("hen", "The h")), "The hen")
    assert row.reply().text == ""


def test_a_context_is_shared_by_prompt_and_reply():
    loaded = dataclasses.replace(loaded_with(characters()), context_tokens=10)
    assert Row(ask(prefill="1234567", max_tokens=50), loaded, None).max_tokens == 3
    with pytest.raises(ModelError, match="draft: the prompt has 10 tokens, and none takes 10 with the reply"):
        Row(ask(prefill="1234567890"), loaded, None)
