"""The page of a check in a real browser: it reads well in both languages, light, dark and small, and nothing acts."""

import os
from pathlib import Path

import pytest

from orchestrator.adapters.export.page import CheckedText, to_page
from orchestrator.domain.drafts import Draft
from orchestrator.domain.reports import CheckReport, Finding, Report
from tests.support.browser import Browser, need_chromium

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

ENGLISH = (
    "The fox ran to the old mill because she had lost her silver bell there.\n\n“Who is there?” asked the miller. "
    "He had not slept for three nights, and the wheel had not turned for as long as anybody could remember.\n\n"
    "She did not answer him. She ran."
)
CHINESE = (
    "狐狸跑到旧磨坊去，因为她把银铃丢在了那里。\n\n"
    "“谁在那里？”磨坊主问道。他已经三夜没有合眼了。\n\n她没有回答。她跑了。"
)
HOSTILE = (
    "</p></style><script>document.title = 'owned'</script><img src=http://127.0.0.1:9/x onerror=alert(1)>"
    "<iframe src=http://127.0.0.1:9/></iframe><svg onload=alert(2)><a href='javascript:alert(3)'>x</a>"
)


def finding(text, quote, severity, instruction):
    return Finding(
        quote=quote, start=text.index(quote), severity=severity, instruction=instruction, measured=21, target=12
    )


def checked(name, language, text, *findings):
    reports = (
        CheckReport(check="readability", passed=False, score=0.4, measured={"sentences": 6}, findings=findings,
                    targets={"grade": {"max": 4}}),
        CheckReport(check="length", passed=True, score=1.0, measured={"words": 60}),
    )  # fmt: skip
    valences = [(0, -2.0), (10, 3.0), (30, -1.0), (50, 4.0), (60, 0.5), (70, -4.5)]
    return CheckedText(name, language, 60, Draft.of(text), Report.of(reports), {}, valences)


@pytest.fixture
def page(tmp_path):
    english = checked(
        "a.txt", "en", ENGLISH,
        finding(ENGLISH, "the wheel had not turned", "critical", "Split this sentence."),
        finding(ENGLISH, "She did not answer him.", "minor", "Join it with the next one."),
    )  # fmt: skip
    chinese = checked("二.txt", "zh", CHINESE, finding(CHINESE, "他已经三夜没有合眼了。", "major", "把这句拆开。"))
    hostile = checked(HOSTILE, "en", HOSTILE + " " + ENGLISH, finding(HOSTILE, HOSTILE[4:40], "major", HOSTILE))
    path = tmp_path / "page.html"
    path.write_text(to_page([english, chinese, hostile]), "utf-8")
    return path


@pytest.fixture
async def browser(tmp_path):
    need_chromium()
    async with Browser(tmp_path / "profile") as browser:
        yield browser


def luminance(colour):
    """Relative luminance of ``rgb(r, g, b)`` (WCAG 2.2)."""
    parts = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
async def test_it_can_be_read(browser, page, scheme, width):
    await browser.open(page, width=width, scheme=scheme)
    if folder := os.environ.get("INKLOOM_PICTURES"):  # for eyes
        await browser.picture(Path(folder) / f"page-{scheme}-{width}.png")
    assert await browser.ask("document.documentElement.scrollWidth") <= width
    ground = await browser.ask("getComputedStyle(document.body).backgroundColor")
    assert (luminance(ground) > 0.5) == (scheme == "light")
    assert contrast(await browser.ask("getComputedStyle(document.querySelector('.row > p')).color"), ground) > 7
    for severity in ("critical", "major", "minor"):
        style = f"getComputedStyle(document.querySelector('.mark.{severity}'))"
        assert contrast(await browser.ask(f"{style}.color"), await browser.ask(f"{style}.backgroundColor")) > 4.5
    beside = await browser.ask(
        "(([p, a]) => p.right <= a.left)(['p', 'aside'].map(n => document.querySelector("
        "`.row:has(aside) > ${n}`).getBoundingClientRect()))"
    )
    assert beside == (width == 1280)


async def test_the_mouse_on_a_passage_shows_what_to_do_and_a_click_leads_to_its_note(browser, page):
    await browser.open(page)
    shown = "getComputedStyle(document.querySelector('.mark.critical'), '::after').content"
    assert await browser.ask(shown) == "none"
    await browser.move_to(".mark.critical")
    assert await browser.ask(shown) == '"Split this sentence."'
    before = await browser.ask("getComputedStyle(document.querySelector('.note.critical')).backgroundColor")
    await browser.click(".mark.critical")
    assert await browser.ask("document.querySelector(':target').textContent.includes('Split this sentence.')")
    assert await browser.ask("getComputedStyle(document.querySelector('.note.critical')).backgroundColor") != before


async def test_the_texts_read_as_they_were_written(browser, page):
    await browser.open(page)
    texts = "[...document.querySelectorAll('#{} .row > p')].map(p => [...p.childNodes].filter(n => !n.matches?.('.ref')).map(n => n.textContent).join(''))"  # noqa: E501
    assert await browser.ask(texts.format("t1")) == ENGLISH.split("\n\n")
    assert await browser.ask(texts.format("t2")) == CHINESE.split("\n\n")
    assert await browser.ask(texts.format("t3")) == (HOSTILE + " " + ENGLISH).split("\n\n")
    assert await browser.ask("getComputedStyle(document.querySelector('#t2 .row > p')).textIndent") != "0px"


async def test_nothing_is_fetched_nothing_runs_and_nothing_is_complained_of(browser, page):
    await browser.open(page)
    assert browser.requests == [page.resolve().as_uri()]
    assert browser.complaints == []
    assert await browser.ask("document.title.endsWith('· Inkloom')")
    assert await browser.ask("document.querySelectorAll('script, img, iframe, [onload], [onerror]').length") == 0
    # The gate fires: what the policy forbids is refused, and complained of.
    await browser.ask(
        "document.body.append(Object.assign(document.createElement('img'), {src: 'http://127.0.0.1:9/x'}))"
    )
    await browser.ask("new Promise(done => setTimeout(done, 300))")
    assert "Content Security Policy" in "".join(browser.complaints)
