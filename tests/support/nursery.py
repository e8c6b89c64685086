"""Commands of ``inkloom`` as processes of their own that begin at once: forked from one that has imported everything.

    python -m tests.support.nursery

reads one JSON line a command: ``{"arguments", "cwd", "stdout", "stderr", "environment", "fault_at"}``, and answers with
the number of the process, which lives until ``{"wait": true}`` has been answered with its exit code. With a
``fault_at`` the process kills itself at that write or sync of the store (0: never, but they are counted), and says in
``cwd/writes`` how many there were.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.support.command import ROOT


class Nursery:
    """One such process; its children are started one after the other."""

    def __init__(self):
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("INKLOOM_", "OPENAI_", "COV_"))}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.nursery"],
            cwd=ROOT,
            env=clean,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.communicate(timeout=60)

    def start(self, *arguments, cwd, fault_at=None, environment=None):
        """The process id of ``inkloom ARGUMENTS``; what it says lands in ``cwd/stdout`` and ``cwd/stderr``."""
        told = {"arguments": [*map(str, arguments)], "cwd": str(cwd), "fault_at": fault_at}
        return self._ask({**told, "environment": environment or {}})

    def wait(self):
        """The exit code of the process that was started; minus the signal that ended it."""
        return self._ask({"wait": True})

    def run(self, *arguments, cwd, **more):
        """Start and wait."""
        self.start(*arguments, cwd=cwd, **more)
        return self.wait()

    def _ask(self, what):
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def _import_everything():
    import orchestrator.adapters.models.server
    import orchestrator.adapters.store
    import orchestrator.adapters.telemetry
    import orchestrator.adapters.terminal
    import orchestrator.cli.main
    import orchestrator.cli.results
    import orchestrator.executors.recorded  # noqa: F401


def _be(told):
    """Become the command."""
    os.chdir(told["cwd"])
    for name, number in (("stdout", 1), ("stderr", 2)):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), number)
    os.environ.update(told["environment"])
    faults = disk = None
    if told["fault_at"] is not None:
        from tests.support.faulty_disk import Faults, FaultyDisk

        faults = Faults(told["fault_at"], "kill")
        disk = FaultyDisk(faults)
    from orchestrator.cli.main import main

    sys.argv = ["inkloom", *told["arguments"]]
    try:
        code = main()
    except SystemExit as error:
        code = error.code
    if disk is not None:
        Path("writes").write_text(str(faults.count))
    sys.stdout.flush()
    os._exit(code or 0)


def _serve():
    _import_everything()
    child = 0
    for line in sys.stdin:
        told = json.loads(line)
        if told.get("wait"):
            answer = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        else:
            child = answer = os.fork()
            if child == 0:
                signal.signal(signal.SIGINT, signal.default_int_handler)
                _be(told)
        print(answer, flush=True)


if __name__ == "__main__":
    _serve()
