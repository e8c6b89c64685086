"""From workflow files to graphs."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.adapters.export.graph.model import Edge, Graph, Node, Take, generations, walk
from orchestrator.adapters.export.graph.reading import graph_of
from tests.support.running import compiled

HEAD = "name: test\ninputs: {premise: {type: text}, seed: {type: text, default: x}, rounds: {type: int, default: 2}}\n"


def drawn(steps: str, outputs: str = "outputs: {x: inputs.premise}") -> Graph:
    return graph_of(compiled(f"{HEAD}steps:\n{steps}\n{outputs}\n"))


def nodes(graph: Graph) -> Mapping[str, Node]:
    return {node.id: node for node in walk(graph.block)}


def test_inputs_lead_to_the_steps_and_outputs_that_read_them_and_others_are_left_out() -> None:
    graph = drawn("  plan: {agent: planner}\n  title: {agent: planner, with: {premise: plan.title}}")
    assert [node.id for node in graph.block.nodes] == ["inputs:premise", "plan", "title", "outputs:x"]
    assert nodes(graph)["plan"].after == ("inputs:premise",)
    assert nodes(graph)["outputs:x"].after == ("inputs:premise",)


def test_an_input_is_found_inside_an_expression_and_inside_a_block() -> None:
    steps = """
  plan: {agent: planner, sampling: {max_tokens: "inputs['rounds'] * 100"}}
  each:
    foreach: plan.scenes
    as: scene
    steps: {draft: {agent: drafter, when: inputs.seed == 'x'}}
    result: draft
"""
    graph = drawn(steps)
    assert nodes(graph)["plan"].after == ("inputs:premise", "inputs:rounds")
    assert nodes(graph)["each"].after == ("inputs:seed", "plan")
    assert nodes(graph)["each.draft"].after == ()


def test_inputs_as_a_whole_are_all_of_them() -> None:
    graph = drawn("  plan: {agent: planner, with: {premise: inputs | length}}")
    assert nodes(graph)["plan"].after == ("inputs:premise", "inputs:seed", "inputs:rounds")


def test_a_step_takes_what_its_names_are_bound_to() -> None:
    graph = drawn("  plan: {agent: planner}\n  draft: {agent: drafter, with: {scene: 'plan.scenes[0]', outline: plan}}")
    assert nodes(graph)["plan"].takes == (Take("premise", "inputs.premise"),)
    assert nodes(graph)["draft"].takes == (Take("scene", "plan.scenes[0]"), Take("outline", "plan"))


def test_a_check_takes_its_text_and_its_targets() -> None:
    graph = drawn("  report: {check: [length], of: inputs.seed, targets: {length: {words: {max: inputs.rounds}}}}")
    report = nodes(graph)["report"]
    assert (report.kind, report.subtitle) == ("check", "length")
    assert report.takes == (Take("text", "inputs.seed"), Take("length.words.max", "inputs.rounds"))


def test_conditions_and_needs_are_kept() -> None:
    steps = "  a: {agent: planner}\n  b: {agent: planner, needs: [a], when: inputs.rounds > 1, else: a}"
    b = nodes(drawn(steps))["b"]
    assert (b.when, b.otherwise) == ("inputs.rounds > 1", "a")
    assert "a" in b.after


def test_a_foreach_says_what_it_goes_through_and_how() -> None:
    steps = """
  plan: {agent: planner}
  one: {foreach: plan.scenes, as: scene, order: serial, steps: {draft: {agent: drafter}}, result: draft}
  other: {foreach: plan.scenes, as: s, steps: {d: {agent: drafter, with: {scene: s}}}, result: d}
"""
    found = nodes(drawn(steps))
    assert found["one"].subtitle == "for each scene of plan.scenes, in series"
    assert found["other"].subtitle == "for each s of plan.scenes, in parallel"
    assert (found["one"].items, found["one"].serial, found["one"].gives) == ("plan.scenes", True, "draft")


LOOP = """
  polish:
    loop: {max: inputs.rounds, until: critique.score >= 8, best: critique.score, patience: 1, on_max: fail}
    carry: {text: inputs.premise, note_of: inputs.seed}
    steps:
      critique: {agent: critic}
      side: {agent: critic, of: note_of}
      revise: {agent: editor, sets: text}
    result: text
