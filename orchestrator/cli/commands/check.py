"""``inkloom check``: the checks alone; no model is asked."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestrator.cli.options import json_option
from orchestrator.cli.output import print_json
from orchestrator.domain.errors import UsageError

if TYPE_CHECKING:
    from orchestrator.checks.registry import Check

_FAILED = 3


@click.command(help="Measure FILEs and, with --target, judge them; '-' is standard input.")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--checks", "names", metavar="A,B", help="Which checks.  [default: all]")
@click.option("--target", "targets", multiple=True, metavar="CHECK.NAME=V", help="What to meet: readability.grade=4.")
@click.option("--language", metavar="L", help="Language of the texts.  [default: by their letters, en or zh]")
@click.option("--strict", is_flag=True, help="Exit with 3 when a target is missed.")
@json_option
def command(
    files: tuple[str, ...],
    names: str | None,
    targets: tuple[str, ...],
    language: str | None,
    strict: bool,
    as_json: bool,
) -> None:
    """Measure texts."""
    from orchestrator.app import build_app

    known = build_app(None, {}).checks
    chosen = [name.strip() for name in names.split(",")] if names else sorted(known)
    wanted = _targets(targets)
    documents = [_measure(file, chosen, wanted, language, known) for file in files]
    if as_json:
        print_json(documents)
    else:
        _tell(documents, known)
    if any(document["error"] for document in documents):
        raise click.exceptions.Exit(UsageError.exit_code)
    missed = strict and any(document["passed"] is False for document in documents)
    raise click.exceptions.Exit(_FAILED if missed else 0)


def _targets(assignments: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    from orchestrator.cli.inputs import read_plain

    targets: dict[str, dict[str, Any]] = {}
    for assignment in assignments:
        path, equals, value = assignment.partition("=")
        check, dot, name = path.partition(".")
        if not (equals and dot):
            raise UsageError(f"--target {assignment}: write it as --target check.name=value")
        targets.setdefault(check, {})[name] = read_plain(value, "--target")
    return targets


def _measure(
    file: str, names: list[str], targets: dict[str, dict[str, Any]], language: str | None, known: Mapping[str, Check]
) -> dict[str, Any]:
    from orchestrator.adapters.files import decode_text, read_text
    from orchestrator.checks.registry import run_checks
    from orchestrator.domain.drafts import Draft
    from orchestrator.domain.text import count_words, guess_language

    document: dict[str, Any] = {"file": file, "language": language, "words": 0, "passed": None, "error": None}
    try:
        text = decode_text(sys.stdin.buffer.read(), "standard input") if file == "-" else read_text(Path(file))
    except UsageError as error:
        return {**document, "reports": [], "error": error.message}
    language = language or guess_language(text)
    try:
        report = run_checks(Draft.of(text), names, targets, language, known=known)
    except ValueError as error:
        raise UsageError(str(error)) from error
    reports = report.model_dump(mode="json")["reports"]
    judged = {"language": language, "words": count_words(text), "passed": report.passed, "reports": reports}
    return {**document, **judged}


def _tell(documents: list[dict[str, Any]], known: Mapping[str, Check]) -> None:
    for document in documents:
        if document["error"]:
            click.echo(f"error: {document['error']}", err=True)
            continue
        click.echo(f"{document['file']}  {document['words']} words, {document['language']}")
        for report in document["reports"]:
            _tell_report(report, _doubt(report, known[report["check"]].languages, document["language"]))


_VERDICTS = {True: "met", False: "missed", None: "measured"}


def _doubt(report: dict[str, Any], languages: tuple[str, ...], language: str) -> str:
    """Why a check does not judge."""
    if report["reliable"] or report["findings"]:
        return ""
    other = languages and language.split("-")[0] not in languages
    return f" (judges {', '.join(languages)} only)" if other else " (too little text to judge)"


def _tell_report(report: dict[str, Any], doubt: str) -> None:
    click.echo(f"  {report['check']}: {_VERDICTS[report['passed']]}{doubt}")
    for name, value in report["measured"].items():
        shown = f"{value:.4g}" if isinstance(value, float) else "-" if value is None else value
        click.echo(f"    {name.replace('_', ' ')}: {shown}")
    for finding in report["findings"]:
        where = f"[{finding['paragraph']}] " if finding["paragraph"] else ""
        click.echo(f"    → {where}{finding['instruction']}")
