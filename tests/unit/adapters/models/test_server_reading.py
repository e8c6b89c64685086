"""What a body means; and the small parts that read what servers and people write."""

import json
from datetime import UTC, datetime

import pytest

from orchestrator.adapters.models.server import parse_addresses
from orchestrator.adapters.models.server.answers import retry_after, said_in
from orchestrator.adapters.models.server.failures import CallFailed
from orchestrator.adapters.models.server.reading import OnlyThought, read_reply
from orchestrator.adapters.models.server.retrying import Patience, wait_seconds
from orchestrator.domain.errors import ModelError, UsageError
from tests.support.loopback import chat

NOON = datetime(2026, 5, 1, 12, 0, 0, tzinfo=UTC)


def read(value):
    return read_reply(json.dumps(value).encode())


def test_a_reply_has_its_text_its_end_and_its_tokens():
    value = chat("A hen.", prompt_tokens=30, completion_tokens=3)
    value["usage"]["prompt_tokens_details"] = {"cached_tokens": 16}
    reply = read(value)
    assert (reply.text, reply.finish_reason) == ("A hen.", "stop")
    assert reply.usage.prompt_tokens == 30
    assert reply.usage.completion_tokens == 3
    assert reply.usage.cached_prompt_tokens == 16


def test_a_reply_that_max_tokens_cut_off_says_so():
    assert read(chat("A hen", finish="length")).finish_reason == "length"


@pytest.mark.parametrize("finish", ["content_filter", "tool_calls", "function_call", "repetition"])
def test_an_end_that_is_no_answer_is_a_typed_error(finish):
    with pytest.raises(ModelError):
        read(chat("A hen", finish=finish))


@pytest.mark.parametrize("finish", [None, "", "abort", "error", ["stop"], 1])
def test_an_answer_that_does_not_say_that_it_ended_is_none(finish):
    with pytest.raises(CallFailed, match="does not say that it ended"):
        read(chat("A hen", finish=finish))


def test_a_refusal_is_a_typed_error_with_its_words():
    with pytest.raises(ModelError, match="the model refused: I cannot help with that"):
        read(chat(None, refusal="I cannot help with that."))


@pytest.mark.parametrize("finish", ["stop", "length"])
@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
def test_a_model_that_only_thought_answered_nothing(finish, field):
    with pytest.raises(OnlyThought):
        read(chat("", finish=finish, **{field: "Hens, hens …"}))
    with pytest.raises(OnlyThought):
        read(chat("<think>Hens, hens …", finish=finish))


def test_what_a_model_thought_aloud_is_not_its_reply():
    assert read(chat("<think>\nHens.\n</think>\n\nA hen.")).text == "A hen."
    assert read(chat("Hens.\n</think>\n\nA hen.")).text == "A hen."  # the first mark stood in the prompt
    assert read(chat("A hen.", reasoning="Hens.")).text == "A hen."


def test_a_mark_that_the_answer_itself_has_is_left_there():
    told = "She wrote <think> and </think> on the wall."
    assert read(chat(told)).text == told


def test_a_call_of_a_tool_is_no_answer_whatever_its_end_is_called():
    with pytest.raises(ModelError, match=r"did not answer with text \(tool_calls\)"):
        read(chat("Let me look that up.", tool_calls=[{"id": "1", "type": "function", "function": {"name": "look"}}]))


def test_characters_that_break_things_further_down_are_left_out():
    assert read(chat("A\x00 hen\ud800.\r\n")).text == "A hen.\n"


@pytest.mark.parametrize(
    "usage", [None, [], "3", {"prompt_tokens": -1, "completion_tokens": 1e9}, {"prompt_tokens": True}]
)
def test_absurd_usage_counts_nothing(usage):
    reply = read({**chat(), "usage": usage})
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (0, 0)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1", 1.0),
        ("0", 0.0),
        ("-5", None),
        ("1e9", 1e9),
        ("nan", None),
        ("inf", None),
        ("abc", None),
        ("", None),
        ("Fri, 01 May 2026 12:00:30 GMT", 30.0),
        ("Fri, 01 May 2026 11:00:00 GMT", 0.0),
    ],
)
def test_retry_after_in_all_its_forms(text, seconds):
    assert retry_after(text, NOON) == seconds


def test_waits_double_with_jitter_and_are_never_longer_than_the_longest():
    patience = Patience(longest_wait_seconds=3)
    failure = CallFailed("failing", "500")
    assert [wait_seconds(failure, attempt, patience, 1.0) for attempt in range(1, 7)] == [0.25, 0.5, 1, 2, 3, 3]
    assert [wait_seconds(failure, attempt, patience, 0.0) for attempt in range(1, 4)] == [0.125, 0.25, 0.5]
    asked = CallFailed("overloaded", "429", retry_after=2.0)
    assert wait_seconds(asked, 1, patience, 0.0) == 2.0
    assert wait_seconds(asked, 1, patience, 1.0) == 2.25
    assert wait_seconds(CallFailed("overloaded", "429", retry_after=0.0), 3, patience, 1.0) == 1.0


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"error": {"message": "no", "type": "x", "code": 400}}', "no"),
        ('{"object": "error", "message": "no", "code": 400}', "no"),
        ('{"error": "no"}', "no"),
        ('{"detail": "Not Found"}', "Not Found"),
        ("plain  text\n", "plain text"),
        ("[" * 2000, "[" * 300 + " …"),
        ("", ""),
    ],
)
def test_the_message_of_an_error_in_the_shapes_of_servers(body, said):
    assert said_in(body) == said


@pytest.mark.parametrize(
    ("written", "urls"),
    [
        ("http://localhost:8000", ["http://localhost:8000/v1"]),
        ("localhost:8000", ["http://localhost:8000/v1"]),
        ("HTTP://Localhost:8000/", ["http://localhost:8000/v1"]),
        (" http://h:1/v1/ ", ["http://h:1/v1"]),
        ("http://h:1/v1/models", ["http://h:1/v1"]),
        ("https://h/v1/chat/completions/", ["https://h/v1"]),
        ("https://h/api/v1", ["https://h/api/v1"]),
        ("https://h/v1beta/openai", ["https://h/v1beta/openai"]),
        ("http://[::1]:8000", ["http://[::1]:8000/v1"]),
        ("http://a:1,http://b:2/v1,http://a:1/v1", ["http://a:1/v1", "http://b:2/v1"]),
        ("http://例子.cn:1", ["http://例子.cn:1/v1"]),
    ],
)
def test_addresses_are_forgiven(written, urls):
    assert [address.url for address in parse_addresses(written)] == urls


def test_the_name_behind_the_last_address_is_for_all():
    assert {address.model for address in parse_addresses("http://a:1,http://b:2#org/name:7b")} == {"org/name:7b"}


@pytest.mark.parametrize(
    "written",
    ["", "http://", "ftp://a", "http://a b", "http://a,,http://b", "http://[::zz]", "http://a:99999", "http://a:hunter2",
     "http://me:hunter2@a", "http://a?key=hunter2", "http://" + "a" * 80 + ".com"],
)  # fmt: skip
def test_what_is_no_address_is_a_usage_error_without_what_may_be_secret(written):
    with pytest.raises(UsageError) as caught:
        parse_addresses(written)
    assert "hunter2" not in f"{caught.value.message} {caught.value.hint}"
