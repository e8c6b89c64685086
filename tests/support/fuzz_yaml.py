"""Hostile and broken workflow files, made from those that ship and from the tests' own bad ones."""

# ruff: noqa: E501, PT017 (tables of hostile texts, whose lines are as long as they are)
from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestrator.domain.errors import DefinitionError
from orchestrator.language.compiler import compile_workflow
from orchestrator.language.templates import TemplateLibrary
from tests.unit.language.compiling import CARDS, CHECKS, TEMPLATES

_ROOT = Path(__file__).parents[2]
_PIECES = (
    "\x00", "\ufeff", "\t", "\r\n", "\r", "\x85", "\u2028", "\ud800", "\\uD800", "\\x00", "&a ", "*a", "!!python/object:os.system ",
    "!x ", "<<: ", "<<: *a\n", "---\n", "...\n", "%YAML 1.1\n", "%TAG ! tag:x,2000:\n", "{", "}", "[", "]", ": ", "? ", "- ", "|", ">",
    "'", '"', "#", "@", "`", ",", "~", "null", "no", "on", "0o17", "1e999", "9" * 40, ".inf", ".nan", "2001-01-01",
    "!!binary |\n  aGk=\n", "{{ 7 * 7 }}", "{% raw %}", "名字", "步骤: ", "ｅ", "é", "e\u0301", "🦊", "\u202e", "steps:", "agent: ",
    "loop: ", "foreach: ", "until: ", "max: -1", "max: 99999999999", "inputs.", "[0]", " | map(attribute='x')", "\\", "   ",
)  # fmt: skip


@cache
def sources() -> tuple[str, ...]:
    """The texts that cases are made from; half of the cases are made from the last two, which have no mistake."""
    invalid, shipped = _ROOT / "tests" / "assets" / "invalid", _ROOT / "workflows"
    files = [path for folder in (invalid, shipped) for path in sorted(folder.glob("*.yaml"))]
    files += [shipped / "short-story.yaml", shipped / "social.yaml"]
    return tuple(path.read_text("utf-8") for path in files)


def _bytes(rng: random.Random, text: str) -> str:
    data = bytearray(text.encode("utf-8", "replace"))
    for _ in range(rng.randint(1, 8)):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)
    return data.decode("utf-8", rng.choice(["replace", "ignore"]))


def _characters(rng: random.Random, text: str) -> str:
    for _ in range(rng.randint(1, 5)):
        at = rng.randint(0, len(text))
        end = at + rng.choice([0, 0, 1, 1, 3, 20])
        text = text[:at] + rng.choice(["", *_PIECES, chr(rng.randrange(0x3000))]) + text[end:]
    return text


