# ruff: noqa: S311  (seeds make stories here, not secrets)
"""Training examples: what the model reads is what a run shows it, what it learns to write can be read back."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from orchestrator.domain.critiques import Critique, Summary
from orchestrator.domain.outlines import Outline
from orchestrator.domain.replies import read_draft, read_json, read_revision, write_revision
from training.dialogues import SHARES, Prompts, new_example, read_corpus, write_corpus
from training.faults import SCORES, Case, Unfit, measured, new_case, shortened
from training.world import Story, new_story

SEEDS = range(25)


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    return Prompts()


def case_of(seed: int) -> tuple[Story, int, Case]:
    rng = random.Random(seed)
    while True:
        story = new_story(rng)
        index = rng.randrange(len(story.steps))
        try:
            return story, index, new_case(rng, story, index, 4)
        except Unfit:
            continue


CASES = [case_of(seed) for seed in range(120)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("role", sorted(SHARES))
def test_every_reply_can_be_read_as_the_type_of_its_role(prompts: Prompts, role: str, seed: int) -> None:
    reply = new_example(random.Random(seed), prompts, role).reply
    read = {
        "planner": lambda: read_json(reply, Outline),
        "critic": lambda: read_json(reply, Critique),
        "summarizer": lambda: read_json(reply, Summary),
        "editor": lambda: read_revision(reply),
    }.get(role, lambda: read_draft(reply))
    assert read()


@pytest.mark.parametrize("role", sorted(SHARES))
def test_prompts_are_chatml_that_ends_where_the_reply_begins(prompts: Prompts, role: str) -> None:
    prompt = new_example(random.Random(1), prompts, role).prompt
    before, _, after = prompt.rpartition("<|im_start|>assistant\n")
    assert before.startswith("<|im_start|>system\nYou ")
    assert before.endswith("<|im_end|>\n")
    assert bool(after) == role.startswith("continuer")


def test_a_continuer_goes_on_from_the_very_text_it_was_given(prompts: Prompts) -> None:
    for seed in SEEDS:
        example = new_example(random.Random(seed), prompts, "continuer-zh")
        before, _, after = example.prompt.rpartition("<|im_end|>\n<|im_start|>assistant\n")
        assert before.endswith(after.strip())


@pytest.mark.parametrize(("story", "index", "case"), CASES)
def test_every_quote_of_a_critique_stands_in_its_paragraph(story: Story, index: int, case: Case) -> None:
    assert case.critique.grounded(case.draft) == (case.critique, ())


@pytest.mark.parametrize(("story", "index", "case"), CASES)
def test_the_score_follows_from_the_number_of_issues(story: Story, index: int, case: Case) -> None:
    assert case.critique.score == SCORES[min(4, len(case.critique.issues))]


@pytest.mark.parametrize(("story", "index", "case"), CASES)
def test_every_edit_of_a_revision_applies_and_reads_back(story: Story, index: int, case: Case) -> None:
    assert case.revision.apply(case.draft)[1] == ()
    assert read_revision(write_revision(case.revision)) == case.revision
    assert bool(case.revision.edits) == bool(case.critique.issues)


@pytest.mark.parametrize(("story", "index", "case"), CASES)
def test_the_critic_says_what_the_checks_say(story: Story, index: int, case: Case) -> None:
    for finding in case.report.instructions:
        assert (finding.paragraph, shortened(finding.quote)) in {(i.paragraph, i.quote) for i in case.critique.issues}


@pytest.mark.parametrize(("story", "index", "case"), CASES)
def test_measured_faults_are_gone_after_the_revision(story: Story, index: int, case: Case) -> None:
    revised = case.revision.apply(case.draft)[0]
    before = {f.quote for f in case.report.instructions}
    after = measured(revised, story.outline.scenes[index].mood, 4)
    assert not before & {f.quote for f in after.instructions}


def test_each_kind_of_fault_is_planted() -> None:
    assert {fault for _, _, case in CASES for fault in case.faults} == {"long", "mood", "repeat", "name", "goal"}


def test_a_wrong_name_is_put_right() -> None:
    story, _, case = next(entry for entry in CASES if entry[2].faults == ("name",))
    issue = case.critique.issues[0]
    wrong = issue.problem.removesuffix(" is a wrong name.")
    assert wrong in case.draft.text
    assert wrong not in case.revision.apply(case.draft)[0].text
    assert issue.fix == f"Write {story.slots['H']}."


def test_a_repeated_sentence_stands_once_after_the_revision() -> None:
    _, _, case = next(entry for entry in CASES if entry[2].faults == ("repeat",))
    quote = case.critique.issues[0].quote
    assert case.draft.text.count(quote) == 2
    assert case.revision.apply(case.draft)[0].text.count(quote) == 1


def test_an_unmet_goal_gets_a_new_last_paragraph() -> None:
    _, _, case = next(entry for entry in CASES if entry[2].faults == ("goal",))
    assert case.revision.edits[-1].action == "insert"
    assert case.revision.edits[-1].paragraph == case.draft.paragraphs[-1].id


def test_the_same_seed_writes_the_same_corpus(tmp_path: Path) -> None:
    one, other = (write_corpus(tmp_path / name, examples=20, seed=3) for name in ("one", "other"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]
    assert len(list(read_corpus(one))) == 20
