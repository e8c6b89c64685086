"""All tables: ``python -m benchmarks.check_quality [--cases 500] [--corpus FOLDER] [--only CHECK] [--show]``."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.check_quality.alarms import GENRE, alarms_in
from benchmarks.check_quality.faults import FAULTS, cases
from benchmarks.check_quality.trial import try_cases
from orchestrator.checks.registry import REGISTRY


def main() -> None:
    """Print them."""
    parser = argparse.ArgumentParser(prog="benchmarks.check_quality", description="Whether the checks are right.")
    parser.add_argument("--cases", type=int, default=500, help="of each kind of fault and language")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--corpus", type=Path, help="folder of published prose (*.txt) for false alarms")
    parser.add_argument("--only", help="one check")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N misses and wrong findings of each")
    options = parser.parse_args()
    if options.cases:
        faults(options)
    if options.corpus:
        alarms(options)


def faults(options: argparse.Namespace) -> None:
    """Recall and precision of each check on planted faults."""
    print(f"\nPlanted faults, {options.cases} cases of each kind, seed {options.seed}\n")
    print(f"{'check':12} {'fault':20} {'lang':4} {'faults':>6} {'recall':>7} {'precision':>9} {'quotes exact':>15}")
    for check, kind, language in FAULTS:
        if check not in REGISTRY or options.only not in (None, check):
            continue
        tally = try_cases(cases(check, kind, language, options.cases, options.seed))
        exact = f"{tally.exact} of {tally.quotes}"
        numbers = f"{tally.faults:6} {tally.recall:7.1%} {tally.precision:9.1%} {exact:>15}"
        print(f"{check:12} {kind:20} {language:4} {numbers}", flush=True)
        for miss in tally.misses[: options.show]:
            print(f"    missed: {miss[:150]}")
        for wrong in tally.wrong[: options.show]:
            print(f"    wrong:  {wrong[:150]}")


def alarms(options: argparse.Namespace) -> None:
    """What the checks say of published prose."""
    found = alarms_in(options.corpus)
    print(f"\nFalse alarms in windows of 300 words (400 characters), bands of {GENRE}\n")
    print(f"{'file':16} {'check':12} {'windows':>7} {'judged':>7} {'alarms':>7} {'share':>7}")
    for (file, check), alarm in sorted(found.items(), key=lambda entry: (entry[0][1], entry[0][0])):
        if options.only not in (None, check):
            continue
        print(f"{file:16} {check:12} {alarm.windows:7} {alarm.judged:7} {alarm.failed:7} {alarm.share:7.1%}")
        for example in alarm.examples[: options.show]:
            print(f"    {example[:170]}")


if __name__ == "__main__":
    main()
