"""One run of vLLM: what keeps it from starting is told."""

import pytest

from orchestrator.adapters.models.vllm.command import Command
from orchestrator.adapters.models.vllm.process import VllmProcess
from orchestrator.domain.errors import ModelUnavailable


async def test_a_log_that_cannot_be_written_is_told_as_that(tmp_path):
    (tmp_path / "home").write_text("a file")
    log = tmp_path / "home" / "vllm.log"
    with pytest.raises(ModelUnavailable, match="vLLM cannot be started: ") as caught:
        await VllmProcess.start(Command(("true",), {}), log)
    assert str(log) in caught.value.hint
