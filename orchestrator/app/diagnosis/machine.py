"""Packages, the device, the model in the box, and the disk."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from orchestrator.adapters.models.choose import BUILT_IN
from orchestrator.app.diagnosis.finding import Finding

LOCAL_PACKAGES = ("torch", "transformers", "xgrammar")
LOCAL_MEND = "pip install 'inkloom[local]' (in a checkout: pip install -e '.[local]')"
_CORE = ("pydantic", "jinja2", "networkx", "vaderSentiment", "sentencex", "pyphen", "google-re2", "aiohttp")
_CPU_TORCH = "+cpu"
_LOOK_SECONDS = 5.0


def python_and_packages(inkloom: str) -> list[Finding]:
    """Inkloom of this version, what it cannot do without, and what models in this process take."""
    missing = missing_of(_CORE)
    found = f"not installed: {', '.join(missing)}" if missing else _versions(_CORE)
    return [
        Finding("inkloom", "ok", f"{inkloom} on Python {platform.python_version()}"),
        Finding("packages", "wrong" if missing else "ok", found, "pip install --upgrade inkloom" if missing else ""),
        _local_packages(),
    ]


def _local_packages() -> Finding:
    name = "models in process"
    missing = missing_of(LOCAL_PACKAGES)
    if missing:
        found = f"not installed: {', '.join(missing)}; the built-in model and local:… need them"
        return Finding(name, "absent", found, LOCAL_MEND)
    return Finding(name, "ok", _versions(LOCAL_PACKAGES))


def missing_of(names: Iterable[str]) -> list[str]:
    """Those of the distributions that are not installed here."""
    return [name for name in names if version_here(name) is None]


def version_here(name: str) -> str | None:
    """The version of a distribution that is installed here."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _versions(names: Iterable[str]) -> str:
    return ", ".join(f"{name} {version_here(name)}" for name in names)


def built_in_model(root: Path) -> Finding:
    """The weights that ship with Inkloom, below ``root``."""
    weights = root / "models" / BUILT_IN / "model.safetensors"
    if weights.is_file():
        return Finding("built-in model", "ok", f"{weights.stat().st_size / 1e6:.1f} MB in {weights.parent}")
    return Finding("built-in model", "wrong", f"no {weights}", "pip install --force-reinstall --no-deps inkloom")


def device() -> Finding:
    """The GPU that NVIDIA's driver knows, else the CPU; torch, which takes seconds to import, is not asked."""
    gpus = _gpus()
    torch = version_here("torch") or ""
    if not gpus:
        return Finding("device", "ok", f"CPU, {os.cpu_count()} cores; no NVIDIA GPU seen")
    if torch.endswith(_CPU_TORCH):
        found = f"{gpus}, but torch {torch} is built for the CPU and does not use it"
        return Finding("device", "warning", found, f"pip install --force-reinstall torch=={torch.partition('+')[0]}")
    return Finding("device", "ok", gpus)


def _gpus() -> str:
    """The GPUs by name and memory, or an empty string."""
    asked = shutil.which("nvidia-smi")
    if asked is None:
        return ""
    try:
        told = subprocess.run(  # noqa: S603 - the driver's own tool
            [asked, "--query-gpu=name,memory.total", "--format=csv,noheader"],
            capture_output=True, text=True, errors="replace", timeout=_LOOK_SECONDS, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return "; ".join(line.strip() for line in told.stdout.splitlines() if line.strip())


def home_folder(home: Path) -> Finding:
    """Whether what is kept between runs can be written; the folder is not made for it."""
    there = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            return Finding("home", "ok", f"{home} can be written")
    except OSError as error:
        mend = "free the place, or set INKLOOM_HOME to a folder that you may write"
        return Finding("home", "wrong", f"{home} cannot be written: {error.strerror or error}", mend)