"""


def test_a_loop_carries_its_values_through_its_steps_and_back() -> None:
    graph = drawn(LOOP)
    polish = nodes(graph)["polish"]
    assert polish.block is not None
    assert polish.after == ("inputs:premise", "inputs:seed", "inputs:rounds")
    assert polish.block.returns == (Edge("polish.revise", "polish:text"),)
    assert nodes(graph)["polish:text"].takes == (Take("text", "inputs.premise"),)
    assert nodes(graph)["polish.critique"].after == ("polish:text",)
    assert nodes(graph)["polish.side"].after == ("polish:note_of", "polish.critique")
    assert set(nodes(graph)["polish.revise"].after) == {"polish:text", "polish.critique"}


def test_a_loop_says_when_it_ends_and_what_it_keeps() -> None:
    polish = nodes(drawn(LOOP))["polish"]
    assert polish.until == "critique.score >= 8"
    assert polish.subtitle == (
        "at most inputs.rounds rounds; keeps the best critique.score; ends after a round without a better one; "
        "fails if that is not enough"
    )


def test_a_value_set_deeper_inside_returns_from_the_block_around_that_step() -> None:
    steps = """
  outer:
    loop: {max: 2}
    carry: {text: inputs.premise}
    steps:
      critique: {agent: critic}
      inner:
        loop: {max: 2}
        carry: {draft: text}
        steps:
          judge: {agent: critic, of: draft}
          again: {agent: editor, of: draft, with: {critique: judge}, sets: draft}
        result: draft
      revise: {agent: editor, sets: text, needs: [inner]}
    result: text
"""
    found = nodes(drawn(steps))
    outer, inner = found["outer"].block, found["outer.inner"].block
    assert outer is not None
    assert inner is not None
    assert outer.returns == (Edge("outer.revise", "outer:text"),)
    assert inner.returns == (Edge("outer.inner.again", "outer.inner:draft"),)
    assert found["outer.inner"].after == ("outer:text",)


def test_a_value_of_the_same_name_further_inside_is_another_one() -> None:
    steps = """
  outer:
    loop: {max: 2}
    carry: {text: inputs.premise}
    steps:
      inner:
        loop: {max: 2}
        carry: {text: inputs.seed}
        steps: {judge: {agent: critic}, again: {agent: editor, with: {critique: judge}, sets: text}}
        result: text
    result: text
"""
    found = nodes(drawn(steps))
    assert found["outer"].block is not None
    assert found["outer.inner"].after == ()
    assert found["outer"].block.returns == ()


def test_a_loop_that_carries_nothing_goes_round_all_the_same() -> None:
    steps = """
  tries:
    loop: {max: 3, until: b.score > 8}
    steps: {a: {agent: planner}, b: {agent: critic, of: a.title}}
    result: a
"""
    found = nodes(drawn(steps))
    assert found["tries"].block is not None
    assert found["tries.a"].after == ("tries:round",)
    assert found["tries.b"].after == ("tries.a",)
    assert found["tries"].block.returns == (Edge("tries.b", "tries:round"),)


def test_the_manuscript_is_one_of_the_outputs() -> None:
    graph = drawn(
        "  plan: {agent: planner}", "outputs: {x: plan.title}\nmanuscript: {title: plan.title, parts: inputs.premise}"
    )
    manuscript = nodes(graph)["manuscript:parts"]
    assert (manuscript.name, manuscript.kind) == ("manuscript", "output")
    assert manuscript.takes == (Take("title", "plan.title"), Take("parts", "inputs.premise"))
    assert manuscript.after == ("inputs:premise", "plan")


def test_in_a_loop_what_revises_stands_below_all_that_judges() -> None:
    steps = """
  polish:
    loop: {max: 2, until: agreed and report.passed}
    carry: {text: inputs.premise}
    steps:
      fix: {agent: editor, with: {report: none}, sets: text}
      tidy: {agent: summarizer, of: fix}
      report: {check: [length]}
      agreed: {human: approve, of: text}
    result: text
"""
    graph = drawn(steps)
    block = nodes(graph)["polish"].block
    assert block is not None
    assert [node.name for node in block.nodes] == ["text", "note", "report", "agreed", "fix", "tidy"]
    assert {"polish.report", "polish.agreed"} <= set(nodes(graph)["polish.fix"].after)
    assert nodes(graph)["polish.tidy"].after == ("polish.fix",)
    assert [[node.name for node in group] for group in generations(block)] == [["report", "agreed"], ["fix"], ["tidy"]]
