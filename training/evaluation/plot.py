"""How hard drafts are to read, round by round of the loop, as a picture (SVG) beside the target of each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from training.faults import short_story_loop
from training.lexicon import Language

_WIDTH, _HEIGHT, _LEFT, _TOP, _FOOT = 320, 200, 40, 30, 30
_TITLES: Mapping[Language, str] = {"en": "English: school grade", "zh": "Chinese: characters a sentence"}


def plot_rounds(rounds: Mapping[Language, Sequence[float]]) -> str:
    """The picture: a panel a language, a dot a round, the most that was asked for as a dashed line.

    Args:
        rounds: by language, the mean of each round from the first: US school grade in English, characters a sentence
            in Chinese.
    """
    panels = "".join(_panel(at * _WIDTH, language, rounds[language]) for at, language in enumerate(rounds))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH * len(rounds)} {_HEIGHT}" '
        'font-family="sans-serif" font-size="11" fill="#666">'
        "<title>How hard drafts are to read, by round of the loop</title>"
        f"{panels}</svg>\n"
    )


def _panel(left: int, language: Language, values: Sequence[float]) -> str:
    loop = short_story_loop()
    most = loop.grade if language == "en" else loop.sentence
    top = max(*values, most) * 1.1
    bottom = _HEIGHT - _FOOT

    def height(value: float) -> float:
        return round(bottom - (bottom - _TOP) * value / top, 1)

    begin, end = left + _LEFT, left + _WIDTH - 20
    step = (end - begin) / max(1, len(values) - 1)
    dots = [(round(begin + step * n, 1), height(value)) for n, value in enumerate(values)]
    line = " ".join(f"{x},{y}" for x, y in dots)
    marks = "".join(
        f'<circle cx="{x}" cy="{y}" r="4" fill="#2a78d6"/>'
        f'<text x="{x}" y="{y - 9}" text-anchor="middle">{value:.1f}</text>'
        f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">round {n}</text>'
        for n, ((x, y), value) in enumerate(zip(dots, values, strict=True), start=1)
    )
    return (
        f'<text x="{begin}" y="16" font-weight="bold">{_TITLES[language]}</text>'
        f'<line x1="{begin}" y1="{height(most)}" x2="{end}" y2="{height(most)}" stroke="#999" stroke-dasharray="4 3"/>'
        f'<text x="{end}" y="{height(most) + 13}" text-anchor="end">asked: {most:g} at most</text>'
        f'<polyline points="{line}" fill="none" stroke="#2a78d6" stroke-width="2"/>{marks}'
    )
