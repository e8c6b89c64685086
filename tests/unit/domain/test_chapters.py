"""A manuscript told apart into its chapters, as people and tools write them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.domain.chapters import read_book
from orchestrator.domain.text import words


def told(text):
    book = read_book(text)
    return book.title, [(chapter.title, chapter.text) for chapter in book.chapters]


@pytest.mark.parametrize(
    ("text", "title", "chapters"),
    [
        # the usual ones
        ("Chapter 1\n\nOne.\n\nChapter 2\n\nTwo.", "", [("", "One."), ("", "Two.")]),
        ("CHAPTER I. A Hole\n\nOne.\n\nCHAPTER II. A Pool\n\nTwo.", "", [("A Hole", "One."), ("A Pool", "Two.")]),
        ("Chapter One: Rain\nOne.\nEpilogue\nTwo.", "", [("Rain", "One."), ("", "Two.")]),
        ("Chapter Twenty-One — Rain\n\nOne.", "", [("Rain", "One.")]),
        ("第一章 失铃\n\n一。\n\n第二章　寻铃\n二。", "", [("失铃", "一。"), ("寻铃", "二。")]),
        ("第十二回：风雪\n一。\n尾声\n二。", "", [("风雪", "一。"), ("", "二。")]),
        ("第3章\n\n一。", "", [("", "一。")]),
        ("**Chapter 1**\n\nOne.", "", [("", "One.")]),
        # what this program writes itself
        ("# Bell\n\n## Chapter 1: A\n\nOne.\n\n## Chapter 2: B\n\nTwo.", "Bell", [("A", "One."), ("B", "Two.")]),
        ("# 银铃\n\n## 第1章 失铃\n\n一。", "银铃", [("失铃", "一。")]),
        # Markdown headings without numbers: the highest level that comes more than once
        ("# Bell\n\n## A\n\n1.\n\n### On\n\n2.\n\n## B\n\n3.", "Bell", [("A", "1.\n\n### On\n\n2."), ("B", "3.")]),
        ("# Lost\n\nOne.\n\n# Found\n\nTwo.", "", [("Lost", "One."), ("Found", "Two.")]),
        # the title on a line of its own, below its number or above all
        ("CHAPTER I.\nDown the Hole\n\nOne.", "", [("Down the Hole", "One.")]),
        ("The Bell\n\nChapter 1\n\nOne.", "The Bell", [("", "One.")]),
        # what counts and stands alone, where there is nothing better
        ("1. Rain\n\nOne.\n\n2. Snow\n\nTwo.", "", [("Rain", "One."), ("Snow", "Two.")]),
        ("1.\n\nOne.\n\n2.\n\nTwo.", "", [("", "One."), ("", "Two.")]),
        ("# Bell\n\nI\n\nOne.\n\nII\n\nTwo.", "Bell", [("", "One."), ("", "Two.")]),
        ("一、雨\n\n一。\n\n二、雪\n\n二。", "", [("雨", "一。"), ("雪", "二。")]),
        ("一\n\n他说：“走。”\n\n二\n\n二。", "", [("", "他说：“走。”"), ("", "二。")]),
        ("Prologue\n\n0.\n\nI.\n\nOne.\n\nII.\n\nTwo.", "", [("", "0."), ("", "One."), ("", "Two.")]),
        ("## 1. Rain\n\nOne.\n\n## 2. Sun\n\nTwo.\n\n## Epilogue\n\nEnd.", "",
         [("1. Rain", "One."), ("2. Sun", "Two."), ("", "End.")]),
        ("I. Rain\n\n'No,' he said, 'I will'\n\n---\n\nII. Snow\n\nTwo.", "",
         [("Rain", "'No,' he said, 'I will'\n\n---"), ("Snow", "Two.")]),
        ("Chapter 1\n\n1\n\nOne.\n\n2\n\nTwo.", "", [("", "1\n\nOne.\n\n2\n\nTwo.")]),
        # a table of contents is none
        ("Chapter 1. A\nChapter 2. B\n\nChapter 1. A\n\n1.\n\nChapter 2. B\n\n2.", "", [("A", "1."), ("B", "2.")]),
        ("Contents\n\n1. A\n\n2. B\n\n1. A\n\nOne.\n\n2. B\n\nTwo.", "", [("A", "One."), ("B", "Two.")]),
        ("1. A\n\n2. B\n\n1. A\n\nOne.\n\n2. B\n\nTwo.", "", [("A", "One."), ("B", "Two.")]),
        # parts may each count from 1, and what does not go on counting is text
        ("Part One\n\n1\n\nOne.\n\n2\n\nTwo.\n\nPart Two\n\n1\n\nThree.\n\n2\n\nFour.", "",
         [("", "One."), ("", "Two.\n\nPart Two"), ("", "Three."), ("", "Four.")]),
        ("Part One\n\n1. Rain\n\nOne.\n\nPART TWO\n\n2. Sun\n\nTwo.", "",
         [("Rain", "One.\n\nPART TWO"), ("Sun", "Two.")]),
        ("第一部\n\n一\n\n一。\n\n第二部\n\n二\n\n二。", "", [("", "一。\n\n第二部"), ("", "二。")]),
        ("1. Rain\n\nOne:\n\n1. Eggs\n\n2. Milk\n\nSo.\n\n2. Sun\n\nTwo.", "",
         [("", "1. Rain\n\nOne:\n\n1. Eggs\n\n2. Milk\n\nSo.\n\n2. Sun\n\nTwo.")]),
        ("1\n\nOne.\n\n2\n\nTwo.\n\n4\n\nFour.\n\n5\n\nFive.", "",
         [("", "1\n\nOne.\n\n2\n\nTwo.\n\n4\n\nFour.\n\n5\n\nFive.")]),
        ("1. 7:15 AM\n\nOne.\n\n2. L.A. Nights\n\nTwo.", "", [("7:15 AM", "One."), ("L.A. Nights", "Two.")]),
        ("1\n\nIt said:\n\n42\n\nSo.\n\n2\n\nTwo.", "", [("", "It said:\n\n42\n\nSo."), ("", "Two.")]),
        ("1. A\n\nOne.\n\n2. B\n\nBuy:\n\n2. Eggs\n\n3. Milk\n\nSo.", "",
         [("", "1. A\n\nOne.\n\n2. B\n\nBuy:\n\n2. Eggs\n\n3. Milk\n\nSo.")]),
        ("1. Rain\n\nOne.\n\nII. Sun\n\nSo.\n\n2. Sun\n\nTwo.", "",
         [("Rain", "One.\n\nII. Sun\n\nSo."), ("Sun", "Two.")]),
        ("1. Rain\n\nOne.\n\n2) Sun\n\nSo.\n\n2. Sun\n\nTwo.", "",
         [("Rain", "One.\n\n2) Sun\n\nSo."), ("Sun", "Two.")]),
        ("1. Run!\n\nOne.\n\n2. Book Club\n\nTwo.", "", [("Run!", "One."), ("Book Club", "Two.")]),
        ("1\n\nHe left and\n\n---\n\n2\n\nTwo.", "", [("", "He left and\n\n---"), ("", "Two.")]),
        # what is said aloud in a title, and numbers in words
        ("Chapter 1: Run!\n\nOne.\n\nChapter 2: “Who?”\n\nTwo.", "", [("Run!", "One."), ("“Who?”", "Two.")]),
        ("第一章 快跑！\n\n一。\n\n第二章：“谁？”\n\n二。", "", [("快跑！", "一。"), ("“谁？”", "二。")]),
        ("Chapter Ninety Nine\n\nOne.\n\nChapter Fifty: Rain\n\nTwo.", "", [("", "One."), ("Rain", "Two.")]),
        # headings without text of their own: the book's title, or a part's
        ("# Bell\n\n# Rain\n\nOne.\n\n# Sun\n\nTwo.", "Bell", [("Rain", "One."), ("Sun", "Two.")]),
        ("# Rain\n\nOne.\n\n# Part Two\n\n# Sun\n\nTwo.", "", [("Rain", "One.\n\n# Part Two"), ("Sun", "Two.")]),
        # no headings at all
        ("It rained.\n\nIt was wet.", "", [("", "It rained.\n\nIt was wet.")]),
        ("# The Bell\n\nIt rained.", "The Bell", [("", "It rained.")]),
        ("Chapter 1", "", [("", "Chapter 1")]),
        # prose is no heading
        ("Chapter 3 was the hardest, she said.\n\nOn.", "", [("", "Chapter 3 was the hardest, she said.\n\nOn.")]),
        ("第三章写得最慢，他说。\n\n完。", "", [("", "第三章写得最慢，他说。\n\n完。")]),
        ("第二回他问：\n\n谁？", "", [("", "第二回他问：\n\n谁？")]),
        ("第一回见面，她说了什么？\n\n完。", "", [("", "第一回见面，她说了什么？\n\n完。")]),
        ("They read\n\nChapter 12 of the manual aloud\n\nagain.", "",
         [("", "They read\n\nChapter 12 of the manual aloud\n\nagain.")]),
        ("Chapter 12: The Well\n\n### Morning\n\nOne.\n\n### Evening\n\nTwo.", "",
         [("The Well", "### Morning\n\nOne.\n\n### Evening\n\nTwo.")]),
        ("Chapter I in which Tom is born\n\nOne.", "", [("in which Tom is born", "One.")]),
        ("## Rain\n\nOne.\n\nChapter 7\n\nSo.\n\n## Sun\n\nTwo.", "",
         [("Rain", "One.\n\nChapter 7\n\nSo."), ("Sun", "Two.")]),
        # nor is a sentence that was cut into lines, or one that only begins like a heading
        ("CHAPTER I\n\nShe opened the manual at\nchapter six, where she had left the\ninn.\n\nCHAPTER II\n\nTwo.", "",
         [("", "She opened the manual at\nchapter six, where she had left the\ninn."), ("", "Two.")]),
        ("Chapter 1\n\nIt was the sad little\nepilogue to a long war\nand more.\n\nChapter 2\n\nTwo.", "",
         [("", "It was the sad little\nepilogue to a long war\nand more."), ("", "Two.")]),
        ("Chapter 1\n\nThe book of the law was open on the table at\nChapter 9\nand torn.\n\nChapter 2\n\nTwo.", "",
         [("", "The book of the law was open on the table at\nChapter 9\nand torn."), ("", "Two.")]),
        ("The Bell\nChapter 1\nOne.\nChapter 2\nTwo.", "The Bell", [("", "One."), ("", "Two.")]),
        ("Chapter 5, Rain\n\nIt rained.\n\nCHAPTER SIX, in which it snows\nIt snowed.", "",
         [("Rain", "It rained."), ("in which it snows", "It snowed.")]),
        ("第一章，下雨\n下雨了。\n第二章，下雪\n下雪了。", "", [("下雨", "下雨了。"), ("下雪", "下雪了。")]),
        ("# 雨\n\n铃响了。\n\n第一回，他输了。\n\n第二回，他赢了。\n\n# 雪\n\n下雪了。", "",
         [("雨", "铃响了。\n\n第一回，他输了。\n\n第二回，他赢了。"), ("雪", "下雪了。")]),
        ("# A\n\nChapter 1, she said, was bad.\n\nChapter 2, she said, was worse.\n\n# B\n\nTwo.", "",
         [("A", "Chapter 1, she said, was bad.\n\nChapter 2, she said, was worse."), ("B", "Two.")]),
        ("第一章 雨\n\n下雨了。\n\n第二章回家？\n\n他走了。\n\n第三章中秋之夜？\n\n月亮。", "",
         [("雨", "下雨了。"), ("回家？", "他走了。"), ("中秋之夜？", "月亮。")]),
        ("Rain\n\nRain\nSnow\n\n## Rain\n\nIt rained.\n\n## Snow\n\nIt snowed.", "Rain",
         [("Rain", "It rained."), ("Snow", "It snowed.")]),
        ("Chapter 1\n\nWhere is it?\npreface and all.\n\nChapter 2\n\nTwo.", "",
         [("", "Where is it?\npreface and all."), ("", "Two.")]),
        ("Chapter 1, The Well\n\nOne.\n\nChapter 2, The Road\n\nTwo.", "",
         [("The Well", "One."), ("The Road", "Two.")]),
        ("Chapter 1\nP.\n----------------------------------------------\nChapter 2\nQ.", "",
         [("", "P.\n----------------------------------------------"), ("", "Q.")]),
        ("第二章 雪\n好。\nPS：明天还有一更，求月票求推荐票，谢谢大家一直以来的支持\n第三章 日\n他走了。", "",
         [("雪", "好。\nPS：明天还有一更，求月票求推荐票，谢谢大家一直以来的支持"), ("日", "他走了。")]),
        ("the bell\nby jane\nchapter one\n\nP.\n\nchapter two\n\nQ.", "", [("", "P."), ("", "Q.")]),
        ("第一章谁在敲门？\n天黑了。\n第二章为什么是我？\n好。", "",
         [("谁在敲门？", "天黑了。"), ("为什么是我？", "好。")]),
        ("第二章重读《红楼梦》\n\n好。", "", [("重读《红楼梦》", "好。")]),
        ("上课了。\n\n第二节课是谁的？\n\n没人答。", "", [("", "上课了。\n\n第二节课是谁的？\n\n没人答。")]),
        ("第一章 雨\n\n一。\n\n第三章裡寫著「走吧」\n\n完。", "", [("雨", "一。\n\n第三章裡寫著「走吧」\n\n完。")]),
        ("第一章“谁？”\n\n一。", "", [("“谁？”", "一。")]),
        # a 节 is within a 章, and a chapter where there is none
        ("第一章 雨\n\n第一节 晨\n\n一。\n\n第二节 夜\n\n二。\n\n第二章 雪\n\n三。", "",
         [("雨", "第一节 晨\n\n一。\n\n第二节 夜\n\n二。"), ("雪", "三。")]),
        ("第一节 晨\n\n一。\n\n第二节 夜\n\n二。", "", [("晨", "一。"), ("夜", "二。")]),
        ("第一节 晨\n\n一。\n\n他读\n\n第三章 论学\n\n二。\n\n第二节 夜\n\n三。", "",
         [("晨", "一。\n\n他读"), ("论学", "二。"), ("夜", "三。")]),
        # parts, and what stands after the chapters, are not of their level
        ("# Bell\n\n# Part One\n\n## Rain\n\n1.\n\n## Sun\n\n2.\n\n# Part Two\n\n## Snow\n\n3.", "Bell",
         [("Rain", "1."), ("Sun", "2.\n\n# Part Two"), ("Snow", "3.")]),
        ("# Bell\n\n## Rain\n\n1.\n\n## Sun\n\n2.\n\n# About the Author\n\nJane.", "Bell",
         [("Rain", "1."), ("Sun", "2."), ("About the Author", "Jane.")]),
        ("# Lost\n\n## Dawn\n\n1.\n\n## Dusk\n\n2.\n\n# Found\n\n## Noon\n\n3.", "",
         [("Lost", "## Dawn\n\n1.\n\n## Dusk\n\n2."), ("Found", "## Noon\n\n3.")]),
        ("# Bell\n\nby Jane\n\n## Rain\n\n1.\n\n## Sun\n\n2.", "Bell", [("Rain", "1."), ("Sun", "2.")]),
        ("# Bell\n\nby Jane\n\nPrologue\n\n0.\n\n## Rain\n\n1.\n\n## Sun\n\n2.", "Bell",
         [("", "0."), ("Rain", "1."), ("Sun", "2.")]),
        ("# Bell\n\nby Jane\n\n# Part One\n\n## Rain\n\n1.\n\n## Sun\n\n2.", "Bell", [("Rain", "1."), ("Sun", "2.")]),
        ("# Bell\n\n## Rain\n\n1.", "Bell", [("Rain", "1.")]),
        ("# Rain\n\n## Dawn\n\n1.\n\n## Dusk\n\n2.\n\n# Snow\n\n3.\n\n# Sun\n\n4.", "",
         [("Rain", "## Dawn\n\n1.\n\n## Dusk\n\n2."), ("Snow", "3."), ("Sun", "4.")]),
        # a full stop ends a title where the numbers go on
        ("Chapter 8: Rain\n\n1.\n\nChapter 9: Washington, D.C.\n\n2.\n\nChapter 10: And Then...\n\n3.", "",
         [("Rain", "1."), ("Washington, D.C.", "2."), ("And Then...", "3.")]),
        ("CHAPTER I. The Hole.\n\n1.\n\nCHAPTER II. The Pool.\n\n2.", "", [("The Hole.", "1."), ("The Pool.", "2.")]),
        ("Chapter 1\n\nHe read:\n\nChapter 4. All is lost.\n\nSo.", "",
         [("", "He read:\n\nChapter 4. All is lost.\n\nSo.")]),
        # a preface is a chapter and no title
        ("序\n\n零。\n\n第一章 雨\n\n一。", "", [("", "零。"), ("雨", "一。")]),
        ("Preface\n\n0.\n\nChapter 1\n\n1.", "", [("", "0."), ("", "1.")]),
        # contents with a few words behind them, and chapters that are still to be written
        ("Contents\n\nChapter 1. A\n\nChapter 2. B\n\nFor her.\n\nChapter 1. A\n\n1.\n\nChapter 2. B\n\n2.", "",
         [("A", "1."), ("B", "2.")]),
        ("Contents\n\n1. A\n\n2. B\n\nFor her.\n\n1. A\n\nOne.\n\n2. B\n\nTwo.", "", [("A", "One."), ("B", "Two.")]),
        ("Chapter 1\n\nOne.\n\nChapter 2: Snow\n\nChapter 3\n\nThree.", "",
         [("", "One.\n\nChapter 2: Snow"), ("", "Three.")]),
        ("Chapter 1\nRain\n\nOne.\n\nChapter 2\nSnow\n\nChapter 3\nSun\n\nThree.", "",
         [("Rain", "One.\n\nChapter 2: Snow"), ("Sun", "Three.")]),
        ("Chapter 1: Rain\n\n1.\n\nPart Two\n\nChapter 1: Snow\n\nChapter 2: Sun\n\n2.", "",
         [("Rain", "1.\n\nPart Two\n\nChapter 1: Snow"), ("Sun", "2.")]),
        ("Part One\n\nChapter 1\n\n1.\n\nChapter 2\n\n2.\n\nPart Two\n\nChapter 1\n\n3.\n\nChapter 2\n\n4.", "",
         [("", "1."), ("", "2.\n\nPart Two"), ("", "3."), ("", "4.")]),
        # a number on its own after a part begins keeps nothing from being found
        ("Part One\n\n1\n\nOne.\n\n2\n\nTwo.\n\nPart Two\n\n17\n\nNo.\n\n1\n\nThree.\n\n2\n\nFour.", "",
         [("", "One."), ("", "Two.\n\nPart Two\n\n17\n\nNo."), ("", "Three."), ("", "Four.")]),
        # nor are the points of a list, the numbers of pages, or what does not go on counting
        ("Buy:\n\n1. Eggs\n\n2. Milk\n\nThen go.", "", [("", "Buy:\n\n1. Eggs\n\n2. Milk\n\nThen go.")]),
        ("1. What?\n\nSo.\n\n2. Why?\n\nNo.", "", [("", "1. What?\n\nSo.\n\n2. Why?\n\nNo.")]),
        ("He.\n\n1\n\nwent. And then\n\n2\n\nhe.\n\n3\n\nleft.", "",
         [("", "He.\n\n1\n\nwent. And then\n\n2\n\nhe.\n\n3\n\nleft.")]),
        ("1. Go.\n\nSo.\n\n2. Stay.\n\nNo.", "", [("", "1. Go.\n\nSo.\n\n2. Stay.\n\nNo.")]),
        ("She went\n\n1\n\nout to\n\n2\n\nsea.", "", [("", "She went\n\n1\n\nout to\n\n2\n\nsea.")]),
        ("It was.\n\n1\n\nOne.\n\n7\n\nSeven.", "", [("", "It was.\n\n1\n\nOne.\n\n7\n\nSeven.")]),
    ],
)  # fmt: skip
def test_a_manuscript_is_told_apart(text, title, chapters):
    assert told(text) == (title, chapters)
    assert told(text.replace("\n", "\r\n")) == (title, chapters)


@pytest.mark.parametrize(
    ("before", "title", "front"),
    [
        ("The Bell\n\nby Jane Doe", "The Bell", "by Jane Doe"),
        ("# The Bell\n\nFor my mother.", "The Bell", "For my mother."),
        ("It is all true.", "", "It is all true."),
        ("The Bell\n\nby Jane Doe\n\nAll rights reserved.", "The Bell", "by Jane Doe\n\nAll rights reserved."),
        ("银铃\n\n献给母亲。", "银铃", "献给母亲。"),
        ("Part One", "", "Part One"),
        ("# Part One", "", "# Part One"),
        ("PART ONE: SPRING", "", "PART ONE: SPRING"),
        ("第一卷 春", "", "第一卷 春"),
        ("目录", "", "目录"),
        ("Book Lovers\n\nby Mira", "Book Lovers", "by Mira"),
        ("L.A. Confidential\n\nby Mira", "L.A. Confidential", "by Mira"),
        ("3:10 to Yuma\n\nby Mira", "3:10 to Yuma", "by Mira"),
        ("献给母亲。", "", "献给母亲。"),
    ],
)
def test_a_few_words_before_the_first_chapter_are_no_chapter(before, title, front):
    book = read_book(f"{before}\n\nChapter 1\n\nOne.")
    assert (book.title, book.front, [chapter.text for chapter in book.chapters]) == (title, front, ["One."])


def test_what_stands_behind_the_contents_is_front():
    chapters = "Chapter 1: A\n\nOne.\n\nChapter 2: B\n\nTwo."
    book = read_book(f"The Bell\n\nContents\n\nChapter 1: A\n\nChapter 2: B\n\nFor her.\n\n{chapters}")
    assert (book.title, book.front) == ("The Bell", "Contents\n\nFor her.")
    assert [chapter.text for chapter in book.chapters] == ["One.", "Two."]


def test_many_words_before_the_first_heading_are_a_chapter():
    before = "The bell rang twice. " * 20
    book = read_book(f"{before}\n\nChapter 1\n\nOne.")
    assert (book.front, [chapter.text for chapter in book.chapters]) == ("", [before.strip(), "One."])


@pytest.mark.parametrize(
    ("text", "headings", "after"),
    [
        ("Prologue\n\nOne.\n\nChapter 1: Rain\n\nTwo.", ["Prologue", "Chapter 1: Rain"], "Chapter 2: Ice"),
        ("CHAPTER IX.\nRain\n\nOne.\n\nEpilogue\n\nTwo.", ["CHAPTER IX. Rain", "Epilogue"], "CHAPTER X. Ice"),
        ("Chapter Twenty\nRain\n\nOne.", ["Chapter Twenty: Rain"], "Chapter Twenty-One: Ice"),
        ("## 第九回　雨\n\n一。", ["第九回　雨"], "第十回　Ice"),
        ("第１９章\n雨\n\n一。", ["第１９章 雨"], "第20章 Ice"),
        ("楔子\n一。", ["楔子"], "第1章 Ice"),
        ("# A\n\n1.\n\n# B\n\n2.", ["A", "B"], "Ice"),
        ("It rained.", [""], "Chapter 2: Ice"),
        ("Chapter 8 — RAIN\n\nOne.\n\nchapter c\n\nTwo.", ["Chapter 8 — RAIN", "chapter c"], "chapter ci — ICE"),
        ("Chapter 8\n\nOne.", ["Chapter 8"], "Chapter 9"),
        ("1. Rain\n\nOne.\n\n2. Hail\n\nTwo.", ["1. Rain", "2. Hail"], "3. Ice"),
        ("## I\n\nOne.\n\n## II\n\nTwo.", ["I", "II"], "III"),
        ("I.\n\nOne.\n\nII.\n\nTwo.", ["I.", "II."], "III."),
        ("Chapter 01\n\nOne.", ["Chapter 01"], "Chapter 02"),
        ("Prologue\n\n0.\n\n1\n\nOne.\n\n2\n\nTwo.", ["Prologue", "1", "2"], "3"),
        ("## Prologue\n\n0.\n\n## Rain\n\nOne.\n\n## Sun\n\nTwo.", ["Prologue", "Rain", "Sun"], "Ice"),
        ("楔子\n\n零。\n\n一\n\n一。\n\n二\n\n二。", ["楔子", "一", "二"], "三"),
        ("Chapter Ninety-Nine\n\nOne.", ["Chapter Ninety-Nine"], "Chapter 100"),
        ("# C. Rain\n\nOne.\n\n# Hail\n\nTwo.", ["C. Rain", "Hail"], "Ice"),
        ("下雨了。", [""], "第2章 Ice"),
    ],
)
def test_headings_stay_as_they_were_written_and_the_next_one_follows_them(text, headings, after):
    book = read_book(text)
    assert [chapter.heading for chapter in book.chapters] == headings
    assert book.heading_after(1, "Ice") == after


PIECES = """
Chapter 1
第二章
# A
## B
It rained.
下雨了。
尾声
1
II
Chapter 3: Snow
Hail
Chapter 1: Ice
Part Two
# Bell
2. Sun
第一节 晨
Contents
""".splitlines()  # the first is an empty line


@given(st.lists(st.sampled_from(PIECES), min_size=1))
def test_no_word_is_lost_and_no_chapter_is_empty(lines):
    text = "\n".join(lines)
    book = read_book(text)
    chapters = book.chapters
    assert chapters
    if text.strip():
        assert all(chapter.text for chapter in chapters)
    said = " ".join([book.title, book.front, *(f"{chapter.heading} {chapter.text}" for chapter in chapters)])
    assert set(words(text)) <= set(words(said))
    for sentence in ("It rained.", "下雨了。"):
        told = [book.front, *(chapter.text for chapter in chapters)]
        assert sum(part.count(sentence) for part in told) == lines.count(sentence)


def test_a_title_that_brings_a_number_of_its_own_is_headed_once():
    book = read_book("一、雨\n\n一。\n\n二、雪\n\n二。")
    assert book.heading_after(1, "第三章 井") == "三、井"


def test_thousands_of_sections_take_no_long_time():
    def seconds(many):
        text = "\n".join(f"第{number % 90 + 1}节 雨\n下雨了。" for number in range(many))
        began = time.process_time()
        assert len(read_book(text).chapters) == many
        return time.process_time() - began

    assert min(seconds(8000) for _ in range(3)) < 12 * min(seconds(2000) for _ in range(3))  # 16 times if quadratic


def test_thousands_of_headings_without_text_take_no_long_time():
    book = read_book(f"# A\n\n{'word ' * 100_000}\n\n" + "# B\n\n" * 20_000 + "# C\n\nEnd.")
    assert [len(chapter.text) > 3 for chapter in book.chapters] == [True, True]
    assert book.chapters[0].text.count("# B") == 20_000
