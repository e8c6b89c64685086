"""``inkloom doctor``: what is installed, what is missing, what to type."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from orchestrator.cli.interrupts import run_async
from orchestrator.cli.options import json_option
from orchestrator.cli.output import print_json
from orchestrator.domain.errors import ModelUnavailable

if TYPE_CHECKING:
    from orchestrator.app.diagnosis import Finding

_MARKS: Mapping[str, str] = MappingProxyType({"ok": "ok", "absent": "-", "warning": "!", "wrong": "WRONG"})
_FIRST_STORY = 'inkloom run short-story --set premise="A young fox looks for the bell of the old mill."'


@click.command(help="Say what is installed, which model would answer, what is wrong, and what to type.")
@json_option
def command(as_json: bool) -> None:
    """Look at this installation."""
    from dataclasses import asdict

    from orchestrator.app.diagnosis import diagnose

    findings = run_async(diagnose(Path.cwd()))
    ready = findings[-1].state != "wrong"
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        _tell(findings, ready=ready)
    raise click.exceptions.Exit(0 if ready else ModelUnavailable.exit_code)


def _tell(findings: list[Finding], *, ready: bool) -> None:
    width = max(len(mark) for mark in _MARKS.values())
    for finding in findings:
        click.echo(f"{_MARKS[finding.state]:<{width}}  {finding.name}: {finding.found}")
        if finding.mend:
            click.echo(f"{'':<{width}}    {'to have it' if finding.state == 'absent' else 'mend'}: {finding.mend}")
    click.echo(f"\nReady. For a first story: {_FIRST_STORY}" if ready else "\nThe model that is set would not answer.")
