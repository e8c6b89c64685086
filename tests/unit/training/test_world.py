# ruff: noqa: S311  (seeds make stories here, not secrets)
"""The grammar of the stories: what every story keeps, in both languages."""

from __future__ import annotations

import random
import re
from itertools import chain

import pytest

from orchestrator.checks.moods import mood_valence
from orchestrator.checks.passage import Passage
from orchestrator.checks.sentiment import valences
from training.grammar import LENGTHS, Telling, grammar, read_script
from training.lexicon import LANGUAGES, Being, Language, Place, Thing, lexicon, with_article
from training.telling import as_draft, draft_of, join_sentences, lay_out, write_scene
from training.world import ARCS, fill, new_story, slots

SEEDS = range(40)
both = pytest.mark.parametrize("language", LANGUAGES)


def tellings(language: Language) -> list[Telling]:
    rules = grammar(language)
    quests = chain.from_iterable((q.want, q.end) for q in rules.quests.values())
    troubles = chain.from_iterable((t.trouble, t.help, t.over) for t in rules.troubles.values())
    return [*quests, *rules.stages.values(), *troubles]


@both
def test_every_script_has_one_event_and_a_place_for_the_mood(language: Language) -> None:
    for telling in tellings(language):
        assert [line.event for line in telling.script].count(True) == 1
        assert any(not line.alternatives for line in telling.script)
        assert telling.headings
        assert telling.goals


def test_both_languages_tell_the_same_kinds_of_stories() -> None:
    english, chinese = (grammar(language) for language in LANGUAGES)
    for one, other in ((english.quests, chinese.quests), (english.stages, chinese.stages),
                       (english.troubles, chinese.troubles), (english.moods, chinese.moods)):  # fmt: skip
        assert list(one) == list(other)


@both
def test_no_sentence_of_the_grammar_is_told_in_two_places(language: Language) -> None:
    seen = [a for telling in tellings(language) for line in telling.script for a in line.alternatives]
    # `over` is made of the lines of `trouble` and `help`.
    again = [a for t in grammar(language).troubles.values() for line in t.over.script for a in line.alternatives]
    assert len(seen) - len(again) == len(set(seen))


@both
def test_every_beat_has_three_short_alternatives(language: Language) -> None:
    for beat in (line.alternatives for telling in tellings(language) for line in telling.script if line.alternatives):
        assert len(beat) == 3
        for sentence in beat:
            said = sentence.split() if language == "en" else re.sub(r"\{\w+\}|[，。“”、]", "", sentence)
            assert len(said) <= {"en": 12, "zh": 15}[language], sentence


def test_the_marks_of_a_script_say_what_a_line_is() -> None:
    begins, event, longer, longest, mood = read_script("A. | B.\n! C. | D.\n+ E.\n++ F.\n+~")
    assert begins.alternatives == ("A.", "B.")
    assert event.event
    assert [line.first for line in (begins, event, longer, longest, mood)] == [
        "short", "short", "middle", "long", "middle",
    ]  # fmt: skip
    assert mood.alternatives == ()


@both
@pytest.mark.parametrize("scenes", sorted(ARCS))
def test_a_story_has_the_scenes_asked_for_and_ends_well(language: Language, scenes: int) -> None:
    story = new_story(random.Random(scenes), language, scenes=scenes)
    assert len(story.outline.scenes) == len(story.steps) == scenes
    assert story.steps[-1].mood == "bright"


def test_no_scene_of_an_arc_comes_twice_but_trouble_in_the_longest() -> None:
    for scenes, arc in ARCS.items():
        stages = arc.split()
        assert len(stages) == scenes
        again = {stage for stage in stages if stages.count(stage) > 1}
        assert again == ({"trouble", "help"} if scenes == max(ARCS) else set())


SLOTS = slots(Being("Mira", "young fox", "a young fox", "she", "brave"), Being("Tobin", "owl", "an owl", "he", "shy"),
              Thing("silver bell", "a silver bell"), Place("the old mill", "at the old mill"))  # fmt: skip


