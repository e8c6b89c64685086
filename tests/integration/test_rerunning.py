"""A run again with what has changed: exactly the calls that read the change, and no other."""

import json

import pytest

from tests.support.counted import counted
from tests.support.nursery import Nursery

pytestmark = [pytest.mark.enable_socket]

CARD = """
role: {role}
template: {role}.md.j2
takes: {{text: text, previous: optional list of text, note: optional text}}
output: text
reply: text
"""
TEMPLATE = "{% if note %}Heed {{ note }}. {% endif %}ROLE {{ text }}{{ previous | default([], true) | join }}"
CHAIN = """
name: chain
inputs: {about: {type: text, default: a hen}, tone: {type: text, default: gay}}
steps:
  plan: {agent: planner, of: inputs.about}
  draft: {agent: drafter, of: plan}
  critique: {agent: critic, of: draft}
  tone: {agent: editor, of: inputs.tone}
  summary: {agent: summarizer, of: critique ~ tone}
outputs: {summary: summary}
"""
ALL = {"plan", "draft", "critique", "tone", "summary"}
SCENES = """
name: scenes
inputs: {scenes: {type: list, default: [a, b, c]}}
steps:
  told:
    foreach: inputs.scenes
    as: scene
    key: scene
    order: ORDER
    steps:
      draft: {agent: drafter, of: scene}
      mended: {agent: editor, of: draft, with: {previous: none}}
    result: mended
outputs: {told: told}
"""
ROLES = ("planner", "drafter", "critic", "editor", "summarizer")


@pytest.fixture(scope="module")
def nursery():
    with Nursery() as nursery:
        yield nursery


@pytest.fixture
def project(tmp_path):
    for name in ("agents", "templates"):
        (tmp_path / name).mkdir()
    for role in ROLES:
        (tmp_path / "agents" / f"{role}.yaml").write_text(CARD.format(role=role))
        (tmp_path / "templates" / f"{role}.md.j2").write_text(TEMPLATE.replace("ROLE", role))
    return tmp_path


class Desk:
    """A project whose workflow is run again and again; each run tells at which paths the model was asked."""

    def __init__(self, folder, workflow, nursery, server):
        self.folder, self.nursery, self.server = folder, nursery, server
        self.workflow = folder / "w.yaml"
        self.workflow.write_text(workflow)

    def run(self, *arguments, command=("run", "w.yaml")):
        self.server.forget()
        code = self.nursery.run(
            *command, "--model", self.server.url, "--json", *arguments, cwd=self.folder, environment={"COLUMNS": "200"}
        )
        assert code == 0, (self.folder / "stdout").read_text()
        told = json.loads((self.folder / "stdout").read_text())
        assert told["usage"]["calls"] == len(self.server.seeds)
        return told

    def asked(self, *arguments):
        """The paths of the calls that a run made, with their number as the server counted it."""
        planned = self.planned(*arguments)
        told = self.run(*arguments)
        listed = self.steps(told["run"])
        asked = {step["path"] for step in listed if step["usage"]["calls"]}
        assert len(asked) == told["usage"]["calls"]
        assert planned <= asked  # what --plan said comes first is what came first
        assert bool(planned) == bool(asked)
        return asked

    def planned(self, *arguments):
        code = self.nursery.run(
            "run", "w.yaml", "--plan", "--model", self.server.url, "--json", *arguments, cwd=self.folder
        )
        assert code == 0, (self.folder / "stdout").read_text()
        return {call["path"] for call in json.loads((self.folder / "stdout").read_text())["calls"]}

    def steps(self, run):
        assert self.nursery.run("show", run, "--json", cwd=self.folder) == 0
        return json.loads((self.folder / "stdout").read_text())


@pytest.fixture
def desk(project, nursery):
    with counted(0) as server:
        yield lambda workflow: Desk(project, workflow, nursery, server)


def edit(path, old, new):
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


EDITS = [
    # what is changed                       the steps whose prompts that changes
    ("nothing", None, None, set()),
    ("templates/planner.md.j2", "planner ", "planner, ", ALL - {"tone"}),
    ("templates/drafter.md.j2", "drafter ", "drafter, ", {"draft", "critique", "summary"}),
    ("templates/critic.md.j2", "critic ", "critic, ", {"critique", "summary"}),
    ("templates/editor.md.j2", "editor ", "editor, ", {"tone", "summary"}),
    ("templates/summarizer.md.j2", "summarizer ", "summarizer, ", {"summary"}),
    ("templates/critic.md.j2", "{% endif %}", "{% endif %}{# a remark #}", set()),
    ("agents/critic.yaml", "reply: text", "reply: text\nsampling: {temperature: 0.7}", {"critique"}),  # same reply
    ("agents/critic.yaml", "reply: text", "reply: text\ndescription: Finds faults.", set()),
    ("w.yaml", "default: gay", "default: grave", {"tone", "summary"}),
    ("w.yaml", "name: chain", "name: chain\ndescription: A chain.", set()),
    ("w.yaml", "critic, of: draft", "critic, of: draft, with: {note: inputs.about}", {"critique", "summary"}),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "changed"), EDITS, ids=[f"{e[0]}-{len(e[3])}" for e in EDITS])
def test_an_edit_asks_again_for_what_it_changes_and_for_nothing_else(desk, project, file, old, new, changed):
    chain = desk(CHAIN)
    assert chain.asked() == ALL
    if old is not None:
        edit(project / file, old, new)
    assert chain.asked() == changed


def test_another_input_asks_for_what_reads_it_and_the_first_one_is_still_there(desk):
    chain = desk(CHAIN)
    first = chain.run()["outputs"]
    assert chain.asked("--set", "tone=grave") == {"tone", "summary"}
    assert chain.asked("--seed", "3") == ALL
    again = chain.run()
    assert (again["outputs"], again["usage"]["calls"], again["usage"]["cached"]) == (first, 0, 5)


@pytest.mark.parametrize(
    ("order", "inserted", "changed"),
    [
        ("parallel", ["a", "x", "b", "c"], {"x"}),
        ("parallel", ["c", "b", "a"], set()),
        ("serial", ["a", "x", "b", "c"], {"x", "b", "c"}),
        ("serial", ["a", "b", "c", "x"], {"x"}),
    ],
)
def test_a_scene_that_is_put_in_asks_for_itself_and_for_what_reads_it(desk, order, inserted, changed):
    scenes = desk(SCENES.replace("ORDER", order))
    assert scenes.asked() == {f"told[{key}].{step}" for key in "abc" for step in ("draft", "mended")}
    asked = scenes.asked("--set", f"scenes={json.dumps(inserted)}")
    assert {path.partition(".")[0] for path in asked} == {f"told[{key}]" for key in changed}


def test_in_a_series_only_the_scenes_whose_prompts_changed_are_asked_for(desk, project):
    """Where a later scene reads only its own plan, a scene put in before it changes nothing for it."""
    edit(project / "templates" / "drafter.md.j2", "{{ previous | default([], true) | join }}", "")
    scenes = desk(SCENES.replace("ORDER", "serial"))
    scenes.run()
    assert scenes.asked("--set", 'scenes=["a", "x", "b", "c"]') == {"told[x].draft", "told[x].mended"}
