"""The loop in plain Python, short enough to be checked against the description of the language by reading it.

It shares nothing with the engine. A test gives both the same options, the same judgements and the same texts,
and compares everything they say. Each ``Mistake`` is a way to get the loop wrong that the comparison must notice.
"""

from dataclasses import dataclass
from enum import Enum, auto

MOST_WORDS = 6
"""What the check asks for; a longer text is judged the worse, the longer it is."""


class Mistake(Enum):
    """Ways to get the loop wrong."""

    LATER_ON_TIES = auto()
    REVISES_THE_LAST = auto()
    REVISES_WITH_THE_LAST_VERDICT = auto()
    KEPT_IS_THE_ROUND_BEFORE = auto()
    KEEP_IF_IS_FORGOTTEN = auto()
    LIST_IS_A_SUM = auto()
    LAST_ROUND_REVISES = auto()
    PATIENCE_NEVER_STARTS_ANEW = auto()
    PATIENCE_IS_ONE_LONGER = auto()
    BEST_WINS_OVER_UNTIL = auto()
    MAX_NEVER_FAILS = auto()


@dataclass(frozen=True)
class Options:
    """Of the loop.

    ``until`` is the quality that is enough, and ``until_passed`` says that the check must pass as well;
    ``best`` names the properties of a round that are compared, left to right.
    """

    max: int
    until: int | None = None
    until_passed: bool = False
    best: tuple[str, ...] = ()
    keep_if: bool = False
    patience: int | None = None
    fails: bool = False


@dataclass(frozen=True)
class Round:
    """One round: the text it began with, and what judging said of it."""

    number: int
    text: str
    quality: int
    pace: int

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def fit(self) -> float:
        """The score of the check: 1 up to what was asked for, 0 from four times as much."""
        return max(0.0, 1 - max(0.0, self.words / MOST_WORDS - 1) / 3)


@dataclass(frozen=True)
class Expected:
    """What a loop does.

    Attributes:
        result: the text that leaves it, None where it fails.
        versions: for each round its number, text, score, and whether it could have left the loop then.
        ended: for each round its number, score, whether it is the new best, and whether ``until`` holds.
        calls: path and prompt of each call, in order.
        unmet: ``until`` held in no round.
    """

    result: str | None
    versions: tuple[tuple[int, str, tuple[float, ...], bool], ...]
    ended: tuple[tuple[int, tuple[float, ...], bool, bool], ...]
    calls: tuple[tuple[str, str], ...]
    unmet: bool


def run_loop(
    options: Options, judgements: list[tuple[int, int]], texts: list[str], mistake: Mistake | None = None
) -> Expected:
    """Go through the rounds: ``judgements`` are quality and pace by round, ``texts`` the first and each revised one."""
    text, *revised = texts
    best = before = None
    stale = 0
    versions, ended, calls = [], [], []
    for number in range(1, options.max + 1):
        this = Round(number, text, *judgements[number - 1])
        ask = (f"polish#{number}.verdict", f"Round {number}: {text}")
        judges = options.until is not None or bool(options.best)
        if judges:
            calls.append(ask)
        met = options.until is not None and this.quality >= options.until
        met = met and (not options.until_passed or this.words <= MOST_WORDS)
        is_best = bool(options.best) and _becomes_best(options, this, best, before, mistake)
        best = this if is_best else best
        stale = 0 if is_best and mistake is not Mistake.PATIENCE_NEVER_STARTS_ANEW else stale + (not is_best)
        versions.append((number, text, _score(options, this), is_best or met or not options.best))
        ended.append((number, _score(options, this), is_best, met))
        if met:
            break
        source = verdict = best or this
        if mistake is Mistake.REVISES_THE_LAST:
            source = this
        if mistake is Mistake.REVISES_WITH_THE_LAST_VERDICT:
            verdict = this
        patience = None if options.patience is None else options.patience + (mistake is Mistake.PATIENCE_IS_ONE_LONGER)
        last = number == options.max or stale == patience
        if not last or mistake is Mistake.LAST_ROUND_REVISES:
            if not judges:  # nothing depends on the verdict but the revision, so it is not part of judging
                calls.append(ask)
            said = f"{verdict.quality} {verdict.pace} {verdict.words}"
            calls.append((f"polish#{number}.revise", f"Round {number}, {said}: {source.text}"))
        if last:
            break
        before, text = this, revised[number - 1]
    winner = this if met and mistake is not Mistake.BEST_WINS_OVER_UNTIL else best or this
    unmet = options.until is not None and not met
    failed = unmet and options.fails and mistake is not Mistake.MAX_NEVER_FAILS
    return Expected(None if failed else winner.text, tuple(versions), tuple(ended), tuple(calls), unmet)


def _score(options: Options, this: Round) -> tuple[float, ...]:
    return tuple(float(getattr(this, name)) for name in options.best)


def _becomes_best(
    options: Options, this: Round, best: Round | None, before: Round | None, mistake: Mistake | None
) -> bool:
    if best is None:
        return True
    kept = before if mistake is Mistake.KEPT_IS_THE_ROUND_BEFORE and before is not None else best
    if options.keep_if and this.fit < kept.fit and mistake is not Mistake.KEEP_IF_IS_FORGOTTEN:
        return False
    new, old = _score(options, this), _score(options, best)
    if mistake is Mistake.LIST_IS_A_SUM:
        return sum(new) > sum(old)
    return new > old or (mistake is Mistake.LATER_ON_TIES and new == old)