def valence(text: str, language: Language) -> float:
    (felt,) = valences(Passage.of(text, language)) or (0.0,)
    return felt


@both
def test_every_alternative_is_one_whole_sentence_that_feels_nothing(language: Language) -> None:
    alternatives = {a for telling in tellings(language) for line in telling.script for a in line.alternatives}
    for alternative in [*alternatives, *grammar(language).openings]:
        text = fill(random.Random(0), (alternative,), SLOTS)
        assert text.endswith((".",) if language == "en" else ("。",)), text
        assert abs(valence(text, language)) < 2, text


@both
def test_the_sentences_of_a_mood_feel_like_it(language: Language) -> None:
    for name, mood in grammar(language).moods.items():
        sign = {"bright": 1, "grey": -1}[name]
        for sentence in mood.sentences:
            assert sign * valence(fill(random.Random(0), (sentence,), SLOTS), language) > 1, sentence
        assert all(sign * (mood_valence(word) or 0) > 0 for word in mood.words)


@both
@pytest.mark.parametrize("seed", SEEDS)
def test_the_plan_has_hero_thing_and_place_of_the_premise(language: Language, seed: int) -> None:
    story = new_story(random.Random(seed), language)
    assert story.outline.bible.characters[0].name == story.hero.name
    assert story.slots["P"] in story.outline.bible.places
    assert story.outline.bible.facts[0].text.removeprefix("The ").startswith(story.slots["T"])
    assert story.slots["T"] in story.outline.title + story.outline.logline + story.outline.scenes[0].goal


@both
@pytest.mark.parametrize("seed", SEEDS)
def test_hero_and_helper_do_not_look_alike(language: Language, seed: int) -> None:
    rng = random.Random(seed)
    words = lexicon(language)
    hero = words.being(rng)
    helper = words.being(rng, avoid=hero.name)
    assert hero.name[:1] not in helper.name or language == "en"
    assert hero.name[:2] != helper.name[:2]


@both
def test_longer_scenes_have_more_words(language: Language) -> None:
    lengths: dict[str, list[int]] = {length: [] for length in LENGTHS}
    rng = random.Random(2)
    for _ in range(200):
        story = new_story(rng, language, scenes=3)
        lengths[story.steps[1].length].append(len(as_draft(lay_out(rng, write_scene(rng, story, 1))).text))
    means = [sum(lengths[length]) / len(lengths[length]) for length in LENGTHS]
    assert means[0] < means[1] < means[2]


@both
@pytest.mark.parametrize("seed", SEEDS)
def test_joined_sentences_keep_their_words_and_split_into_what_they_were(language: Language, seed: int) -> None:
    rng = random.Random(seed)
    story = new_story(rng, language)
    plain = lay_out(rng, write_scene(rng, story, 0))
    long = join_sentences(rng, plain, share=1, longest=4)
    assert [s for row in plain for s in row if s.is_speech] == [s for row in long for s in row if s.is_speech]
    assert [part for row in long for s in row for part in s.parts] == [s.text for row in plain for s in row]


@both
def test_a_scene_without_its_event_does_not_tell_it(language: Language) -> None:
    story = new_story(random.Random(4), language)
    parts = [s.part for s in write_scene(random.Random(4), story, 0, without_event=True)]
    assert "event" not in parts
    assert "event" in [s.part for s in write_scene(random.Random(4), story, 0)]


@both
def test_the_same_seed_tells_the_same_story(language: Language) -> None:
    one, other = (new_story(random.Random(7), language) for _ in range(2))
    assert one == other
    assert draft_of(random.Random(1), one, 0) == draft_of(random.Random(1), other, 0)


def test_articles_follow_the_sound() -> None:
    assert [with_article(n) for n in ("owl", "unicorn", "bell")] == ["an owl", "a unicorn", "a bell"]
