"""How long a workflow of 200 steps takes to compile, against only reading its YAML with PyYAML."""

from __future__ import annotations

import time

import yaml

from orchestrator.adapters.files import Project, builtin_root
from orchestrator.checks.registry import REGISTRY
from orchestrator.language.compiler import compile_workflow
from orchestrator.language.templates import TemplateLibrary

SCENES = 50
HEAD = "name: big\ninputs: {premise: {type: text}}\nsteps:\n  outline: {agent: planner}\n"
SCENE = """  draft{n}: {{agent: drafter, with: {{scene: "outline.scenes[0]"}}}}
  report{n}: {{check: [readability], of: draft{n}, targets: {{readability: {{grade: {{max: 4}}}}}}}}
  critique{n}: {{agent: critic, of: draft{n}, with: {{report: report{n}}}}}
  revise{n}: {{agent: editor, of: draft{n}, when: critique{n}.score < 8 and not report{n}.passed}}
"""


def main() -> None:
    """Compile three times; the best counts."""
    text = HEAD + "".join(SCENE.format(n=n) for n in range(SCENES)) + "outputs: {text: draft0}\n"
    shipped = Project(builtin_root(), builtin_root())
    texts = {name: source.text for name, source in shipped.templates().texts.items()}
    ours, floor = [], []
    for _ in range(3):
        started = time.perf_counter()
        compile_workflow(
            text, file="big.yaml", cards=shipped.cards().texts, templates=TemplateLibrary(texts), checks=REGISTRY
        )
        ours.append(time.perf_counter() - started)
        started = time.perf_counter()
        yaml.safe_load(text)
        floor.append(time.perf_counter() - started)
    print(f"  compile {4 * SCENES + 1} steps  {min(ours):.3f} s")
    print(f"  yaml.safe_load     {min(floor):.3f} s")
    print(f"  ratio              {min(ours) / min(floor):.1f}")


if __name__ == "__main__":
    main()
