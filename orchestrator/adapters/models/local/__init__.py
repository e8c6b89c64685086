"""Models that run in this process, on transformers.

The way of a request::

    model.py      asyncio side: hands what arrives together to the worker, together
    jobs.py       a request and who waits for it, on the way between both
    worker.py     one thread that owns the model
    scheduler.py  which requests are worked on together; survives running out of memory
    prompts.py    messages -> token ids (chat template, or plain continuation)
    rows.py       one reply being written: its tokens, its stop strings, when it is finished
    decoding.py   the rows decoded together, one token each at a time
    cache.py      attention keys and values that rows can join and leave
    sampling.py   which token comes next: temperature, top-k, top-p, a seed for each row
    grammars.py   which tokens a JSON Schema allows
    beams.py      beam search, which transformers does itself
    loading.py    a folder or hub id -> a model ready to run

A reply depends on its request alone, not on what else is in the batch. torch, transformers and xgrammar
(the extra ``local``) are imported by the worker's thread when a model is loaded, never before.
"""

from orchestrator.adapters.models.local.model import LocalModel

__all__ = ["LocalModel"]
