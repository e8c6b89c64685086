"""The HTML page of a book."""

import re
from html.parser import HTMLParser

from orchestrator.adapters.export.book.page import to_html
from tests.support.books import EN, HOSTILE, ZH, hostile_book

VOID = {"meta", "hr", "br", "link"}


class Reader(HTMLParser):
    """What a browser would see: the elements by name, their text, and whether all of them close."""

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.texts, self.attributes = [], [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def test_title_contents_chapters_breaks_and_gaps():
    page = to_html(EN)
    body = page.split("<body>")[1]
    assert "<h1>The “Dry” Well</h1>" in body
    assert re.findall(r'<a href="#(.*?)">(.*?)</a>', body) == [("chapter-1", "The Well"), ("chapter-2", "The Road")]
    assert re.findall(r'<section id="(.*?)">\n<h2>(.*?)</h2>', body) == [
        ("chapter-1", "The Well"), ("chapter-2", "The Road"),
    ]  # fmt: skip
    assert body.count('<hr class="break"/>') == 2
    assert '<p class="first">“It’s dry,” said <em>Mira</em>.</p>' in body
    assert "<p><strong>Nobody</strong> laughed.<br/>Not one.</p>" in body
    assert '<p class="gap">[chapter 2 is missing: the model is gone]</p>' in body


def test_chinese_keeps_its_quotation_marks_and_says_its_language():
    page = to_html(ZH)
    assert '<html lang="zh">' in page
    assert "<h2>目录</h2>" in page
    assert "“井里没有水。”米拉说，<em>谁也没有</em>笑。" in page
    assert "「你来晚了。」她说：&#34;对。&#34;" in page


def test_one_chapter_needs_no_contents():
    one = EN.__class__(title="A", language="en", parts=EN.parts[:1])
    assert "<nav" not in to_html(one)


def test_nothing_in_a_text_becomes_markup():
    page = to_html(hostile_book())
    reader = Reader(page)
    assert reader.open == []
    assert {"script", "img", "iframe", "object"}.isdisjoint(reader.tags)
    assert set(reader.tags) <= {
        "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "nav", "ol", "li", "a", "main",
        "section", "p", "em", "strong", "br", "hr",
    }  # fmt: skip
    assert all(value.startswith("#") for name, value in reader.attributes if name in ("href", "src"))
    assert not any(name.startswith("on") for name, _ in reader.attributes)
    assert HOSTILE[0] in "".join(reader.texts)


def test_the_policy_allows_its_own_style_and_nothing_else():
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', to_html(EN))[1]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "http:" not in to_html(EN)
    assert "https:" not in to_html(EN)
