"""A real browser: Chromium without a window, spoken to over its DevTools protocol."""

import asyncio
import base64
import itertools
import os
import re
import shutil

import aiohttp
import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MISSING = "no Chromium here: apt-get install chromium (and fonts-noto-cjk), then run this again"
_OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-port=0")


def need_chromium():
    """Skip where there is no browser; where CI is set its absence is a failure."""
    if CHROMIUM is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)


class Browser:
    """One page of one browser, and what happened on it."""

    def __init__(self, folder):
        self.folder = folder
        self.requests, self.complaints = [], []
        self._numbers = itertools.count(1)
        self._waiting = {}
        self._loaded = asyncio.Event()

    async def __aenter__(self):
        profile = f"--user-data-dir={self.folder}"
        self._process = await asyncio.create_subprocess_exec(
            CHROMIUM, *_OPTIONS, profile, "about:blank", stderr=asyncio.subprocess.PIPE
        )
        while not (found := re.search(rb"listening on (ws://(\S+?)/\S+)", await self._process.stderr.readline())):
            assert self._process.returncode is None
        self._session = aiohttp.ClientSession()
        async with self._session.get(f"http://{found[2].decode()}/json/list") as answer:
            page = next(target for target in await answer.json() if target["type"] == "page")
        self._socket = await self._session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0)
        self._reader = asyncio.create_task(self._read())
        for domain in ("Page", "Runtime", "Log", "Network"):
            await self.do(f"{domain}.enable")
        return self

    async def __aexit__(self, *_):
        await self._socket.close()
        await self._reader
        await self._session.close()
        self._process.terminate()
        await self._process.wait()

    async def do(self, method, **parameters):
        """The result of a command of the protocol."""
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        answer = await asyncio.wait_for(self._waiting[number], 60)
        assert "error" not in answer, answer
        return answer["result"]

    async def _read(self):
        async for message in self._socket:
            told = message.json()
            if "id" in told:
                self._waiting.pop(told["id"]).set_result(told)
            elif told["method"] == "Network.requestWillBeSent":
                self.requests.append(told["params"]["request"]["url"])
            elif told["method"] == "Log.entryAdded":
                self.complaints.append(told["params"]["entry"]["text"])
            elif told["method"] in (
                "Runtime.consoleAPICalled",
                "Runtime.exceptionThrown",
                "Page.javascriptDialogOpening",
            ):
                self.complaints.append(str(told["params"]))
            elif told["method"] == "Page.loadEventFired":
                self._loaded.set()

    async def open(self, path, *, width=1280, height=900, scheme="light"):
        """Show the file, in a window of that size, for a reader who likes it light or dark."""
        await self.do(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )
        await self.do("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self._loaded.clear()
        await self.do("Page.navigate", url=path.resolve().as_uri())
        await asyncio.wait_for(self._loaded.wait(), 60)

    async def ask(self, expression):
        """The value of a JavaScript expression."""
        answer = await self.do("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def move_to(self, selector):
        """Put the mouse on the first element that ``selector`` finds."""
        at = f"document.querySelector({selector!r})"
        await self.ask(f"{at}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
        box = await self.ask(f"(r => [r.x + 4, r.y + 4])({at}.getClientRects()[0])")
        await self.do("Input.dispatchMouseEvent", type="mouseMoved", x=box[0], y=box[1])
        return box

    async def click(self, selector):
        """Click on it."""
        x, y = await self.move_to(selector)
        for kind in ("mousePressed", "mouseReleased"):
            await self.do("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    async def picture(self, path, *, whole=True):
        """A screenshot as PNG."""
        shot = await self.do("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(shot["data"]))
