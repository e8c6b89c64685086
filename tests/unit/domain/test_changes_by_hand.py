"""What a person changes by hand, and what a bible learns: identities stay, nothing is there twice."""

import re

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.domain.drafts import Draft, Version
from orchestrator.domain.outlines import Bible, Character, Fact
from orchestrator.domain.replies import read_revision
from orchestrator.domain.text import split_paragraphs

THREE = Draft.of("One.\n\nTwo.\n\nThree.")
paragraphs = st.lists(st.sampled_from(["One.", "Two.", "Three.", "Four.", "井里没有水。"]), max_size=8)


def ids(draft):
    return [(p.id, p.text) for p in draft.paragraphs]


def test_nothing_changed_is_the_same_draft():
    assert THREE.edited(THREE.text) == THREE


def test_a_changed_paragraph_keeps_its_id():
    assert ids(THREE.edited("One.\n\nZwei.\n\nThree.")) == [("p1", "One."), ("p2", "Zwei."), ("p3", "Three.")]


def test_a_paragraph_put_in_is_called_after_the_one_before_it():
    assert ids(THREE.edited("One.\n\nNew.\n\nNewer.\n\nTwo.\n\nThree.")) == [
        ("p1", "One."),
        ("p1.1", "New."),
        ("p1.2", "Newer."),
        ("p2", "Two."),
        ("p3", "Three."),
    ]


def test_a_paragraph_put_in_at_the_beginning_has_an_id_too():
    assert ids(THREE.edited("Zero.\n\nOne.\n\nTwo.\n\nThree."))[:2] == [("p0.1", "Zero."), ("p1", "One.")]


def test_a_paragraph_taken_out_takes_its_id_with_it():
    assert ids(THREE.edited("One.\n\nThree.")) == [("p1", "One."), ("p3", "Three.")]


def test_one_paragraph_made_into_two_keeps_its_id_for_the_first():
    assert ids(THREE.edited("One.\n\nTwo a.\n\nTwo b.\n\nThree.")) == [
        ("p1", "One."),
        ("p2", "Two a."),
        ("p2.1", "Two b."),
        ("p3", "Three."),
    ]


def test_an_id_that_an_insertion_had_is_not_given_away_again():
    once, _ = read_revision("[p1+] Inserted.").apply(THREE)
    assert ids(once.edited("One.\n\nNew.\n\nInserted.\n\nTwo.\n\nThree."))[:3] == [
        ("p1", "One."),
        ("p1.2", "New."),
        ("p1.1", "Inserted."),
    ]


def test_the_rounds_that_led_to_a_draft_stay_with_it():
    rounds = (Version(round=1, text="First.", score=(5,), kept=True),)
    polished = THREE.model_copy(update={"versions": rounds})
    assert polished.edited("Zero.").versions == rounds


def test_blank_lines_and_spaces_around_paragraphs_are_no_change():
    assert THREE.edited("\n\n  One.\n\n\n\nTwo. \r\n\r\nThree.\n") == THREE


def test_what_was_changed_by_hand_can_be_revised():
    changed = THREE.edited("Zero.\n\nOne.\n\nTwo.")
    revised, dropped = read_revision("[p0.1] Null.\n\n[-p1]").apply(changed)
    assert (revised.text, dropped) == ("Null.\n\nTwo.", ())


@given(paragraphs, paragraphs)
def test_any_change_gives_the_text_that_was_written_under_ids_of_their_own(before, after):
    old = Draft.of("\n\n".join(before))
    new = old.edited("\n\n".join(after))
    assert [p.text for p in new.paragraphs] == split_paragraphs("\n\n".join(after))
    assert len({p.id for p in new.paragraphs}) == len(new.paragraphs)
    assert all(re.fullmatch(r"p\d+(\.\d+)?", p.id) for p in new.paragraphs)


@given(st.lists(st.integers(0, 99), min_size=1, max_size=8, unique=True), st.data())
def test_paragraphs_that_stay_in_their_order_keep_their_ids(numbers, data):
    old = Draft.of("\n\n".join(f"Paragraph {n}." for n in numbers))
    kept = [p for p in old.paragraphs if data.draw(st.booleans())]
    new = old.edited("\n\n".join(p.text for p in kept))
    assert list(new.paragraphs) == kept


# -- facts --------------------------------------------------------------------------------------------------

BIBLE = Bible(characters=(Character(name="Mira"),), facts=(Fact(text="The well is dry."),), promises=("Rain.",))


def facts(bible):
    return [(fact.chapter, fact.text) for fact in bible.facts]


def test_new_facts_come_after_the_old_ones_and_are_true_from_their_chapter():
    grown = BIBLE.with_facts([Fact(text="Mira limps.", chapter=9)], chapter=3)
    assert facts(grown) == [(1, "The well is dry."), (3, "Mira limps.")]


def test_everything_else_stays_and_the_old_bible_does_too():
    grown = BIBLE.with_facts([Fact(text="Mira limps.")], chapter=2)
    assert (grown.characters, grown.promises) == (BIBLE.characters, BIBLE.promises)
    assert facts(BIBLE) == [(1, "The well is dry.")]


def test_a_fact_is_known_whatever_its_capitals_and_spaces_and_keeps_its_chapter():
    told = [Fact(text=" THE  WELL\nis dry. "), Fact(text="井里没有水。"), Fact(text="井里没有水。")]
    assert facts(BIBLE.with_facts(told, chapter=2)) == [(1, "The well is dry."), (2, "井里没有水。")]


def test_no_facts_change_nothing():
    assert BIBLE.with_facts([], chapter=5) == BIBLE


@given(st.lists(st.sampled_from(["A.", "a.", "B.", "b. ", "C."]), max_size=6), st.integers(1, 50))
def test_facts_told_twice_are_there_once(told, chapter):
    new = [Fact(text=text) for text in told]
    once = BIBLE.with_facts(new, chapter=chapter)
    assert once.with_facts(new, chapter=chapter + 1) == once
    assert len(once.facts) == 1 + len({text.strip().casefold() for text in told})
