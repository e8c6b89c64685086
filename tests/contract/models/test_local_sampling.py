"""A reply depends on its request: on its seed and settings, not on what is asked beside it."""

import asyncio
import json
import shutil

import pytest
import torch
import transformers

from orchestrator.adapters.models.local import LocalModel
from tests.support.requests import ask


async def test_seeds_make_different_replies(chat):
    replies = [await chat.generate(ask(seed=seed, max_tokens=20, temperature=1)) for seed in range(5)]
    assert len({reply.text for reply in replies}) == 5


async def test_temperature_zero_is_greedy_whatever_the_seed(chat):
    replies = [await chat.generate(ask(seed=seed, max_tokens=20, temperature=0)) for seed in range(3)]
    assert len({reply.text for reply in replies}) == 1


@pytest.mark.parametrize(
    "settings", [{"temperature": 0}, {"temperature": 1}, {"temperature": 0.7, "top_p": 0.9, "top_k": 40}]
)
async def test_a_reply_is_the_same_alone_and_among_others(chat, plain, settings):
    for model in (chat, plain):
        requests = [ask("The hen. " * (1 + n), seed=n, max_tokens=10 + 8 * n, **settings) for n in range(8)]
        together = await asyncio.gather(*(model.generate(request) for request in requests))
        assert [await model.generate(request) for request in requests] == together


async def test_a_reply_is_the_same_when_others_come_and_go_meanwhile(chat):
    requests = [ask("The hen. " * (9 - n), seed=n, max_tokens=15 + 12 * (n % 4), temperature=1) for n in range(9)]
    alone = [await chat.generate(request) for request in requests]

    async def later(request, seconds):
        await asyncio.sleep(seconds)
        return await chat.generate(request)

    assert alone == await asyncio.gather(*(later(request, 0.02 * n) for n, request in enumerate(requests)))


async def test_settings_of_one_request_do_not_reach_another(chat):
    greedy, drawn = ask(max_tokens=20, temperature=0), ask(max_tokens=20, temperature=2, seed=3)
    narrow = ask(max_tokens=20, temperature=2, top_k=1, seed=3)
    alone = [await chat.generate(request) for request in (greedy, drawn, narrow)]
    assert alone == await asyncio.gather(*(chat.generate(request) for request in (greedy, drawn, narrow)))
    assert alone[0].text == alone[2].text  # one token to draw from is the best one
    assert alone[0].text != alone[1].text


async def test_greedy_decoding_takes_the_likeliest_token_each_time(chat, chat_folder):
    reply = await chat.generate(ask(max_tokens=12, temperature=0))
    tokenizer = transformers.AutoTokenizer.from_pretrained(chat_folder)
    model = transformers.AutoModelForCausalLM.from_pretrained(chat_folder).eval()
    text = (
        "<|im_start|>system\nYou are the drafter.<|im_end|>\n<|im_start|>user\nTell of the hen.<|im_end|>\n"
        "<|im_start|>assistant\n"
    )
    tokens = tokenizer.encode(text, add_special_tokens=False)
    prompt_tokens = len(tokens)
    with torch.no_grad():
        for _ in range(12):
            tokens.append(int(model(torch.tensor([tokens])).logits[0, -1].argmax()))
    assert reply.usage.prompt_tokens == prompt_tokens
    assert reply.text == tokenizer.decode(tokens[prompt_tokens:], skip_special_tokens=True).removesuffix("\ufffd")


async def test_beam_search_finds_a_likelier_reply_than_greedy_and_the_same_each_time(plain, plain_folder):
    request = ask(prefill="The hen", max_tokens=12, beams=4)
    greedy = await plain.generate(ask(prefill="The hen", max_tokens=12, temperature=0))
    found = await plain.generate(request)
    beside = await asyncio.gather(plain.generate(request), plain.generate(ask(max_tokens=30, temperature=1)))
    assert beside[0] == found
    assert _log_likelihood(plain_folder, "The hen", found.text) > _log_likelihood(plain_folder, "The hen", greedy.text)


def _log_likelihood(folder, prompt, text):
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder).eval()
    start, tokens = len(tokenizer.encode(prompt)), tokenizer.encode(prompt + text)
    with torch.no_grad():
        scores = model(torch.tensor([tokens])).logits[0].log_softmax(-1)
    return sum(float(scores[at - 1, tokens[at]]) for at in range(start, len(tokens)))


async def test_what_a_request_leaves_open_is_as_the_model_asks(chat_folder, tmp_path):
    folder = tmp_path / "lively"
    shutil.copytree(chat_folder, folder)
    settings = {"do_sample": True, "temperature": 1.5, "eos_token_id": 2}
    (folder / "generation_config.json").write_text(json.dumps(settings))
    model = await LocalModel.load(str(folder))
    replies = [await model.generate(ask(seed=seed, max_tokens=20)) for seed in range(3)]
    as_asked = await model.generate(ask(seed=0, max_tokens=20, temperature=1.5))
    await model.aclose()
    assert len({reply.text for reply in replies}) == 3
    assert replies[0] == as_asked
