"""`muniment get`: take a bag or a file home, verified on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from administration.cli.console import Console
from model.errors import MunimentError


def get(
    ctx: typer.Context,
    aip: Annotated[str, typer.Argument(metavar="AIP", help="Id, ARK or reference code.")],
    member: Annotated[
        str | None, typer.Argument(metavar="[MEMBER]", help="One file, as `show` lists it.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE|DIR", help="Where to; - is standard output."),
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fetch a whole AIP as a BagIt bag, or one file of it.

    Every byte is compared with the recorded digests on the way, and a damaged copy is passed over
    for a healthy one. What is there already is never overwritten.
    """
    call = begin(ctx, home, as_json)
    from administration.cli.findings import tell_passed_over
    from administration.cli.layout import files, size
    from administration.lookup import find_aip
    from administration.retrieval import fetch_bag, fetch_file, stream_file

    console, tr = call.console, call.console.tr
    if output == Path("-"):
        _refuse_standard_output(console, member)
    with call.archive() as archive, console.progress() as progress:
        with archive.database.read() as connection:
            named = find_aip(connection, aip)
        if member is None:
            fetched = fetch_bag(archive, named, output, progress)
        elif output == Path("-"):
            stream_file(archive, named, member, progress)
            return
        else:
            fetched = fetch_file(archive, named, member, output, progress)
    amount = f"{files(fetched.files, console.language)}, {size(fetched.bytes)}"
    console.answer(
        {
            "aip": str(fetched.aip),
            "generation": fetched.generation,
            "path": str(fetched.path),
            "files": fetched.files,
            "bytes": fetched.bytes,
            "verified": True,
            "passed_over": list(fetched.passed_over),
        },
        tr(
            f"{fetched.path}: {amount}, every digest as recorded.",
            f"{fetched.path}: {amount}, alle Prüfsummen wie verzeichnet.",
        ),
    )
    tell_passed_over(console, fetched.passed_over)


def _refuse_standard_output(console: Console, member: str | None) -> None:
    """Raises `call.wrong` where standard output cannot take what is asked for."""
    problem = None
    if member is None:
        problem = console.tr(
            "-o - takes one file, and a whole AIP is a folder.",
            "-o - nimmt eine Datei, und eine ganze AIP ist ein Ordner.",
        )
    elif console.as_json:
        problem = console.tr(
            "-o - and --json both want standard output.",
            "-o - und --json wollen beide die Standardausgabe.",
        )
    if problem:
        raise MunimentError("call.wrong", problem=problem, command="muniment get")
