"""``inkloom``: finds the command, runs it, turns every ending into an exit code."""

from __future__ import annotations

import importlib
import signal
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NoReturn

import click

from orchestrator import __version__
from orchestrator.cli.interrupts import Terminated
from orchestrator.cli.output import report_error
from orchestrator.domain.errors import InkloomError

# Name and one line of help stand here so that `inkloom --help` imports none of the commands.
COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "init": "Make a new project that you can run and change.",
        "run": "Run a workflow.",
        "batch": "Run a workflow once for each row of a table.",
        "resume": "Go on with a run where it stopped.",
        "retry": "Try once more what failed in a run.",
        "status": "List the runs, or tell how far one of them is.",
        "show": "Read a step or a round of a run: its prompt, reply, scores, and why it was revised.",
        "diff": "Compare what two steps or rounds brought, word by word.",
        "export": "Write what a run brought as HTML, EPUB, DOCX and more, and a report of it.",
        "approve": "Answer what a run asks a person, and go on with it.",
        "validate": "Find every mistake in workflows before a model is asked.",
        "graph": "Draw a workflow as text, Mermaid, SVG or JSON.",
        "check": "Measure texts; no model is asked.",
        "style": "Measure the style of samples, to write in it.",
        "serve": "Serve this project's model with vLLM, for runs to attach to.",
        "schema": "Print the JSON Schema of workflow files, for editors.",
        "agents": "List the role agents of this project.",
        "checks": "List the checks and what they can be asked for.",
        "workflows": "List the workflows of this project.",
        "gc": "Forget runs that nobody needs any more.",
        "recover": "Save what is whole of a damaged store.",
        "doctor": "Say what is installed, what is missing, and what to type.",
    }
)


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of a first day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called ``cmd_name``."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"orchestrator.cli.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is answered with the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from orchestrator.language.diagnostics import did_you_mean

            ctx.fail(f"no command '{args[0]}': {did_you_mean(args[0], COMMANDS, 'commands')}")
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="inkloom")
def cli() -> None:
    """Inkloom runs writing workflows: role agents that share one model and revise until checks are met."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit.

    Exit codes: 0 done, 1 internal fault, 2 bad usage or definition, 3 some items failed, 4 store damaged or locked,
    5 model unavailable, 6 waiting for a person or a budget, 130 and 143 interrupted.
    """
    signal.signal(signal.SIGTERM, _terminate)
    arguments = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in arguments
    try:
        code: Any = cli.main(arguments, prog_name="inkloom", standalone_mode=False)
    except click.ClickException as error:
        if as_json:
            report_error(error.format_message(), kind="UsageError", as_json=True)
        else:
            error.show()
        code = 2
    except InkloomError as error:
        report_error(error.message, kind=type(error).__name__, hint=error.hint, as_json=as_json)
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort) as error:
        report_error("interrupted", kind="Interrupted", as_json=as_json)
        code = 143 if isinstance(error, Terminated) or isinstance(error.__cause__, Terminated) else 130
    except Exception as error:  # the last resort: a fault of ours, told in one line, with the way to see more
        report_error(
            f"{type(error).__name__}: {error}",
            kind="InternalFault",
            hint="this is a fault of Inkloom; please report it with the command you typed",
            as_json=as_json,
        )
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def _terminate(_signal: int, _frame: object) -> NoReturn:
    raise Terminated
