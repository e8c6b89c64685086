"""How varied the words are, by three measures that do not fall just because a text is long.

* MATTR-500: the mean share of different words in every window of 500 words (Covington and McFall 2010, J. Quantitative
  Linguistics 17:2); a shorter text is one window.
* MTLD: the mean length of stretches in which the share of different words stays above 0.72, read in both directions
  (McCarthy and Jarvis 2010, Behavior Research Methods 42:2).
* HD-D: the share of different words to expect in a draw of 42 words, by the hypergeometric distribution
  (McCarthy and Jarvis 2007, Language Testing 24:4).

Chinese words are those that `rjieba` finds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from orchestrator.checks.check import Check
from orchestrator.checks.function_words import CHINESE, ENGLISH
from orchestrator.checks.judging import GENRE, Targets, TargetSpec, by_name, severity_of
from orchestrator.checks.passage import Passage
from orchestrator.checks.telling import finding_at, in_language_of, told
from orchestrator.checks.verdicts import Verdict, settled, verdicts_on
from orchestrator.domain.reports import CheckReport, Finding

MIN_WORDS = 100
"""Shorter texts are measured but not judged; MTLD and HD-D say nothing of them."""

WINDOW_WORDS = 500
MTLD_SHARE = 0.72
HDD_DRAW = 42

_LEAST_USES = 3
_CJK_START = "\u2e80"


def mattr(tokens: Sequence[str], window: int = WINDOW_WORDS) -> float:
    """Mean share of different words in each run of ``window`` words; 0 for no words.

    >>> mattr(["a", "b", "a", "c"], window=3)  # a b a: 2/3; b a c: 3/3
    0.8333333333333334
    """
    size = min(window, len(tokens))
    last_start = len(tokens) - size
    latest: dict[str, int] = {}
    total = 0
    # A token is new in the windows that hold it and not the one like it before; of so many starts is the sum.
    for at, token in enumerate(tokens):
        since = at - latest.get(token, -1)
        starts = since if since < size else size
        total += starts if at <= last_start else max(0, starts - (at - last_start))
        latest[token] = at
    return total / (size * (last_start + 1)) if size else 0.0


def mtld(tokens: Sequence[str], share: float = MTLD_SHARE) -> float:
    """Mean length in words of the stretches that keep more than ``share`` different words; 0 for no words.

    >>> mtld(["a", "b", "a", "b", "a"])  # forward: a b a (2/3), then b a: no factor; backward the same
    5.0
    """
    if not tokens:
        return 0.0
    return (_mtld_one_way(tokens, share) + _mtld_one_way(tokens[::-1], share)) / 2


def _mtld_one_way(tokens: Sequence[str], share: float) -> float:
    factors = 0.0
    seen: set[str] = set()
    begun = 0
    for at, token in enumerate(tokens, start=1):
        seen.add(token)
        if len(seen) <= share * (at - begun):
            factors += 1
            seen.clear()
            begun = at
    if begun < len(tokens):
        factors += (1 - len(seen) / (len(tokens) - begun)) / (1 - share)
    return len(tokens) / factors if factors else float(len(tokens))


def hdd(tokens: Sequence[str], draw: int = HDD_DRAW) -> float:
    """Share of different words to expect among ``draw`` words drawn without putting back; 0 for fewer words.

    >>> round(hdd(["a", "a", "b", "c"], draw=2), 4)  # a: 1 - 1/6; b and c: 1/2 each; the sum by 2
    0.9167
    """
    total = len(tokens)
    if total < draw:
        return 0.0
    uses = Counter(Counter(tokens).values())
    expected = sum(different * (1 - _never_drawn(total, n, draw)) for n, different in uses.items())
    return float(expected / draw)


def _never_drawn(total: int, uses: int, draw: int) -> float:
    """The chance that none of ``uses`` among ``total`` is among ``draw``: C(total - uses, draw) / C(total, draw)."""
    if uses > total - draw:
        return 0.0
    chance = 1.0
    for taken in range(draw):
        chance *= (total - uses - taken) / (total - taken)
    return chance


def measure_diversity(passage: Passage, targets: Targets) -> CheckReport:
    """Variety of the words of ``passage``; judged by ``mattr``, ``mtld``, ``hdd`` (bare numbers are minima)."""
    tokens = passage.tokens
    measured = {
        "words": len(tokens),
        "different_words": len(set(tokens)),
        "mattr": round(mattr(tokens), 3),
        "mtld": round(mtld(tokens), 1),
        "hdd": round(hdd(tokens), 3),
    }
    reliable = len(tokens) >= MIN_WORDS and passage.script != "other"
    report = CheckReport(check="diversity", reliable=reliable, measured=measured)
    if not reliable:
        return report
    verdicts = verdicts_on(measured, targets, bare="min")
    missed = [verdict for verdict in verdicts if verdict.gap < 0]
    return settled(report, verdicts, told(_findings(passage, tokens, missed), passage) if missed else ())


def _findings(passage: Passage, tokens: Sequence[str], missed: Sequence[Verdict]) -> Iterator[Finding]:
    """The words used most that carry meaning, each quoted where it comes the second time."""
    verdict = min(missed, key=lambda verdict: verdict.score)
    severity = severity_of(verdict.score)
    plain = CHINESE if passage.script == "cjk" else ENGLISH
    lowered = passage.text.lower()
    for token, uses in Counter(tokens).most_common():
        if uses < _LEAST_USES:
            break
        place = _second_use(lowered, token) if token.isalpha() and token not in plain else None
        # What is written with a capital is a name or opens the sentence; names cannot be varied.
        if place is not None and passage.text[place[0] : place[1]] == token:
            english, chinese = (
                "{quote} comes {n} times: use other words for some of them",
                "{quote}用了{n}次，换几个说法",
            )
            instruction = in_language_of(passage, english, chinese).replace("{n}", str(uses))
            yield finding_at(passage, place, instruction, severity, measured=verdict.value, target=verdict.missed)
    yield Finding(
        severity=severity,
        instruction=in_language_of(passage, "Use more different words.", "用词再丰富一些。"),
        measured=verdict.value,
        target=verdict.missed,
    )


def _second_use(lowered: str, token: str) -> tuple[int, int] | None:
    """Where ``token`` stands the second time as a word of its own."""
    at, seen = lowered.find(token), 0
    while at >= 0:
        end = at + len(token)
        alone = token[0] > _CJK_START or not (lowered[at - 1 : at].isalnum() or lowered[end : end + 1].isalnum())
        seen += alone
        if seen == 2:
            return at, end
        at = lowered.find(token, end)
    return None


# Carroll's prose for children falls to 0.40, Lane's for adults to 0.43; Lu Xun's never below 0.51.
_BANDS = {
    "en": {"ya": {"mattr": {"min": 0.4}}, "fiction": {"mattr": {"min": 0.42}}, "news": {"mattr": {"min": 0.48}}},
    "zh": {genre: {"mattr": {"min": 0.48}} for genre in ("fiction", "news", "ya")},
}

CHECK = Check(
    "diversity",
    "How varied the words are: MATTR-500, MTLD, HD-D.",
    by_name(
        TargetSpec("mattr", "bound", "Share of different words in windows of 500, 0 to 1; a bare number is a minimum."),
        TargetSpec("mtld", "bound", "Words that keep above 0.72 different ones; a bare number is a minimum."),
        TargetSpec("hdd", "bound", "Different words expected in a draw of 42, 0 to 1; a bare number is a minimum."),
        GENRE,
    ),
    ("en", "zh"),
    measure_diversity,
    _BANDS,
)
