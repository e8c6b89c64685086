"""What vLLM needs to be told on a CPU: the traps of its build for CPUs, and what makes it faster there."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

# Compiling takes a minute and a half and makes nothing faster; a seed in a request kills vLLM 0.32 once its prefill is
# chunked ("CPU Generator does not use offset").
_FLAGS: tuple[tuple[str, ...], ...] = (("--enforce-eager",), ("--no-enable-chunked-prefill",))
_ENVIRONMENT: Mapping[str, str] = MappingProxyType(
    {"VLLM_CPU_KVCACHE_SPACE": "1", "VLLM_CPU_OMP_THREADS_BIND": "nobind"}
)
# The server's other processes and its clients need a core of their own: a thread that has to wait for one keeps all
# the others waiting. With two threads on two busy cores the built-in model wrote an eighth of what it writes with one.
_RESERVED_CORES = 1
# Where a processor has no instructions for bfloat16, sums in it are made one by one: the built-in model wrote a third
# of what it writes in float32. That takes twice the memory, so only weights that leave most of it free are widened.
_FLOAT32 = ("--dtype", "float32")
_BFLOAT16_INSTRUCTIONS = frozenset(["avx512_bf16", "amx_bf16", "bf16"])
_MOST_OF_MEMORY = 0.25


def cpu_flags(model: str) -> tuple[tuple[str, ...], ...]:
    """What vLLM is called with to serve ``model``, a folder or an id."""
    return (*_FLAGS, _FLOAT32) if not has_bfloat16() and _is_small(Path(model)) else _FLAGS


def cpu_environment() -> dict[str, str]:
    """What vLLM finds in its environment."""
    threads = max(1, len(os.sched_getaffinity(0)) - _RESERVED_CORES)
    return {**_ENVIRONMENT, "OMP_NUM_THREADS": str(threads)}


@cache
def has_bfloat16(told: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the processor computes in bfloat16, as ``told`` by the kernel; true where it tells nothing."""
    try:
        found = re.search(r"^(?:flags|Features)\s*:(.*)$", told.read_text("utf-8"), re.MULTILINE)
    except OSError:
        return True
    return found is None or not _BFLOAT16_INSTRUCTIONS.isdisjoint(found[1].split())


def _is_small(folder: Path) -> bool:
    weights = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return 0 < 2 * weights < memory * _MOST_OF_MEMORY
