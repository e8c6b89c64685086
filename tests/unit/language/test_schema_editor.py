"""What an author sees in an editor: the real yaml-language-server, asked over its protocol, with our schemas.

Slow, because it is installed from npm; skipped where that cannot be done.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from orchestrator.language.schema import card_schema, workflow_schema
from orchestrator.language.syntax import KINDS, WorkflowSyntax
from tests.unit.language.compiling import ROOT

pytestmark = pytest.mark.slow

VERSION = "1.25.0"
STEP_KEYS = {"description", "when", "else", "needs", "retry", "timeout", "on_error", "sets"}


class LanguageServer:
    """A language server that speaks over pipes; one request at a time."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.folder = folder
        self.numbers = count(1)
        workspace = {"configuration": True}
        self.ask("initialize", processId=None, rootUri=folder.as_uri(), capabilities={"workspace": workspace})
        self.tell("initialized")

    def _write(self, message: dict) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _read(self) -> dict:
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        assert length, "the server has ended"
        return json.loads(self.process.stdout.read(length))

    def tell(self, method: str, **params) -> None:
        self._write({"method": method, "params": params})

    def ask(self, method: str, **params):
        number = next(self.numbers)
        self._write({"id": number, "method": method, "params": params})
        return self.wait(lambda message: message.get("id") == number and "method" not in message)["result"]

    def wait(self, wanted) -> dict:
        """The next message that is ``wanted``; what the server asks for meanwhile is answered."""
        while not wanted(message := self._read()):
            if "id" in message and "method" in message:
                self._write({"id": message["id"], "result": self._answer(message)})
        return message

    def _answer(self, message: dict):
        if message["method"] != "workspace/configuration":
            return None
        settings = {"yaml": {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}}}
        return [settings.get(item.get("section"), {}) for item in message["params"]["items"]]

    def open(self, text: str) -> tuple[str, list[dict]]:
        """Open a file with ``text``; its address, and what the server finds wrong with it."""
        path = self.folder / f"file{next(self.numbers)}.yaml"
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=document)
        found = self.wait(
            lambda message: (
                message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == path.as_uri()
            )
        )
        return path.as_uri(), found["params"]["diagnostics"]

    def close(self) -> None:
        self.ask("shutdown")
        self.tell("exit")
        self.process.wait(timeout=20)
        self.process.stdin.close()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[LanguageServer]:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("npm and node are not installed: no editor's language server to ask")
    folder = tmp_path_factory.mktemp("editor")
    package = f"yaml-language-server@{VERSION}"
    install = [npm, "install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts", package]
    installed = subprocess.run(install, capture_output=True, text=True, timeout=240, check=False)
    if installed.returncode != 0:
        pytest.skip(f"npm could not install {package}: {installed.stderr.strip().splitlines()[-1:]}")
    (folder / "workflow.schema.json").write_text(json.dumps(workflow_schema()))
    (folder / "card.schema.json").write_text(json.dumps(card_schema()))
    binary = folder / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    running = LanguageServer([shutil.which("node"), str(binary), "--stdio"], folder)
    yield running
    running.close()


def text_and_place(text: str, schema: str = "workflow") -> tuple[str, dict]:
    """``text`` under its schema line, without its ``|``; where the ``|`` was."""
    text = f"# yaml-language-server: $schema={schema}.schema.json\n{text}"
    before = text[: text.index("|")]
    place = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
    return text.replace("|", "", 1), place


def offered(server: LanguageServer, text: str, schema: str = "workflow") -> set[str]:
    """What the editor offers at the ``|`` in ``text``."""
    text, place = text_and_place(text, schema)
    address, _ = server.open(text)
    answer = server.ask("textDocument/completion", textDocument={"uri": address}, position=place)
    items = answer["items"] if isinstance(answer, dict) else answer
    return {item["label"] for item in items}


def told(server: LanguageServer, text: str, schema: str = "workflow") -> list[str]:
    """What the editor says is wrong with ``text``: line of the text (from 1) and message."""
    _, found = server.open(f"# yaml-language-server: $schema={schema}.schema.json\n{text}")
    return [f"{problem['range']['start']['line']}: {problem['message']}" for problem in found]


def step(text: str) -> str:
    """A workflow with one step of this text."""
    return f"name: a\nsteps:\n  one: {text}\noutputs: {{a: one}}\n"


