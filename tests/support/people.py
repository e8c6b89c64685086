"""Two processes that answer the questions of one run at the same time."""

import json
import subprocess
import sys

from orchestrator.adapters.store import Store
from tests.support.journals import question, run

# Waits for the other one, then answers all questions in their order; says which of its answers counted.
CONTESTANT = """
import json, sys
from pathlib import Path
from orchestrator.adapters.store import decide
home, count, name = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
print("ready", flush=True)
sys.stdin.readline()
print(json.dumps([n for n in range(count) if decide(home, "r1", "i1", "ok", n, json.dumps({"option": name}))]))
"""


async def waiting_run(home, questions):
    """A run ``r1`` whose step ``ok`` has asked so many questions."""
    store = await Store.open(home)
    writer = await store.begin(run())
    for number in range(questions):
        writer.asked(question("ok", number))
    await writer.end("waiting")
    await store.aclose()


def contestants(home, questions, *, cwd):
    """The numbers of the questions for which the answer of the first process counted, and those of the second."""
    both = [
        subprocess.Popen(
            [sys.executable, "-c", CONTESTANT, str(home), str(questions), name],
            cwd=cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("accept", "reject")
    ]
    for process in both:
        assert process.stdout.readline() == "ready\n"
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()
    return [set(json.loads(process.communicate(timeout=120)[0])) for process in both]
