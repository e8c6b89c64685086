"""A reply that goes round in circles is told from a song, a litany, a list and a dialogue."""

import json
import random
import time
from pathlib import Path

import pytest

from orchestrator.domain.degeneration import Loop, find_loop

CORPUS = Path(__file__).parents[3].parent / "shared" / "corpus"
GOOD = {
    "en": "The miller's daughter had left before it was light, with a lantern and half a loaf. By noon the snow lay "
    "knee-deep on the pass, and she could not see the second cairn from the first. She ate the loaf, blew on her "
    "fingers and went on, counting her steps aloud so as not to fall asleep.",
    "zh": "天还没有亮，磨坊主的女儿就出门了，带着一盏灯和半块饼。到了中午，山口的雪已经没过膝盖，她站在第一个石堆旁边，"
    "看不见第二个。她吃完了饼，呵了呵手，继续往前走，一路大声数着步子，免得睡着。",
}
ENGLISH_WORDS = """
    lantern river ash quiet winter under stone hollow bright seven keeper door
    salt morning bitter glass crow slow ember thread without harbour willow iron
"""
WORDS = {"en": ENGLISH_WORDS.split(), "zh": list("灯河灰静冬下石空明七守门盐晨苦杯鸦慢烬线无港柳铁")}


def chance(seed):
    return random.Random(seed)  # noqa: S311 - the same in every run, and no secret


def unit(rng, language, words):
    """So many different words as a sentence."""
    chosen = rng.sample(WORDS[language], words)
    return "".join(chosen) + "。" if language == "zh" else " ".join(chosen).capitalize() + ". "


