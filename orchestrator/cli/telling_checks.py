"""Reports of checks on a terminal: a table of the checks, then what to do, the worst first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from orchestrator.checks.judging import asks
from orchestrator.cli.checking import Checked, doubt
from orchestrator.cli.printing import line, show
from orchestrator.domain.reports import MAX_INSTRUCTIONS, CheckReport, Finding

if TYPE_CHECKING:
    from rich.table import Table

    from orchestrator.checks.registry import Check

_VERDICTS = {True: "met", False: "missed", None: "measured"}
_NOT_JUDGED = "not judged"
_ORDER = ("missed", "met", "measured", _NOT_JUDGED)
_COLOURS = {"met": "green", "missed": "yellow", "critical": "red", "major": "yellow", "minor": "cyan"}
_RANK = {"critical": 0, "major": 1, "minor": 2}
_KEY_MEASURES = 3
_QUOTED_CHARACTERS = 160
# Every check may count these; what only it knows comes first.
_PLAIN_COUNTS = frozenset({"words", "sentences", "characters", "paragraphs"})


def tell_checked(checked: Checked, checks: Mapping[str, Check], *, everything: bool) -> None:
    """Print what was found in one text; without ``everything`` only what counts, and three findings."""
    from rich.text import Text

    verdict = _VERDICTS[checked.report.passed]
    unit = "characters" if checked.language.startswith("zh") else "words"
    heading = Text(line(checked.file), style="bold")
    heading.append(f"  {checked.words:,} {unit}, {line(checked.language)}  ", style="not bold")
    heading.append(verdict, style=_COLOURS.get(verdict, "dim"))
    if checked.report.score is not None:
        heading.append(f"  score {checked.report.score:.2f}", style="not bold")
    show(heading)
    show(_table(checked, checks, everything=everything))
    findings = sorted(_findings(checked.report.reports), key=lambda pair: _RANK[pair[1].severity])
    failed = [report for report in checked.report.reports if report.passed is False]
    urgent = sorted(_findings(failed), key=lambda pair: _RANK[pair[1].severity]) or findings
    told = findings if everything else urgent[:MAX_INSTRUCTIONS]
    for number, (check, finding) in enumerate(told, start=1):
        show()
        show(_finding(number, check, finding))
    _tell_rest(len(findings) - len(told), sum(1 for r in checked.report.reports for f in r.findings if f.intended))
    show()


def _findings(reports: Iterable[CheckReport]) -> Iterator[tuple[str, Finding]]:
    """What was found and is not meant."""
    for report in reports:
        for finding in report.findings:
            if not finding.intended:
                yield report.check, finding


def _tell_rest(left: int, intended: int) -> None:
    from rich.text import Text

    if left:
        show()
        show(Text(f"   {left} more: --all shows them", style="dim"))
    if intended:
        show()
        show(Text(f"   {intended} intended by the author", style="dim"))


# -- the table ----------------------------------------------------------------------------------------------


def _table(checked: Checked, checks: Mapping[str, Check], *, everything: bool) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    for column in ("  check", "verdict"):
        table.add_column(column, no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("asked for", overflow="fold")
    table.add_column("measured", overflow="fold", ratio=1)
    for report in sorted(checked.report.reports, key=lambda report: _ORDER.index(_verdict(report))):
        table.add_row(*_row(report, doubt(report, checks[report.check], checked), everything=everything))
    return table


def _row(report: CheckReport, why_not: str, *, everything: bool) -> Iterator[Any]:
    from rich.text import Text

    verdict = _verdict(report)
    yield Text(f"  {line(report.check)}")
    yield Text(verdict, style=_COLOURS.get(verdict, "dim"))
    yield Text("" if report.score is None else f"{report.score:.2f}")
    yield Text(", ".join(f"{name_of(name)} {value_of(value)}" for name, value in report.targets.items() if asks(value)))
    measured = Text(", ".join(_measures(report, everything=everything)))
    if why_not:
        measured.append(f"{', ' if measured else ''}{why_not}", style="dim")
    yield measured


def _verdict(report: CheckReport) -> str:
    return _VERDICTS[report.passed] if report.reliable else _NOT_JUDGED


def _measures(report: CheckReport, *, everything: bool) -> list[str]:
    """The measures that say most; plain counts only where there is nothing else."""
    known = {name: value for name, value in report.measured.items() if value not in (None, "")}
    telling = {name: value for name, value in known.items() if name not in _PLAIN_COUNTS} or known
    chosen = known if everything else dict(list(telling.items())[:_KEY_MEASURES])
    return [f"{name_of(name)} {value_of(value)}" for name, value in chosen.items()]


def name_of(name: str) -> str:
    """The name of a measure or a target as a person reads it."""
    return line(name.replace("_", " "))


def value_of(value: object) -> str:
    """A measured value or a target as a person writes it.

    >>> value_of({"min": 3, "max": 12}), value_of({"max": 0.15}), value_of(12345.6), value_of([1, 2])
    ('3 to 12', 'at most 0.15', '12,346', '1, 2')
    """
    if isinstance(value, Mapping):
        low, high = value.get("min"), value.get("max")
        if low is not None and high is not None:
            return f"{value_of(low)} to {value_of(high)}"
        if low is not None or high is not None:
            return f"at least {value_of(low)}" if high is None else f"at most {value_of(high)}"
        return ", ".join(f"{name_of(str(name))} {value_of(part)}" for name, part in value.items() if part)
    if isinstance(value, (list, tuple)):
        return ", ".join(value_of(part) for part in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return line(str(value), _QUOTED_CHARACTERS)


# -- findings -----------------------------------------------------------------------------------------------


def _finding(number: int, check: str, finding: Finding) -> Table:
    """What to do, and below it the passage, unless the instruction quotes it already."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(justify="right", width=4, no_wrap=True)
    grid.add_column(overflow="fold", ratio=1)
    head = Text(finding.severity, style=_COLOURS[finding.severity])
    head.append(f"  {line(check)}", style="not bold")
    if finding.paragraph:
        head.append(f"  [{line(finding.paragraph)}]")
    numbers = [
        f"{name} {value_of(value)}"
        for name, value in (("measured", finding.measured), ("wanted", finding.target))
        if value is not None
    ]
    if numbers:
        head.append(f"  {', '.join(numbers)}", style="dim")
    grid.add_row(str(number), head)
    grid.add_row("", Text(line(finding.instruction)))
    quote = line(finding.quote, _QUOTED_CHARACTERS)
    if quote and quote.rstrip("…") not in line(finding.instruction):
        grid.add_row("", Text(f"“{quote}”", style="dim italic"))
    return grid
