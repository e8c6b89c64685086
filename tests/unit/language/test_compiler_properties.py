"""Whatever is in a file, the compiler gives a plan or says what is wrong; nothing else escapes from it."""

from __future__ import annotations

import json

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.language.compiling import ROOT, blocks, compile_text, mistakes_in

SHIPPED = [path.read_text("utf-8") for path in sorted((ROOT / "workflows").glob("*.yaml"))]
INVALID = [path.read_text("utf-8") for path in sorted((ROOT / "tests" / "assets" / "invalid").glob("*.yaml"))]
KEYS = [
    "agent",
    "check",
    "render",
    "foreach",
    "loop",
    "carry",
    "steps",
    "result",
    "as",
    "key",
    "with",
    "of",
    "when",
    "else",
    "needs",
    "sets",
    "until",
    "best",
    "max",
]
NAMES = ["outline", "scene", "previous", "round", "kept", "inputs", "inputs.grade", "critic", "drafter", "text", "大纲"]
SIGNS = [
    "{",
    "}",
    "[",
    "]",
    ": ",
    ", ",
    "\n",
    "  ",
    "'",
    '"',
    "&a ",
    "*a",
    "!!x ",
    "<<",
    "{{",
    "}}",
    "|",
    ">",
    "#",
    "- ",
]
VALUES = ["1", "-1", "1.5", "true", "~", "none", "[0]", "| first", "(", ")", "not ", " and ", " if ", "9" * 30, "1e999"]
ODD = ["\t", "\x00", "...", "---", "variants: 2", "human: edit", "sets: text"]
PIECES = st.sampled_from([*(f"{key}:" for key in KEYS), *NAMES, *SIGNS, *VALUES, *ODD])


def judge(text):
    """Compile ``text``: anything raised but a DefinitionError with something to read fails the test."""
    found = mistakes_in(text)
    assert all(d.message and d.place.line >= 1 and d.place.column >= 1 and str(d) for d in found)


@st.composite
def mutated(draw):
    """A workflow in which some places were cut, doubled or written over."""
    text = draw(st.sampled_from(SHIPPED + INVALID))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 12))
        text = text[:start] + draw(PIECES | st.just("") | st.just(text[start : start + 30])) + text[start + length :]
    return text


@settings(max_examples=300, deadline=None)
@given(mutated())
def test_a_mutated_workflow_gives_a_plan_or_its_mistakes(text):
    judge(text)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_pieces_in_any_order_give_a_plan_or_their_mistakes(text):
    judge("name: s\nsteps:\n  a: " + text)


EXPRESSIONS = st.sampled_from(
    [
        "outline", "scene", "text", "inputs", "previous", "round", "kept", "critique.score", "report.passed", "none",
        "kept.critique.score >= 1", "inputs.scenes + 1", "range(3)", "outline.scenes", "story_scenes | first",
        "(previous | last).text", "outline.scenes | map(attribute='mood')", "[text, draft]", "{'a': text}", "polish",
    ]
)  # fmt: skip


def paths(value, path=()):
    """The way to every part of a document but the whole."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield (*path, key)
        yield from paths(part, (*path, key))


def at(document, path):
    """The part of ``document`` at ``path``."""
    for key in path:
        document = document[key]
    return document


@st.composite
def restructured(draw):
    """A shipped workflow in which parts were removed, replaced, copied elsewhere or renamed: still YAML."""
    document = yaml.safe_load(draw(st.sampled_from(SHIPPED)))
    for _ in range(draw(st.integers(1, 3))):
        ways = list(paths(document))
        path = draw(st.sampled_from(ways))
        holder, key = at(document, path[:-1]), path[-1]
        change = draw(st.sampled_from(["remove", "replace", "copy", "add", "rename"]))
        copied = json.loads(json.dumps(at(document, draw(st.sampled_from(ways)))))
        if change == "remove":
            del holder[key]
        elif change == "replace":
            holder[key] = draw(EXPRESSIONS | st.integers(-2, 200) | st.none() | st.booleans())
        elif change == "copy":
            holder[key] = copied
        elif isinstance(holder, dict) and change == "add":
            holder[draw(st.sampled_from([*KEYS, *NAMES]))] = draw(EXPRESSIONS | st.just(copied))
        elif isinstance(holder, dict):
            holder[draw(st.sampled_from([*KEYS, *NAMES]))] = holder.pop(key)
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False)


@settings(max_examples=100, deadline=None)
@given(restructured())
def test_a_restructured_workflow_gives_a_plan_or_its_mistakes(text):
    judge(text)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | PIECES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(PIECES | st.sampled_from(["agent", "loop", "steps"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(["name", "inputs", "steps", "outputs", "manuscript", "export"]), values))
def test_values_of_any_kind_in_any_place_give_a_plan_or_their_mistakes(document):
    judge(json.dumps(document, ensure_ascii=False))


@st.composite
def workflows(draw, depth=2):
    """Valid blocks: agents that refer to any step before them in the file, in foreach and loop, at any depth."""
    lines = []

    def steps(indent, prefix, visible, level):
        for number in range(draw(st.integers(1, 4))):
            name = f"{prefix}{number}"
            pad = "  " * indent
            source = draw(st.sampled_from(visible))
            kind = draw(st.sampled_from(["agent", "agent", "check", "foreach", "loop"][: 5 if level else 3]))
            if kind == "agent":
                lines.append(f"{pad}{name}: {{agent: continuer, of: {source}}}")
            elif kind == "check":
                lines.append(f"{pad}r{name}: {{check: [length], of: {source}}}")
                continue
            elif kind == "foreach":
                order = draw(st.sampled_from(["serial", "parallel"]))
                lines.append(
                    f"{pad}{name}l: {{foreach: range(2), as: n{name}, order: {order}, result: {name}x, steps: {{"
                )
                lines.append(f"{pad}  {name}x: {{agent: continuer, of: {source}}}}}}}")
                lines.append(f'{pad}{name}: {{agent: continuer, of: "{name}l | first"}}')
            else:
                lines.extend([f"{pad}{name}:", f"{pad}  loop: {{max: 2}}", f"{pad}  carry: {{c{name}: {source}}}"])
                lines.extend([f"{pad}  result: c{name}", f"{pad}  steps:"])
                steps(indent + 2, f"{name}_", [*visible, f"c{name}"], level - 1)
            visible = [*visible, name]

    steps(1, "s", ["inputs.seed"], depth)
    return "name: s\ninputs: {seed: {type: text}}\nsteps:\n" + "\n".join(lines) + "\noutputs: {seed: inputs.seed}\n"


@settings(max_examples=100, deadline=None)
@given(workflows())
def test_in_every_block_steps_come_after_those_they_refer_to(text):
    for block in blocks(compile_text(text).block):
        order = list(block.steps)
        for step in block.steps.values():
            assert all(order.index(earlier) < order.index(step.name) for earlier in step.after)


@settings(max_examples=50, deadline=None)
@given(workflows())
def test_the_same_file_gives_the_same_plan(text):
    assert compile_text(text) == compile_text(text)
