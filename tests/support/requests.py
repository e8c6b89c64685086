"""Requests as tests make them."""

from orchestrator.domain.runs import Sampling
from orchestrator.engine.ports import Message, Request


def ask(
    text="Tell of the hen.", *, seed=0, prefill="", schema=None, model=None, adapter=None, path="draft", **sampling
):
    """A drafter's request; what is not named here is sampling."""
    return Request(
        messages=(Message("system", "You are the drafter."), Message("user", text)),
        role="drafter",
        path=path,
        seed=seed,
        prefill=prefill,
        schema=schema,
        model=model,
        adapter=adapter,
        sampling=Sampling(**sampling),
    )