def _lines(rng: random.Random, text: str) -> str:
    lines = text.split("\n")
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(lines))
        line = lines[at]
        lines[at : at + 1] = rng.choice(
            [[], [line, line], [" " + line], [line.lstrip()], [rng.choice(lines)], [line[: len(line) // 2]]]
        ) or [""]
        if rng.random() < 0.1:
            rng.shuffle(lines)
    return rng.choice(["\n", "\n", "\n", "\r\n", "\r"]).join(lines)


def _tokens(rng: random.Random, text: str) -> str:
    words = text.split(" ")
    for _ in range(rng.randint(1, 6)):
        a, b = rng.randrange(len(words)), rng.randrange(len(words))
        words[a] = rng.choice([words[b], "", *_PIECES[-12:]])
    return " ".join(words)


def _value(rng: random.Random) -> Any:
    return rng.choice(
        [None, True, -1, 0, 10**12, 1.5, "", "x", "inputs.premise", "outline.title", "a.b.c.d", "no", [], {}, ["x"], {"agent": "critic"},
         {"loop": {"max": 2}}, "名字", "x" * 5000, "range(99999)", "'a' * 999999999", {"type": "text"}, {"if": "x"}, [[[[]]]]]
    )  # fmt: skip


def _nodes(node: Any) -> list[Any]:
    inner = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    return [node] * bool(inner) + [found for part in inner for found in _nodes(part)]


def _structure(rng: random.Random, text: str) -> str:
    if "&" in text or len(text) > 10_000:  # a bomb would go off here
        return _characters(rng, text)
    try:
        return _restructured(rng, yaml.safe_load(text))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return _characters(rng, text)


def _restructured(rng: random.Random, tree: Any) -> str:
    others = _nodes(yaml.safe_load(sources()[-1]))
    for _ in range(rng.randint(1, 4)):
        nodes = _nodes(tree)
        if not nodes:
            break
        node = rng.choice(nodes)
        key = rng.choice(list(node) if isinstance(node, dict) else range(len(node)))
        new = rng.choice([_value(rng), rng.choice(others), rng.choice(list(node)), {"x": node[key]}])
        if rng.random() < 0.3 and isinstance(node, dict):
            node[rng.choice(["steps", "when", "loop", "agent", "x", "名", rng.choice(list(node))])] = new
        elif rng.random() < 0.3:
            del node[key]
        else:
            node[key] = new
    return yaml.dump(tree, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=rng.choice([20, 80, 9999]))


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _hostile(rng: random.Random, text: str) -> str:
    n = rng.choice([3, 30, 300, 3_000])
    few = min(n, 300)
    bomb = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, few))
    names = ", ".join(f"s{i}: {{agent: critc, of: s{i - 1}}}" for i in range(few))
    piece = rng.choice(
        [
            bomb, "[" * n, "{a: " * n, "- " * n + "x", "".join(" " * i + "a:\n" for i in range(min(n, 400))), "x" * n * 300,
            "key: " + "x" * n * 100 + "\n", "? " * n, "a: {" + "b: 1, " * n + "}", "".join(f"k{i % 7}: 1\n" for i in range(n)),
            "steps: {" + names + "}\n", "&a " * n, "*a " * n, "!!map " * n, "x: &x {<<: *x}\n", "".join(f"k{i}: {{agnet: x}}\n" for i in range(n)),
            "steps:\n" + "".join(f"  s{i}: {{agent: drafter, when: s{i + 1}.x > nobody}}\n" for i in range(few)),
            "inputs:\n" + "".join(f"  i{i}: {{type: txt}}\n" for i in range(n)), "a: 'it''s\n" * n, 'a: "\\u0000\\ud800"\n' * n,
            "steps:\n" + "".join("  " * (2 * i + 1) + f"a{i}:\n" + "  " * (2 * i + 2) + "loop: {max: 2}\n" + "  " * (2 * i + 2) + "steps:\n" for i in range(min(n, 40))),
            "name: x\nsteps: {a: {render: story.md.j2, when: \"" + "(" * n + "1" + ")" * n + "\"}}\n",
            "name: x\ninputs: {p: {type: text}}\nsteps: {a: {agent: planner, when: \"" + rng.choice(["p", "nobody"]) + " ~ p" * n + "\"}}\n",
            "outputs: {a: \"" + "not " * n + "x\"}\n", "\x85" * n, "\u2028" * n, "# " + "#" * n * 50 + "\n", "%" * n, "\t" * n, "- {}\n" * n,
        ]
    )  # fmt: skip
    return rng.choice([piece, piece + text, text + "\n" + piece, text.replace("\n", "\n" + piece[:2000] + "\n", 1)])


_CHANGES: tuple[Callable[[random.Random, str], str], ...] = (
    _bytes, _characters, _characters, _lines, _lines, _tokens, _structure, _structure, _structure, _hostile,
)  # fmt: skip


def make(rng: random.Random) -> str:
    """A workflow file with something wrong in it, most of the time."""
    text = rng.choice(rng.choice([sources(), sources()[-2:]]))
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        text = rng.choice(_CHANGES)(rng, text)
    return text


@cache
def _library() -> TemplateLibrary:
    return TemplateLibrary({name: source.text for name, source in TEMPLATES.items()})


def run(text: str) -> bool:
    """Whether ``text`` compiles; only a ``DefinitionError`` may say that it does not."""
    try:
        compile_workflow(text, file="fuzz.yaml", cards=CARDS, templates=_library(), checks=CHECKS)
    except DefinitionError as error:
        assert error.diagnostics
        str(error).encode()
        return False
    return True
