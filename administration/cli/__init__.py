"""The command line: one file per command. `main` turns what happens into an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from administration.cli.call import Call, HomeOption, JsonOption, begin
from administration.cli.commands import COMMANDS, GROUPS, Floors
from administration.cli.console import Console, spoken
from administration.cli.unexpected import unexpected
from model.errors import Exit, MunimentError

INTERRUPTED = 130  # 128 + SIGINT, as shells have it
PIPE_CLOSED = 141  # 128 + SIGPIPE

app = typer.Typer(
    name="muniment",
    cls=Floors,
    add_completion=False,
    rich_markup_mode=None,  # plain text wraps by itself, and is there in a third of the time
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def muniment(
    ctx: typer.Context,
    home: HomeOption = None,
    as_json: JsonOption = False,
    version: Annotated[bool, typer.Option("--version", help="Name and version.")] = False,
) -> None:
    """Muniment: a long-term digital archive.

    Exit codes: 0 done, 1 something was found wrong and reported, 2 the call was wrong,
    3 the surroundings failed.
    """
    call = begin(ctx, home, as_json, archive=False)
    if version:
        from importlib.metadata import version as of  # costs 20 ms

        call.console.answer({"version": of("muniment")}, f"muniment {of('muniment')}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        print(ctx.get_help())


for _command in COMMANDS:
    app.command()(_command)
for _group in GROUPS:
    app.add_typer(_group)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code. No traceback ever reaches a user."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    console = Console(spoken(os.environ), as_json="--json" in arguments)
    call = Call(console)
    try:
        code = _run(arguments, call)
        sys.stdout.flush()
    except MunimentError as error:
        console.complain(error)
        return error.kind.exit
    except typer.TyperException as error:
        return _wrong_call(console, arguments, error)
    except BrokenPipeError:
        return _pipe_closed()
    except Exception as error:  # noqa: BLE001 - the one place where everything else ends
        console.complain(unexpected(error, call.home))
        return Exit.ENVIRONMENT
    if code == INTERRUPTED:
        console.complain(MunimentError("call.interrupted"))
    return code


def _run(arguments: list[str], call: Call) -> int:
    command = typer.main.get_command(app)
    try:
        result = command.main(args=arguments, prog_name="muniment", standalone_mode=False, obj=call)
    except SystemExit:
        # Typer's answer to a closed pipe; its code 1 would mean damage here
        return _pipe_closed()
    return result if isinstance(result, int) else Exit.DONE


def _wrong_call(console: Console, arguments: list[str], error: typer.TyperException) -> int:
    # A usage error knows in which command it happened.
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "muniment"
    problem = error.format_message().replace("Value error, ", "")  # pydantic's words, not ours
    if not problem.endswith((".", "?")):
        problem += "."
    console.complain(MunimentError("call.wrong", problem=problem, command=path))
    return Exit.WRONG_CALL


def _pipe_closed() -> int:
    # Whoever read has gone. Nothing may be written at exit either, or Python complains.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE_CLOSED
