"""Compile a workflow text with the shipped cards and templates, and run it on a scripted model."""

import asyncio
from collections.abc import Callable
from textwrap import dedent

from orchestrator.adapters.files import Project, builtin_root
from orchestrator.checks.registry import REGISTRY
from orchestrator.domain.critiques import Critique
from orchestrator.engine.dispatch import Budget
from orchestrator.engine.people import Nobody
from orchestrator.engine.ports import Decision, Event, ModelInfo, Question, Reply, Request
from orchestrator.engine.runner import Item, Limits, Surroundings, run_items
from orchestrator.language.compiler import compile_workflow
from orchestrator.language.inputs import read_inputs
from orchestrator.language.sources import SourceText
from orchestrator.language.templates import TemplateLibrary

_SHIPPED = Project(builtin_root(), builtin_root())


def score(value: int) -> Critique:
    """A critic's reply without issues."""
    return Critique(issues=(), score=value)


def compiled(text, *, file="test.yaml", cards=None, templates=None, workflows=None, checks=None):
    """The plan of a workflow text; cards, templates and workflows are texts by name, over the shipped ones."""
    own = {name: SourceText(f"agents/{name}.yaml", dedent(card)) for name, card in (cards or {}).items()}
    others = {name: SourceText(f"workflows/{name}.yaml", dedent(other)) for name, other in (workflows or {}).items()}
    shipped = {name: source.text for name, source in _SHIPPED.templates().texts.items()}
    return compile_workflow(
        dedent(text),
        file=file,
        cards={**_SHIPPED.cards().texts, **own},
        templates=TemplateLibrary({**shipped, **(templates or {})}),
        checks={**REGISTRY, **(checks or {})},
        workflows={**_SHIPPED.workflows().texts, **others},
    )


class Recorder:
    """An observer that keeps everything."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def paths(self, kind: str) -> list[str]:
        return [event.path for event in self.events if event.kind == kind]


class Person:
    """A person whose answers are given beforehand; loud when one is missing, and in ``run_one`` when one is left."""

    def __init__(self, *decisions: Decision) -> None:
        self.questions: list[Question] = []
        self._left = list(decisions)

    async def decide(self, question: Question) -> Decision:
        self.questions.append(question)
        assert self._left, f"nobody was expected to be asked at {question.path}"
        decision = self._left.pop(0)
        await asyncio.sleep(0)  # others go on while somebody thinks
        return decision

    @property
    def asked_at(self) -> list[str]:
        """The paths of the steps that asked."""
        return [question.path for question in self.questions]

    def assert_exhausted(self) -> None:
        """Fail unless every answer was asked for."""
        assert not self._left, f"answers never asked for: {self._left}"


ACCEPT = Decision(option="accept")


def reject(note: str = "") -> Decision:
    return Decision(option="reject", note=note)


def edit(text: str) -> Decision:
    return Decision(option="edit", text=text)


def more(note: str = "") -> Decision:
    return Decision(option="again", note=note)


def choose(number: int) -> Decision:
    return Decision(option="choose", number=number)


class Answering:
    """A model that answers with what a function makes of each request, and keeps the requests."""

    def __init__(self, answer: Callable[[Request], str]) -> None:
        self.requests: list[Request] = []
        self.in_flight = self.most = 0
        self.info = ModelInfo(name="answering", concurrency=1000)
        self._answer = answer

    async def generate(self, request: Request) -> Reply:
        self.requests.append(request)
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        try:
            await asyncio.sleep(0)
            return Reply(text=self._answer(request))
        finally:
            self.in_flight -= 1

    async def aclose(self) -> None:
        """Nothing is held."""

    def paths(self, role: str) -> list[str]:
        """Where ``role`` was asked, in order."""
        return [request.path for request in self.requests if request.role == role]

    def prompt(self, path: str) -> str:
        """What was asked at ``path``."""
        (found,) = (request.messages[-1].content for request in self.requests if request.path == path)
        return found


async def run_many(
    plan,
    model,
    items,
    *,
    observer=None,
    person=None,
    checks=None,
    journal=None,
    seed=0,
    retries=0,
    concurrency=8,
    open_items=16,
    **budget,
):
    """The results of all items, by item id."""
    around = Surroundings(
        model=model,
        checks={**REGISTRY, **(checks or {})},
        observer=observer or Recorder(),
        person=person or Nobody(),
        journal=journal,
    )
    results = run_items(
        plan,
        [Item(name, read_inputs(plan.inputs, inputs), number) for number, (name, inputs) in enumerate(items.items())],
        around,
        seed=seed,
        limits=Limits(concurrency=concurrency, open_items=open_items, budget=Budget(**budget)),
        retries=retries,
    )
    return {result.item: result async for result in results}


async def run_one(plan, model, inputs=None, **options):
    """The result of one item; no task may be left behind."""
    before = asyncio.all_tasks()
    results = await run_many(plan, model, {"main": inputs or {}}, **options)
    assert asyncio.all_tasks() == before
    if isinstance(options.get("person"), Person):
        options["person"].assert_exhausted()
    return results["main"]
