"""Marks cover exactly the quotes, whatever overlaps, and never lose a letter of the text."""

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.adapters.export.page.marking import Note, numbered, pieces
from orchestrator.domain.reports import Finding

# A finding keeps no white space at the ends of its quote: a text without any has quotes of every length.
TEXT = "The·fox·ran.·The·hen·slept.·The·fox·came·home."


def note(number, start, end, severity="major"):
    return Note(number, "tells", Finding(quote=TEXT[start:end], start=start, severity=severity, instruction="Mend."))


@st.composite
def notes(draw):
    found = []
    for number in range(1, draw(st.integers(0, 8)) + 1):
        start = draw(st.integers(0, len(TEXT) - 1))
        end = draw(st.integers(start + 1, len(TEXT)))
        found.append(note(number, start, end, draw(st.sampled_from(["minor", "major", "critical"]))))
    return found


@given(notes(), st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_every_letter_is_in_the_notes_that_quote_it_and_in_no_other(found, one, other):
    start, end = sorted((one, other))
    at = start
    for piece in pieces(TEXT, start, end, found):
        for position in range(at, at + len(piece.text)):
            assert {n.number for n in piece.notes} == {n.number for n in found if n.finding.start <= position < n.end}
        at += len(piece.text)
    assert "".join(piece.text for piece in pieces(TEXT, start, end, found)) == TEXT[start:end]


@given(notes())
def test_every_quote_begins_and_ends_once(found):
    cut = pieces(TEXT, 0, len(TEXT), found)
    assert sorted(n.number for piece in cut for n in piece.opens) == [n.number for n in found]
    assert sorted(n.number for piece in cut for n in piece.closes) == [n.number for n in found]


def test_where_two_overlap_the_more_severe_comes_first():
    cut = pieces(TEXT, 0, 12, [note(1, 0, 12, "minor"), note(2, 4, 7, "critical")])
    assert [(piece.text, [n.number for n in piece.notes]) for piece in cut] == [
        ("The·", [1]),
        ("fox", [2, 1]),
        ("·ran.", [1]),
    ]


def test_a_quote_that_stands_elsewhere_is_about_the_whole_text():
    found = [
        ("length", Finding(instruction="Cut.")),
        ("tells", Finding(quote="hen", start=17, instruction="Mend.")),
        ("tells", Finding(quote="cow", start=4, instruction="Mend.")),
        ("tells", Finding(quote="fox", start=4, instruction="Mend.")),
    ]
    assert [(n.number, n.finding.quote) for n in numbered(found, TEXT)] == [(1, "fox"), (2, "hen"), (0, ""), (0, "cow")]
