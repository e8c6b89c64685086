"""Long runs of a source's words are told with their places, whatever is between the words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.checks.registry import run_checks
from orchestrator.domain.text import count_words

SOURCE = (
    "It was the last day of autumn when the miller's daughter, who had never left the valley, "
    'said: "I will go and find the silver bell myself." Nobody answered her.'
)
RUN = 'the miller\'s daughter, who had never left the valley, said: "I will go and find the silver bell myself."'
ZH = "那年秋天的最后一天，磨坊主的女儿从来没有离开过山谷，她却说：“我要自己去把银铃找回来。”没有人回答她。"


def report(text, *sources, language="en", **targets):
    (made,) = run_checks(text, ["copying"], {"copying": {"sources": list(sources), **targets}}, language).reports
    assert all(text[f.start : f.start + len(f.quote)] == f.quote for f in made.findings)
    return made


def test_a_run_is_quoted_and_its_place_in_the_source_is_told():
    text = f"This is mine. Then {RUN} And this is mine again."
    made = report(text, "Another book.", SOURCE)
    (finding,) = made.findings
    assert finding.quote == RUN.removesuffix('."')
    assert (finding.measured, finding.severity) == (19, "major")
    assert "source 2 (from character 35 on)" in finding.instruction
    assert SOURCE[35:].startswith("the miller's daughter")
    assert (made.passed, made.measured["passages"], made.measured["longest"]) == (False, 1, 19)
    assert made.measured["share"] == round(19 / count_words(text), 3)


@pytest.mark.parametrize(
    "disguise",
    [
        lambda text: text.upper(),
        lambda text: text.replace(" ", "\n\n"),
        lambda text: text.replace("'", "’").replace('"', "“"),
        lambda text: text.replace(",", "").replace(":", " —"),
        lambda text: "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isalpha() else sign for sign in text),
    ],
    ids=["case", "white space", "quotation marks", "punctuation", "width"],
)
def test_what_is_between_the_words_makes_no_difference(disguise):
    own = "Somebody else wrote this, and there is more of it than of the other, so that it is English. "
    assert report(f"{own}{disguise(RUN)}", SOURCE).measured["longest"] == 19


def test_chinese_is_compared_by_characters():
    made = report(
        "这是我写的。" + ZH[10:40].replace("，", " ").replace("“", "「") + "这也是我写的。", ZH, language="zh"
    )
    assert made.measured["longest"] == 27
    assert made.findings[0].instruction.startswith("连续 27 个字与第 1 份来源相同（自第 10 个字符起）")
    assert report(ZH[10:24], ZH, language="zh").passed is True  # too short a run to count


def test_short_runs_count_only_where_they_are_asked_for():
    text = "Nobody knew that she had never left the valley, and nobody cared."
    other = "He, too, had never left the valley he was born in."
    assert report(text, other).passed is True
    assert report(text, other, words=5).measured["longest"] == 0  # runs of fewer than six words are no runs
    assert report(text.replace("left", "ever left"), other.replace("left", "ever left"), words=6).passed is False


def test_every_place_is_told_and_so_many_may_be_allowed():
    text = f"{RUN} Between. {RUN}"
    assert report(text, SOURCE).measured["passages"] == 2
    assert report(text, SOURCE, passages=2).passed is True


def test_the_longest_of_several_is_told():
    head = " ".join(f"word{n}" for n in range(13))
    made = report(f"{head} and more than that", f"{head} but not so.", f"Once: {head} and more than those.")
    assert (made.measured["longest"], "source 2 (from character 6 on)" in made.findings[0].instruction) == (16, True)


def test_without_a_source_it_says_nothing():
    for sources in ([], ["  "]):
        made = report(RUN, *sources)
        assert (made.passed, made.measured, made.findings) == (None, {}, ())


@given(st.lists(st.sampled_from("abc"), max_size=60), st.lists(st.sampled_from("abc"), max_size=60))
def test_whatever_is_told_stands_in_the_source(own, other):
    made = report(" ".join(own), " ".join(other), words=6)
    for finding in made.findings:
        assert finding.quote in " ".join(other)
    longest = max(
        (
            size
            for size in range(6, 61)
            if {tuple(own[n : n + size]) for n in range(len(own) - size + 1)}
            & {tuple(other[n : n + size]) for n in range(len(other) - size + 1)}
        ),
        default=0,
    )
    assert bool(made.findings) == bool(longest)


def test_time_grows_with_the_texts_and_not_with_their_product():
    def seconds(words):
        started = time.process_time()
        report("word " * words, "word " * words)
        return time.process_time() - started

    seconds(1_000)
    assert seconds(40_000) < 40 * max(seconds(4_000), 0.01)  # a product would be a hundred times as much
