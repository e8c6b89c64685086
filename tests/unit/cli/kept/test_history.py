"""Which loop made which stretch of a manuscript."""

from dataclasses import replace
from itertools import pairwise

from orchestrator.adapters.export.book.model import Round
from orchestrator.cli.kept.history import Told, passages_of


def told(loop, *texts, final=None):
    rounds = [Round(path=f"{loop}#{number}", number=number, text=text) for number, text in enumerate(texts, start=1)]
    revised = [replace(after, revised=before.path, by="editor") for before, after in pairwise(rounds)]
    rounds = (rounds[0], *revised)
    return Told(loop, rounds, rounds[-1 if final is None else final])


def placed(loops, *parts):
    return [
        [(passage.start, passage.end, passage.final) for passage in passages] for passages in passages_of(loops, parts)
    ]


def test_a_part_that_left_a_loop_has_its_rounds():
    loops = [told("c[1].polish", "One.", "One.\n\nMore.")]
    assert placed(loops, ["One.", "More."]) == [[(0, 2, "c[1].polish#2")]]
    ((passage,),) = passages_of(loops, [["One.", "More."]])
    assert passage.before.text == "One."


def test_a_chapter_that_was_put_together_has_a_passage_for_each_of_its_scenes():
    loops = [told("c[1].s[1].polish", "a", "A1\n\nA2"), told("c[1].s[2].polish", "B1"), told("c[2].s[1].polish", "C1")]
    assert placed(loops, ["Once.", "A1", "A2", "* * *", "B1"], ["C1"]) == [
        [(1, 3, "c[1].s[1].polish#2"), (4, 5, "c[1].s[2].polish#1")], [(0, 1, "c[2].s[1].polish#1")],
    ]  # fmt: skip


def test_two_parts_with_one_text_have_a_history_each():
    assert placed([told("c[1].p", "x", "Same."), told("c[2].p", "y", "Same.")], ["Same."], ["Same."]) == [
        [(0, 1, "c[1].p#2")], [(0, 1, "c[2].p#2")],
    ]  # fmt: skip


def test_a_loop_goes_on_with_the_history_of_the_one_before_it():
    loops = [told("c[1].mend", "a", "b"), told("c[1].polish", "b", "c")]
    ((passage,),) = passages_of(loops, [["c"]])
    assert [round_.text for round_ in passage.rounds] == ["a", "b", "b", "c"]
    assert passage.before.text == "b"


def test_a_last_loop_that_changed_nothing_does_not_hide_what_the_one_before_it_changed():
    loops = [told("c[1].mend", "a", "b"), told("c[1].polish", "b")]
    ((passage,),) = passages_of(loops, [["b"]])
    assert passage.before.text == "a"
    assert passage.last.by == "editor"


def test_the_same_text_in_another_chapter_is_no_history():
    loops = [told("c[1].mend", "a", "b"), told("c[2].polish", "b", "c")]
    assert placed(loops, ["b"], ["c"]) == [[(0, 1, "c[1].mend#2")], [(0, 1, "c[2].polish#2")]]


def test_what_a_person_changed_afterwards_has_none():
    assert placed([told("polish", "a", "b")], ["b, by hand"]) == [[]]


def test_a_loop_that_went_back_to_its_best_tells_all_its_rounds():
    ((passage,),) = passages_of([told("p", "a", "b", "c", final=1)], [["b"]])
    assert (passage.final, len(passage.rounds), passage.before.text) == ("p#2", 3, "a")
