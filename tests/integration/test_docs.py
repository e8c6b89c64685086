"""The reference is true: its examples run, its mistakes are told as it says, its tables are the code's."""

import re
from dataclasses import dataclass, field
from pathlib import PurePath

import pytest
import yaml

from orchestrator.adapters.models.scripted import ScriptedModel
from orchestrator.domain.errors import DefinitionError
from orchestrator.engine.ports import Decision
from orchestrator.language.check_files import compile_check
from orchestrator.language.sources import SourceText
from tests.support import docs
from tests.support.running import Person, compiled, run_one

TEXT = docs.PAGE.read_text("utf-8")
BLOCK = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass
class Example:
    """A workflow of the page and what stands below it."""

    workflow: str
    replies: str = "[]"
    person: str = "[]"
    outputs: dict = field(default_factory=dict)
    error: str = ""
    files: dict = field(default_factory=dict)

    @property
    def name(self):
        return re.search(r"^name: (\S+)", self.workflow)[1]

    def texts(self, folder):
        return {PurePath(n).stem: t for n, t in self.files.items() if n.startswith(f"{folder}/")}

    @property
    def checks(self):
        return {n: compile_check(SourceText(f"checks/{n}.yaml", t), n) for n, t in self.texts("checks").items()}

    def plan(self):
        templates = {name: text for name, text in self.files.items() if name.endswith(".j2")}
        return compiled(
            self.workflow,
            file=f"{self.name}.yaml",
            cards=self.texts("agents"),
            templates=templates,
            workflows=self.texts("workflows"),
            checks=self.checks,
        )


def examples():
    found = []
    for language, role, body in BLOCK.findall(TEXT):
        match f"{language} {role}".split():
            case ["yaml", "workflow" | "broken"]:
                found.append(Example(body))
            case ["yaml", "replies"]:
                found[-1].replies = body
            case ["yaml", "person"]:
                found[-1].person = body
            case ["text", "output", name]:
                found[-1].outputs[name] = body.rstrip("\n")
            case ["text", "error"]:
                found[-1].error = body
            case ["yaml" | "jinja", name] if "." in name:
                found[-1].files[name] = body
            case other:
                raise AssertionError(f"a block of the page with no known role: {other}")
    return found


EXAMPLES = examples()


@pytest.mark.parametrize("example", [e for e in EXAMPLES if not e.error], ids=lambda e: e.name)
async def test_an_example_gives_what_stands_below_it(example):
    assert example.outputs, "an example shows what comes out"
    model = ScriptedModel.from_text(example.replies)
    person = Person(*(Decision(**answer) for answer in yaml.safe_load(example.person)))
    result = await run_one(example.plan(), model, checks=example.checks, person=person)
    assert result.status == "done", result.failures
    assert {name: result.outputs[name].rstrip() for name in example.outputs} == example.outputs
    model.assert_exhausted()


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.error], ids=lambda e: e.name)
def test_a_mistake_is_told_as_it_says(example):
    with pytest.raises(DefinitionError) as wrong:
        example.plan()
    assert f"{wrong.value}\n" == example.error


def test_there_is_an_example_for_every_kind_of_step():
    written = "\n".join(example.workflow for example in EXAMPLES)
    assert [kind for kind in docs.syntax.KINDS if not re.search(rf"\b{kind}: ", written)] == []


def test_the_tables_are_what_the_code_says():
    assert docs.generated(TEXT) == TEXT, "run: make docs"


def test_every_key_of_a_step_is_in_a_table():
    assert set(docs.syntax.KINDS.values()) <= set(docs.MODELS.values())
