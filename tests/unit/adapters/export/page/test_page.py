"""The page shows the text, its marks and the measures; it needs nothing else, and nothing in a text can act."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from orchestrator.adapters.export.page import CheckedText, to_page
from orchestrator.checks.registry import REGISTRY, run_checks
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import CheckReport, Finding, Report
from tests.support.texts import any_texts

HOSTILE = '</style><script>alert(1)</script><img src=x onerror="alert(2)"> {{ 7 * 7 }} javascript:alert(3)'
EMPTY_TAGS = {"meta", "rect", "line", "polyline"}


class Reader(HTMLParser):
    """The elements of a page, and the text of its paragraphs without the numbers of notes."""

    def __init__(self):
        super().__init__()
        self.elements, self.open, self.paragraphs, self.marks = [], [], [], []
        self.declaration = ""

    def handle_decl(self, decl):
        self.declaration = decl

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "p" and ("dir", "auto") in attrs:
            self.paragraphs.append("")
        if tag not in EMPTY_TAGS:
            self.open.append((tag, dict(attrs)))

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag, f"{tag} closes what it did not open"

    def handle_data(self, data):
        if not any(tag == "p" and attrs.get("dir") == "auto" for tag, attrs in self.open):
            return
        if (self.open[-1][1].get("class") or "").startswith("ref"):
            return
        self.paragraphs[-1] += data
        if (self.open[-1][1].get("class") or "").startswith("mark"):
            self.marks.append(data)


def read(page):
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


def checked(text, *findings, name="a.txt", language="en", passed=False, **report):
    reports = (CheckReport(check="tells", passed=passed, score=0.5, findings=findings, **report),)
    return CheckedText(name, language, 10, Draft.of(text), Report.of(reports), {})


def test_the_passage_is_marked_and_its_instruction_stands_beside_it():
    finding = Finding(quote="fox", start=4, instruction="Name the animal.", measured=3, target=1)
    page = to_page([checked("The fox ran.", finding)])
    reader = read(page)
    assert reader.paragraphs == ["The fox ran."]
    assert reader.marks == ["fox"]
    links = [attrs for tag, attrs in reader.elements if tag == "a" and "data-note" in attrs]
    assert links == [{"class": "mark major", "href": "#t1-n1", "data-note": "Name the animal."}]
    assert "t1-n1" in [attrs.get("id") for _, attrs in reader.elements]
    assert "Name the animal." in page


def test_every_link_leads_to_something_on_the_page():
    findings = [Finding(quote="o", start=at, instruction="Cut.") for at in (5, 14, 26)]
    texts = [checked("The fox ran. So did the crow.", *findings), checked("Another one.", name="b.txt")]
    elements = read(to_page(texts)).elements
    ids = [attrs["id"] for _, attrs in elements if "id" in attrs]
    links = {attrs["href"] for _, attrs in elements if "href" in attrs}
    assert links
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    assert len(ids) == len(set(ids))


def test_the_policy_allows_its_own_stylesheet_and_nothing_else():
    page = to_page([checked("One.")])
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("where", ["text", "name", "instruction", "measured", "doubt", "check", "target", "language"])
def test_hostile_text_is_shown_and_never_acts(where):
    finding = Finding(
        quote="One",
        start=0,
        instruction=HOSTILE if where == "instruction" else "Cut.",
        measured=HOSTILE if where == "measured" else 1,
        target=HOSTILE if where == "target" else 1,
    )
    name = HOSTILE if where == "check" else "tells"
    report = CheckReport(check=name, passed=False, measured={HOSTILE: HOSTILE}, findings=(finding,))
    text = CheckedText(
        HOSTILE if where == "name" else "a.txt",
        HOSTILE if where == "language" else "en",
        1,
        Draft.of("One " + HOSTILE if where == "text" else "One"),
        Report.of((report,)),
        {name: HOSTILE if where == "doubt" else ""},
    )
    page = to_page([text])
    elements = read(page).elements
    assert {tag for tag, _ in elements}.isdisjoint({"script", "img", "iframe", "object", "link", "base", "form"})
    assert [attribute for _, attrs in elements for attribute in attrs if attribute.startswith("on")] == []
    assert "{{ 7 * 7 }}" in page
    assert page.count("<style>") == 1


@settings(deadline=None, max_examples=60)
@given(any_texts())
def test_any_text_gives_a_page_that_shows_every_letter_of_it(text):
    draft = Draft.of(text)
    report = run_checks(draft, list(REGISTRY))
    page = to_page([CheckedText(text[:20], "en", 1, draft, report, {})])
    page.encode("utf-8")
    shown = "".join("".join(read(page).paragraphs).split())
    assert shown == "".join(draft.text.split())


def test_a_chinese_text_has_chinese_around_it_and_its_language_is_marked():
    page = to_page([checked("风停了。", language="zh")])
    assert '<html lang="zh">' in page
    assert "正文" in page
    assert "The text" not in page


def test_many_notes_of_a_paragraph_fold():
    findings = [Finding(quote="a", start=at, severity="minor", instruction=f"Cut {at}.") for at in range(10)]
    page = to_page([checked("a" * 10, *findings)])
    assert "<details>" in page
    assert "+ 6" in page


def test_several_texts_share_a_page():
    page = to_page([checked("One.", name="a.txt"), checked("二。", name="b.txt", language="zh")])
    assert read(page).paragraphs == ["One.", "二。"]
    assert page.count("<article") == 2


def test_wrapped_lines_reflow_and_lines_that_end_sentences_stay_apart():
    wrapped = "The fox ran to the mill in the evening because she had\nlost her silver bell there and wanted it."
    spoken = "“谁在那里？”\n“是我。”"
    assert read(to_page([checked(f"{wrapped}\n\n{spoken}")])).paragraphs == [wrapped, *spoken.split("\n")]


def test_what_the_author_means_is_marked_as_such_and_comes_last():
    meant = Finding(quote="fox", start=4, severity="critical", instruction="Name it.", intended=True)
    other = Finding(quote="fox ran", start=4, severity="minor", instruction="Split.")
    page = to_page([checked("The fox ran.", meant, other)])
    marks = [attrs["class"] for tag, attrs in read(page).elements if "data-note" in attrs]
    assert marks == ["mark minor", "mark minor"]
    assert "meant so by the author" in page
    assert 'class="note intended"' in page