def long_unit(rng, language, words):
    return "".join(unit(rng, language, 12) for _ in range(words // 12))


def eight_word_loops():
    """50 replies in English and Chinese: alone or after a good beginning, whole or cut off, six times to forty."""
    for number in range(50):
        rng, language = chance(number), ("en", "zh")[number % 2]
        text = unit(rng, language, 8) * rng.randint(6, 40)
        beginning = GOOD[language] + "\n\n" if number % 4 < 2 else ""
        yield beginning + (text[: -rng.randint(1, 8)] if number % 3 == 0 else text)


def test_replies_with_a_phrase_of_eight_words_again_and_again_are_caught_50_of_50():
    found = [find_loop(reply) for reply in eight_word_loops()]
    assert [loop.words for loop in found] == [8] * 50


def test_the_loop_is_told_from_what_stands_before_it():
    assert find_loop(GOOD["en"] + " So he sat. So it went." + " And then again he ran home." * 9) == Loop(
        unit="And then again he ran home. ", start=len(GOOD["en"]) + 24, words=6
    )
    zh = find_loop(GOOD["zh"] + "她又走了一步。" * 9)
    assert (zh.unit, zh.start, zh.end) == ("她又走了一步。", len(GOOD["zh"]), len(GOOD["zh"]) + 7)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("words", [1, 2, 3, 5, 7, 8, 13, 21, 24])
def test_a_loop_may_be_as_short_as_a_word_and_begins_at_forty_words(language, words):
    once = unit(chance(words), language, words)
    fewest = max(-(-40 // words), 4)
    assert find_loop(once * fewest).words == words
    assert find_loop(once * (fewest - 1)) is None


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("words", [48, 60, 120, 600])
def test_a_paragraph_is_a_loop_at_the_third_time(language, words):
    paragraph = long_unit(chance(words), language, words) + "\n\n"
    assert find_loop(GOOD[language] + paragraph * 3).words == words
    assert find_loop(GOOD[language] + paragraph * 2) is None


def test_a_loop_whose_unit_repeats_itself_is_caught_too():
    inner, other = unit(chance(1), "en", 11), unit(chance(2), "en", 5)
    assert find_loop((inner * 2 + other) * 6).words == 27


@pytest.mark.parametrize(
    ("text", "repeated"),
    [
        ("a" * 2000, "a" * 20),
        ("哈" * 60, "哈"),
        ("ha, " * 60, "ha, "),
        ("0 " * 60, "0 "),
        ("." * 600, "." * 8),
        ("Well …" + "\n \n" * 200, "\n \n\n \n\n "),
        ("😀" * 600, "😀" * 8),
        ('{"text": "' + " " * 600, " " * 8),
        ('{"hens": [' + '{"name": "Hen", "goal": "She sleeps."}, ' * 20, 'name": "Hen", "goal": "She sleeps."}, {"'),
    ],
)
def test_characters_blanks_and_cut_json_loop_as_well(text, repeated):
    assert find_loop(text).unit == repeated


@pytest.mark.parametrize(
    "entry",
    [
        "{0}. The hen slept in the barn.\n",
        "{0}) The hen slept in the barn.\n",
        "Chapter {0}: The hen slept in the barn.\n",
        "[p{0}] The hen slept in the barn.\n\n",
        "第{0}章 母鸡在谷仓里睡着了。\n",
        "{0}、母鸡在谷仓里睡着了。\n",
    ],
)
def test_numbering_is_no_difference(entry):
    assert find_loop("".join(entry.format(number) for number in range(1, 21))) is not None


def test_chinese_numbering_is_no_difference():
    assert find_loop("".join(f"第{number}章 母鸡睡着了。" for number in "一二三四五六七八九十")) is not None
    assert find_loop("".join(f"{number}、母鸡在谷仓睡着了。" for number in "一二三四五六七八九十")) is not None


ROUND = "Row, row, row your boat, gently down the stream. Merrily, merrily, merrily, merrily, life is but a dream.\n"
WHEELS = "\n".join(
    f"The {what} on the bus go {how}, {how}, {how}. The {what} on the bus go {how}, all through the town."
    for what, how in [("wheels", "round and round"), ("wipers", "swish, swish, swish"), ("doors", "open and shut"),
                      ("horns", "beep, beep, beep"), ("people", "up and down")]
)  # fmt: skip
WASSAIL = "\n\n".join(
    f"{verse} Love and joy come to you, and to you your wassail too; and God bless you and send you a happy New Year."
    for verse in [
        "Here we come a-wassailing among the leaves so green; here we come a-wand'ring so fair to be seen.",
        "Our wassail cup is made of the rosemary tree, and so is your beer of the best barley.",
        "We are no daily beggars that beg from door to door, but we are neighbours' children whom you have seen.",
        "Good master and good mistress, as you sit by the fire, pray think of us poor children who wander in the mire.",
        "Call up the butler of this house, put on his golden ring; let him bring us up a glass, to make us sing.",
    ]
)
LITANY = " ".join(
    f"Saint {name}, keeper of the mountain road, pray for us who are out tonight."
    for name in [
        "Anne",
        "Bride",
        "Clare",
        "David",
        "Edith",
        "Faith",
        "George",
        "Hilda",
        "Ives",
        "Joan",
        "Kevin",
        "Lucy",
    ]
)
DIALOGUE = "\n\n".join(["“No,” he said.", "“Yes,” she said."] * 4 + ["“Why?” he said.", "“Yes!” she said."] * 3)
GOODS = "\n".join(
    f"- one {what}, to be paid for on delivery, in good condition"
    for what in ["cart", "mare", "saddle", "plough", "harrow", "spade", "barrel", "kettle", "lamp", "churn"]
)
TABLE = "| day | eggs | hens |\n|-----|------|------|\n" + "\n".join(f"| {n} | {n * 3} | 7 |" for n in range(1, 60))
CHINESE_SONG = "\n".join(
    f"{verse}哎哟我的好妹妹，快快回家来。"
    for verse in ["正月里来雪花飘，", "二月里来柳条青，", "三月里来桃花红，", "四月里来麦苗高，", "五月里来石榴开，"]
)
CHINESE_DIALOGUE = "\n".join(["“不去。”他说。", "“去。”她说。", "“为什么？”他问。", "“因为下雨。”她说。"] * 2)
SAME_LINE = "The river keeps the names of all of us.\n" * 4


@pytest.mark.parametrize(
    "text",
    [
        ROUND * 2,
        WHEELS,
        WASSAIL,
        LITANY,
        DIALOGUE,
        GOODS,
        TABLE,
        CHINESE_SONG,
        CHINESE_DIALOGUE,
        SAME_LINE,
        "一闪一闪亮晶晶，满天都是小星星。挂在天上放光明，好像许多小眼睛。一闪一闪亮晶晶，满天都是小星星。",
        "N" + "o" * 300 + "!",
        "啊" * 30 + "！",
        "Knock, knock, knock. " * 8,
        "-" * 80 + "\n" + GOOD["en"] + "\n" + "-" * 80,
        json.dumps([{"paragraph": f"p{n}", "verdict": "keep it", "why": "nothing is wrong here"} for n in range(40)]),
        json.dumps(list(range(300)), indent=4),
        (GOOD["en"] + "\n\n") * 2,
        "",
    ],
)
def test_songs_litanies_lists_and_dialogue_are_no_loops(text):
    assert find_loop(text) is None


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of prose is not beside this checkout")
@pytest.mark.parametrize("pattern", ["en-*.txt", "zh-*.txt"])
def test_false_alarms_are_at_most_five_in_a_thousand_passages_of_prose(pattern):
    rng = chance(8)
    books = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob(pattern))]
    units = [(list(book), "") if pattern.startswith("zh") else (book.split(" "), " ") for book in books]
    alarms = 0
    for number in range(1000):
        parts, joint = units[number % len(units)]
        length = rng.randint(100, 600)
        start = rng.randrange(len(parts) - length)
        alarms += find_loop(joint.join(parts[start : start + length])) is not None
    assert books
    assert alarms <= 5


def test_a_megabyte_takes_time_in_proportion():
    rng = chance(1)
    english = " ".join("".join(rng.choices("abcdefghij", k=5)) for _ in range(175_000))
    chinese = "".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(350_000))
    hard = ["1" * 1_000_000, "一" * 350_000, "1" + " " * 1_000_000, ("-" * 499 + "a") * 2000, "[p1" * 333_000]
    for text in [english, chinese, *hard]:
        begun = time.process_time()
        find_loop(text)
        # About 0.25 s; what is not linear would take minutes.
        assert time.process_time() - begun < 5
