"""`muniment hold`: a legal hold on one AIP, set and lifted."""

from __future__ import annotations

from typing import Annotated

import typer

from administration.cli.call import HomeOption, JsonOption, begin
from model.errors import Exit


def hold(
    ctx: typer.Context,
    aip: Annotated[str, typer.Argument(metavar="AIP", help="Id, ARK or reference code.")],
    lift: Annotated[bool, typer.Option("--lift", help="End the hold.")] = False,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; it can be erased.")] = "",
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let nobody dispose of an AIP until the hold is lifted.

    Every store with Object Lock holds all its copies too; elsewhere the archive itself refuses.
    Ends with 3 if a store was away; the next nightly round tells it.
    """
    call = begin(ctx, home, as_json)
    from administration.aftercare import settle_ledger
    from administration.fixity import holding_of
    from administration.lookup import find_aip

    console = call.console
    with call.archive() as archive:
        with archive.database.read() as connection:
            identifier = find_aip(connection, aip)
        holding = holding_of(archive, archive.agent)
        try:
            heard = holding.lift(identifier, reason) if lift else holding.hold(identifier, reason)
        finally:
            settle_ledger(archive)
    said = ("The hold is lifted", "Die Sperre ist aufgehoben")
    if not lift:
        said = ("Nobody can dispose of it now", "Niemand kann sie jetzt kassieren")
    lines = [console.tr(f"{said[0]}: AIP {identifier}.", f"{said[1]}: AIP {identifier}.")]
    if heard.done:
        names = ", ".join(heard.done)
        lines.append(
            console.tr(f"Object Lock says so too: {names}.", f"So auch per Object Lock: {names}.")
        )
    if heard.unable and not lift:
        names = ", ".join(heard.unable)
        lines.append(
            console.tr(
                f"Without Object Lock, held by the archive alone: {names}.",
                f"Ohne Object Lock, nur vom Archiv gehalten: {names}.",
            )
        )
    document = {
        "aip": str(identifier),
        "held": not lift,
        "stores": list(heard.done),
        "unable": list(heard.unable),
    }
    console.answer(document, *lines)
    for trouble in heard.troubles:
        console.regret(trouble)
    if heard.troubles:
        raise typer.Exit(Exit.ENVIRONMENT)