VARIANTS = "\n    variants: 2\n    steps: {a: {agent: critic}}\n    result: a\n    choose: "
# Inside of braces the server offers keys from the first letter on.
OFFERED = [
    ("top level", "|", {"name", "description", "inputs", "steps", "outputs", "manuscript", "export"}),
    ("an empty step", step("\n    |"), {*KINDS, *STEP_KEYS}),
    ("a step in braces", step("{a|}"), {*KINDS, *STEP_KEYS}),
    (
        "an agent step",
        step("\n    agent: planner\n    |"),
        {*STEP_KEYS, "of", "with", "template", "sampling", "model", "adapter"},
    ),
    ("an agent step in braces", step("{check: [length], o|}"), {*STEP_KEYS, "of", "targets"}),
    ("a human step's kind", step("{human: |}"), {"approve", "edit"}),
    (
        "a block",
        step("\n    foreach: a\n    as: b\n    |"),
        {*STEP_KEYS, "key", "order", "carry", "steps", "result"},
    ),
    (
        "a step inside a block",
        step("\n    foreach: a\n    as: b\n    steps:\n      c:\n        |"),
        {*KINDS, *STEP_KEYS},
    ),
    ("loop: {", step("\n    loop: {max: 3, u|}"), {"until", "best", "keep_if", "patience", "on_max"}),
    ("what a loop does at its end", step("\n    loop: {max: 3, on_max: |}"), {"accept", "fail", "ask"}),
    ("who chooses", step(VARIANTS + "{by: |}"), {"judge", "person"}),
    (
        "sampling",
        step("\n    agent: a\n    sampling:\n      |"),
        {"temperature", "top_p", "top_k", "max_tokens", "seed"},
    ),
    (
        "an input's type",
        "inputs:\n  a: {type: |}",
        {"text", "int", "float", "bool", "choice", "list", "file", "table", "json"},
    ),
    ("an input of numbers", "inputs:\n  a:\n    type: int\n    |", {"description", "default", "min", "max"}),
    ("a choice", "inputs:\n  a:\n    type: choice\n    |", {"description", "default", "of"}),
    ("a list's entries", "inputs:\n  a: {type: list, of: |}", {"text", "int", "float", "bool"}),
    ("formats", "export: [|]", {"md", "txt", "json"}),
]
NEVER = {"an agent step": {"check", "targets", "foreach"}, "a choice": {"min", "max_chars"}, "loop: {": {"steps"}}


@pytest.mark.parametrize(("where", "text", "wanted"), OFFERED, ids=[case[0] for case in OFFERED])
def test_the_editor_offers_what_can_stand_there(server, where, text, wanted):
    labels = offered(server, text)
    assert wanted <= labels
    assert not labels & NEVER.get(where, {"colour"})


def test_the_editor_offers_what_can_stand_in_a_card(server):
    assert {"role", "extends", "takes", "output", "reply"} <= offered(server, "|", "card")
    assert {"text", "Draft", "Critique"} <= offered(server, "output: |", "card")
    assert {"Draft", "optional Draft", "list of Scene"} <= offered(server, "takes: {a: |}", "card")
    assert {"object", "array"} <= offered(server, "output: {type: object, properties: {a: {type: |}}}", "card")


LOOP = "\n    loop: {max: 0, patience: 2, on_max: ask}\n    steps: {a: {agent: b}}\n    result: a"
TOLD = [
    (step("{agnt: planner}"), [f"3: a step has one of {', '.join(KINDS)}"]),
    (step("{agent: planner, colour: red}"), ["3: Property colour is not allowed."]),
    (step("{agent: planner, check: [length]}"), ["3: Property check is not allowed."]),
    (step("planner"), ['3: Incorrect type. Expected "step".']),
    (step("{agent: b, of: '{{ a }}'}"), ["3: an expression is not empty, and is written without {{ }}"]),
    (step("{agent: b, on_error: collect}"), ["3: fail or skip; only a foreach can collect"]),
    (
        step(LOOP),
        [
            "4: Value is below the minimum of 1.",
            "4: Object is missing property best required by property patience.",
            "4: `on_max` says what happens where `until` never held",
        ],
    ),
    ("inputs: {a: {type: text, min: 3}}\n" + step("{agent: b}"), ["1: Property min is not allowed."]),
    (step("{agent: b}"), []),
]


@pytest.mark.parametrize(("text", "wanted"), TOLD)
def test_the_editor_says_what_is_wrong(server, text, wanted):
    assert told(server, text) == wanted


def test_the_editor_finds_nothing_wrong_with_what_ships(server):
    for path in sorted((ROOT / "workflows").glob("*.yaml")):
        text = path.read_text("utf-8").partition("\n")[2]
        assert told(server, text) == [], path.name
    for path in sorted((ROOT / "agents").glob("*.yaml")):
        assert told(server, path.read_text("utf-8"), "card") == [], path.name


def test_the_editor_explains_a_key(server):
    text, place = text_and_place("nam|e: story")
    address, _ = server.open(text)
    shown = server.ask("textDocument/hover", textDocument={"uri": address}, position=place)
    assert WorkflowSyntax.model_fields["name"].description in str(shown["contents"])
