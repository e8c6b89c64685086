"""The clock of renderings counts their own work, and no garbage collection that falls into it."""

import gc
import time

from orchestrator.language.clock import own_seconds


def test_a_collection_is_not_counted_and_work_is():
    alive = [[{"number": [n]}] for n in range(300_000)]
    before, own = time.thread_time(), own_seconds()
    gc.collect()
    collected, own_collected = time.thread_time() - before, own_seconds() - own
    assert collected > 0.02
    assert own_collected < collected / 4
    before, own = time.thread_time(), own_seconds()
    assert sum(n * n for n in range(500_000)) > len(alive)
    worked, own_worked = time.thread_time() - before, own_seconds() - own
    assert own_worked > worked / 2
