"""`muniment export-ead`: give a finding aid out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from administration.cli.call import HomeOption, JsonOption, begin


def export_ead(
    ctx: typer.Context,
    refcode: Annotated[str, typer.Argument(help="Of a fonds, or of a class above fonds.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Instead of showing it.")
    ] = None,
    hidden: Annotated[
        bool, typer.Option("--hidden", help="Also what the public may not see yet.")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give out a finding aid as EAD(DDB) 1.2.

    A Findbuch for a fonds, a Tektonik for a class above fonds. What is not public yet is left out
    unless --hidden is given; the place in the stacks always is.
    """
    call = begin(ctx, home, as_json)
    from administration.exporting import export

    console = call.console
    with call.archive() as archive:
        stdout = None if console.as_json else _bytes_out()
        done = export(archive, refcode, output, stdout, hidden=hidden)
    if done.path is None:
        return
    from administration.counted import UNITS

    count = UNITS.of(done.units, console.language)
    console.answer(
        {"refcode": done.refcode, "path": str(done.path), "units": done.units},
        f"{done.path}: {count}.",
    )


def _bytes_out() -> BinaryIO:
    """Standard output for XML in UTF-8, whatever the terminal's language."""
    sys.stdout.flush()
    return sys.stdout.buffer
