# ruff: noqa: S311  (seeds make stories here, not secrets)
"""The judge of the evaluation: what is right passes, what is wrong does not, whatever the model."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from orchestrator.domain.critiques import Critique, Summary
from orchestrator.domain.drafts import Draft
from orchestrator.domain.replies import write_json, write_revision
from training.dialogues import Prompts, summarizer_case
from training.evaluation import judging
from training.evaluation.closing import close_loops
from training.evaluation.plot import plot_rounds
from training.evaluation.premises import count_premise
from training.evaluation.roles import ROLES, Asking, ask_names, ask_summarizer
from training.evaluation.tally import Tally
from training.faults import FAULTS, Fault, fitting_case
from training.lexicon import FOLDER, LANGUAGES, Language
from training.telling import as_draft, join_sentences, lay_out, write_scene
from training.world import Story, new_scene, new_story

both = pytest.mark.parametrize("language", LANGUAGES)
SEEDS = range(15)


class Oracle:
    """A writer with one answer for every prompt of a role."""

    def __init__(self, **answers: Callable[[str], str]) -> None:
        self._answers = answers

    def ask(self, role: str, prompts: Sequence[str]) -> list[str]:
        return [self._answers[role](prompt) for prompt in prompts]


def asking(language: Language, **answers: Callable[[str], str]) -> Asking:
    return Asking(Oracle(**answers), Prompts(), language, 3)


def scene(language: Language, seed: int) -> tuple[Story, int, Draft]:
    rng = random.Random(seed)
    story, index = new_scene(rng, language)
    return story, index, as_draft(lay_out(rng, write_scene(rng, story, index)))


@both
@pytest.mark.parametrize("seed", SEEDS)
def test_a_draft_of_the_grammar_has_no_strangers_and_tells_its_event(language: Language, seed: int) -> None:
    story, index, draft = scene(language, seed)
    assert judging.right_names(draft.text, story, index)
    assert judging.tells_event(draft.text, story, index)
    assert not judging.repeated(draft, language)


@both
@pytest.mark.parametrize("seed", SEEDS)
def test_a_mangled_name_is_a_stranger(language: Language, seed: int) -> None:
    story, index, draft = scene(language, seed)
    name = story.hero.name
    mangled = draft.text.replace(name, name[:-1] + ("z" if language == "en" else "好"))
    assert judging.strangers(mangled, story)
    assert not judging.right_names(mangled, story, index)


@both
@pytest.mark.parametrize("seed", SEEDS)
def test_a_draft_without_its_event_does_not_tell_it_and_joined_sentences_do(language: Language, seed: int) -> None:
    rng = random.Random(seed)
    story, index = new_scene(rng, language)
    without = as_draft(lay_out(rng, write_scene(rng, story, index, without_event=True)))
    joined = as_draft(join_sentences(rng, lay_out(rng, write_scene(rng, story, index)), share=1, longest=4))
    assert not judging.tells_event(without.text, story, index)
    assert judging.tells_event(joined.text, story, index)


@both
@pytest.mark.parametrize("fault", FAULTS)
def test_the_right_critique_and_revision_pass_and_none_at_all_does_not(language: Language, fault: Fault) -> None:
    rng = random.Random(fault)
    for _ in range(6):
        story, index, case = fitting_case(rng, language, frozenset({fault}))
        assert judging.found_fault(case.critique, case, fault, language)
        assert not judging.found_fault(Critique(issues=(), score=9), case, fault, language)
        assert judging.fault_gone(case.revision.apply(case.draft)[0], case, story, index, fault)
        assert not judging.fault_gone(case.draft, case, story, index, fault)


@both
def test_another_quote_or_another_fault_is_not_found(language: Language) -> None:
    _, _, case = fitting_case(random.Random(2), language, frozenset({"repeat"}))
    (issue,) = case.critique.issues
    right = next(s for s in judging.sentences_of(case.draft, language) if s not in issue.quote and issue.quote not in s)
    elsewhere = issue.model_copy(update={"quote": right})
    other = issue.model_copy(update={"problem": "The mood is wrong." if language == "en" else "情绪不对。"})
    for wrong in (elsewhere, other):
        assert not judging.found_fault(Critique(issues=(wrong,), score=6), case, "repeat", language)


@both
@pytest.mark.parametrize("fault", ["long", "name", "repeat"])
def test_a_fault_is_not_mended_by_deleting_or_by_another_mark(language: Language, fault: Fault) -> None:
    story, index, case = fitting_case(random.Random(8), language, frozenset({fault}))
    wrong = next(s for s in judging.sentences_of(case.draft, language) for i in case.critique.issues if i.quote in s)
    for text in (case.draft.text.replace(wrong, ""), case.draft.text.replace(wrong, wrong[:-1] + "!")):
        assert not judging.fault_gone(Draft.of(text), case, story, index, fault)


@both
def test_a_critic_that_blames_what_is_right_is_seen(language: Language) -> None:
    _, _, case = fitting_case(random.Random(9), language, frozenset({"repeat"}))
    fine = next(s for s in judging.sentences_of(case.draft, language) if case.draft.text.count(s) == 1)
    (issue,) = case.critique.issues
    more = Critique(issues=(issue, issue.model_copy(update={"quote": fine})), score=5)
    assert judging.blames_more(more, case, language)
    assert not judging.blames_more(case.critique, case, language)


def test_a_reply_of_two_words_tells_no_event() -> None:
    story, index, _ = scene("en", 3)
    assert not judging.tells_event("At last", story, index)


@both
def test_an_editor_that_deletes_repeats_or_invents_has_made_a_new_fault(language: Language) -> None:
    story, index, case = fitting_case(random.Random(5), language, frozenset({"goal"}))
    first, *rest = (p.text for p in case.draft.paragraphs)
    stranger = "Zorgax sat down." if language == "en" else "佐尔格坐下了。"
    for text in ("\n\n".join(rest), "\n\n".join((first, *rest, first)), "\n\n".join((first, *rest, stranger))):
        assert judging.new_faults(Draft.of(text), case, story, index)
    assert not judging.new_faults(case.draft, case, story, index)


@both
def test_a_model_that_answers_nothing_gets_nothing(language: Language) -> None:
    tally = Tally()
    roles = ("planner", "drafter", "critic", "editor", "summarizer")
    silent = asking(language, **dict.fromkeys(roles, lambda _: ""))
    for ask in ROLES:
        ask(silent, tally)
    shares = [tally.share(measure, language) for measure in (
        "planner: valid without a schema", "planner: number of scenes exact", "drafter: goal present",
        "critic: planted fault found, quoted exactly", "critic: clean texts passed", "editor: fault gone",
        "drafter: no sentence twice", "editor: no new fault", "planner: hero's name kept, elsewhere",
        "summarizer: valid without a schema",
    )]  # fmt: skip
    assert shares == [0.0] * 10


@both
def test_a_name_is_kept_where_the_plan_has_it_whatever_the_premise_says_around_it(language: Language) -> None:
    rng = random.Random(f"held out names {language}")
    stories = [new_story(rng, language, scenes=3) for _ in range(200)]

    def planned(prompt: str) -> str:
        return write_json(next(story.outline for story in stories if story.premise in prompt))

    tally = Tally()
    ask_names(asking(language, planner=planned), tally)
    places = ("which begins the premise", "behind “called”, “named” or 叫", "elsewhere")
    assert [tally.share(f"planner: hero's name kept, {place}", language) for place in places] == [1, 1, 1]


@both
def test_the_loop_closes_with_a_good_editor_and_never_without(language: Language) -> None:
    """The right replies are found by the prompt: the first round's cases are known."""
    rng = random.Random(f"held out loops {language}")
    known = [fitting_case(rng, language, frozenset({"long"})) for _ in range(3)]

    def revised(prompt: str) -> str:
        case = next(case for _, _, case in known if case.draft.paragraphs[-1].text in prompt)
        return write_revision(case.revision)

    tally = Tally()
    silent = write_json(Critique(issues=(), score=9))
    grades = close_loops(asking(language, critic=lambda _: silent, editor=revised), tally)
    assert grades[0] > grades[1] == grades[2], "those that are inside stay as they are"
    assert tally.share("loop: inside the readability band at its end", language) == 1
    assert tally.share("loop: the same with the editor's reply withheld", language) == 0


