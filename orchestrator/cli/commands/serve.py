"""``inkloom serve``: a vLLM server for this project; runs with ``--model vllm:…`` attach to it."""

from __future__ import annotations

from typing import Any

import click

from orchestrator.cli.interrupts import run_async

DEFAULT_PORT = 8000


@click.command(
    help="Serve MODEL (built-in, a folder or an id) with vLLM until Ctrl-C. What stands after -- goes to vLLM.",
    context_settings={"ignore_unknown_options": True},
)
@click.argument("model", default="built-in")
@click.option("--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True)
@click.argument("flags", nargs=-1, type=click.UNPROCESSED, metavar="[-- VLLM FLAGS…]")
def command(model: str, port: int, flags: tuple[str, ...]) -> None:
    """Serve a model."""
    from orchestrator.app import build_app

    run_async(_serve(build_app(None, {}), model.removeprefix("vllm:"), port, flags))


async def _serve(app: Any, model: str, port: int, flags: tuple[str, ...]) -> None:
    from orchestrator.app.models import model_folder
    from orchestrator.app.served import SERVED_FILE
    from orchestrator.app.serving import VllmStarter, serve

    folder = model_folder(model, app.project)
    starter = VllmStarter(model, folder, app.settings, app.project, port=port, flags=flags)
    click.echo(f"starting vLLM; its log: {starter.log}", err=True)

    def ready() -> None:
        click.echo(f"{starter.url}/v1  serves {model}; Ctrl-C ends it", err=True)

    await serve(starter, app.settings.home_of(app.project.root) / SERVED_FILE, model, ready)
