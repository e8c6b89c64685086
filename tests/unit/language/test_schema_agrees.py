"""The schema and the compiler agree: on 200 good files, on 200 of a broken shape, on what only the compiler can see.

Files that are wrong in SHAPE (keys, kinds, types and bounds of constants) are refused by both; those wrong in MEANING
(names, types of expressions, what is read elsewhere) by the compiler alone; what is not YAML never reaches a schema.
The good files are what ships and one of every kind of step, each changed in one place.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

from orchestrator.adapters.files import Project
from orchestrator.checks.registry import REGISTRY
from orchestrator.domain.errors import DefinitionError
from orchestrator.language.check_files import CheckShelf
from orchestrator.language.compiler import compile_workflow
from orchestrator.language.diagnostics import Problems
from orchestrator.language.schema import workflow_schema
from orchestrator.language.sources import SourceText
from orchestrator.language.syntax import KINDS
from orchestrator.language.templates import TemplateLibrary
from orchestrator.language.yaml_source import plain, read_yaml
from tests.unit.language.compiling import ROOT

ASSETS = ROOT / "tests" / "assets"
INVALID = ASSETS / "invalid"
CHANGES = yaml.safe_load((ASSETS / "schema" / "changes.yaml").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(workflow_schema())
FOLDERS = (ROOT, ROOT / "starter")

EVERY_KIND = """
name: every-kind
description: One step of each kind.
inputs:
  premise: {type: text, default: A fox., max_chars: 400}
  count: {type: int, default: 3, min: 1, max: 9}
  cast: {type: table, of: {name: text, age: optional int}, default: [{name: Mira}], min: 1}
  world: {type: json, of: {type: object, properties: {era: {type: string}}, required: [era]}, default: {era: iron}}
steps:
  plan: {agent: planner, sampling: {temperature: 0.5, max_tokens: inputs.count * 100, stop: ["###"]}}
  chapters:
    foreach: plan.scenes
    as: scene
    key: scene.id
    order: serial
    carry: {bible: plan.bible}
    steps:
      draft: {agent: drafter, with: {outline: plan, previous: "previous | map(attribute='text') | list"}}
      recap: {agent: summarizer, of: draft, sets: bible}
    result: {text: draft, bible: bible}
  polish:
    loop: {max: 4, until: critique.score >= 8, best: [critique.score], keep_if: "true", patience: 2, on_max: ask}
    carry: {text: (chapters | first).text}
    steps:
      critique: {agent: critic}
      asked: {human: approve, of: text}
      revise: {agent: editor, sets: text}
    result: text
  ads:
    variants: inputs.count
    steps:
      draft: {agent: drafter, with: {scene: plan.scenes | first}}
    result: draft
    choose: {by: judge, with: {brief: "'the shorter one'"}}
  report: {check: [length, readability], of: ads, targets: {length: {words: {max: 40}}, readability: {grade: 6}}}
  ok: {human: approve, of: polish, when: report.passed, else: polish, needs: [ads]}
  more: {workflow: continue-text, with: {seed: ok}, timeout: 5m, retry: 2, on_error: skip}
outputs: {text: ok, plan: plan}
manuscript: {title: plan.title, parts: polish}
export: [md, json]
"""


class Shelves:
    """What a project has at hand, read and parsed once for all files."""

    def __init__(self, folder: Path) -> None:
        project = Project(folder, ROOT)
        files = project.templates().texts
        self.workflows = sorted((folder / "workflows").glob("*.yaml"))
        self.given = {
            "cards": project.cards().texts,
            "templates": TemplateLibrary({name: source.text for name, source in files.items()}),
            "checks": CheckShelf(project.checks().texts, REGISTRY),
            "template_files": files,
            "workflows": project.workflows().texts,
        }


SHELVES = {folder.name: Shelves(folder) for folder in FOLDERS}


def mistakes(document: object, shelves: Shelves) -> list[str]:
    """What the compiler finds wrong with a file that says ``document``."""
    try:
        compile_workflow(json.dumps(document), file="file.yaml", **shelves.given)
    except DefinitionError as error:
        return [diagnostic.message for diagnostic in error.diagnostics]
    return []


def refused(document: object) -> list[str]:
    """What the schema finds wrong with ``document``."""
    return [error.message for error in VALIDATOR.iter_errors(document)]


def read(text: str) -> object:
    """The data of a YAML text as the compiler reads it; None where that is no YAML for it."""
    problems = Problems()
    node = read_yaml(SourceText("file.yaml", text), problems)
    return plain(node) if node is not None and not len(problems) else None


def bases() -> Iterator[tuple[str, dict, Shelves]]:
    """The files that all others are made from."""
    for name, shelves in SHELVES.items():
        for path in shelves.workflows:
            yield f"{name}/{path.stem}", read(path.read_text("utf-8")), shelves
    yield "every-kind", read(EVERY_KIND), SHELVES[ROOT.name]


BASES = list(bases())


def places(node: object, path: tuple = ()) -> Iterator[tuple[tuple, dict]]:
    """Every mapping in a file, with its path."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from places(value, (*path, key))


def steps_in(document: dict) -> Iterator[tuple[tuple, dict]]:
    """Every step in a file, with its path."""
    return ((path, node) for path, node in places(document) if len(path) >= 2 and path[-2] == "steps")


def changed(document: dict, path: tuple, *without: str, **new: object) -> dict:
    """``document`` with other entries in the mapping at ``path``."""
    document = copy.deepcopy(document)
    node = document
    for key in path:
        node = node[key]
    for key in without:
        del node[key]
    node.update(new)
    return document


def kind_of(step: dict) -> str:
    return next(kind for kind in KINDS if kind in step)


