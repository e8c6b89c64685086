# ruff: noqa: S311  (seeds make stories here, not secrets)
"""Training examples: what the model reads is what a run shows it, what it learns to write can be read back."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from orchestrator.domain.critiques import Choice, Critique
from orchestrator.domain.replies import read_json, read_revision, write_revision
from orchestrator.engine.ports import Reply
from orchestrator.engine.reading import read_reply
from orchestrator.language.cards import compile_card
from orchestrator.language.sources import SourceText
from training.dialogues import SHARES, Prompts, new_example, read_corpus, write_corpus
from training.faults import (
    FAULTS,
    MEASURED,
    SCORES,
    Case,
    Fault,
    draw_faults,
    fitting_case,
    measured,
    said_of,
    shortened,
)
from training.lexicon import FOLDER, LANGUAGES, ROOT, Language, lexicon
from training.supporting import SUPPORTING, new_supporting
from training.world import Story

SEEDS = range(12)
CARDS = {path.stem: SourceText(path.name, path.read_text("utf-8")) for path in (ROOT / "agents").glob("*.yaml")}
both = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    return Prompts()


Placed = tuple[Story, int, Case]


def cases(language: Language, faults: frozenset[Fault] | None = None, *, count: int = 40) -> list[Placed]:
    rng = random.Random(f"{language} {sorted(faults or ())}")
    return [fitting_case(rng, language, draw_faults(rng) if faults is None else faults) for _ in range(count)]


@both
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("role", sorted(SHARES))
def test_every_reply_can_be_read_as_the_type_of_its_role(
    prompts: Prompts, role: str, language: Language, seed: int
) -> None:
    card = compile_card(role, CARDS)
    reply = new_example(random.Random(seed), prompts, role, language).reply
    value, _ = read_reply(card, Reply(text=reply), {})
    assert value
    assert ("{" in reply) == (card.shape is not None)


def test_every_card_that_ships_is_learned() -> None:
    assert SHARES.keys() == CARDS.keys()
    assert sum(SHARES.values()) == pytest.approx(1)


@both
@pytest.mark.parametrize("role", sorted(SUPPORTING))
def test_what_supporting_roles_say_stands_in_what_they_were_given(role: str, language: Language) -> None:
    for seed in SEEDS:
        made = new_supporting(random.Random(seed), role, language)
        _, dropped = read_reply(compile_card(role, CARDS), Reply(text=made.reply), made.asked)
        assert dropped == ()


@both
def test_a_judge_is_taught_both_letters_alike(language: Language) -> None:
    replies = [new_supporting(random.Random(seed), "judge", language).reply for seed in range(200)]
    assert 70 < sum(read_json(reply, Choice).winner == "a" for reply in replies) < 130


@both
@pytest.mark.parametrize("role", sorted(SHARES))
def test_prompts_are_chatml_in_their_language_that_ends_where_the_reply_begins(
    prompts: Prompts, role: str, language: Language
) -> None:
    prompt = new_example(random.Random(1), prompts, role, language).prompt
    before, _, after = prompt.rpartition("<|im_start|>assistant\n")
    assert before.startswith(f"<|im_start|>system\n{'你' if language == 'zh' else 'You '}")
    assert before.endswith("<|im_end|>\n")
    assert bool(after) == (role == "continuer")


@both
def test_a_continuer_goes_on_from_the_very_text_it_was_given(prompts: Prompts, language: Language) -> None:
    for seed in SEEDS:
        example = new_example(random.Random(seed), prompts, "continuer", language)
        before, _, after = example.prompt.rpartition("<|im_end|>\n<|im_start|>assistant\n")
        assert before.endswith(after.strip())


@both
def test_a_case_says_and_mends_what_was_planted_and_nothing_else(language: Language) -> None:
    for _, _, case in cases(language):
        assert case.critique.grounded(case.draft) == (case.critique, ())
        assert {said_of(language, issue) for issue in case.critique.issues} == case.faults
        assert case.critique.score == SCORES[min(4, len(case.critique.issues))]
        assert case.revision.apply(case.draft)[1] == ()
        assert read_revision(write_revision(case.revision)) == case.revision
        assert bool(case.revision.edits) == bool(case.faults)


def blamed(reply: str, language: Language) -> set[Fault | None]:
    return {said_of(language, issue) for issue in read_json(reply, Critique).issues}


@both
def test_a_critic_is_taught_only_what_can_be_seen_in_what_it_is_given(prompts: Prompts, language: Language) -> None:
    marks = {"en": ("Title:", "Goal:", "Measured:"), "zh": ("标题：", "目标：", "测得：")}[language]
    rng = random.Random(language)
    given = [new_example(rng, prompts, "critic", language) for _ in range(400)]
    seen = [(tuple(mark in e.prompt for mark in marks), blamed(e.reply, language), e) for e in given]
    for (outline, scene, report), faults, _ in seen:
        assert outline or "name" not in faults
        assert (outline and scene) or "goal" not in faults
        assert report or not faults & {"mood", "long"}
    assert {(outline, scene) for (outline, scene, _), _, _ in seen} == {
        (x, y) for x in (True, False) for y in (True, False)
    }
    alone = [(faults, e.prompt.count("[p")) for (outline, scene, _), faults, e in seen if not outline and not scene]
    assert {bool(faults) for faults, paragraphs in alone if paragraphs > 2} == {True, False}, "length tells nothing"


@both
def test_a_drafter_that_is_given_the_scene_alone_names_nobody_else(prompts: Prompts, language: Language) -> None:
    prose = "".join(path.read_text("utf-8") for path in (FOLDER / "prose" / language).glob("*.yaml"))
    names = [name for name in lexicon(language).names if len(name) > 1 and name not in prose]
    edge = r"\b" if language == "en" else ""
    rng, alone = random.Random(language), 0
    for _ in range(80):
        example = new_example(rng, prompts, "drafter", language)
        if {"en": "Title:", "zh": "标题："}[language] in example.prompt:
            continue
        alone += 1
        said = {name for name in names if re.search(f"{edge}{name}{edge}", example.reply)}
        assert all(name in example.prompt for name in said)
    assert alone > 3


@both
@pytest.mark.parametrize("fault", sorted(MEASURED))
def test_the_critic_says_what_the_checks_say_and_the_editor_mends_it(language: Language, fault: Fault) -> None:
    for story, index, case in cases(language, frozenset({fault}), count=15):
        asked = {(f.paragraph, shortened(f.quote)) for f in case.report.instructions}
        assert asked == {(issue.paragraph, issue.quote) for issue in case.critique.issues}
        revised = case.revision.apply(case.draft)[0]
        after = measured(revised, story.outline.scenes[index].mood, language)
        assert not {f.quote for f in case.report.instructions} & {f.quote for f in after.instructions}


@both
def test_a_wrong_name_is_put_right(language: Language) -> None:
    for story, _, case in cases(language, frozenset({"name"}), count=15):
        revised = case.revision.apply(case.draft)[0].text
        (issue,) = case.critique.issues
        assert issue.quote not in revised
        assert any(being.name in issue.fix for being in (story.hero, story.helper))


@both
def test_a_repeated_sentence_stands_once_after_the_revision(language: Language) -> None:
    for _, _, case in cases(language, frozenset({"repeat"}), count=15):
        quote = case.critique.issues[0].quote
        assert case.draft.text.count(quote) == 2
        assert case.revision.apply(case.draft)[0].text.count(quote) == 1


@both
def test_an_unmet_goal_gets_a_new_last_paragraph(language: Language) -> None:
    for _, _, case in cases(language, frozenset({"goal"}), count=15):
        assert [edit.action for edit in case.revision.edits] == ["insert"]
        assert case.revision.edits[-1].paragraph == case.draft.paragraphs[-1].id


def test_each_kind_of_fault_is_drawn_and_none_too() -> None:
    rng = random.Random(3)
    drawn = [draw_faults(rng) for _ in range(200)]
    assert frozenset() in drawn
    assert set().union(*drawn) == set(FAULTS)


def test_the_same_seed_writes_the_same_corpus(tmp_path: Path) -> None:
    one, other = (write_corpus(tmp_path / name, examples=24, parts=2, seed=3) for name in ("one", "other"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]
    assert len(list(read_corpus(one))) == 24
