"""A prompt that cannot fit is refused before it is sent, and no prompt that fits is."""

import pytest

from orchestrator.adapters.models.server import ServerModel, parse_addresses
from orchestrator.adapters.models.server.lengths import PromptLengths
from orchestrator.domain.errors import ModelError
from tests.support.loopback import Loopback, answers, chat, models, serving
from tests.support.requests import ask

pytestmark = pytest.mark.enable_socket

ENGLISH = "The hen slept in the old barn until the fox came by. "  # 53 characters, 13 tokens with common tokenizers
CHINESE = "母鸡在老谷仓里睡到狐狸走过来。"  # 15 characters, 45 bytes, 11 tokens or more
MEGABYTE = {"en": ENGLISH * 20_000, "zh": CHINESE * 23_500}
LATIN_ONLY = 42  # of ENGLISH without its white space


def sent(server):
    return [seen for seen in server.requests if seen.method == "POST"]


async def refusal(prompt, *, context, after=()):
    """What becomes of ``prompt`` after the server has counted the tokens of other prompts; what was sent to it."""
    counted = [answers(chat(prompt_tokens=tokens)) for _, tokens in after] + [answers(chat())]
    async with Loopback(serving(*counted, listed=models("tiny", max_model_len=context))) as server:
        model = await ServerModel.connect(parse_addresses(server.url))
        try:
            for earlier, _ in after:
                await model.generate(ask(earlier))
            await model.generate(ask(prompt, path="story_scenes[s2].draft"))
        except ModelError as error:
            return error, sent(server)
        finally:
            await model.aclose()
        return None, sent(server)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("context", [2048, 32_768, 131_072])
async def test_a_prompt_of_a_megabyte_is_refused_before_it_is_sent(language, context):
    error, requests = await refusal(MEGABYTE[language], context=context)
    assert requests == []
    assert error.message.startswith("story_scenes[s2].draft: the prompt has about ")
    assert f"tokens or more, and the model takes {context:,}" in error.message
    assert "summarize" in error.hint


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("earlier", "tokens", "least"),
    [
        (
            ENGLISH * 100,
            1300,
            {"en": "181,"},
        ),  # 0.7 of 13 tokens a sentence (the system message is counted too), times 20,000
        (CHINESE * 150, 1650, {"zh": "179,"}),  # 0.7 of 11 tokens a sentence, times 23,500
    ],
)
async def test_a_megabyte_is_refused_after_tokens_were_counted_in_either_language(language, earlier, tokens, least):
    error, requests = await refusal(MEGABYTE[language], context=131_072, after=[(earlier, tokens)])
    assert [earlier in seen.json["messages"][1]["content"] for seen in requests] == [True]
    assert f"has about {least.get(language, '1')}" in error.message


@pytest.mark.parametrize("after", [[], [(ENGLISH * 100, 1300)], [(CHINESE * 150, 1650)]])
@pytest.mark.parametrize(("sentence", "tokens"), [(ENGLISH, 13), (CHINESE, 11)])
async def test_a_prompt_that_fits_is_sent(sentence, tokens, after):
    full = sentence * (32_000 // tokens)
    error, requests = await refusal(full, context=32_768, after=after)
    assert error is None
    assert len(requests) == len(after) + 1


def test_what_a_prompt_has_at_least_is_learned_from_what_the_server_counted():
    lengths, prompt = PromptLengths(), ask("word " * 2000)
    lengths.check(prompt, context_tokens=1400)  # 8,041 letters and a full stop: six a token is the most there is
    lengths.learn(prompt, tokens=2500)
    with pytest.raises(ModelError, match=r"draft: the prompt has about 1,7[45][0-9] tokens or more"):
        lengths.check(prompt, context_tokens=1400)  # 0.7 of the 2,500 counted
    lengths.check(prompt, context_tokens=2500)
    lengths.check(prompt, context_tokens=None)


def test_many_tokens_for_one_script_are_no_reason_to_refuse_the_other():
    lengths, english = PromptLengths(), ask(ENGLISH * 300)
    lengths.learn(ask(CHINESE * 200), tokens=6000)  # a tokenizer without Chinese: two tokens a character
    lengths.check(english, context_tokens=3950)  # 300 sentences of 13 tokens and the system message
    with pytest.raises(ModelError, match=r"has about 4,1[0-9][0-9] tokens"):
        lengths.check(ask(CHINESE * 200), context_tokens=3950)  # 0.7 of the 6,000 counted


def test_the_fewest_tokens_seen_count():
    lengths = PromptLengths()
    lengths.learn(ask("Hyvää yötä, hämähäkki. " * 100), tokens=1500)
    lengths.learn(ask(ENGLISH * 100), tokens=1300)
    lengths.learn(ask("Hyvää yötä, hämähäkki. " * 100), tokens=1500)
    lengths.check(ask(ENGLISH * 300), context_tokens=3950)


def test_what_the_chat_template_adds_to_short_prompts_is_not_taken_for_theirs():
    lengths = PromptLengths()
    for _ in range(100):
        lengths.learn(ask(ENGLISH), tokens=13 + 60)
    lengths.check(ask(ENGLISH * 300), context_tokens=3950)


def test_white_space_hardly_costs_tokens():
    lengths = PromptLengths()
    lengths.learn(ask(ENGLISH * 100), tokens=1300)
    lengths.check(ask(ENGLISH + " " * 1_000_000), context_tokens=2048)


def test_a_server_that_does_not_count_teaches_nothing():
    lengths = PromptLengths()
    lengths.learn(ask(ENGLISH * 100), tokens=0)
    with pytest.raises(ModelError):
        lengths.check(ask(MEGABYTE["en"]), context_tokens=131_072)