def test_the_table_has_both_languages_and_says_how_many() -> None:
    tally, other = Tally(), Tally()
    tally.add("x", "en", True)
    tally.add("x", "en", False)
    other.add("x", "zh", True)
    tally.merge(other)
    assert tally.table().splitlines()[-1] == "| x | 50% | 100% |  | 2 + 1 |"
    tally.add("critic: clean texts passed", "zh", True)
    assert tally.table().splitlines()[-1] == "| critic: clean texts passed | – | 100% | 85 / 75 % | 0 + 1 |"


def test_the_picture_has_a_dot_for_each_round_and_is_whole_xml() -> None:
    picture = plot_rounds({"en": [7.0, 4.5, 3.5], "zh": [30.0, 20.0, 12.0]})
    tree = ElementTree.fromstring(picture)  # noqa: S314  (our own)
    heights = [float(dot.get("cy", "0")) for dot in tree.iter("{http://www.w3.org/2000/svg}circle")]
    assert len(heights) == 6
    assert heights[:3] == sorted(heights[:3])


def test_every_written_premise_has_its_names_and_its_thing_in_it() -> None:
    entries = yaml.safe_load((FOLDER / "held_out.yaml").read_text("utf-8"))
    assert [sum(e["language"] == language for e in entries) for language in LANGUAGES] == [25, 25]
    for entry in entries:
        assert all(word in entry["premise"] for word in (*entry["names"], entry["thing"]))


