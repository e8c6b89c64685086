"""The page of a report, from ``page.html.j2`` and ``page.css`` beside this file."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from orchestrator.adapters.export.book.model import Judgement, Round
from orchestrator.adapters.export.graph.style import stylesheet
from orchestrator.adapters.export.naming import names_for
from orchestrator.adapters.export.report import curves
from orchestrator.adapters.export.report.curves import Curve
from orchestrator.adapters.export.report.dag import SIGNS, draw_dag
from orchestrator.adapters.export.report.model import Beat, DraftReport, RunReport
from orchestrator.adapters.export.wording import labels_for, told
from orchestrator.domain.critiques import Critique
from orchestrator.domain.reports import Report
from orchestrator.domain.runs import RoleUsage
from orchestrator.domain.text import clean, count_words, guess_language
from orchestrator.domain.worddiff import Change, Counts, apart, counts, word_diff

_FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class _Revision:
    """What changed from the round that was revised to this one."""

    source: Round
    target: Round
    pieces: Sequence[tuple[str, str, str]]
    counts: Counts


@dataclass(frozen=True, slots=True)
class _Draft:
    """A draft as the template takes it."""

    id: str
    told: DraftReport
    language: str
    curves: Sequence[tuple[str, Curve]]
    rounds: Sequence[tuple[Round, int]]
    final: Round
    revisions: Sequence[_Revision]


def to_report(report: RunReport) -> str:
    """The page: one HTML document."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "seconds": seconds, "measure": measure}
    environment.tests |= {"critique": _is_critique, "report": _is_report}
    css = (_FOLDER / "page.css").read_text("utf-8") + stylesheet()
    words = labels_for(report.language)
    total = sum(report.roles.values(), RoleUsage())
    page = environment.get_template("page.html.j2").render(
        report=report,
        total=total,
        words=words,
        names=names_for(report.language),
        signs=SIGNS,
        # Made by our own hands out of escaped parts: the only things that are not escaped here.
        css=Markup(css),  # noqa: S704
        dag=Markup(draw_dag(report.plan, report.statuses)),  # noqa: S704
        digest=base64.b64encode(hashlib.sha256(css.encode()).digest()).decode(),
        drafts=[_draft(f"draft-{at}", draft, words) for at, draft in enumerate(report.drafts, start=1)],
        arc=_arc(report.beats),
        curves=curves,
    )
    return clean(page)


def _draft(identity: str, draft: DraftReport, words: Mapping[str, str]) -> _Draft:
    by_path = {each.path: each for each in draft.rounds}
    final = by_path[draft.final]
    sources = [(by_path[each.revised], each) for each in draft.rounds if each.revised in by_path]
    return _Draft(
        id=identity,
        told=draft,
        language=guess_language(final.text),
        curves=[(name, _curve(draft, at)) for at, name in enumerate(_names(draft, words))],
        rounds=[(each, count_words(each.text)) for each in draft.rounds],
        final=final,
        revisions=[_revision(source, target) for source, target in sources],
    )


def _names(draft: DraftReport, words: Mapping[str, str]) -> list[str]:
    """What the numbers of a score are, in words."""
    most = max((len(each.score) for each in draft.rounds), default=0)
    return [*draft.best_by[:most], *(words["score"] for _ in range(most - len(draft.best_by)))]


def _curve(draft: DraftReport, at: int) -> Curve:
    scored = [each for each in draft.rounds if len(each.score) > at]
    return curves.score_curve(
        [(each.score[at], str(each.number), each.best, each.path == draft.final) for each in scored]
    )


def _revision(source: Round, target: Round) -> _Revision:
    changes: list[Change] = word_diff(source.text, target.text)
    return _Revision(source, target, [apart(change) for change in changes], counts(changes))


def _arc(beats: Sequence[Beat]) -> tuple[Sequence[Curve], Sequence[Curve]] | None:
    """Planned and measured; None where there are not both."""
    if not any(beat.measured is not None for beat in beats):
        return None
    names = [beat.name for beat in beats]
    planned = curves.valence_curves([beat.planned for beat in beats], names)
    return planned, curves.valence_curves([beat.measured for beat in beats], names)


def number(value: float, name: str = "") -> Markup:
    """A number as people read it, with its exact value for machines.

    >>> print(number(1234, "calls"))
    <data class="calls" value="1234">1,234</data>
    """
    shown = f"{value:,}" if isinstance(value, int) else f"{value:.4g}"
    return Markup('<data class="%s" value="%s">%s</data>') % (name, repr(value), shown)


def seconds(value: float, words: Mapping[str, str]) -> Markup:
    """A time in seconds."""
    shown = words["seconds"] % (f"{value:,.0f}" if value >= 10 else f"{value:.1f}")
    return Markup('<data class="seconds" value="%s">%s</data>') % (repr(value), shown)


def measure(value: object, words: Mapping[str, str]) -> Markup | str:
    """Something that a check measured.

    >>> measure(None, labels_for("zh")), measure(True, labels_for("zh")), measure("de", labels_for("zh"))
    ('–', '是', 'de')
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return told(value, words)
    return number(value, "measured")


def _is_critique(judged: Judgement) -> bool:
    return isinstance(judged.value, Critique)


def _is_report(judged: Judgement) -> bool:
    return isinstance(judged.value, Report)
