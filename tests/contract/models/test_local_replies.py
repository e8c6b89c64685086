"""Where a reply begins and where it ends."""

import pytest
import transformers

from orchestrator.domain.errors import ModelError
from tests.support.requests import ask
from tests.support.tiny_models import CONTEXT_TOKENS


async def test_a_reply_ends_after_max_tokens(chat):
    reply = await chat.generate(ask(max_tokens=7, temperature=0))
    assert (reply.finish_reason, reply.usage.completion_tokens) == ("length", 7)


async def test_a_reply_ends_before_the_first_stop_string(chat):
    whole = await chat.generate(ask(max_tokens=40, temperature=1, seed=4))
    stop = whole.text[10:13]
    reply = await chat.generate(ask(max_tokens=40, temperature=1, seed=4, stop=("not in there", stop)))
    assert reply.text == whole.text[: whole.text.index(stop)]
    assert reply.finish_reason == "stop"
    assert reply.usage.completion_tokens < 40


async def test_a_reply_ends_where_the_model_ends_its_turn(chat, chat_folder):
    # A model that draws from nearly everything draws the end of the turn sooner or later.
    replies = [await chat.generate(ask(seed=seed, max_tokens=450, temperature=5)) for seed in range(4)]
    ended = [reply for reply in replies if reply.finish_reason == "stop"]
    assert ended
    for reply in ended:
        assert "<|im_end|>" not in reply.text
        assert reply.usage.completion_tokens < 450


async def test_a_plain_model_continues_the_prefill_and_nothing_else(plain):
    one = await plain.generate(ask("Some instruction.", prefill="The hen found a key", max_tokens=10, temperature=0))
    other = await plain.generate(ask("Another one.", prefill="The hen found a key", max_tokens=10, temperature=0))
    assert one == other
    assert not one.text.startswith("The hen")


async def test_a_plain_model_without_a_prefill_continues_the_messages(plain, plain_folder):
    reply = await plain.generate(ask("Tell of the hen.", max_tokens=10, temperature=0))
    as_text = await plain.generate(
        ask(prefill="You are the drafter.\n\nTell of the hen.", max_tokens=10, temperature=0)
    )
    assert reply == as_text
    tokenizer = transformers.AutoTokenizer.from_pretrained(plain_folder)
    assert reply.usage.prompt_tokens == len(tokenizer.encode("You are the drafter.\n\nTell of the hen."))


async def test_a_chat_model_goes_on_from_the_prefill(chat, chat_folder):
    reply = await chat.generate(ask(prefill="The hen found", max_tokens=10, temperature=0))
    bare = await chat.generate(ask(max_tokens=10, temperature=0))
    tokenizer = transformers.AutoTokenizer.from_pretrained(chat_folder)
    assert reply.usage.prompt_tokens - bare.usage.prompt_tokens == len(tokenizer.encode("The hen found"))
    assert reply.text != bare.text


async def test_chinese_goes_in_and_comes_out(plain):
    seed_text = "在这个充满奇迹的世界里，"
    replies = [await plain.generate(ask(prefill=seed_text, seed=n, max_tokens=60, temperature=0.5)) for n in range(3)]
    assert len({reply.text for reply in replies}) == 3
    assert any("\u4e00" <= character <= "\u9fff" for reply in replies for character in reply.text)


async def test_a_prompt_longer_than_the_context_is_an_error_with_its_numbers(chat):
    with pytest.raises(ModelError) as caught:
        await chat.generate(ask("found " * CONTEXT_TOKENS, path="scenes[s1].draft"))
    assert str(caught.value).startswith("scenes[s1].draft: the prompt has ")
    assert str(caught.value).endswith(f" tokens, and tiny-chat takes {CONTEXT_TOKENS} with the reply")
    assert "longer context" in caught.value.hint


async def test_a_reply_gets_what_the_prompt_leaves_of_the_context(plain):
    reply = await plain.generate(ask(prefill="x" * (CONTEXT_TOKENS - 6), max_tokens=100, temperature=0))
    assert reply.usage.prompt_tokens == CONTEXT_TOKENS - 6
    assert (reply.usage.completion_tokens, reply.finish_reason) == (6, "length")


async def test_an_empty_prompt_is_an_error(plain):
    request = ask(path="continuation")
    with pytest.raises(ModelError, match="continuation: the prompt is empty"):
        await plain.generate(request.__class__(messages=(), role="continuer", path="continuation", seed=0))


@pytest.mark.parametrize("asked", [{"adapter": "noir"}, {"model": "another"}])
async def test_another_model_or_adapter_is_refused_and_not_ignored(chat, asked):
    with pytest.raises(ModelError, match="is not here; this process runs tiny-chat alone"):
        await chat.generate(ask(**asked))
