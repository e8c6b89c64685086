"""Figures and names are traced to a source, in English and Chinese; what is expected was read off by hand."""

import pytest

from orchestrator.checks.registry import run_checks
from orchestrator.domain.drafts import Draft

BRIDGE = """The Harbour Bridge in Newport opens on 12 May 2026 after 3 years of work.
It cost 4.2 million euros. Mayor Ana Silva will cut the ribbon. About 1,200 people are expected.
Ninety trees were planted."""
SCHOOL = (
    "杭州市第三中学于2026年5月12日举行运动会，共有一千二百名学生参加。"
    "校长王芳致辞。学校获得3万元资助。报道刊于《钱江晚报》。"
)


def untraced(text, source, language="en"):
    report = run_checks(text, ["sourced"], {"sourced": {"source": source}}, language).reports[0]
    assert report.passed is (not report.findings)
    return [finding.quote for finding in report.findings]


@pytest.mark.parametrize(
    "text",
    [
        "Newport's Harbour Bridge opens on 12 May 2026.",
        "It took three years and 4,200,000 euros; 1200 guests come, and ninety trees stand there.",
        "Ana Silva, the mayor, will be there. So will 1,200 others.",
        "One of them spoke. I'm glad, she said. The bridge is open.",
        "**Opening**\n\nThe Bridge opens in May.",
    ],
)
def test_what_the_source_says_is_traced_however_it_is_put(text):
    assert untraced(text, BRIDGE) == []


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("The bridge opens in June 2027.", ["June", "2027"]),
        ("It cost 4.3 million euros.", ["4.3 million"]),
        ("It cost 42 euros and took 30 years.", ["42", "30"]),
        ("Two hundred people came from London.", ["Two hundred", "London"]),
        ("They asked Ana Brown.", ["Ana Brown"]),
        ("NATO paid for it.", ["NATO"]),
        ("He shook his head: der Reiher schüttelte sich, über Ödland.", ["Reiher", "Ödland"]),
        ("Twenty-one trees and 12.5 lamps.", ["Twenty-one", "12.5"]),
    ],
)
def test_what_is_not_in_the_source_is_found_where_it_stands(text, quotes):
    assert untraced(text, BRIDGE) == quotes


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("杭州市第三中学五月举行运动会，1200名学生参加，获得三万元资助。《钱江晚报》作了报道。", []),
        ("学校得到30000元，１２００名学生到场。", []),
        ("宁波市的两千名学生参加，捐款5万元。", ["宁波市", "两千", "5万"]),
        ("《人民日报》作了报道。", ["人民日报"]),
        ("复旦大学派人参加。", ["复旦大学"]),
        ("这座城市的人民一起参加。", []),
    ],
)
def test_chinese_figures_titles_and_places_are_traced(text, quotes):
    assert untraced(text, SCHOOL, "zh") == quotes


def test_a_finding_names_the_paragraph_and_says_what_to_do():
    draft = Draft.of("The bridge opens.\n\nIt cost 9 euros.")
    report = run_checks(draft, ["sourced"], {"sourced": {"source": BRIDGE}}).reports[0]
    finding = report.findings[0]
    assert (finding.paragraph, finding.quote, finding.severity) == ("p2", "9", "critical")
    assert finding.instruction == 'The figure "9" is not in the source: take it out, or write what the source says.'
    assert report.measured == {"figures": 1, "names": 0, "untraced": 1}
    assert report.score == 0.0


def test_without_a_source_there_is_nothing_to_look_up():
    report = run_checks("It cost 9 euros in Rome.", ["sourced"]).reports[0]
    assert (report.passed, report.measured) == (None, {})


def test_nothing_claimed_is_nothing_invented():
    report = run_checks("It rained.", ["sourced"], {"sourced": {"source": BRIDGE}}).reports[0]
    assert (report.passed, report.score) == (True, 1.0)


def test_only_a_capital_begins_a_name():
    text = "He saw Ana Silva über alles there, an épée beside her, and Élan Ünal schüttelte den hat."
    assert untraced(text, "nothing") == ["Ana Silva", "Élan Ünal"]


def test_a_name_is_not_found_within_another_word():
    assert untraced("Then came Art Lee.", "The party of Lee came.") == ["Art Lee"]
    assert untraced("去年在Newport开了会，大家都来了。", "会在Newport开。", "zh") == []


def test_a_chinese_turn_of_phrase_is_no_figure():
    assert untraced("你千万别去，万一下雨呢？他一一说明，万万没有想到。", "下雨。", "zh") == []
    assert untraced("公司投入三千万元，又花了三万一千元。", "投入。", "zh") == ["三千万", "三万一千"]
