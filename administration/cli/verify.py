"""`muniment verify`: read copies again from their media."""

from __future__ import annotations

from typing import Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from model.errors import Exit

Aips = Annotated[list[str] | None, typer.Argument(metavar="[AIP...]", help="AIP ids; none: all.")]


def verify(
    ctx: typer.Context,
    aips: Aips = None,
    deep: Annotated[bool, typer.Option("--deep", help="Check every file by itself.")] = False,
    store: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only the copies in this store.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read copies again from their media and compare.

    Ends with 1 if any copy is altered, missing or unreadable; `muniment repair` heals it.
    """
    call = begin(ctx, home, as_json)
    from administration.cli.findings import documents, lines
    from administration.cli.layout import number
    from administration.keeping import verify as verify_copies

    console = call.console
    with call.archive() as archive, console.progress() as progress:
        report = verify_copies(archive, aips or [], progress, deep=deep, store=store)
    checked, intact = (number(n, console.language) for n in (report.checked, report.intact))
    console.answer(
        {
            "checked": report.checked,
            "intact": report.intact,
            "findings": documents(report.findings),
        },
        *lines(console, report.findings),
        console.tr(
            f"{checked} copies checked, {intact} intact.",
            f"{checked} Kopien geprüft, {intact} unversehrt.",
        ),
    )
    raise typer.Exit(Exit.FOUND_WRONG if report.findings else Exit.DONE)
