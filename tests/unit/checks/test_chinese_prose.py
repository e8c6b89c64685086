"""Chinese prose counted as an editor counts it: fifty sentences, split into sentences and words by hand.

They show what the prose of the last hundred years does with its marks: speech before, around and behind the one who
speaks, quotations in quotations, ellipses and dashes within and at the end of a sentence, titles, letters and digits.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from orchestrator.checks.passage import Passage
from orchestrator.checks.registry import run_checks
from orchestrator.checks.sentences import split_sentences
from orchestrator.checks.speech import speech_spans
from orchestrator.domain.text import count_words

# One sentence a line, a space between words; an empty line ends a paragraph.
PROSE = """
那 年 冬天 来 得 很 早。
才 十月，河 上 就 结 了 一 层 薄 冰。
我 每天 从 桥 上 走过，总 看见 一个 老人 坐 在 石阶 上。

“您 冷 吗？”我 问。
“不 冷。”他 说。
“冷 的 是 这 条 河。”

我 不 明白 他 的 话，只 好 站 着。
过 了 一会儿，他 从 怀里 摸出 一封 信，说：“你 识字，念 给 我 听 罢。”

信 上 写 着：“父亲 大人，我 一切 都 好……”
下面 的 字 被 水 浸 过，看 不 清楚 了。

“后来 呢？”
“后来——后来 没有 了。”

他 把 信 收 回去，叹 了 口气。
“有人 说 他 死 了，有人 说 他 发 了 财，”老人 慢慢地 说，“我 都 不 信。
他 走 的 时候 说过：‘等 我 回来。’
他 不 是 说谎 的 孩子！”

天 渐渐 黑 了；对岸 的 灯 一盏 一盏 亮 起来。
我 想 走，又 不 敢 走。
为什么 呢？
我 自己 也 说 不 清。

第二天，我 带 了 两个 馒头 去 找 他。
石阶 上 没有 人。
旁边 卖 豆腐 的 女人 告诉 我：“昨夜 就 搬走 了。”
“搬到 哪里 去 了？”
“谁 知道！”
她 低 着 头，只 顾 切 她 的 豆腐。

我 在 桥 上 站 了 很久。
河 水 在 冰 下 面 流，听 不 见 声音。
……
忽然 有人 在 背后 拍 我 的 肩膀。

“小 兄弟，”他 笑 着 说，“你 的 馒头 还 热 着 罢？”
原来 他 并 没有 走远！
我 又 惊 又 喜，竟 一句 话 也 说 不 出来。

他 吃完 馒头，从 袋子 里 取出 一本 旧 书，封面 上 印 着 《水浒》 两个 字。
书 里 夹 着 一张 照片，背面 写 着 “1931年 春，于 上海”。
照片 上 的 青年 戴 眼镜，穿 长衫，胸前 挂 着 一支 钢笔。

“这 就 是 他。”
老人 用 手指 轻轻地 摸 着 照片。
“像 我 吗？”

我 看看 照片，又 看看 他。
像——尤其 是 那 双 眼睛。

“你 若 去 城里，”他 说，“就 替 我 问 一 问。
他 在 一 家 叫 ABC 的 书店 做 过 事。”

我 答应 了。
可是 后来 我 去 过 许多 次 城里，那 家 书店 早已 关门。
隔壁 的 伙计 摇 着 头 说：“什么 ABC？
没有 听说 过。”

我 没有 把 这 话 告诉 老人。
我 对 他 说：“他们 说 他 到 南方 去 了，过 年 就 回来。”
老人 听 了，点点头，嘴唇 动 了 动，却 没有 出 声。

从 此 以后，他 不 再 坐 在 石阶 上 了。
"""
ENTRIES = PROSE.strip().split("\n")
SENTENCES = [entry.replace(" ", "") for entry in ENTRIES if entry and entry != "……"]
TEXT = re.sub(r"\n{2,}", "\n\n", "\n".join(ENTRIES).replace(" ", ""))
PARAGRAPHS = "\n\n".join(part.replace("\n", "") for part in TEXT.split("\n\n"))


def bare(sentence: str) -> str:
    """Without the quotation marks whose other half stands in another sentence."""
    return sentence.strip("“”")


def test_there_are_fifty_sentences_and_each_is_found() -> None:
    assert len(SENTENCES) == 50
    assert [bare(s.quote.replace("……忽然", "忽然")) for s in split_sentences(PARAGRAPHS, "zh")] == [
        bare(sentence) for sentence in SENTENCES
    ]


def test_every_character_counts_one_and_a_word_of_letters_or_digits_too() -> None:
    by_hand = sum(len(re.findall("[一-鿿]", s)) + len(re.findall("[A-Za-z]+|[0-9]+", s)) for s in SENTENCES)
    assert count_words(PARAGRAPHS) == by_hand == 559
    report = run_checks(PARAGRAPHS, ["readability", "length"], language="zh")
    assert report.reports[0].measured["characters"] == report.reports[1].measured["words"] == 559


def test_words_are_those_of_a_reader_within_a_tenth() -> None:
    by_hand = sum(len(re.findall(r"[^\s]*\w[^\s]*", entry)) for entry in ENTRIES)
    found = len(Passage.of(PARAGRAPHS, "zh").tokens)
    assert found == pytest.approx(by_hand, rel=0.1)


def test_speech_is_counted_with_its_marks_and_without_those_within_it() -> None:
    spoken = re.findall("“[^”]*”", PARAGRAPHS)
    assert [PARAGRAPHS[start:end] for start, end in speech_spans(PARAGRAPHS)] == spoken
    assert len(spoken) == 21


def test_a_published_book_is_split_as_its_marks_say() -> None:
    """Lu Xun's 呐喊, one paragraph a line; INKLOOM_CORPUS names the folder that has it."""
    folder = os.environ.get("INKLOOM_CORPUS")
    if not folder:
        pytest.skip("INKLOOM_CORPUS is not set: no published Chinese prose to read")
    text = (Path(folder) / "zh-nahan.txt").read_text(encoding="utf-8")
    found = split_sentences(text, "zh")
    titles = [line for line in text.split("\n") if line and not re.search("[。！？…”：；，—’]$", line)]
    assert len(titles) == 12
    assert not {sentence.quote for sentence in found} & set(titles)
    # Every full stop outside of parentheses ends a sentence; a question or a call may be followed by who spoke.
    stops = len(re.findall(r"。[”’]*", re.sub("（[^（）]*）", "", text)))
    ends = sum(1 for sentence in found if re.search("。[”’]*$", sentence.quote))
    assert ends == pytest.approx(stops, rel=0.02)
    assert all(text[s.start : s.end] == s.quote for s in found)
    assert sum(len(s.words) for s in found) == pytest.approx(count_words(text), rel=0.005)
