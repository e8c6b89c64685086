"""Steps as a tree: short where all is well, long where it is not."""

import json

from orchestrator.cli.kept.tree import Line, lines, tree
from orchestrator.domain.records import VisitRecord


def visit(path, status="done", kind="agent", **detail):
    return VisitRecord(item="main", path=path, kind=kind, status=status, detail=json.dumps(detail), at=100.0)


def judged(path, number, score, *, best, met):
    return visit(path, kind="round", round=number, score=score, best=best, met=met)


def shown(visits, *, alive=True):
    return [f"{'  ' * told.depth}{told.status} {told.text}" for told in lines(tree(visits), alive=alive, now=107.0)]


def test_what_is_written_now_stands_under_its_scene_and_its_round():
    visits = [
        visit("scenes", "started"),
        visit("scenes[夜].polish", "started"),
        judged("scenes[夜].polish#1", 1, [5, 0.5], best=True, met=False),
        visit("scenes[夜].polish#1.revise"),
        visit("scenes[夜].polish#2.critique", "started"),
    ]
    assert shown(visits) == [
        "started scenes",
        "  started 夜",
        "    started polish  rounds: 5/0.5 (best: round 1, not met)",
        "      started round 2",
        "        started critique  running now, 7 s",
    ]


def test_a_step_that_began_in_a_run_that_is_gone_stopped_there():
    assert shown([visit("draft", "started")], alive=False) == ["stopped draft  stopped here"]


def test_a_round_that_was_judged_and_is_revising_is_not_finished():
    visits = [
        visit("polish", "started"),
        judged("polish#1", 1, [], best=False, met=False),
        visit("polish#1.revise", "failed", message="polish#1.revise: gone"),
    ]
    assert shown(visits)[1:] == ["  failed round 1", "    failed revise  gone"]


def test_of_two_hundred_items_the_finished_are_counted_and_the_others_named():
    visits = [visit("scenes", "started"), *(visit(f"scenes[s{n}].draft") for n in range(198))]
    visits += [visit("scenes[x].draft", "failed", message="no"), visit("scenes[y].draft", "skipped")]
    assert shown(visits) == [
        "started scenes", "  done 198 done", "  skipped 1 not needed", "  failed x", "    failed draft  no",
    ]  # fmt: skip


def test_variants_are_numbered_and_the_loops_of_what_is_finished_stay_in_sight():
    visits = [
        visit("best", kind="variants"),
        visit("best@1.polish", kind="loop"),
        judged("best@1.polish#1", 1, [7], best=True, met=True),
        visit("best@2.polish", "skipped"),
    ]
    assert list(lines(tree(visits), alive=False, now=0.0)) == [
        Line(0, "done", "best  polish: 7 (best: round 1, met)"),
    ]
