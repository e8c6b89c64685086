"""Runs generated cases in a process of its own that watches them: what they raise, touch, and cost.

A case is a text made from a kind and a number alone, so that any of them can be made again. While one runs, an
audit hook notes every file, process, socket and import. ``python -m tests.support.fuzzing KIND FIRST COUNT``
prints a report; ``fuzz`` runs that and reads it.
"""

from __future__ import annotations

import importlib
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

MAX_SECONDS = 1.0
MAX_GROWTH_MIB = 200
_ROOT = Path(__file__).parents[2]
_FORBIDDEN = (
    "open", "import", "exec", "os.", "subprocess.", "socket.", "shutil.", "tempfile.", "glob.", "ctypes.", "pty.",
    "urllib.", "pickle.", "marshal.", "mmap.", "sqlite3.", "builtins.input", "cpython.run",
)  # fmt: skip
# Jinja runs the code that it makes of a template, and a line of its own to show where an error is; Python looks
# for a file of that name to quote the line of a syntax error.
_JINJA_CODE = ("<template>", "<unknown>")


class Watch:
    """Notes what the process touches while it watches. An audit hook cannot be removed: one for a process."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._watching = False
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self._watching or not event.startswith(_FORBIDDEN):
            return
        name = arguments[0] if event == "open" else getattr(arguments[0], "co_filename", "")
        if event in ("exec", "open") and name in _JINJA_CODE:
            return
        self.seen.append(f"{event} {str(arguments[:1])[:200]}")

    @contextmanager
    def watching(self) -> Iterator[None]:
        """While inside, everything that is touched is noted."""
        self.seen.clear()
        self._watching = True
        try:
            yield
        finally:
            self._watching = False


@dataclass
class Found:
    """What many cases did."""

    cases: int = 0
    accepted: int = 0
    slowest_seconds: float = 0.0
    slowest_case: int = 0
    peak_growth_mib: float = 0.0
    failures: list[str] = field(default_factory=list)


def _growth_mib(before: int) -> float:
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


@dataclass(frozen=True)
class Target:
    """What is fuzzed.

    Attributes:
        make: a text from a source of chance.
        run: whether a text is accepted; it raises what nobody should see.
        first: texts to run before, so that what libraries load and compile when first needed is there.
    """

    make: Callable[[random.Random], str]
    run: Callable[[str], bool]
    first: tuple[str, ...] = ()


def run_cases(kind: str, target: Target, numbers: range) -> Found:
    """What ``target`` does with the cases of these numbers."""
    watch = Watch()
    found = Found()
    for text in target.first:
        target.run(text)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in numbers:
        text = target.make(random.Random(f"{kind} {number}"))  # noqa: S311
        problem = ""
        started = time.process_time()
        with watch.watching():
            try:
                found.accepted += target.run(text)
            except Exception as error:
                problem = f"{type(error).__name__}: {error}"
        seconds = time.process_time() - started
        grown = _growth_mib(before)
        if watch.seen:
            problem += f" touched {watch.seen}"
        if seconds > MAX_SECONDS:
            problem += f" took {seconds:.2f} s"
        if grown > MAX_GROWTH_MIB > found.peak_growth_mib:
            problem += f" grew the process by {grown:.0f} MiB"
        if problem:
            found.failures.append(f"{kind} {number}: {problem[:300]}\n{text[:2000]!r}")
        if seconds > found.slowest_seconds:
            found.slowest_seconds, found.slowest_case = seconds, number
        found.cases += 1
        found.peak_growth_mib = max(found.peak_growth_mib, grown)
    return found


def fuzz(kind: str, first: int, count: int) -> Found:
    """The report of ``count`` cases from number ``first`` on, run in a process of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.support.fuzzing", kind, str(first), str(count)]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return Found(**json.loads(done.stdout))


def main(kind: str, first: str, count: str) -> None:
    """Print the report of some cases as JSON."""
    from tests.support import fuzz_templates, fuzz_yaml

    importlib.import_module("jinja2.debug")  # Jinja loads it to explain its first mistake
    for name in fuzz_templates.FILTERS:  # what tells sentences apart is loaded when it is first asked
        fuzz_templates.run_expression(f"text | {name}")
    targets = {
        "yaml": Target(fuzz_yaml.make, fuzz_yaml.run, fuzz_yaml.sources()),
        "templates": Target(
            fuzz_templates.make_template, fuzz_templates.run_template, ("{{ text text }}", *fuzz_templates.TEMPLATES)
        ),
        "expressions": Target(
            fuzz_templates.make_expression, fuzz_templates.run_expression, fuzz_templates.EXPRESSIONS
        ),
        "touching": Target(lambda _: "", lambda _: bool(Path(__file__).read_text("utf-8"))),
    }
    numbers = range(int(first), int(first) + int(count))
    print(json.dumps(asdict(run_cases(kind, targets[kind], numbers))))


if __name__ == "__main__":
    main(*sys.argv[1:])
