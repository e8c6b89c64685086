"""Records to keep, each different from every other."""

from hashlib import sha256

from orchestrator.domain.records import CallRecord, ItemRow, QuestionRecord, RunRecord, VisitRecord
from orchestrator.domain.runs import Usage


def run(name="r1", *, workflow="story", started=1000.0, sources='{"workflow": "name: story"}'):
    return RunRecord(id=name, workflow=workflow, seed=7, model="scripted", sources=sources, started=started)


def key_of(request):
    return sha256(request.encode("utf-8", "surrogatepass")).hexdigest()


def call(number=0, *, item="i1", path=None, request=None, reply=None, attempt=0):
    request = f"Write scene {number}. " * 20 if request is None else request
    return CallRecord(
        key=key_of(request),
        item=item,
        path=f"draft#{number}" if path is None else path,
        attempt=attempt,
        role="drafter",
        request=request,
        reply=f"The hen walked {number} miles. " * 20 if reply is None else reply,
        finish_reason="stop",
        usage=Usage(calls=1, prompt_tokens=number, completion_tokens=20),
        seconds=0.25,
        at=2000.0 + number,
    )


def visit(path="draft", status="done", *, item="i1", value="", detail=""):
    return VisitRecord(item=item, path=path, kind="agent", status=status, value=value, detail=detail, at=5.0)


def item(number=0, *, status=None, result=""):
    return ItemRow(
        number=number, id=f"i{number}", inputs=f'{{"premise": "Hen {number}."}}', status=status, result=result
    )


def question(path="approve", number=0, *, decision="", decided=None):
    return QuestionRecord(
        item="i1", path=path, number=number, question='{"of": "The hen slept."}', asked=3.0, decision=decision,
        decided=decided,
    )  # fmt: skip
