# ruff: noqa: S311  (seeds make stories here, not secrets)
"""The stories that the built-in model learns from."""

from __future__ import annotations

import json
import random

import pytest

from orchestrator.checks.moods import mood_valence
from orchestrator.domain.outlines import Outline
from orchestrator.domain.replies import read_json, write_json
from training.names import Being, Place, invented_word, is_tame, new_being, with_article
from training.prose import Piece, as_draft, split_long
from training.world import new_story, scene_paragraphs

SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_outline_reads_back_as_it_was_written(seed: int) -> None:
    outline = new_story(random.Random(seed)).outline
    assert read_json(write_json(outline), Outline) == outline


@pytest.mark.parametrize("count", range(1, 13))
def test_a_story_has_as_many_scenes_as_asked(count: int) -> None:
    assert len(new_story(random.Random(count), scenes=count).outline.scenes) == count


@pytest.mark.parametrize("seed", SEEDS)
def test_a_plan_names_hero_place_and_thing(seed: int) -> None:
    story = new_story(random.Random(seed))
    written = write_json(story.outline)
    assert story.outline.bible.characters[0].name == story.slots["H"]
    assert story.outline.bible.places == (story.slots["P"],)
    assert story.slots["H"] in " ".join(scene.goal for scene in story.outline.scenes)
    assert story.slots["T"] in json.loads(written)["title"] + written


@pytest.mark.parametrize("seed", SEEDS)
def test_the_valence_of_a_scene_is_that_of_its_mood(seed: int) -> None:
    for scene in new_story(random.Random(seed)).outline.scenes:
        assert scene.valence == mood_valence(scene.mood)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_slot_is_left_unfilled(seed: int) -> None:
    rng = random.Random(seed)
    story = new_story(rng)
    text = story.premise + write_json(story.outline).replace('{"', "").replace('"}', "").replace('"]}', "")
    told = [as_draft(scene_paragraphs(rng, story, n, joined=0.5)).text for n in range(len(story.steps))]
    assert not [piece for piece in ("{H}", "{he}", "{T}", "{P}", "{F}") if piece in text + "".join(told)]
    assert "{" not in "".join(told)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_helper_is_in_the_bible_whenever_a_scene_names_the_helper(seed: int) -> None:
    story = new_story(random.Random(seed))
    listed = {character.name for character in story.outline.bible.characters}
    if any(story.slots["F"] in scene.goal for scene in story.outline.scenes):
        assert story.slots["F"] in listed


@pytest.mark.parametrize("seed", SEEDS)
def test_a_tame_plan_invents_no_word_that_its_premise_lacks(seed: int) -> None:
    story = new_story(random.Random(seed), tame=True)
    hero = story.outline.bible.characters[0]
    being = Being(hero.name, hero.traits[0], hero.traits[1], hero.traits[2])
    place = Place(story.slots["P"], "in")
    assert is_tame(being, being, place, story.slots["T"], story.premise)


def test_an_invented_name_is_tame_only_if_the_premise_has_it() -> None:
    hero, place = Being("Zibbo", "young fox", "he", "brave"), Place("the old mill", "at")
    assert not is_tame(hero, hero, place, "silver bell", "A fox lost a bell.")
    assert is_tame(hero, hero, place, "silver bell", "Zibbo lost a bell.")
    assert not is_tame(hero, hero, place, "silver glonk", "Zibbo lost a bell.")


def test_the_same_seed_tells_the_same_story() -> None:
    one, other = (new_story(random.Random(5)) for _ in range(2))
    assert one == other
    assert one.premise != new_story(random.Random(6)).premise


def test_joined_sentences_share_one_full_stop_and_names_keep_their_capital() -> None:
    piece = Piece(("It rained.", "The road was wet.", "Mira ran home."), frozenset({"Mira"}))
    assert piece.text == "It rained, and the road was wet, and Mira ran home."
    assert split_long(piece.text) == "It rained. The road was wet. Mira ran home."


def test_a_long_sentence_is_not_split_within_a_quotation() -> None:
    sentence = '"It rains, and I am wet," said Mira, and she ran.'
    assert split_long(sentence) == '"It rains, and I am wet," said Mira. She ran.'


def test_a_sentence_without_and_is_split_at_but() -> None:
    assert split_long("She knocked, but nobody came.") == "She knocked. But nobody came."


def test_a_short_sentence_cannot_be_split() -> None:
    assert split_long("She ran home.") == "She ran home."


def test_articles_follow_the_sound() -> None:
    assert [with_article(w) for w in ("owl", "fox", "unicorn", "old fox")] == [
        "an owl",
        "a fox",
        "a unicorn",
        "an old fox",
    ]


def test_names_come_from_thousands() -> None:
    rng = random.Random(0)
    assert len({new_being(rng).name for _ in range(4000)}) > 1500
    assert len({invented_word(rng) for _ in range(4000)}) > 3500
