"""Two processes that answer the questions of one run, each question at the same time."""

import json
import subprocess
import sys

from orchestrator.adapters.store import Store
from tests.support.journals import question, run

# Told a number, it answers that question, and says whether its answer counted.
CONTESTANT = """
import json, sys
from pathlib import Path
from orchestrator.adapters.store import decide
home, name = Path(sys.argv[1]), sys.argv[2]
print("ready", flush=True)
for number in sys.stdin:
    print(json.dumps(decide(home, "r1", "i1", "ok", int(number), json.dumps({"option": name}))), flush=True)
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
    """Of each question, whether the answer of the first process counted, and whether that of the second did."""
    both = [
        subprocess.Popen(
            [sys.executable, "-c", CONTESTANT, str(home), name],
            cwd=cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("accept", "reject")
    ]
    for process in both:
        assert process.stdout.readline() == "ready\n"
    answers = []
    for number in range(questions):
        for process in both:
            process.stdin.write(f"{number}\n")
            process.stdin.flush()
        answers.append([json.loads(process.stdout.readline()) for process in both])
    for process in both:
        process.communicate(timeout=60)
    return answers
