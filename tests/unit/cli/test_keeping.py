"""Which runs may be forgotten."""

import pytest

from orchestrator.cli.keeping import forgettable
from orchestrator.domain.records import RunRecord

DAY = 86_400.0
NOW = 100 * DAY


def run(name, status, *, days_ago):
    ended = None if status == "running" else NOW - days_ago * DAY
    return RunRecord(
        id=name, workflow="story", seed=0, model="built-in", sources="", started=0.0, ended=ended, status=status
    )


RUNS = [
    run("newest", "done", days_ago=0),
    run("killed", "running", days_ago=1),
    run("asks", "waiting", days_ago=30),
    run("failed", "failed", days_ago=5),
    run("stopped", "interrupted", days_ago=40),
    run("oldest", "done", days_ago=20),
]


@pytest.mark.parametrize(
    ("limits", "forgotten"),
    [
        ({}, ["newest", "failed", "oldest"]),
        ({"keep": 1}, ["failed", "oldest"]),
        ({"keep": 3}, []),
        ({"older_than_days": 5}, ["failed", "oldest"]),
        ({"older_than_days": 5.5}, ["oldest"]),
        ({"keep": 2, "older_than_days": 1}, ["oldest"]),
        ({"keep": 1, "older_than_days": 10}, ["oldest"]),
    ],
)
def test_what_waits_or_can_go_on_stays_and_of_the_others_what_a_limit_keeps(limits, forgotten):
    assert [run.id for run in forgettable(RUNS, now=NOW, **limits)] == forgotten