# -- good files ---------------------------------------------------------------------------------------------


def good_files() -> Iterator[tuple[str, dict, Shelves]]:
    good = CHANGES["good"]
    for name, document, shelves in BASES:
        yield name, document, shelves
        for number, (path, step) in enumerate(steps_in(document)):
            new = good["step"][number % len(good["step"])]
            if "sets" not in step:
                yield f"{name} {path} {new}", changed(document, path, **new), shelves
            if "agent" in step:
                sampling = good["sampling"][number % len(good["sampling"])]
                yield f"{name} {path} {sampling}", changed(document, path, sampling=sampling), shelves
            for loop in good["loop"] if "loop" in step else ():
                yield f"{name} {path} {loop}", changed(document, (*path, "loop"), **loop), shelves
        for number, spec in enumerate(good["input"]):
            if name == "every-kind" or number % 6 == 0:
                yield f"{name} {spec}", changed(document, ("inputs",), 新的=spec), shelves
        for key, value in {"name": "名字-2", "description": "", "export": [], "outputs": {"n": 3}}.items():
            yield f"{name} {key}", changed(document, (), **{key: value}), shelves


# -- files of a broken shape --------------------------------------------------------------------------------


def broken_files() -> Iterator[tuple[str, dict, Shelves]]:
    broken = CHANGES["broken"]
    for name, document, shelves in BASES:
        yield from broken_steps(name, document, shelves)
        for number, spec in enumerate(broken["input"]):
            if name == "every-kind" or number % 6 == 1:
                yield f"{name} {spec}", changed(document, ("inputs",), 新的=spec), shelves
        for number, top in enumerate(broken["file"]):
            if name == "every-kind" or number % 4 == 2:
                yield f"{name} {top}", changed(document, (), **top), shelves
        for key in ("name", "steps", "outputs"):
            yield f"{name} without {key}", changed(document, (), key), shelves
        for new in ("two words", "note", "2nd"):
            yield f"{name} {new}", changed(document, ("steps",), **{new: {"agent": "planner"}}), shelves


def broken_steps(name: str, document: dict, shelves: Shelves) -> Iterator[tuple[str, dict, Shelves]]:
    broken = CHANGES["broken"]
    seen: set[str] = set()
    for number, (path, step) in enumerate(steps_in(document)):
        kind = kind_of(step)
        all_of_them = name == "every-kind" and kind not in seen
        seen.add(kind)
        shared = broken["step"][number % len(broken["step"])]
        for new in (shared, *(broken[kind] if all_of_them else broken[kind][number % 5 :: 5])):
            if "else" not in new or "when" not in step:
                yield f"{name} {path} {new}", changed(document, path, **new), shelves
        other = "check" if kind != "check" else "render"
        yield f"{name} {path} two kinds", changed(document, path, **{other: ["length"]}), shelves
        yield f"{name} {path} no kind", changed(document, path, kind), shelves


def some(files: Iterator[tuple[str, dict, Shelves]], every: int) -> list[tuple[str, dict, Shelves]]:
    """All that are made from the file of every kind, and of those made from what ships one in ``every``."""
    return [file for number, file in enumerate(files) if file[0].startswith("every-kind") or number % every == 0]


GOOD, BROKEN = some(good_files(), 2), some(broken_files(), 8)


def test_there_are_two_hundred_of_each():
    assert len(GOOD) >= 200
    assert len(BROKEN) >= 200


def test_what_the_compiler_takes_the_schema_takes():
    compiler = {what: found for what, document, shelves in GOOD if (found := mistakes(document, shelves))}
    schema = {what: found for what, document, _ in GOOD if (found := refused(document))}
    assert compiler == {}, "these are no good files"
    assert schema == {}


def test_what_is_broken_in_shape_is_refused_by_both():
    assert [what for what, document, shelves in BROKEN if not mistakes(document, shelves)] == []
    assert [what for what, document, _ in BROKEN if not refused(document)] == []


# -- files that are broken in meaning -----------------------------------------------------------------------


@pytest.mark.parametrize("step", CHANGES["meaning"].values(), ids=CHANGES["meaning"])
def test_what_is_broken_in_meaning_is_refused_by_the_compiler_alone(step):
    _, document, shelves = BASES[-1]
    document = changed(document, ("steps",), new=step)
    assert refused(document) == []
    assert mistakes(document, shelves)


@pytest.mark.parametrize("spec", [{"type": "int", "min": 3, "max": 2}, {"type": "int", "max": 2, "default": 3}])
def test_bounds_that_contradict_each_other_are_for_the_compiler(spec):
    _, document, shelves = BASES[-1]
    document = changed(document, ("inputs",), new=spec)
    assert refused(document) == []
    assert mistakes(document, shelves)


# -- the files with every kind of mistake -------------------------------------------------------------------


def test_the_class_of_each_file_with_a_mistake_is_known():
    """The schema refuses those under ``shape``; the others are no YAML, or wrong in meaning."""
    found = set()
    for path in INVALID.glob("*.yaml"):
        document = read(path.read_text("utf-8"))
        if not path.name.startswith("check-file-") and document is not None and refused(document):
            found.add(path.stem)
    assert found == set(CHANGES["shape"])


@pytest.mark.parametrize("shelves", SHELVES.values(), ids=SHELVES)
def test_what_yaml_means_is_the_same_for_editors_where_a_file_is_good(shelves):
    """PyYAML (1.1) and the compiler (1.2) read what ships alike, so a schema sees what the compiler sees."""
    for file in shelves.workflows:
        assert yaml.safe_load(file.read_text("utf-8")) == read(file.read_text("utf-8"))
