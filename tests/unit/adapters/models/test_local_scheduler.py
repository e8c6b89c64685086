"""What happens to requests when the model underneath runs out of memory or breaks."""

import dataclasses

import pytest
import torch

from orchestrator.adapters.models.local.jobs import Job
from orchestrator.adapters.models.local.loading import load
from orchestrator.adapters.models.local.scheduler import Scheduler
from orchestrator.domain.errors import ModelError
from tests.support.requests import ask
from tests.support.tiny_models import make_chat_model


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    return load(str(make_chat_model(tmp_path_factory.mktemp("models") / "tiny-chat")))


class Faulty:
    """A model that works, but not always: ``fault`` may raise before each pass, told how many rows it has."""

    def __init__(self, model, fault):
        self._model = model
        self._fault = fault

    def __getattr__(self, name):
        return getattr(self._model, name)

    def __call__(self, input_ids, **options):
        self._fault(input_ids.shape[0])
        return self._model(input_ids=input_ids, **options)


def answers(loaded, requests, *, max_rows=32, max_tokens=100_000, each_turn=None):
    """The outcome of each request, ``each_turn`` of them arriving at a time."""
    scheduler = Scheduler(loaded, max_rows=max_rows, max_tokens=max_tokens, is_closing=lambda: False)
    outcomes = {}
    jobs = [Job(request, lambda outcome, n=n: outcomes.__setitem__(n, outcome)) for n, request in enumerate(requests)]
    step = each_turn or len(jobs)
    for start in range(0, len(jobs), step):
        scheduler.advance(jobs[start : start + step])
    while not scheduler.is_idle:
        scheduler.advance([])
    return [outcomes[n] for n in range(len(requests))]


REQUESTS = [ask("The hen. " * (1 + n % 3), seed=n, max_tokens=8 + 5 * n, temperature=1) for n in range(6)]


@pytest.mark.parametrize(
    "error", [MemoryError(), torch.OutOfMemoryError("CUDA out of memory"), RuntimeError("DefaultCPUAllocator: no")]
)
def test_a_batch_that_does_not_fit_in_memory_goes_on_in_parts(loaded, error):
    widths = []

    def fault(rows):
        widths.append(rows)
        if rows > 2:
            raise error

    narrow = dataclasses.replace(loaded, model=Faulty(loaded.model, fault))
    assert answers(narrow, REQUESTS) == answers(loaded, REQUESTS)
    assert [width for width in widths if width > 2] == [6, 3]


def test_rows_that_were_at_work_keep_what_they_have_written(loaded):
    passes = []

    def fault(rows):
        passes.append(rows)
        if len(passes) == 12:
            raise MemoryError

    shaky = dataclasses.replace(loaded, model=Faulty(loaded.model, fault))
    assert answers(shaky, REQUESTS, each_turn=2) == answers(loaded, REQUESTS)


def test_a_request_that_alone_does_not_fit_in_memory_fails_alone(loaded):
    def fault(rows):
        raise MemoryError

    full = dataclasses.replace(loaded, model=Faulty(loaded.model, fault))
    outcomes = answers(full, REQUESTS[:3])
    assert [str(outcome) for outcome in outcomes] == ["draft: the request does not fit in memory"] * 3
    assert all(isinstance(outcome, ModelError) and "max_tokens" in outcome.hint for outcome in outcomes)


def test_what_breaks_the_model_reaches_everybody_in_the_batch_and_nobody_after(loaded):
    passes = []

    def fault(rows):
        passes.append(rows)
        if len(passes) == 3:
            raise ValueError("a shape is wrong")

    broken = dataclasses.replace(loaded, model=Faulty(loaded.model, fault))
    outcomes = answers(broken, REQUESTS[:4], max_rows=2)
    assert [str(outcome) for outcome in outcomes[:2]] == ["draft: the model failed: ValueError: a shape is wrong"] * 2
    assert outcomes[2:] == answers(loaded, REQUESTS[2:4])


def test_rows_together_stay_within_the_tokens_there_may_be(loaded):
    widths = []
    watched = dataclasses.replace(loaded, model=Faulty(loaded.model, widths.append))
    requests = [ask(seed=n, max_tokens=10, temperature=0) for n in range(5)]
    tokens_each = answers(loaded, requests[:1])[0].usage.prompt_tokens + 10
    answers(watched, requests, max_tokens=2 * tokens_each + 1)
    assert max(widths) == 2
    answers(watched, requests[:1], max_tokens=1)  # one request alone may need more


def test_short_replies_do_not_wait_for_long_ones(loaded):
    finished = []
    scheduler = Scheduler(loaded, max_rows=2, max_tokens=100_000, is_closing=lambda: False)
    lengths = [60, 5, 5, 5]
    requests = [ask(seed=n, max_tokens=length, temperature=0) for n, length in enumerate(lengths)]
    scheduler.advance([Job(request, lambda outcome, n=n: finished.append(n)) for n, request in enumerate(requests)])
    while not scheduler.is_idle:
        scheduler.advance([])
    assert finished == [1, 2, 3, 0]


def test_a_cancelled_request_is_neither_worked_on_nor_answered(loaded):
    widths, answered = [], []
    watched = dataclasses.replace(loaded, model=Faulty(loaded.model, widths.append))
    scheduler = Scheduler(watched, max_rows=2, max_tokens=100_000, is_closing=lambda: False)
    requests = [ask(seed=n, max_tokens=20, temperature=0) for n in range(3)]
    jobs = [Job(request, lambda outcome, n=n: answered.append(n)) for n, request in enumerate(requests)]
    scheduler.advance(jobs)
    jobs[0].cancelled = jobs[2].cancelled = True  # one at work, one waiting
    widths.clear()
    while not scheduler.is_idle:
        scheduler.advance([])
    assert answered == [1]
    assert set(widths) == {1}


class Coarse(Faulty):
    """A model with many ties, which rounding errors that depend on the width of the batch decide."""

    def __call__(self, input_ids, **options):
        output = self._model(input_ids=input_ids, **options)
        rows, _, tokens = output.logits.shape
        errors = 1e-5 * torch.sin(torch.arange(tokens) * rows) if rows > 1 else 0
        output.logits = (output.logits * 0.5).round() / 0.5 + errors
        return output


def test_what_rounding_alone_would_decide_is_decided_as_if_the_row_were_alone(loaded):
    coarse = dataclasses.replace(loaded, model=Coarse(loaded.model, None))
    requests = [ask("The hen. " * (1 + n % 3), seed=n, max_tokens=12, temperature=n % 2) for n in range(6)]
    alone = [answers(coarse, [request])[0] for request in requests]
    assert answers(coarse, requests) == alone
