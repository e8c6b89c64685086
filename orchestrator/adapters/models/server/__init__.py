"""Any OpenAI-compatible server: vLLM, Ollama, llama.cpp, LM Studio, OpenAI, over one pooled client.

The way of a request: ``model`` builds it in the server's ``dialect`` and takes an ``endpoints`` entry; ``retrying``
owns every second try and the deadline; ``transport`` sends one HTTP call and lets no half answer through;
``reading`` makes a reply of a body or says why it is none; ``pressure`` learns how many calls the server digests.
"""

from orchestrator.adapters.models.server.address import Address, parse_addresses
from orchestrator.adapters.models.server.health import is_healthy, work_at
from orchestrator.adapters.models.server.model import ServerModel
from orchestrator.adapters.models.server.retrying import Patience

__all__ = ["Address", "Patience", "ServerModel", "is_healthy", "parse_addresses", "work_at"]
