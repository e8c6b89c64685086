"""``inkloom doctor``: what is installed, what is missing, what to type."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import click

from orchestrator.cli.options import json_option
from orchestrator.cli.output import print_json
from orchestrator.domain.errors import InkloomError, ModelUnavailable

_CORE = ("pydantic", "jinja2", "networkx", "vaderSentiment", "sentencex", "pyphen", "google-re2", "aiohttp")
_LOCAL_MEND = "pip install 'inkloom[local]' (in a checkout: pip install -e '.[local]')"
_LOCAL = ("torch", "transformers", "xgrammar")


@click.command(help="Say what is installed, which model would answer, what is wrong, and what to type.")
@json_option
def command(as_json: bool) -> None:
    """Look at this installation."""
    from orchestrator import __version__

    findings = [_ok("inkloom", f"{__version__} on Python {platform.python_version()}")]
    findings += [_package(name, "pip install inkloom") for name in _CORE]
    findings += [_package(name, _LOCAL_MEND) for name in _LOCAL]
    findings += [_device(), _builtin_model(), _project()]
    if as_json:
        print_json(findings)
    else:
        for finding in findings:
            click.echo(f"{'ok     ' if finding['ok'] else 'MISSING'}  {finding['name']}: {finding['found']}")
            if finding["mend"]:
                click.echo(f"         type: {finding['mend']}")
    raise click.exceptions.Exit(0 if all(finding["ok"] for finding in findings) else ModelUnavailable.exit_code)


def _ok(name: str, found: str) -> dict[str, object]:
    return {"name": name, "ok": True, "found": found, "mend": ""}


def _bad(name: str, found: str, mend: str) -> dict[str, object]:
    return {"name": name, "ok": False, "found": found, "mend": mend}


def _package(name: str, mend: str) -> dict[str, object]:
    try:
        return _ok(name, version(name))
    except PackageNotFoundError:
        return _bad(name, "not installed", mend)


def _device() -> dict[str, object]:
    try:
        import torch
    except ImportError:
        return _bad("device", "unknown without torch", _LOCAL_MEND)
    if torch.cuda.is_available():
        return _ok("device", torch.cuda.get_device_name())
    return _ok("device", f"CPU, {torch.get_num_threads()} threads")


def _builtin_model() -> dict[str, object]:
    from orchestrator.adapters.files import builtin_root

    weights = builtin_root() / "models" / "built-in" / "model.safetensors"
    if weights.is_file():
        return _ok("built-in model", f"{weights.stat().st_size / 1e6:.1f} MB in {weights.parent}")
    return _bad("built-in model", f"no {weights}", "pip install --force-reinstall inkloom")


def _project() -> dict[str, object]:
    from orchestrator.app import build_app

    try:
        app = build_app(None, {})
    except InkloomError as error:
        return _bad("settings", error.message, error.hint)
    return _ok("project", f"{app.project.root}, model {app.settings.model}")
