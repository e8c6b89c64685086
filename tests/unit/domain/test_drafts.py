"""Drafts keep what no edit names, byte for byte, and the identities of their paragraphs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.domain.drafts import Draft, Edit, Revision
from orchestrator.domain.errors import ReplyError
from orchestrator.domain.replies import read_draft, read_revision, write_revision

THREE = Draft.of("One.\n\nTwo.\n\nThree.")

prose = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Zs"]), min_size=1, max_size=30
).filter(lambda text: text.strip() and "[" not in text and "\ufeff" not in text)
edits = st.lists(
    st.one_of(
        st.builds(
            Edit,
            action=st.sampled_from(["replace", "insert"]),
            paragraph=st.sampled_from(["p1", "p2", "p3", "p9"]),
            text=prose,
        ),
        st.builds(Edit, action=st.just("delete"), paragraph=st.sampled_from(["p1", "p2", "p3"])),
    ),
    max_size=6,
)


def ids(draft: Draft) -> list[str]:
    return [p.id for p in draft.paragraphs]


def test_a_replaced_paragraph_keeps_its_id_and_the_others_their_text():
    revised, dropped = read_revision("[p2] Zwei.").apply(THREE)
    assert revised.text == "One.\n\nZwei.\n\nThree."
    assert ids(revised) == ["p1", "p2", "p3"]
    assert dropped == ()


def test_insertions_after_one_paragraph_keep_their_order_and_get_ids_of_their_own():
    revised, _ = read_revision("[p1+] First.\n\n[p1+] Second.").apply(THREE)
    assert revised.text == "One.\n\nFirst.\n\nSecond.\n\nTwo.\n\nThree."
    assert ids(revised) == ["p1", "p1.1", "p1.2", "p2", "p3"]


def test_a_replacement_of_two_paragraphs_makes_a_second_one_after_the_first():
    revised, _ = read_revision("[p2] Two a.\n\nTwo b.").apply(THREE)
    assert revised.text == "One.\n\nTwo a.\n\nTwo b.\n\nThree."


def test_a_deletion_removes_and_a_revised_insertion_is_found_by_its_id():
    once, _ = read_revision("[p1+] Inserted.\n\n[-p2]").apply(THREE)
    twice, dropped = read_revision("[p1.1] Changed.").apply(once)
    assert twice.text == "One.\n\nChanged.\n\nThree."
    assert dropped == ()


def test_an_edit_of_an_unknown_paragraph_is_dropped_with_its_reason():
    revised, dropped = read_revision("[p7] Nowhere.\n\n[p1] Eins.").apply(THREE)
    assert revised.text == "Eins.\n\nTwo.\n\nThree."
    assert [(d.entry, d.reason) for d in dropped] == [("replace p7", "no such paragraph")]


def test_the_last_paragraph_cannot_be_deleted():
    revised, dropped = read_revision("[-p1]").apply(Draft.of("Only."))
    assert revised.text == "Only."
    assert dropped[0].reason == "it is the only paragraph"


def test_nothing_to_change_changes_nothing():
    assert read_revision("[none]").apply(THREE)[0] == THREE


@pytest.mark.parametrize("reply", ["", "I would shorten the second paragraph.", "[laughs] Ha.", "(p2) Two."])
def test_a_reply_without_marks_is_no_revision(reply):
    with pytest.raises(ReplyError, match="names no paragraph"):
        read_revision(reply)


def test_marks_in_a_draft_reply_only_separate_its_paragraphs():
    assert read_draft("[p1] One.\n[p2] Two.\n\nThree.").text == "One.\n\nTwo.\n\nThree."


def test_an_empty_reply_is_no_draft():
    with pytest.raises(ReplyError):
        read_draft(" \n\n ")


def test_a_whole_rewrite_numbers_its_paragraphs_anew():
    revised, _ = Revision(rewrite="New.\n\nText.").apply(THREE)
    assert ids(revised) == ["p1", "p2"]


@given(edits)
def test_what_no_edit_names_stays_byte_for_byte(changes):
    revised, _ = Revision(edits=tuple(changes)).apply(THREE)
    named = {edit.paragraph for edit in changes if edit.action != "insert"}
    for paragraph in THREE.paragraphs:
        if paragraph.id not in named:
            assert revised.paragraph(paragraph.id) == paragraph
    assert len(set(ids(revised))) == len(revised.paragraphs) >= 1


@given(edits)
def test_a_revision_survives_being_written_and_read(changes):
    revision = Revision(edits=tuple(changes))
    assert read_revision(write_revision(revision)).apply(THREE)[0] == revision.apply(THREE)[0]