ENTRY = {"language": "en", "names": ["Ada", "Bo"], "thing": "moon boot"}
KEPT = ("premises: the hero's name kept", "premises: every name kept", "premises: the thing kept")


def premise_shares(**result: Any) -> dict[str, float]:
    tally = Tally()
    count_premise(ENTRY, {"status": "done", "reason": "", "outputs": None, **result}, tally)
    measures = ("premises: run to the end", "premises: no token loop", *KEPT)
    return {measure: tally.share(measure, "en") for measure in measures}


def test_a_premise_is_kept_where_its_names_and_its_thing_are_in_the_story() -> None:
    whole = premise_shares(outputs={"story": "# The Moon Boot\n\nAda met Bo."})
    assert set(whole.values()) == {1}
    partly = premise_shares(outputs={"story": "# A boot\n\nAda was alone."})
    assert [partly[measure] for measure in KEPT] == [1, 0, 0]


def test_a_run_that_a_reply_without_end_broke_has_a_loop_and_another_broken_one_has_none() -> None:
    loops = [
        premise_shares(status="failed", reason=reason)["premises: no token loop"]
        for reason in ("the reply repeats itself: 'a'; write it once and end", "the server is not there")
    ]
    assert loops == [0, 1]
    story = "# T\n\n" + "Ada and Bo and " * 40
    assert premise_shares(outputs={"story": story})["premises: no token loop"] == 0


@both
def test_a_summary_has_to_name_hero_and_thing(language: Language) -> None:
    rng = random.Random(f"held out summaries {language}")
    known = [summarizer_case(rng, Prompts(), language) for _ in range(3)]
    right = {prompt: write_json(summary) for _, prompt, summary in known}
    for answer, share in ((right.__getitem__, 1), (lambda _: write_json(Summary(text="…")), 0)):
        tally = Tally()
        ask_summarizer(asking(language, summarizer=answer), tally)
        assert tally.share("summarizer: valid without a schema", language) == 1
        assert tally.share("summarizer: hero and thing named", language) == share
