"""What runs did, kept in one SQLite file in the home: nothing to start, nothing finished is lost.

``Store`` writes (the owner of a run, ``RunWriter``), ``StoreReader`` reads beside it, ``decide`` takes a person's
answer from any process, ``collect`` forgets runs, ``recover`` saves what is whole of a damaged file.

- A reply is acknowledged when it is on the disk, and kept under the hash of its request: any run of the home finds it.
- Every row and text has a checksum, checked whenever it is read: a damaged one is refused, never served (``sealing``).
- One thread writes, in groups (``writing``); one process owns a run, and a former owner is refused (``owning``).
"""

from orchestrator.adapters.store.collecting import Collected, collect
from orchestrator.adapters.store.deciding import decide
from orchestrator.adapters.store.owning import Lease, Owner
from orchestrator.adapters.store.reading import StoreReader
from orchestrator.adapters.store.recovering import Recovered, recover
from orchestrator.adapters.store.run_writer import RunWriter
from orchestrator.adapters.store.store import Store

__all__ = [
    "Collected",
    "Lease",
    "Owner",
    "Recovered",
    "RunWriter",
    "Store",
    "StoreReader",
    "collect",
    "decide",
    "recover",
]
