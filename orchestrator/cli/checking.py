"""What ``inkloom check`` asks of texts, and what it finds in one of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from orchestrator.adapters.files import read_text
from orchestrator.checks.asking import unknown
from orchestrator.checks.judging import GENRE, TargetKind
from orchestrator.checks.registry import Check, asked_of_genre, run_checks
from orchestrator.cli.inputs import read_document, read_given, read_plain
from orchestrator.domain.drafts import Draft
from orchestrator.domain.errors import UsageError
from orchestrator.domain.outlines import Bible
from orchestrator.domain.reports import CheckReport, Intended, Report
from orchestrator.domain.styles import Style
from orchestrator.domain.text import clean, count_words, guess_language

T = TypeVar("T")
Asked = Mapping[str, Mapping[str, Any]]

_LITTLE_TEXT = 100  # words; most checks want as many


@dataclass(frozen=True, slots=True)
class Order:
    """Which checks are to measure a text, and what it should meet.

    Attributes:
        checks: the checks there are, by name.
        names: those that are wanted.
        targets: by check and name of the target.
        language: ISO 639 code; None: by the letters of each text.
        intended: findings that the author means.
    """

    checks: Mapping[str, Check]
    names: Sequence[str]
    targets: Asked
    language: str | None
    intended: Sequence[Intended | str]


@dataclass(frozen=True)
class Checked:
    """One text and its report; a text that could not be read has an ``error`` and nothing else."""

    file: str
    language: str
    draft: Draft
    report: Report
    error: str | None = None

    @cached_property
    def words(self) -> int:
        """As an editor counts them."""
        return count_words(self.draft.text)

    def document(self, language: str | None) -> dict[str, Any]:
        """What ``--json`` prints of it; ``language`` is what was asked for where there is no text."""
        read = self.error is None
        return {
            "file": self.file,
            "language": self.language if read else language,
            "words": self.words,
            "passed": self.report.passed,
            "error": self.error,
            "reports": self.report.model_dump(mode="json")["reports"],
        }


def check_file(file: str, order: Order) -> Checked:
    """The text in ``file`` (``-`` is standard input) as it was measured.

    Raises:
        UsageError: a target makes no sense.
    """
    try:
        text = read_given(file)
    except UsageError as error:
        return Checked(file, "", Draft(paragraphs=()), Report(), error.message)
    language = order.language or guess_language(text)
    draft = Draft.of(text)
    try:
        report = run_checks(
            draft, order.names, order.targets, language, intended=order.intended, known=order.checks
        )  # fmt: skip
    except ValueError as error:
        raise UsageError(str(error)) from error
    return Checked(file, language, draft, report)


def doubt(report: CheckReport, check: Check, checked: Checked) -> str:
    """Why a check does not judge a text; empty where it does, or says so itself."""
    if report.reliable or report.findings:
        return ""
    language = checked.language.replace("_", "-").split("-")[0].lower()
    if check.languages and language not in check.languages:
        return f"judges {', '.join(check.languages)} only"
    if checked.words < _LITTLE_TEXT and (report.measured or not checked.words):
        return "too little text to judge"
    asked = report.targets.keys() - {GENRE.name}
    return "too little text in sentences to judge" if asked else "nothing to judge it by"


# -- what is asked for --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Given:
    """Files that texts are held against: a bible, a style profile, other parts of the same book."""

    bible: Path | None = None
    style: Path | None = None
    against: Sequence[Path] = ()


def collect_targets(
    checks: Mapping[str, Check],
    names: Sequence[str],
    *,
    assignments: Sequence[str],
    genre: str | None,
    files: Given,
) -> Asked:
    """The targets that were typed, over those that a genre and files make.

    Raises:
        UsageError: an assignment is none, a file cannot be read, or no check that is wanted takes it.
    """
    targets: dict[str, dict[str, Any]] = {}
    if genre is not None:
        _add(targets, asked_of_genre(genre, names, checks), "--genre")
    if files.bible is not None:
        _add(targets, _for_target("bible", "bible", read_bible(files.bible), names, checks), "--bible")
    if files.style is not None:
        _add(targets, _for_target("profile", "style", read_style(files.style), names, checks), "--style")
    if files.against:
        others = [clean(read_document(file)) for file in files.against]
        _add(targets, _for_target("others", "texts", others, names, checks), "--against")
    for assignment in assignments:
        path, equals, value = assignment.partition("=")
        check, dot, name = path.partition(".")
        if not (equals and dot):
            raise UsageError(f"--target {assignment}: write it as --target check.name=value")
        targets.setdefault(check, {})[name] = read_plain(value, "--target")
    return targets


def _add(targets: dict[str, dict[str, Any]], more: Asked, option: str) -> None:
    if not more:
        raise UsageError(f"{option}: none of these checks uses it", hint="leave --checks out, or name one that does")
    for check, asked in more.items():
        targets.setdefault(check, {}).update(asked)


def _for_target(name: str, kind: TargetKind, value: Any, names: Sequence[str], checks: Mapping[str, Check]) -> Asked:
    """``value`` for the target called ``name`` of those of the wanted checks that have one of that kind."""
    having = (n for n in names if n in checks and name in checks[n].targets and checks[n].targets[name].kind == kind)
    return {check: {name: value} for check in having}


def read_bible(file: Path) -> Bible:
    """The bible in a YAML or JSON file: as it stands there, or of an outline or a book.

    Raises:
        UsageError: it is none.
        DefinitionError: it is no YAML.
    """
    loaded = read_plain(read_text(file), str(file))
    if isinstance(loaded, Mapping) and isinstance(loaded.get("bible"), Mapping):
        loaded = loaded["bible"]
    return _validated(TypeAdapter(Bible), loaded, file, "a bible: characters, places, facts, promises")


def read_style(file: Path) -> Style:
    """The style profile in a JSON or YAML file.

    Raises:
        UsageError: it is none.
        DefinitionError: it is no YAML.
    """
    loaded = read_plain(read_text(file), str(file))
    return _validated(TypeAdapter(Style), loaded, file, "a profile with `inkloom style SAMPLE --out FILE`")


def read_intended(file: Path, checks: Collection[str]) -> Sequence[Intended | str]:
    """What the author means: a YAML or JSON list of quotes, or of ``{check: NAME, quote: TEXT}``.

    Args:
        file: the list.
        checks: the names of the checks there are.

    Raises:
        UsageError: it is no such list, or names a check that there is not.
        DefinitionError: it is no YAML.
    """
    loaded = read_plain(read_text(file), str(file))
    adapter: TypeAdapter[list[Intended | str]] = TypeAdapter(list[Intended | str])
    meant = _validated(adapter, loaded or [], file, "a list of quotes, or of {check: NAME, quote: TEXT}")
    for entry in meant:
        if isinstance(entry, Intended) and entry.check and entry.check not in checks:
            raise UsageError(f"{file}: {unknown('check', entry.check, checks, 'checks')}")
    return meant


def _validated(adapter: TypeAdapter[T], loaded: Any, file: Path, wanted: str) -> T:
    try:
        return adapter.validate_python(loaded)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"]))
        raise UsageError(f"{file}: {where}{': ' if where else ''}{problem['msg']}", hint=f"write {wanted}") from error
