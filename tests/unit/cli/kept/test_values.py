"""Values for readers."""

import json

import pytest

from orchestrator.cli.kept.values import readable


def test_prose_is_left_as_it_is():
    assert readable('She said: "{no}".\n\n井里没有水。') == 'She said: "{no}".\n\n井里没有水。'
    assert readable("[p1] is no JSON") == "[p1] is no JSON"


def test_a_critique_is_told_in_sentences():
    issue = {"paragraph": "p2", "quote": "very very", "problem": "Twice.", "fix": "Once.", "severity": "minor"}
    bare = {"paragraph": "p3", "quote": "", "problem": "No end."}
    assert readable(json.dumps({"issues": [issue, bare], "score": 6})) == (
        'score 6\n- [p2] "very very" (minor): Twice. → Once.\n- [p3] (major): No end.'
    )


def test_a_report_tells_what_was_measured_and_what_to_do():
    finding = {"instruction": "Cut about 5 words.", "paragraph": "p1", "quote": "long way"}
    length = {"check": "length", "passed": False, "measured": {"words": 18}, "findings": [finding]}
    mood = {"check": "sentiment", "measured": {"mean_mood": 0.123456}}
    assert readable(json.dumps({"passed": False, "score": 0.5, "reports": [length, mood]})) == (
        'length: missed (words 18)\n- [p1] "long way": Cut about 5 words.\nsentiment: measured (mean mood 0.1235)'
    )


@pytest.mark.parametrize("odd", [{"issues": "none", "score": "high"}, {"passed": 1, "reports": [{"check": None}]}])
def test_a_shape_of_somebodys_own_is_listed_as_it_is(odd):
    assert readable(json.dumps(odd)).startswith(f"{next(iter(odd))}: ")


def test_data_is_an_indented_list_without_what_is_empty():
    data = {"title": "井", "scenes": [{"heading": "A", "goal": "One.\nTwo."}, {"heading": "B"}], "places": [], "n": 2}
    assert readable(json.dumps(data)) == (
        "title: 井\nscenes:\n- heading: A\n  goal:\n    One.\n    Two.\n- heading: B\nn: 2"
    )
