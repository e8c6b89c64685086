"""The report of a run in a real browser: it reads well in both languages, light, dark and small."""

import os
from pathlib import Path

import pytest

from orchestrator.adapters.export.report import to_report
from tests.support.browser import Browser, need_chromium
from tests.support.reports import full_report

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]

FONT = "getComputedStyle(document.querySelector('{}')).fontFamily"


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_it_can_be_read(tmp_path, language):
    need_chromium()
    page = tmp_path / "page.html"
    page.write_text(to_report(full_report(language)), "utf-8")
    async with Browser(tmp_path / "profile") as browser:
        for scheme, width in (("light", 1280), ("dark", 1280), ("light", 390)):
            await browser.open(page, width=width, scheme=scheme)
            if folder := os.environ.get("INKLOOM_PICTURES"):  # for eyes
                await browser.picture(Path(folder) / f"report-{language}-{scheme}-{width}.png")
            assert await browser.ask("document.documentElement.scrollWidth") <= width
            # No number is broken, however narrow the page is.
            lines = "[...document.querySelectorAll('.usage data')].map(data => data.getClientRects().length)"
            assert set(await browser.ask(lines)) == {1}
        assert (await browser.ask(FONT.format("h3 code"))).endswith("monospace")
        # Serif fonts for English texts; Chinese ones look like the rest.
        assert (await browser.ask(FONT.format("q")) == await browser.ask(FONT.format("body"))) == (language == "zh")
        assert browser.complaints == []
