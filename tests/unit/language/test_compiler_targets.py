"""Targets of every kind, and what is intended: typed when the file is loaded."""

from __future__ import annotations

import pytest

from orchestrator.checks.judging import GENRE, TargetSpec, by_name
from orchestrator.checks.registry import Check
from orchestrator.domain.errors import DefinitionError
from orchestrator.domain.reports import CheckReport
from tests.unit.language.compiling import HEAD, TAIL, compile_text

SPECS = by_name(
    TargetSpec("others", "texts", "Other parts."),
    TargetSpec("shape", "curve", "A shape.", ("fall", "rise")),
    TargetSpec("bible", "bible", "What is known."),
    TargetSpec("strict", "flag", "Whether."),
    GENRE,
)
CHECKS = {"see": Check("see", "Sees.", SPECS, (), lambda passage, targets: CheckReport(check="see"))}


def mistakes(targets: str, also: str = "") -> list[str]:
    step = f"  report: {{check: [see], of: outline.logline, targets: {{see: {targets}}}{also}}}\n"
    try:
        compile_text(HEAD + step + TAIL, checks=CHECKS)
    except DefinitionError as error:
        return [f"{d.message} | {d.hint}" if d.hint else d.message for d in error.diagnostics]
    return []


@pytest.mark.parametrize(
    "targets",
    [
        "{others: \"[outline.logline, 'b']\"}",
        "{others: \"outline.scenes | map(attribute='goal') | list\"}",
        "{others: none}",
        "{shape: \"'rise'\"}",
        "{shape: outline.title}",
        '{shape: "[1, -2.5]"}',
        "{shape: \"outline.scenes | map(attribute='valence') | list\"}",
        "{bible: outline.bible}",
        "{bible: \"{'places': ['Mill']}\"}",
        "{strict: true, genre: \"'ya'\"}",
        "{genre: none}",
    ],
)
def test_targets_of_every_kind_are_expressions(targets: str) -> None:
    assert mistakes(targets) == []


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ("{others: outline.logline}",
         "the target 'others' must be list of Draft, and 'outline.logline' is text | "
         'make a list of it: "[outline.logline]"'),
        ("{shape: \"'riese'\"}", "the target 'shape' cannot be 'riese' | did you mean 'rise'? it can be: fall, rise"),
        ("{shape: \"['a']\"}",
         "the target 'shape' must be a list of numbers or a text (fall or rise), and '['a']' is list of text"),
        ("{bible: outline}",
         "the target 'bible' must be Bible, and 'outline' is Outline | take one of its fields: outline.bible"),
        ("{bible: {places: x}}", "the target 'bible' is a Bible, not a mapping | write `bible: …`"),
        ("{strict: outline.title}", "the target 'strict' must be true or false, and 'outline.title' is text"),
        ("{genre: \"'childrn'\"}",
         "the target 'genre' cannot be 'childrn' | did you mean 'children'? "
         "it can be: ad, children, dialogue, fiction, news, ya"),
        ("{genre: 3}", "the target 'genre' cannot be '3' | it can be: ad, children, dialogue, fiction, news, ya"),
    ],
)  # fmt: skip
def test_a_target_of_the_wrong_kind_is_told_with_the_mend(targets: str, message: str) -> None:
    assert mistakes(targets) == [message]


def test_what_is_intended_is_a_list_of_quotes_or_of_checks_and_quotes() -> None:
    assert mistakes("{}", ", intended: \"['Go. Go.']\"") == []
    assert mistakes("{}", ", intended: \"[{'check': 'see', 'quote': 'Go.'}]\"") == []
    assert mistakes("{}", ", intended: \"[{'chek': 'see'}]\"") != []
    assert mistakes("{}", ", intended: outline.title") == [
        "what is intended must be list of text, and 'outline.title' is text | make a list of it: \"[outline.title]\""
    ]
